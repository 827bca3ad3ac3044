%% SPDX-License-Identifier: Apache-2.0
-module(global_cases).
-export([
    names/1,
    names_hidden/1,
    locks/1,
    locks_hidden/1,
    bad_input/1,
    names_and_locks/1,
    lock_die/1,
    name_die/1,
    basic_partition/1,
    advanced_partition/1,
    basic_name_partition/1,
    stress_partition/1,
    simple_ring/1,
    simple_line/1,
    ring/1,
    line/1,
    global_lost_nodes/1,
    otp_1849/1,
    otp_3162/1,
    otp_5640/1,
    otp_5737/1,
    connect_all_false/1,
    simple_disconnect/1,
    simple_resolve/1,
    leftover_name/1,
    re_register_name/1,
    name_exit/1,
    many_nodes/1,
    sync_0/1,
    register_1/1,
    both_known_1/1,
    lost_unregister/1,
    mass_death/1,
    garbage_messages/1,
    lost_connection/1,
    lost_connection2/1
]).
-import(conformance, [typed/2, idle/1, raised/1, until/2, beam/2, beam/3, jvm/2, leave/2, outside/1, tolerant/1, strict/1]).

%% ---- what the cases have in common -------------------------------------------------------------------------------

on(Node, Function, Args) -> erpc:call(Node, global, Function, Args).

%% Waits until Name belongs to Pid, or to nobody, as all of Nodes see it.
everywhere(Nodes, Name, Pid) -> everywhere(fun erpc:call/4, Nodes, Name, Pid).

everywhere(Call, Nodes, Name, Pid) ->
    until({Name, is, Pid, on, Nodes}, fun() ->
        case [{Node, P} || Node <- Nodes, P <- [Call(Node, global, whereis_name, [Name])], P =/= Pid] of
            [] -> true;
            Others -> Others
        end
    end).

%% Waits until each of Nodes knows all others, and their names.
mesh(Nodes) ->
    until({mesh, Nodes}, fun() ->
        [] =:= [{A, B} || A <- Nodes, B <- Nodes, A =/= B, not knows(A, B)]
    end),
    [ok = on(Node, sync, []) || Node <- Nodes].

knows(A, B) -> lists:member(B, erpc:call(A, erlang, nodes, [])).

connect(A, B) -> pong = erpc:call(A, net_adm, ping, [B]).

%% The case's nodes: this one, the suite's, another Tiebeam node and another BEAM, in one mesh. Nobody minds partitions.
four(Config = #{node := Node}) ->
    Third = jvm(Config, third),
    {Peer, Fourth} = beam(Config, fourth, ["-kernel", "prevent_overlapping_partitions", "false"]),
    [tolerant(Each) || Each <- [Node, Third]],
    [connect(node(), Each) || Each <- [Node, Third, Fourth]],
    Nodes = [node(), Node, Third, Fourth],
    mesh(Nodes),
    {Peer, Nodes}.

%% Ends what four/1 began.
apart(Config = #{node := Node}, Peer) ->
    leave(Config, third@localhost),
    peer:stop(Peer),
    strict(Node).

%% Cuts every connection between nodes of As and of Bs. Outside reaches each node whatever is cut.
split(Outside, As, Bs) ->
    [Outside(A, erlang, disconnect_node, [B]) || A <- As, B <- Bs],
    until({split, As, Bs}, fun() ->
        [] =:= [{A, B} || A <- As, B <- Bs, lists:member(B, Outside(A, erlang, nodes, []))]
    end).

heal(Outside, Nodes) ->
    [Outside(A, net_adm, ping, [B]) || A <- Nodes, B <- Nodes, A < B],
    until({healed, Nodes}, fun() ->
        [] =:= [{A, B} || A <- Nodes, B <- Nodes, A =/= B, not lists:member(B, Outside(A, erlang, nodes, []))]
    end).

%% The driver is reached without a connection that would heal what is cut.
from_outside(Config) ->
    Outside = outside(Config),
    fun
        (Node, M, F, A) when Node =:= node() -> apply(M, F, A);
        (Node, M, F, A) -> Outside(Node, M, F, A)
    end.

%% ---- names -------------------------------------------------------------------------------------------------------

names(Config = #{node := Node}) ->
    {Peer, Nodes} = four(Config),
    [
        begin
            Pid = idle(Home),
            Name = {name, Home, By},
            yes = on(By, register_name, [Name, Pid]),
            everywhere(Nodes, Name, Pid),
            [no = on(Other, register_name, [Name, idle(Other)]) || Other <- Nodes],
            Pid = on(Node, send, [Name, hello]),
            ok = on(By, unregister_name, [Name]),
            everywhere(Nodes, Name, undefined)
        end
     || Home <- Nodes, By <- Nodes
    ],
    apart(Config, Peer).

names_hidden(Config = #{node := Node}) ->
    {Peer, Hidden} = beam(Config, unseen, ["-hidden"]),
    pong = peer:call(Peer, net_adm, ping, [Node]),
    Ours = idle(Node),
    yes = on(Node, register_name, [ours, Ours]),
    everywhere([node(), Node], ours, Ours),
    yes = peer:call(Peer, erlang, apply, [typed("fun() -> global:register_name(theirs, whereis(init)) end", []), []]),
    undefined = on(Node, whereis_name, [theirs]),
    undefined = peer:call(Peer, global, whereis_name, [ours]),
    true = lists:member(Hidden, erpc:call(Node, erlang, nodes, [hidden])),
    ok = on(Node, unregister_name, [ours]).

re_register_name(#{node := Node}) ->
    [
        begin
            [First, Second] = [idle(Home) || Home <- [Node, node()]],
            yes = on(By, register_name, [again, First]),
            everywhere([node(), Node], again, First),
            yes = on(By, re_register_name, [again, Second]),
            everywhere([node(), Node], again, Second),
            exit(First, kill),
            everywhere([node(), Node], again, Second),
            exit(Second, kill),
            everywhere([node(), Node], again, undefined)
        end
     || By <- [node(), Node]
    ].

name_exit(#{node := Node}) ->
    [
        begin
            Pid = idle(Home),
            yes = on(By, register_name, [ends, Pid]),
            exit(Pid, Reason),
            everywhere([node(), Node], ends, undefined),
            %% The name is free at once.
            Next = idle(Home),
            yes = on(By, register_name, [ends, Next]),
            ok = on(By, unregister_name, [ends])
        end
     || Home <- [node(), Node], By <- [node(), Node], Reason <- [kill, bye]
    ].

name_die(Config = #{node := Node}) ->
    Third = jvm(Config, third),
    connect(Node, Third),
    mesh([node(), Node, Third]),
    A = idle(Third),
    yes = on(Node, register_name, [a, A]),
    B = idle(Third),
    yes = global:register_name(b, B),
    [everywhere([node(), Node, Third], Name, Pid) || {Name, Pid} <- [{a, A}, {b, B}]],
    leave(Config, Third),
    [everywhere([node(), Node], Name, undefined) || Name <- [a, b]].

%% A name is not left behind when its process ends while it is being registered.
leftover_name(#{node := Node}) ->
    [
        begin
            Pid = spawn(Home, erlang, self, []),
            on(By, register_name, [left, Pid]),
            everywhere([node(), Node], left, undefined)
        end
     || Home <- [node(), Node], By <- [node(), Node], _ <- lists:seq(1, 10)
    ].

mass_death(Config) ->
    {Peer, Nodes} = four(Config),
    Names = [{N, Node} || N <- lists:seq(1, 40), Node <- Nodes],
    Pids = [
        begin
            Pid = idle(Node),
            yes = global:register_name(Name, Pid),
            Pid
        end
     || Name = {_, Node} <- Names
    ],
    [
        until({names, Node}, fun() -> length(on(Node, registered_names, [])) =:= length(Names) end)
     || Node <- Nodes
    ],
    [exit(Pid, kill) || Pid <- Pids],
    [until({no_names, Node}, fun() -> on(Node, registered_names, []) =:= [] end) || Node <- Nodes],
    apart(Config, Peer).

bad_input(#{node := Node}) ->
    [
        {error, {exception, _, _}} = raised(fun() -> on(Node, Function, Args) end)
     || {Function, Args} <- [
            {register_name, [name, no_pid]},
            {re_register_name, [name, no_pid]},
            {register_name, [name, self(), no_function]},
            {set_lock, [no_tuple]},
            {set_lock, [{resource, me}, no_nodes, 1]},
            {set_lock, [{resource, me}, [node(), Node], -1]}
        ]
    ],
    {exit, {exception, {badarg, {nobody, hi}}}} = raised(fun() -> on(Node, send, [nobody, hi]) end),
    undefined = on(Node, whereis_name, [name]),
    ok = on(Node, sync, []).

garbage_messages(#{node := Node}) ->
    Pid = idle(Node),
    yes = on(Node, register_name, [stays, Pid]),
    [
        begin
            {global_name_server, Node} ! Garbage,
            {global_name_server, Node} ! {'$gen_cast', Garbage},
            {global_name_server, Node} ! {'$gen_call', {self(), make_ref()}, Garbage}
        end
     || Garbage <- [
            garbage,
            {},
            {init_connect, 8, node(), x},
            {init_connect, {8, tag}, node(), {locker, no_longer_a_pid, #{}, no_pid}},
            {init_connect_ack, node(), 1, 2},
            {exchange, node(), garbage, garbage, 17},
            {exchange, node(), [{stays, self(), 1}], [], 17},
            {resolved, node(), [garbage], garbage, garbage, garbage, 17},
            {new_nodes, node(), garbage, garbage, garbage, garbage},
            {in_sync, garbage, garbage},
            {lock_set, self(), true, [], 17},
            {set_lock, garbage},
            {register, garbage, garbage, garbage},
            <<"binary">>,
            [improper | list]
        ]
    ],
    ok = on(Node, sync, []),
    Pid = on(Node, whereis_name, [stays]),
    ok = on(Node, unregister_name, [stays]),
    conformance:flushed().

%% ---- locks -------------------------------------------------------------------------------------------------------

%% A process on Node that does as it is told: set and delete locks belong to the process that calls.
worker(Node) ->
    Source =
        "fun() -> (fun Loop() -> receive {Ref, From, F, A} ->"
        " From ! {Ref, catch apply(global, F, A)}, Loop(); stop -> ok end end)() end",
    spawn(Node, typed(Source, [])).

told(Worker, Function, Args) ->
    Ref = make_ref(),
    Worker ! {Ref, self(), Function, Args},
    receive {Ref, Answer} -> Answer after 20_000 -> error({no_answer, Function, Args}) end.

locks(Config) ->
    {Peer, Nodes} = four(Config),
    [
        begin
            [A, B] = [worker(X), worker(Y)],
            Id = fun(W) -> {{resource, X, Y}, W} end,
            true = told(A, set_lock, [Id(A), Nodes, 1]),
            false = told(B, set_lock, [Id(B), Nodes, 0]),
            true = told(B, set_lock, [{{other, X, Y}, B}, Nodes, 0]),
            true = told(A, set_lock, [Id(A), Nodes, 0]),
            %% Who asks as the same requester shares the lock.
            true = told(B, set_lock, [Id(A), Nodes, 0]),
            told(A, del_lock, [Id(A), Nodes]),
            told(A, del_lock, [Id(A), Nodes]),
            told(B, del_lock, [Id(A), Nodes]),
            true = told(B, set_lock, [Id(B), Nodes, 3]),
            false = told(A, set_lock, [Id(A), Nodes, 0]),
            told(B, del_lock, [Id(B), Nodes]),
            [W ! stop || W <- [A, B]]
        end
     || X <- Nodes, Y <- Nodes
    ],
    apart(Config, Peer).

locks_hidden(Config = #{node := Node}) ->
    {Peer, _} = beam(Config, unseen, ["-hidden"]),
    pong = peer:call(Peer, net_adm, ping, [Node]),
    Holder = peer:call(Peer, erlang, spawn, [typed("fun() -> global:set_lock({r, hidden}), receive stop -> ok end end", [])]),
    A = worker(Node),
    true = told(A, set_lock, [{r, A}, [node(), Node], 0]),
    told(A, del_lock, [{r, A}, [node(), Node]]),
    peer:call(Peer, erlang, exit, [Holder, kill]),
    A ! stop.

names_and_locks(Config) ->
    {Peer, Nodes} = four(Config),
    [First | _] = Nodes,
    Holder = worker(lists:nth(2, Nodes)),
    true = told(Holder, set_lock, [{res, Holder}, Nodes, 1]),
    %% A lock of ours keeps no name from being registered.
    Pid = idle(First),
    [
        begin
            yes = on(Node, register_name, [{n, Node}, Pid]),
            everywhere(Nodes, {n, Node}, Pid),
            ok = on(Node, unregister_name, [{n, Node}])
        end
     || Node <- Nodes
    ],
    told(Holder, del_lock, [{res, Holder}, Nodes]),
    Holder ! stop,
    apart(Config, Peer).

lock_die(Config = #{node := Node}) ->
    Third = jvm(Config, third),
    connect(Node, Third),
    Nodes = [node(), Node, Third],
    mesh(Nodes),
    [
        begin
            [A, B] = [worker(X), worker(Y)],
            true = told(A, set_lock, [{dies, A}, Nodes, 1]),
            false = told(B, set_lock, [{dies, B}, Nodes, 0]),
            exit(A, kill),
            true = told(B, set_lock, [{dies, B}, Nodes, 10]),
            told(B, del_lock, [{dies, B}, Nodes]),
            B ! stop
        end
     || X <- Nodes, Y <- Nodes
    ],
    Last = worker(Third),
    true = told(Last, set_lock, [{dies, Last}, Nodes, 1]),
    leave(Config, Third),
    [
        begin
            W = worker(N),
            true = told(W, set_lock, [{dies, W}, [node(), Node], 10]),
            told(W, del_lock, [{dies, W}, [node(), Node]]),
            W ! stop
        end
     || N <- [node(), Node]
    ].

%% A name that is registered while a node joins is known there too.
register_1(Config = #{node := Node}) ->
    Holder = worker(Node),
    true = told(Holder, set_lock, [{global, Holder}, [node(), Node], 1]),
    Third = jvm(Config, third),
    Me = self(),
    Pid = idle(node()),
    spawn_link(fun() -> Me ! {registered, global:register_name(waits, Pid)} end),
    connect(Third, Node),
    undefined = global:whereis_name(waits),
    told(Holder, del_lock, [{global, Holder}, [node(), Node]]),
    receive {registered, yes} -> ok end,
    everywhere([node(), Node, Third], waits, Pid),
    ok = global:unregister_name(waits),
    Holder ! stop,
    leave(Config, Third).

%% ---- the mesh ----------------------------------------------------------------------------------------------------

sync_0(Config) ->
    {Peer, Nodes} = four(Config),
    [ok = on(Node, sync, []) || Node <- Nodes],
    apart(Config, Peer).

simple_line(Config) -> chain(Config, [line1, line2, line3], false).

simple_ring(Config) -> chain(Config, [ring1, ring2, ring3], true).

line(Config) -> chain(Config, [list_to_atom("line" ++ integer_to_list(N)) || N <- lists:seq(1, 8)], false).

ring(Config) -> chain(Config, [list_to_atom("ring" ++ integer_to_list(N)) || N <- lists:seq(1, 8)], true).

%% Nodes that each connect to the next, all at the same time, become one mesh that knows all names.
chain(Config = #{node := Node}, Names, Closed) ->
    Outside = outside(Config),
    Nodes = [Node | [jvm(Config, Name) || Name <- Names]],
    Pids = [{Each, Outside(Each, erlang, spawn, [typed("fun() -> receive after infinity -> ok end end", [])])} || Each <- Nodes],
    [yes = Outside(Each, global, register_name, [Each, Pid]) || {Each, Pid} <- Pids],
    Pairs = lists:zip(lists:droplast(Nodes), tl(Nodes)) ++ [{lists:last(Nodes), hd(Nodes)} || Closed],
    [erpc:cast(A, net_adm, ping, [B]) || {A, B} <- Pairs],
    mesh(Nodes),
    [everywhere([node() | Nodes], Each, Pid) || {Each, Pid} <- Pids],
    [leave(Config, Each) || Each <- tl(Nodes)],
    [everywhere([node(), Node], Each, undefined) || {Each, _} <- tl(Pids)],
    ok = on(Node, unregister_name, [Node]).

many_nodes(Config = #{node := Node}) ->
    Names = [list_to_atom("many" ++ integer_to_list(N)) || N <- lists:seq(1, 8)],
    Nodes = [jvm(Config, Name) || Name <- Names],
    [connect(Each, Node) || Each <- Nodes],
    mesh([node(), Node | Nodes]),
    Pid = idle(Node),
    yes = on(lists:last(Nodes), register_name, [many, Pid]),
    everywhere([node(), Node | Nodes], many, Pid),
    [leave(Config, Each) || Each <- Nodes],
    ok = on(Node, unregister_name, [many]).

connect_all_false(Config = #{node := Node}) ->
    {Peer, _} = beam(Config, lonely, ["-connect_all", "false"]),
    Third = jvm(Config, third),
    connect(Third, Node),
    mesh([node(), Node, Third]),
    pong = peer:call(Peer, net_adm, ping, [Node]),
    %% The others do not wait for one that takes no part.
    Pid = idle(Node),
    yes = on(Third, register_name, [meanwhile, Pid]),
    everywhere([node(), Node, Third], meanwhile, Pid),
    ok = on(Third, unregister_name, [meanwhile]),
    [Node] = peer:call(Peer, erlang, nodes, []),
    leave(Config, Third).

%% The nodes that global has lost are told apart from those that it never knew.
global_lost_nodes(Config) ->
    {Peer, Nodes = [Me, Node, Third, Fourth]} = four(Config),
    Outside = from_outside(Config),
    split(Outside, [Me, Node], [Third, Fourth]),
    [
        until({Each, left}, fun() -> Outside(Each, erlang, nodes, []) -- [node()] =:= [Other] -- [node()] end)
     || {Each, Other} <- [{Node, Me}, {Third, Fourth}, {Fourth, Third}]
    ],
    heal(Outside, Nodes),
    mesh(Nodes),
    apart(Config, Peer).

simple_disconnect(Config) ->
    {Peer, Nodes = [_, Node, Third, Fourth]} = four(Config),
    Pids = [{Each, idle(Each)} || Each <- Nodes],
    [yes = on(Each, register_name, [Each, Pid]) || {Each, Pid} <- Pids],
    [everywhere(Nodes, Each, Pid) || {Each, Pid} <- Pids],
    Outside = from_outside(Config),
    [
        begin
            split(Outside, [A], [B]),
            heal(Outside, Nodes),
            [everywhere(Nodes, Each, Pid) || {Each, Pid} <- Pids]
        end
     || {A, B} <- [{Node, Fourth}, {Third, Node}, {node(), Node}, {Fourth, Third}]
    ],
    [ok = on(Each, unregister_name, [Each]) || Each <- Nodes],
    apart(Config, Peer).

%% ---- partitions --------------------------------------------------------------------------------------------------

halves(Config, Before) ->
    {Peer, Nodes = [Me, Node, Third, Fourth]} = four(Config),
    Outside = from_outside(Config),
    Kept = Before(Nodes),
    split(Outside, [Me, Node], [Third, Fourth]),
    {Peer, Nodes, Outside, Kept}.

basic_partition(Config) ->
    {Peer, Nodes = [Me, Node, Third, Fourth], Outside, Pid} = halves(Config, fun([_, Node | _]) ->
        Pid = idle(Node),
        yes = global:register_name(before, Pid),
        Pid
    end),
    everywhere(Outside, [Me, Node], before, Pid),
    everywhere(Outside, [Third, Fourth], before, undefined),
    heal(Outside, Nodes),
    everywhere(Nodes, before, Pid),
    ok = global:unregister_name(before),
    everywhere(Nodes, before, undefined),
    apart(Config, Peer).

basic_name_partition(Config) ->
    {Peer, Nodes = [Me, Node, Third, Fourth], Outside, _} = halves(Config, fun(_) -> none end),
    Waits = typed("fun() -> receive after infinity -> ok end end", []),
    Here = idle(Node),
    There = Outside(Third, erlang, spawn, [Waits]),
    yes = on(Node, register_name, [here, Here]),
    yes = Outside(Fourth, global, register_name, [there, There]),
    everywhere(Outside, [Me, Node], there, undefined),
    everywhere(Outside, [Third, Fourth], here, undefined),
    everywhere(Outside, [Third, Fourth], there, There),
    heal(Outside, Nodes),
    [everywhere(Nodes, Name, Pid) || {Name, Pid} <- [{here, Here}, {there, There}]],
    [ok = global:unregister_name(Name) || Name <- [here, there]],
    apart(Config, Peer).

%% Both halves give the same name away; one process keeps it, and all agree on whose it is.
advanced_partition(Config) ->
    {Peer, Nodes = [Me, Node, Third, Fourth], Outside, _} = halves(Config, fun(_) -> none end),
    Waits = typed("fun() -> receive after infinity -> ok end end", []),
    Ours = idle(Node),
    Theirs = Outside(Third, erlang, spawn, [Waits]),
    yes = on(Me, register_name, [both, Ours]),
    yes = Outside(Fourth, global, register_name, [both, Theirs]),
    heal(Outside, Nodes),
    until(agreed, fun() ->
        case lists:usort([on(Each, whereis_name, [both]) || Each <- Nodes]) of
            [Pid] -> Pid =:= Ours orelse Pid =:= Theirs;
            Others -> Others
        end
    end),
    Winner = global:whereis_name(both),
    [Loser] = [Ours, Theirs] -- [Winner],
    until("the other one is dead", fun() -> not erpc:call(node(Loser), erlang, is_process_alive, [Loser]) end),
    true = erpc:call(node(Winner), erlang, is_process_alive, [Winner]),
    ok = global:unregister_name(both),
    apart(Config, Peer).

stress_partition(Config) ->
    {Peer, Nodes = [Me, Node, Third, Fourth]} = four(Config),
    Outside = from_outside(Config),
    Pids = [{Each, idle(Each)} || Each <- Nodes],
    [yes = on(Each, register_name, [Each, Pid]) || {Each, Pid} <- Pids],
    [
        begin
            split(Outside, As, Nodes -- As),
            heal(Outside, Nodes),
            [everywhere(Nodes, Each, Pid) || {Each, Pid} <- Pids]
        end
     || _ <- lists:seq(1, 20), As <- [[Me], [Node], [Me, Node], [Me, Third], [Node, Fourth, Me]]
    ],
    [ok = on(Each, unregister_name, [Each]) || Each <- Nodes],
    apart(Config, Peer).

%% Two that had lost each other meet again while somebody has the lock; when that is given back, all agree.
both_known_1(Config) ->
    {Peer, Nodes = [Me, Node, Third, _]} = four(Config),
    Outside = from_outside(Config),
    split(Outside, [Node], [Third]),
    P1 = idle(Node),
    P2 = idle(Third),
    yes = Outside(Node, global, register_name, [p1, P1]),
    yes = Outside(Third, global, register_name, [p2, P2]),
    everywhere(Outside, [Me], p1, P1),
    everywhere(Outside, [Me], p2, P2),
    Holder = worker(Me),
    true = told(Holder, set_lock, [{global, Holder}, [Me], 10]),
    Outside(Node, net_adm, ping, [Third]),
    told(Holder, del_lock, [{global, Holder}, [Me]]),
    Holder ! stop,
    heal(Outside, Nodes),
    [everywhere(Nodes, Name, Pid) || {Name, Pid} <- [{p1, P1}, {p2, P2}]],
    [exit(Pid, kill) || Pid <- [P1, P2]],
    apart(Config, Peer).

%% A name that was taken back behind the back of one node is there again when that one is back; its process's end ends it.
lost_unregister(Config) ->
    {Peer, Nodes = [_, Node, Third, _]} = four(Config),
    Outside = from_outside(Config),
    Pid = idle(node()),
    yes = global:register_name(lost, Pid),
    everywhere(Nodes, lost, Pid),
    split(Outside, [Node], [Third]),
    ok = Outside(Node, global, unregister_name, [lost]),
    everywhere(Outside, Nodes -- [Third], lost, undefined),
    everywhere(Outside, [Third], lost, Pid),
    heal(Outside, Nodes),
    everywhere(Nodes, lost, Pid),
    exit(Pid, kill),
    everywhere(Nodes, lost, undefined),
    apart(Config, Peer).

%% ---- what becomes of names that two nodes have -------------------------------------------------------------------

%% Registers conflict for a process on each side of a cut, which tells what it hears, and heals.
conflict(Config = #{node := Node}, Resolve) ->
    Outside = from_outside(Config),
    Me = self(),
    Tells = "fun() -> (fun Loop() -> receive M -> Me ! {self(), M}, Loop() end end)() end",
    tolerant(Node),
    split(Outside, [node()], [Node]),
    Here = spawn(typed(Tells, [{'Me', Me}])),
    There = Outside(Node, erlang, spawn, [typed(Tells, [{'Me', Me}])]),
    yes = global:register_name(conflict, Here, Resolve),
    yes = Outside(Node, global, register_name, [conflict, There, Resolve]),
    heal(Outside, [node(), Node]),
    strict(Node),
    {Here, There}.

simple_resolve(Config = #{node := Node}) ->
    Nodes = [node(), Node],
    {A, B} = conflict(Config, fun global:random_exit_name/3),
    Kept = one_of(Nodes, [A, B]),
    [Dead] = [A, B] -- [Kept],
    until("the other one is dead", fun() -> not erpc:call(node(Dead), erlang, is_process_alive, [Dead]) end),
    ok = global:unregister_name(conflict),
    {C, D} = conflict(Config, fun global:random_notify_name/3),
    Winner = one_of(Nodes, [C, D]),
    [Told] = [C, D] -- [Winner],
    receive {Told, Notice} -> {global_name_conflict, conflict} = Notice end,
    ok = global:unregister_name(conflict),
    {E, F} = conflict(Config, fun global:notify_all_name/3),
    receive {E, ToE} -> {global_name_conflict, conflict, F} = ToE end,
    receive {F, ToF} -> {global_name_conflict, conflict, E} = ToF end,
    everywhere(Nodes, conflict, undefined),
    [exit(P, kill) || P <- [A, B, C, D, E, F]].

one_of(Nodes, Pids) ->
    until({one_of, Pids}, fun() ->
        case lists:usort([on(Node, whereis_name, [conflict]) || Node <- Nodes]) of
            [Pid] -> lists:member(Pid, Pids);
            Others -> Others
        end
    end),
    global:whereis_name(conflict).

%% ---- old tickets -------------------------------------------------------------------------------------------------

%% A lock that a process set on several nodes is gone everywhere when it ends.
otp_1849(Config) ->
    {Peer, Nodes} = four(Config),
    [
        begin
            W = worker(Node),
            true = told(W, set_lock, [{ticket, W}, Nodes, 1]),
            exit(W, kill),
            V = worker(hd(Nodes)),
            true = told(V, set_lock, [{ticket, V}, Nodes, 10]),
            told(V, del_lock, [{ticket, V}, Nodes]),
            V ! stop
        end
     || Node <- Nodes
    ],
    apart(Config, Peer).

%% Names that are registered on a node that knows one of two others which do not know each other reach all.
otp_3162(Config) ->
    {Peer, Nodes = [_, Node, Third, Fourth]} = four(Config),
    Outside = from_outside(Config),
    split(Outside, [Node], [Fourth]),
    split(Outside, [Third], [Node]),
    Pid = idle(Third),
    yes = Outside(Third, global, register_name, [ticket, Pid]),
    heal(Outside, Nodes),
    everywhere(Nodes, ticket, Pid),
    exit(Pid, kill),
    everywhere(Nodes, ticket, undefined),
    apart(Config, Peer).

%% A process has one name, unless it is given more by force; its end ends all of them.
otp_5640(#{node := Node}) ->
    [
        begin
            Pid = idle(Home),
            yes = on(By, register_name, [one, Pid]),
            [no = on(Each, register_name, [two, Pid]) || Each <- [node(), Node]],
            yes = on(By, re_register_name, [two, Pid]),
            [everywhere([node(), Node], Name, Pid) || Name <- [one, two]],
            ok = on(By, unregister_name, [one]),
            everywhere([node(), Node], one, undefined),
            everywhere([node(), Node], two, Pid),
            exit(Pid, kill),
            everywhere([node(), Node], two, undefined)
        end
     || Home <- [node(), Node], By <- [node(), Node]
    ].

%% set_lock with a number of retries gives up after them.
otp_5737(#{node := Node}) ->
    Nodes = [node(), Node],
    [
        begin
            [A, B] = [worker(X), worker(Y)],
            true = told(A, set_lock, [{tries, A}, Nodes, 1]),
            false = told(B, set_lock, [{tries, B}, Nodes, 1]),
            told(A, del_lock, [{tries, A}, Nodes]),
            [W ! stop || W <- [A, B]]
        end
     || X <- Nodes, Y <- Nodes
    ].

%% ---- preventing partitions that overlap --------------------------------------------------------------------------

lost_connection(Config) -> prevented(Config, fun(Peer, Node, _) -> peer:call(Peer, erlang, disconnect_node, [Node]) end).

lost_connection2(Config) ->
    prevented(Config, fun(_, Node, Fifth) -> (outside(Config))(Node, erlang, disconnect_node, [Fifth]) end).

%% Nodes that mind partitions; two lose each other. In the end no two that know each other know different others.
prevented(Config = #{node := Node}, Lose) ->
    Outside = outside(Config),
    Third = jvm(Config, third),
    {Peer, Fifth} = beam(Config, fifth),
    Minds = [Node, Third, Fifth],
    connect(Third, Node),
    pong = peer:call(Peer, net_adm, ping, [Node]),
    mesh(Minds),
    [erlang:disconnect_node(Each) || Each <- Minds],
    Sees = fun
        (Each) when Each =:= Fifth -> peer:call(Peer, erlang, nodes, []);
        (Each) -> Outside(Each, erlang, nodes, [])
    end,
    until("the driver is out of it", fun() -> [] =:= [E || E <- Minds, lists:member(node(), Sees(E))] end),
    Lose(Peer, Node, Fifth),
    until("no overlapping partitions", fun() ->
        View = [{E, lists:sort([E | [N || N <- Sees(E), lists:member(N, Minds)]])} || E <- Minds],
        Apart = not lists:member(Fifth, proplists:get_value(Node, View)),
        Cliques = [] =:= [{A, B} || {A, Seen} <- View, B <- Seen, proplists:get_value(B, View) =/= Seen],
        case Apart andalso Cliques of
            true -> true;
            false -> View
        end
    end),
    leave(Config, Third),
    pong = net_adm:ping(Node).
