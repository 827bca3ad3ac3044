%% SPDX-License-Identifier: Apache-2.0
%% Runs one case after another, as it is told on standard input, and says how each ended; and what the cases have in common.
-module(conformance).
-export([main/0]).
-export([until/2, typed/1, typed/2, raised/1, flushed/0, skip/1]).
-export([beam/2, beam/3, jvm/2, leave/2, cut/2, outside/1, tolerant/1, strict/1, idle/1]).
-export([carry/2, carry/3]).

%% Each line is {Module, Case, Millis, Config}, a term. The answer is a line that begins with "= ".
%% The first answer is the release.
main() ->
    say(erlang:system_info(otp_release)),
    loop().

loop() ->
    case io:get_line("") of
        eof ->
            erlang:halt(0);
        Line ->
            {ok, Tokens, _} = erl_scan:string(Line),
            {ok, {Module, Case, Millis, Config}} = erl_parse:parse_term(Tokens),
            say(answer(run(Module, Case, Millis, Config))),
            loop()
    end.

say(Text) -> io:format("= ~ts~n", [Text]).

%% A case runs in a process of its own, whose end takes along what it is linked to: its BEAM nodes, for one.
run(Module, Case, Millis, Config) ->
    {Pid, Ref} = spawn_monitor(fun() -> apply(Module, Case, [Config]) end),
    receive
        {'DOWN', Ref, process, Pid, normal} -> ok;
        {'DOWN', Ref, process, Pid, {{skip, Why}, _}} -> {skip, Why};
        {'DOWN', Ref, process, Pid, Reason} -> {failed, Reason}
    after Millis ->
        Stack = process_info(Pid, current_stacktrace),
        exit(Pid, kill),
        receive {'DOWN', Ref, process, Pid, _} -> ok end,
        {failed, {'not done in ms', Millis, Stack}}
    end.

answer(ok) -> "ok";
answer({skip, Why}) -> ["skip ", Why];
answer({failed, Reason}) -> ["failed ", lists:join(" ", string:lexemes(io_lib:format("~0tp", [Reason]), "\n"))].

%% Ends the case as one that cannot be judged here, for the reason Why in words.
skip(Why) -> error({skip, Why}).

%% Waits until Condition() is true; What says until what, if that takes too long.
until(What, Condition) -> until(What, Condition, erlang:monotonic_time(millisecond) + 20_000).

until(What, Condition, End) ->
    case Condition() of
        true ->
            ok;
        Other ->
            erlang:monotonic_time(millisecond) < End orelse error({'waited too long until', What, Other}),
            receive after 5 -> ok end,
            until(What, Condition, End)
    end.

%% The function that Source, typed into a shell, would make: it takes its code along to other nodes.
typed(Source) -> typed(Source, []).

typed(Source, Bindings) ->
    {ok, Tokens, _} = erl_scan:string(Source ++ "."),
    {ok, Forms} = erl_parse:parse_exprs(Tokens),
    {value, Fun, _} = erl_eval:exprs(Forms, orddict:from_list(Bindings)),
    Fun.

%% The class and the reason of what Fun() raises.
raised(Fun) ->
    try Fun() of
        Value -> error({'nothing raised but', Value})
    catch
        Class:Reason -> {Class, Reason}
    end.

%% All messages that wait.
flushed() ->
    receive Message -> [Message | flushed()] after 0 -> [] end.

%% Starts another BEAM node, which ends with the calling process.
beam(Config, Name) -> beam(Config, Name, []).

%% It is to use the EPMD that is there: one that it started itself would outlive it.
beam(_Config, Name, Args) ->
    Usual = ["-setcookie", atom_to_list(erlang:get_cookie()), "-pa", filename:dirname(code:which(?MODULE))],
    {ok, Peer, Node} = peer:start_link(#{
        name => Name,
        host => "localhost",
        args => ["-start_epmd", "false" | Usual] ++ Args,
        connection => standard_io
    }),
    {Peer, Node}.

%% Starts another Tiebeam node, beside that of the suite; leave/2 ends it, at the latest the end of the suite does.
jvm(#{node := Node}, Name) ->
    erpc:call(Node, tiebeam_nodes, start, [atom_to_binary(Name)], 30_000).

leave(#{node := Node}, Other) ->
    erpc:call(Node, tiebeam_nodes, stop, [Other], 30_000).

%% Calls other nodes, as erpc:call/4 does, without connecting this node to them: from a hidden node that is not connected to
%% this one.
outside(Config) ->
    Name = list_to_atom("outside" ++ integer_to_list(erlang:unique_integer([positive]))),
    {Peer, _} = beam(Config, Name, ["-hidden"]),
    fun(Node, Module, Function, Args) -> peer:call(Peer, erpc, call, [Node, Module, Function, Args], 30_000) end.

%% Lets Node, a Tiebeam node, and others of which only some know each other be as they are.
tolerant(Node) -> erpc:call(Node, tiebeam_nodes, prevent_overlapping_partitions, [false]).

strict(Node) -> erpc:call(Node, tiebeam_nodes, prevent_overlapping_partitions, [true]).

%% A process that waits on Node.
idle(Node) -> spawn(Node, typed("fun() -> receive after infinity -> ok end end")).

%% Ends the connection between this node and Node, or between two.
cut(Node, Other) when Node =:= node() -> erlang:disconnect_node(Other);
cut(Node, Other) -> erpc:call(Node, erlang, disconnect_node, [Other], 30_000).

%% Takes the code of Modules to Node, a Tiebeam node, and calls Function of the first one there: the other way round. As an
%% own error comes back what is raised there.
carry(Node, Modules) ->
    [
        begin
            {Module, Code, File} = code:get_object_code(Module),
            {module, Module} = erpc:call(Node, code, load_binary, [Module, File, Code])
        end
     || Module <- Modules
    ].

carry(Node, Call = {Module, Function, Args}, Millis) ->
    carry(Node, [Module, ?MODULE]),
    try
        erpc:call(Node, Module, Function, Args, Millis)
    catch
        Class:Reason -> error({on, Node, Call, Class, Reason})
    end.
