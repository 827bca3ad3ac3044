%% SPDX-License-Identifier: Apache-2.0
%% A suite as those of OTP are written, for the test of what drives them.
-module(tiny_SUITE).

-export([suite/0, all/0, groups/0, init_per_suite/1, end_per_suite/1, init_per_group/2, end_per_group/2,
         init_per_testcase/2, end_per_testcase/2]).
-export([calls/1, spawns_by_name/1, sends_functions/1, tells_where_it_failed/1, loads_a_module/1, cut_off/1, dies/1, expected_to_fail/1,
         takes_too_long/0, takes_too_long/1, says_skip/1, wants_an_emulator/1, crashes_its_process/1]).
-export([echo/1, fails/1, node_of/1]).

-include_lib("common_test/include/ct.hrl").

-record(letter, {from, text = "hi"}).

suite() -> [{timetrap, {seconds, 30}}].

all() -> [calls, {group, code}, {group, never}, cut_off, dies, expected_to_fail, takes_too_long, says_skip,
          wants_an_emulator, crashes_its_process].

groups() -> [{code, [parallel], [spawns_by_name, sends_functions, tells_where_it_failed, loads_a_module]},
             {never, [], [calls]}].

init_per_suite(Config) -> [{suite, ready} | Config].
end_per_suite(_) -> ok.

init_per_group(never, _) -> {skip, "this group is never run"};
init_per_group(Group, Config) -> [{group, Group} | Config].
end_per_group(_, _) -> ok.

init_per_testcase(Case, Config) -> [{testcase, Case} | Config].
end_per_testcase(Case, Config) ->
    Case = ?config(testcase, Config),
    ok.

calls(Config) ->
    ready = ?config(suite, Config),
    true = filelib:is_dir(?config(priv_dir, Config)),
    {ok, Peer, Node} = ?CT_PEER(["-letters", "a", "b"]),
    true = lists:member(Node, nodes()),
    Node = erpc:call(Node, erlang, node, []),
    noconnection = try peer:call(Peer, erlang, node, []) catch error:Reason -> Reason end,
    {ok, [["a", "b"]]} = erpc:call(Node, init, get_argument, [letters]),
    6 = rpc:call(Node, lists, sum, [[1, 2, 3]]),
    {badrpc, {'EXIT', {undef, _}}} = rpc:call(Node, ?MODULE, missing, []),
    ok = peer:stop(Peer),
    false = lists:member(Node, nodes()),
    {comment, "called"}.

spawns_by_name(Config) ->
    code = ?config(group, Config),
    {ok, Peer, Node} = ?CT_PEER(),
    Pid = spawn(Node, ?MODULE, echo, [self()]),
    Node = node(Pid),
    Pid ! #letter{from = self()},
    receive {Pid, "hi!"} -> ok after 5000 -> ct:fail(no_answer) end,
    monitor(process, Pid),
    Pid ! stop,
    receive {'DOWN', _, process, Pid, normal} -> ok end,
    peer:stop(Peer).

echo(Owner) ->
    receive
        #letter{from = Owner, text = Text} -> Owner ! {self(), loudly(Text)}, echo(Owner);
        stop -> ok
    end.

loudly(Text) -> Text ++ "!".

sends_functions(_) ->
    {ok, Peer, Node} = peer:start_link(#{name => ?CT_PEER_NAME()}),
    Offset = 40,
    Add = fun(N) when N < 10 -> loudly(integer_to_list(N + Offset)) end,
    "42!" = erpc:call(Node, fun() -> Add(2) end),
    Node = erpc:call(Node, erlang, apply, [fun node_of/1, [Peer]]),
    [1, 4, 9] = erpc:call(Node, fun() -> [N * N || N <- lists:seq(1, 3)] end),
    Self = self(),
    spawn_link(Node, fun() -> Self ! {made_there, fun(A) -> {A, loudly("there")} end} end),
    receive {made_there, Made} -> {here, "there!"} = Made(here) end,
    peer:stop(Peer).

node_of(_) -> node().

tells_where_it_failed(_) ->
    {ok, Peer, Node} = ?CT_PEER(),
    try erpc:call(Node, ?MODULE, fails, [sad]) of
        _ -> ct:fail(unexpected)
    catch
        error:{exception, {wrong, sad}, [{?MODULE, failing, 1, Place}, {?MODULE, fails, 1, _} | _]} ->
            true = is_integer(proplists:get_value(line, Place))
    end,
    try erpc:call(Node, fun() -> ?MODULE:fails(sad) end) of
        _ -> ct:fail(unexpected)
    catch
        error:{exception, {wrong, sad}, Through} ->
            [failing, fails, apply] = [F || {_, F, _, _} <- Through]
    end,
    peer:stop(Peer).

fails(How) ->
    failing(How),
    ok.

failing(How) -> error({wrong, How}).

loads_a_module(Config) ->
    {ok, Peer, Node} = ?CT_PEER(),
    Folder = ?config(priv_dir, Config),
    File = filename:join(Folder, "tiny_module.erl"),
    ok = file:write_file(File, "-module(tiny_module).\n-export([double/1]).\n"
                               "double(List) -> [twice(N) || N <- List].\ntwice(N) -> N * 2.\n"),
    {ok, Module} = compile:file(File, [debug_info, {outdir, Folder}]),
    true = code:add_patha(Folder),
    c:nl(Module),
    wait(fun() -> rpc:call(Node, code, is_loaded, [Module]) =/= false end),
    [2, 4] = erpc:call(Node, Module, double, [[1, 2]]),
    peer:stop(Peer).

cut_off(_) ->
    {ok, Peer, Node} = ?CT_PEER(#{connection => standard_io}),
    false = lists:member(Node, nodes()),
    pong = net_adm:ping(Node),
    [Self] = [N || N <- peer:call(Peer, erlang, nodes, []), N =:= node()],
    true = erlang:disconnect_node(Node),
    wait(fun() -> peer:call(Peer, erlang, nodes, []) =:= [] end),
    Self = node(),
    peer:stop(Peer).

wait(Until) ->
    case Until() of
        true -> ok;
        false -> timer:sleep(20), wait(Until)
    end.

dies(_) ->
    {ok, _, Node} = ?CT_PEER(#{peer_down => continue}),
    true = erlang:monitor_node(Node, true),
    erpc:cast(Node, erlang, halt, []),
    receive {nodedown, Node} -> ok end.

expected_to_fail(_) ->
    {ok, _, Node} = ?CT_PEER(),
    wrong = erpc:call(Node, erlang, node, []).

takes_too_long() -> [{timetrap, 300}].
takes_too_long(_) ->
    receive never -> ok end.

says_skip(_) -> {skip, "not on this machine"}.

wants_an_emulator(_) -> {ok, _, _} = ?CT_PEER(["+zdbbl", "1"]).

crashes_its_process(_) ->
    spawn_link(fun() -> exit(crashed) end),
    receive after infinity -> ok end.
