%% SPDX-License-Identifier: Apache-2.0
%% The group leader of a case: what it prints goes to the log, not between the lines of the runner.
-module(tiebeam_output).

-export([start/1, stop/1, capture/2, captured/1]).

start(File) ->
    Starter = self(),
    {Pid, Monitor} = spawn_monitor(fun() ->
        {ok, Log} = file:open(File, [append, {encoding, utf8}]),
        Starter ! {self(), open},
        loop(Log, none)
    end),
    receive
        {Pid, open} -> erlang:demonitor(Monitor, [flush]), Pid;
        {'DOWN', Monitor, process, Pid, Reason} -> error(Reason)
    end.

stop(Pid) -> Pid ! stop, ok.

capture(Pid, On) -> ask(Pid, {capture, On}).
captured(Pid) -> ask(Pid, captured).

ask(Pid, What) ->
    Ref = make_ref(),
    Pid ! {ask, self(), Ref, What},
    receive {Ref, Answer} -> Answer after 5000 -> exit(no_output) end.

loop(Log, Captured) ->
    receive
        {io_request, From, As, Request} ->
            {Reply, Chars} = request(Request),
            io:put_chars(Log, Chars),
            From ! {io_reply, As, Reply},
            loop(Log, case Captured of none -> none; _ when Chars =:= [] -> Captured; _ -> [Chars | Captured] end);
        {ask, From, Ref, {capture, On}} ->
            From ! {Ref, ok},
            loop(Log, case On of true -> []; false -> Captured end);
        {ask, From, Ref, captured} when Captured =:= none ->
            From ! {Ref, []},
            loop(Log, none);
        {ask, From, Ref, captured} ->
            From ! {Ref, lists:reverse(Captured)},
            loop(Log, none);
        stop ->
            file:close(Log);
        _ ->
            loop(Log, Captured)
    end.

request({put_chars, Encoding, M, F, A}) ->
    try apply(M, F, A) of Chars -> request({put_chars, Encoding, Chars})
    catch _:Reason -> {{error, Reason}, []}
    end;
request({put_chars, Encoding, Chars}) ->
    case unicode:characters_to_list(Chars, Encoding) of
        Text when is_list(Text) -> {ok, Text};
        _ -> {{error, put_chars}, []}
    end;
request({requests, Requests}) ->
    lists:foldl(fun(One, {_, Before}) -> {Reply, Chars} = request(One), {Reply, Before ++ Chars} end, {ok, []}, Requests);
request({get_geometry, _}) -> {{error, enotsup}, []};
request(getopts) -> {[{encoding, unicode}], []};
request({setopts, _}) -> {ok, []};
request(_) -> {eof, []}.
