%% SPDX-License-Identifier: Apache-2.0
-module(pg_cases).
-export([
    pg/1,
    leave_exit_race/1,
    single/1,
    overlay_missing/1,
    process_owner_check/1,
    two/1,
    initial/1,
    netsplit/1,
    trisplit/1,
    foursplit/1,
    exchange/1,
    nolocal/1,
    double/1,
    scope_restart/1,
    missing_scope_join/1,
    empty_group_by_remote_leave/1,
    forced_sync/1,
    group_leave/1,
    thundering_herd/1,
    monitor_nonempty_scope/1,
    monitor_scope/1,
    monitor/1
]).
-import(conformance, [idle/1, raised/1, until/2, beam/2, jvm/2, leave/2, cut/2, outside/1, tolerant/1]).

%% Runs Body with Scope on Nodes, which may be of either kind.
with(Scope, Nodes, Body) ->
    Pids = [start(Node, Scope) || Node <- Nodes],
    Body(),
    [gen_server:stop(Pid) || Pid <- Pids].

start(Node, Scope) ->
    {ok, Pid} = erpc:call(Node, pg, start, [Scope]),
    Pid.

on(Node, Function, Args) -> erpc:call(Node, pg, Function, Args).

%% Waits until the members of Group are Pids, as Node sees it.
members(Node, Scope, Group, Pids) ->
    members(fun erpc:call/4, Node, Scope, Group, Pids).

members(Call, Node, Scope, Group, Pids) ->
    Expected = lists:sort(Pids),
    until({Node, Scope, Group, Expected}, fun() ->
        case lists:sort(Call(Node, pg, get_members, [Scope, Group])) of
            Expected -> true;
            Other -> Other
        end
    end).

pg(#{node := Node}) ->
    with(pg, [Node], fun() ->
        Pid = idle(Node),
        ok = on(Node, join, [group, Pid]),
        [Pid] = on(Node, get_members, [group]),
        [Pid] = on(Node, get_local_members, [group]),
        [group] = on(Node, which_groups, []),
        [group] = on(Node, which_local_groups, []),
        ok = on(Node, leave, [group, Pid]),
        [] = on(Node, get_members, [group]),
        [] = on(Node, which_groups, [])
    end).

leave_exit_race(#{node := Node}) ->
    with(race, [Node, node()], fun() ->
        [
            begin
                Pid = spawn(Node, erlang, self, []),
                ok = on(Node, join, [race, group, Pid]),
                Left = on(Node, leave, [race, group, Pid]),
                true = lists:member(Left, [ok, not_joined])
            end
         || _ <- lists:seq(1, 100)
        ],
        members(Node, race, group, []),
        members(node(), race, group, [])
    end).

single(#{node := Node}) ->
    with(single, [Node], fun() ->
        A = idle(Node),
        B = idle(Node),
        ok = on(Node, join, [single, group, A]),
        ok = on(Node, join, [single, group, [A, A]]),
        [A, A, A] = on(Node, get_local_members, [single, group]),
        not_joined = on(Node, leave, [single, missing, A]),
        ok = on(Node, leave, [single, group, [A, A]]),
        ok = on(Node, join, [single, group, B]),
        members(Node, single, group, [A, B]),
        exit(B, kill),
        members(Node, single, group, [A]),
        ok = on(Node, leave, [single, group, A]),
        [] = on(Node, which_groups, [single])
    end).

%% What comes from a scope that is not there (any more) changes nothing.
overlay_missing(#{node := Node}) ->
    with(overlay, [Node], fun() ->
        Gone = start(node(), overlay),
        Mine = idle(node()),
        gen_server:stop(Gone),
        Pid = idle(Node),
        ok = on(Node, join, [overlay, group, Pid]),
        {overlay, Node} ! {join, Gone, group, Mine},
        {overlay, Node} ! {leave, Gone, Pid, [group]},
        {overlay, Node} ! garbage,
        members(Node, overlay, group, [Pid])
    end).

process_owner_check(#{node := Node}) ->
    with(owner, [Node], fun() ->
        Mine = idle(node()),
        His = idle(Node),
        [
            {error, {exception, {nolocal, _}, _}} = raised(fun() -> on(Node, join, [owner, group, Pids]) end)
         || Pids <- [Mine, [Mine, Mine], [His, Mine]]
        ],
        [] = on(Node, get_members, [owner, group])
    end).

two(#{node := Node}) ->
    with(two, [node(), Node], fun() ->
        Mine = idle(node()),
        ok = pg:join(two, group, Mine),
        members(Node, two, group, [Mine]),
        [] = on(Node, get_local_members, [two, group]),
        exit(Mine, kill),
        members(Node, two, group, []),
        A = idle(Node),
        B = idle(Node),
        ok = on(Node, join, [two, group, A]),
        ok = on(Node, join, [two, group, B]),
        members(node(), two, group, [A, B]),
        [] = pg:get_local_members(two, group)
    end).

%% Who comes later learns of those who are there.
initial(#{node := Node}) ->
    with(initial, [node()], fun() ->
        Mine = idle(node()),
        ok = pg:join(initial, group, Mine),
        with(initial, [Node], fun() ->
            members(Node, initial, group, [Mine]),
            exit(Mine, kill),
            members(Node, initial, group, [])
        end)
    end),
    with(initial, [Node], fun() ->
        His = idle(Node),
        ok = on(Node, join, [initial, group, His]),
        with(initial, [node()], fun() -> members(node(), initial, group, [His]) end)
    end).

%% What changes on both sides of a cut is known on both when it heals.
netsplit(Config = #{node := Node}) ->
    Outside = outside(Config),
    with(split, [node(), Node], fun() ->
        His = idle(Node),
        Other = idle(Node),
        Mine = idle(node()),
        ok = on(Node, join, [split, before, His]),
        members(node(), split, before, [His]),
        cut(node(), Node),
        until(cut, fun() -> not lists:member(Node, nodes()) end),
        members(node(), split, before, []),
        ok = Outside(Node, pg, join, [split, meanwhile, Other]),
        ok = Outside(Node, pg, leave, [split, before, His]),
        ok = pg:join(split, meanwhile, Mine),
        [] = pg:get_members(split, before),
        [Mine] = pg:get_members(split, meanwhile),
        [Other] = Outside(Node, pg, get_members, [split, meanwhile]),
        pong = net_adm:ping(Node),
        members(Node, split, meanwhile, [Mine, Other]),
        members(node(), split, meanwhile, [Mine, Other]),
        members(node(), split, before, [])
    end).

trisplit(Config = #{node := Node}) ->
    split(Config, [Node, jvm(Config, third)]).

foursplit(Config = #{node := Node}) ->
    {_, Beam} = beam(Config, fourth),
    split(Config, [Node, jvm(Config, third), Beam]).

%% Every node is cut off from every other, changes, and comes back.
split(Config, Others) ->
    Nodes = [node() | Others],
    Outside = outside(Config),
    with(many, Nodes, fun() ->
        Pids = [{Node, idle(Node)} || Node <- Nodes],
        [ok = on(Node, join, [many, group, Pid]) || {Node, Pid} <- Pids],
        All = [Pid || {_, Pid} <- Pids],
        [members(Node, many, group, All) || Node <- Nodes],
        [catch tolerant(Node) || Node <- Others],
        [cut(node(), Node) || Node <- Others],
        Call = fun
            (N, M, F, A) when N =:= node() -> apply(M, F, A);
            (N, M, F, A) -> Outside(N, M, F, A)
        end,
        [Outside(A, erlang, disconnect_node, [B]) || A <- Others, B <- Others, A =/= B],
        [members(Call, Node, many, group, [Pid]) || {Node, Pid} <- Pids],
        More = [{Node, Outside(Node, erlang, spawn, [waits()])} || Node <- Others],
        [ok = Outside(Node, pg, join, [many, later, Pid]) || {Node, Pid} <- More],
        [pong = net_adm:ping(Node) || Node <- Others],
        [members(Node, many, group, All) || Node <- Nodes],
        [members(Node, many, later, [Pid || {_, Pid} <- More]) || Node <- Nodes]
    end),
    [leave(Config, Node) || Node <- Others, Node =:= third@localhost].

waits() -> conformance:typed("fun() -> receive after infinity -> ok end end").

%% Many groups are exchanged when two scopes meet.
exchange(#{node := Node}) ->
    Groups = lists:seq(1, 50),
    Mine = idle(node()),
    His = idle(Node),
    with(exchange, [node()], fun() ->
        [ok = pg:join(exchange, {mine, G}, [Mine, Mine]) || G <- Groups],
        with(exchange, [Node], fun() ->
            [ok = on(Node, join, [exchange, {his, G}, His]) || G <- Groups],
            [members(Node, exchange, {mine, G}, [Mine, Mine]) || G <- Groups],
            [members(node(), exchange, {his, G}, [His]) || G <- Groups],
            [ok = pg:leave(exchange, {mine, G}, Mine) || G <- Groups, G rem 2 =:= 0],
            [members(Node, exchange, {mine, G}, lists:duplicate(1 + G rem 2, Mine)) || G <- Groups]
        end)
    end).

nolocal(#{node := Node}) ->
    with(nolocal, [node(), Node], fun() ->
        His = idle(Node),
        ok = on(Node, join, [nolocal, group, His]),
        members(node(), nolocal, group, [His]),
        [] = pg:get_local_members(nolocal, group),
        [] = pg:which_local_groups(nolocal),
        [group] = pg:which_groups(nolocal),
        [group] = on(Node, which_local_groups, [nolocal])
    end).

double(#{node := Node}) ->
    with(double, [node(), Node], fun() ->
        Mine = idle(node()),
        ok = pg:join(double, group, Mine),
        ok = pg:join(double, group, [Mine]),
        members(Node, double, group, [Mine, Mine]),
        ok = pg:leave(double, group, Mine),
        members(Node, double, group, [Mine]),
        His = idle(Node),
        ok = on(Node, join, [double, group, [His, His]]),
        members(node(), double, group, [Mine, His, His]),
        exit(His, kill),
        members(node(), double, group, [Mine])
    end).

scope_restart(#{node := Node}) ->
    with(restart, [node()], fun() ->
        Mine = idle(node()),
        ok = pg:join(restart, group, Mine),
        His = idle(Node),
        Scope = start(Node, restart),
        ok = on(Node, join, [restart, group, His]),
        members(node(), restart, group, [Mine, His]),
        exit(Scope, kill),
        members(node(), restart, group, [Mine]),
        until("its name is free", fun() -> erpc:call(Node, erlang, whereis, [restart]) =:= undefined end),
        Again = start(Node, restart),
        members(Node, restart, group, [Mine]),
        gen_server:stop(Again)
    end).

missing_scope_join(#{node := Node}) ->
    with(missing, [node()], fun() ->
        {exit, {exception, {noproc, _}}} =
            raised(fun() -> on(Node, join, [missing, group, idle(Node)]) end),
        [] = on(Node, get_members, [missing, group]),
        [] = on(Node, which_groups, [missing])
    end).

empty_group_by_remote_leave(#{node := Node}) ->
    with(empty, [node(), Node], fun() ->
        A = idle(Node),
        B = idle(Node),
        ok = on(Node, join, [empty, group, [A, B]]),
        members(node(), empty, group, [A, B]),
        ok = on(Node, leave, [empty, group, [B, A]]),
        until("the group is gone", fun() -> pg:which_groups(empty) =:= [] end),
        Mine = idle(node()),
        ok = pg:join(empty, group, Mine),
        members(Node, empty, group, [Mine]),
        ok = pg:leave(empty, group, Mine),
        until("the group is gone there", fun() -> on(Node, which_groups, [empty]) =:= [] end)
    end).

%% A scope that says all again is believed, whatever was known.
forced_sync(#{node := Node}) ->
    Scope = start(node(), forced),
    with(forced, [Node], fun() ->
        Mine = idle(node()),
        Lost = idle(node()),
        ok = pg:join(forced, group, Lost),
        members(Node, forced, group, [Lost]),
        gen_server:cast({forced, Node}, {sync, Scope, [{group, [Mine]}, {other, [Mine, Mine]}]}),
        members(Node, forced, group, [Mine]),
        members(Node, forced, other, [Mine, Mine])
    end),
    gen_server:stop(Scope).

group_leave(#{node := Node}) ->
    with(leaves, [node()], fun() ->
        Scope = start(Node, leaves),
        Pids = [idle(Node) || _ <- lists:seq(1, 10)],
        ok = on(Node, join, [leaves, group, Pids]),
        members(node(), leaves, group, Pids),
        gen_server:stop(Scope),
        members(node(), leaves, group, [])
    end).

%% Thousands of lists of members, and the scope still answers.
thundering_herd(#{node := Node}) ->
    Scope = start(node(), herd),
    with(herd, [Node], fun() ->
        His = idle(Node),
        Mine = idle(node()),
        [ok = on(Node, join, [herd, {group, G}, His]) || G <- lists:seq(1, 500)],
        [gen_server:cast({herd, Node}, {sync, Scope, [{{group, 1}, [Mine, Mine]}]}) || _ <- lists:seq(1, 2000)],
        ok = on(Node, join, [herd, last, His]),
        members(Node, herd, {group, 1}, [His, Mine, Mine])
    end),
    gen_server:stop(Scope).

monitor_nonempty_scope(#{node := Node}) ->
    with(watched, [node(), Node], fun() ->
        His = idle(Node),
        ok = on(Node, join, [watched, group, [His, His]]),
        members(node(), watched, group, [His, His]),
        {Ref, #{group := [His, His]}} = pg:monitor_scope(watched),
        exit(His, kill),
        [His, His] = left(Ref, group, 2)
    end).

%% In one message or in several, as the releases do.
left(_, _, 0) -> [];
left(Ref, Group, Count) ->
    receive {Ref, leave, Group, Pids} -> Pids ++ left(Ref, Group, Count - length(Pids)) end.

monitor_scope(#{node := Node}) ->
    with(watched, [node(), Node], fun() ->
        {Ref, Groups} = pg:monitor_scope(watched),
        0 = map_size(Groups),
        His = idle(Node),
        ok = on(Node, join, [watched, a, His]),
        receive {Ref, join, a, [His]} -> ok end,
        ok = on(Node, join, [watched, b, [His, His]]),
        receive {Ref, join, b, [His, His]} -> ok end,
        ok = on(Node, leave, [watched, b, His]),
        receive {Ref, leave, b, [His]} -> ok end,
        ok = pg:demonitor(watched, Ref),
        Watcher = watcher(Node, monitor_scope, [watched]),
        Mine = idle(node()),
        ok = pg:join(watched, a, Mine),
        receive {Watcher, join, a, [Mine]} -> ok end,
        exit(Mine, kill),
        receive {Watcher, leave, a, [Mine]} -> ok end
    end).

monitor(#{node := Node}) ->
    with(watched, [node(), Node], fun() ->
        {Ref, []} = pg:monitor(watched, a),
        His = idle(Node),
        ok = on(Node, join, [watched, b, His]),
        ok = on(Node, join, [watched, a, His]),
        receive {Ref, What, Group, Pids} -> {join, a, [His]} = {What, Group, Pids} end,
        ok = pg:demonitor(watched, Ref),
        Watcher = watcher(Node, monitor, [watched, a]),
        Mine = idle(node()),
        ok = pg:join(watched, b, Mine),
        ok = pg:join(watched, a, Mine),
        receive {Watcher, join, G, [Mine]} -> a = G end
    end).

%% A process on Node that monitors there, and says here what it hears.
watcher(Node, Function, Args) ->
    Me = self(),
    Source =
        "fun() -> {Ref, _} = apply(pg, Function, Args), Me ! {self(), ready},"
        " (fun Loop() -> receive {Ref, What, Group, Pids} -> Me ! {self(), What, Group, Pids}, Loop() end end)() end",
    Watcher = spawn(Node, conformance:typed(Source, [{'Me', Me}, {'Function', Function}, {'Args', Args}])),
    receive {Watcher, ready} -> Watcher end.
