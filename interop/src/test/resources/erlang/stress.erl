%% SPDX-License-Identifier: Apache-2.0
%% The BEAM's half of the stress test of connections: an echo server, callers and linkers, driven by lines on standard
%% input, each answered with one line that begins with "= ".
-module(stress).
-export([main/0, idle/0]).

-define(PATIENCE, 30000).

main() ->
    ets:new(counts, [named_table, public]),
    loop([]).

loop(Workers) ->
    case io:get_line("") of
        eof ->
            halt(0);
        Line ->
            {Answer, Next} = do([list_to_atom(W) || W <- string:tokens(Line, " \n")], Workers),
            io:format("= ~0p~n", [Answer]),
            loop(Next)
    end.

do([start, Node, Callers, Linkers], []) ->
    Keeper = spawn(fun() -> register(keeper, self()), keep(undefined) end),
    await(fun() -> whereis(echo) =/= undefined end),
    Calling = [spawn(fun() -> call(Node, 0) end) || _ <- lists:seq(1, number(Callers))],
    Linking = [spawn(fun() -> process_flag(trap_exit, true), link_up(Node) end) || _ <- lists:seq(1, number(Linkers))],
    {started, [Keeper | Calling ++ Linking]};
do([disconnect, Node], Workers) ->
    {erlang:disconnect_node(Node), Workers};
do([ping, Node], Workers) ->
    {net_adm:ping(Node), Workers};
do([break, Node], Workers) ->
    %% The process that owns the socket is gone all of a sudden, and the socket with it.
    Owners = [erlang:port_info(P, connected) || {N, P} <- erlang:system_info(dist_ctrl), N =:= Node, is_port(P)],
    [exit(Owner, kill) || {connected, Owner} <- Owners],
    {length(Owners), Workers};
do([kill], Workers) ->
    {catch exit(whereis(echo), kill), Workers};
do([stop], Workers) ->
    Monitors = [monitor(process, W) || W <- Workers],
    [W ! stop || W <- Workers],
    {[receive {'DOWN', M, _, _, Reason} -> Reason after ?PATIENCE -> stuck end || M <- Monitors], []};
do([counts], Workers) ->
    {[count(K) || K <- [replies, downs, lost_replies, out_of_order, exits, lost_exits, second_exits]], Workers};
do([processes], Workers) ->
    {length(processes()), Workers};
do([relations], Workers) ->
    Ours = [P || P <- processes(), node(P) =:= node()],
    {lists:sum([remote(P) || P <- Ours]), Workers}.

number(Atom) ->
    list_to_integer(atom_to_list(Atom)).

await(Done) ->
    case Done() of
        true -> ok;
        false -> erlang:yield(), await(Done)
    end.

%% Links and monitors of a process that have to do with other nodes.
remote(P) ->
    case process_info(P, [links, monitors, monitored_by]) of
        undefined ->
            0;
        [{links, L}, {monitors, M}, {monitored_by, B}] ->
            length([X || X <- L ++ B, is_pid(X), node(X) =/= node()])
                + length([X || {process, X} <- M, is_remote(X)])
    end.

is_remote({_, Node}) -> Node =/= node();
is_remote(Pid) -> node(Pid) =/= node().

count(Key) -> proplists:get_value(Key, ets:lookup(counts, Key), 0).
add(Key) -> ets:update_counter(counts, Key, 1, {Key, 0}).

%% Whoever is killed is replaced.
keep(Echo) ->
    {Pid, Monitor} = spawn_monitor(fun() -> register(echo, self()), echo(#{}) end),
    receive
        {'DOWN', Monitor, _, _, _} -> keep(Echo);
        stop -> exit(Pid, kill)
    end.

%% Takes numbered casts and calls; those of one sender must grow.
echo(Last) ->
    receive
        {cast, From, N} ->
            echo(ordered(From, N, Last));
        {call, From, Ref, N} ->
            Now = ordered(From, N, Last),
            From ! {Ref, N},
            echo(Now)
    end.

ordered(From, N, Last) ->
    case Last of
        #{From := Before} when Before >= N -> add(out_of_order);
        #{} -> ok
    end,
    Last#{From => N}.

call(Node, N) ->
    To = {echo, Node},
    Casts = rand:uniform(8),
    [To ! {cast, self(), N + I} || I <- lists:seq(1, Casts)],
    Number = N + Casts + 1,
    Ref = monitor(process, To),
    To ! {call, self(), Ref, Number},
    receive
        {Ref, Number} -> demonitor(Ref, [flush]), add(replies);
        {'DOWN', Ref, _, _, _} -> add(downs)
    after ?PATIENCE -> add(lost_replies)
    end,
    receive
        stop -> ok
    after 0 -> call(Node, Number)
    end.

link_up(Node) ->
    Pid = spawn_link(Node, 'Elixir.Stress', idle, []),
    receive
        {'EXIT', Pid, _} -> add(exits)
    after rand:uniform(40) ->
        exit(Pid, kill),
        receive
            {'EXIT', Pid, _} -> add(exits)
        after ?PATIENCE -> add(lost_exits)
        end
    end,
    receive
        {'EXIT', _, _} -> add(second_exits)
    after 0 -> ok
    end,
    receive
        stop -> ok
    after 0 -> link_up(Node)
    end.

idle() ->
    receive never -> ok end.
