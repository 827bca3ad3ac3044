%% SPDX-License-Identifier: Apache-2.0
-module(distribution_cases).
-export([
    ping/1,
    bulk_send_small/1,
    bulk_send_big/1,
    bulk_send_bigbig/1,
    local_send_small/1,
    local_send_big/1,
    local_send_legal/1,
    group_leader/1,
    nodes2/1,
    optimistic_dflags/1,
    link_to_busy/1,
    exit_to_busy/1,
    lost_exit/1,
    link_to_dead/1,
    link_to_dead_new_node/1,
    ref_port_roundtrip/1,
    nil_roundtrip/1,
    trap_bif_1/1,
    trap_bif_2/1,
    trap_bif_3/1,
    dist_auto_connect_never/1,
    dist_auto_connect_once/1,
    dist_parallel_send/1,
    atom_roundtrip/1,
    unicode_atom_roundtrip/1,
    contended_atom_cache_entry/1,
    contended_unicode_atom_cache_entry/1,
    message_latency_large_message/1,
    message_latency_large_link_exit/1,
    message_latency_large_monitor_exit/1,
    message_latency_large_exit2/1,
    bad_dist_structure/1,
    bad_dist_fragments/1,
    bad_dist_ext_receive/1,
    bad_dist_ext_process_info/1,
    bad_dist_ext_size/1,
    bad_dist_ext_control/1,
    bad_dist_ext_connection_id/1,
    bad_dist_ext_spawn_request_arg_list/1,
    dist_entry_refc_race/1,
    start_epmd_false/1,
    epmd_module/1,
    hopeful_data_encoding/1,
    hopeful_export_fun_bug/1,
    huge_iovec/1,
    creation_selection/1
]).
%% A place for names in EPMD's stead.
-export([start_link/0, register_node/2, register_node/3, port_please/2, port_please/3, address_please/3, listen_port_please/2]).
-import(watching, [watch/2, heard/1, stop/1]).
-import(conformance, [until/2, typed/1, typed/2, beam/2, beam/3, jvm/2, leave/2]).

%% A process on Node that runs Source.
run(Node, Source) -> run(Node, Source, []).

run(Node, Source, Bindings) -> spawn_link(Node, typed(Source, [{'Me', self()} | Bindings])).

%% One that sends back all it gets, {From, What}, as {Itself, What}.
echo(Node) -> run(Node, "fun() -> (fun Loop() -> receive {From, What} -> From ! {self(), What}, Loop() end end)() end").

echoed(Echo, What) ->
    Echo ! {self(), What},
    receive {Echo, Back} -> Back after 30_000 -> error('no echo') end.

finish(Pid) ->
    unlink(Pid),
    exit(Pid, kill).

ping(#{node := Node}) ->
    [pang = net_adm:ping(nobody@localhost) || _ <- lists:seq(1, 100)],
    [pong = net_adm:ping(Node) || _ <- lists:seq(1, 1024)],
    Source =
        "fun() -> {[N || N <- lists:seq(1, 1024), net_adm:ping(node()) =/= pong],"
        " [N || N <- lists:seq(1, 1024), net_adm:ping(Driver) =/= pong],"
        " [N || N <- lists:seq(1, 100), net_adm:ping(nobody@localhost) =/= pang]} end",
    {[], [], []} = erpc:call(Node, typed(Source, [{'Driver', node()}])).

%% ---- many and large -------------------------------------------------------------------------------------------------

bulk_send_small(Config) -> bulk_send(Config, 64, 32).

bulk_send_big(Config) -> bulk_send(Config, 32, 64).

bulk_send(#{node := Node}, Count, Kilobytes) ->
    Counter = counter(Node),
    Bin = binary:copy(<<253>>, Kilobytes * 1024),
    [Counter ! {term, Bin} || _ <- lists:seq(1, Count)],
    Size = Count * byte_size(Bin),
    {Count, Size} = counted(Counter),
    finish(Counter).

%% Counts what it gets.
counter(Node) ->
    run(
        Node,
        "fun() -> (fun Loop(N, Size) -> receive {term, Bin} -> Loop(N + 1, Size + byte_size(Bin));"
        " {done, From} -> From ! {self(), {N, Size}}, Loop(N, Size) end end)(0, 0) end"
    ).

counted(Counter) ->
    Counter ! {done, self()},
    receive {Counter, Counts} -> Counts after 30_000 -> error('it does not count') end.

%% From a node whose connections are full at once.
bulk_send_bigbig(Config = #{node := Node}) ->
    {_, Beam} = beam(Config, bigbig, ["+zdbbl", "5"]),
    Counter = counter(Node),
    Bin = binary:copy(<<253>>, 4 * 1024),
    Send = fun() -> [Counter ! {term, Bin} || _ <- lists:seq(1, 160)] end,
    Senders = [spawn_monitor(Beam, Send) || _ <- [1, 2]],
    [receive {'DOWN', Ref, _, _, normal} -> ok end || {_, Ref} <- Senders],
    Size = 320 * byte_size(Bin),
    %% What others sent may come after what this node sends.
    until("all is there", fun() ->
        case counted(Counter) of
            {320, Size} -> true;
            Other -> Other
        end
    end),
    finish(Counter).

local_send_small(#{node := Node}) -> local_send(Node, {some, "thing", 'Small'}).

local_send_big(#{node := Node}) -> local_send(Node, [lists:duplicate(10, "Nobody is there. "), binary:copy(<<"big">>, 500)]).

local_send(Node, Data) ->
    [] = erpc:call(
        Node,
        typed("fun() -> [N || N <- lists:seq(1, 4096), ({nobody_here, node()} ! Data) =/= Data] end", [{'Data', Data}])
    ).

local_send_legal(#{node := Node}) ->
    Source =
        "fun() -> Self = self(),"
        " P = spawn(fun() -> (fun Loop(N) -> receive {done, To} -> To ! {count, N}; _ -> Loop(N + 1) end end)(0) end),"
        " true = register(legal, P),"
        " [{legal, node()} ! {\"some\", [\"text\"]} || _ <- lists:seq(1, 16384)],"
        " {legal, node()} ! {done, Self},"
        " receive {count, N} -> N end end",
    16384 = erpc:call(Node, typed(Source)).

huge_iovec(#{node := Node}) ->
    Echo = echo(Node),
    Binaries = [rand:bytes(65) || _ <- lists:seq(1, 1 bsl 14)],
    Binaries = echoed(Echo, Binaries),
    finish(Echo).

dist_parallel_send(Config = #{node := Node}) ->
    Receiver = run(Node, "fun() -> (fun Loop(N) -> receive {From, last} -> From ! {self(), N}; _ -> Loop(N + 1) end end)(0) end"),
    senders(64, 1000, Receiver),
    64_000 = echoed(Receiver, last),
    %% One that ends the connection at each message; whoever sends then connects again.
    {_, Beam} = beam(Config, parallel, ["-connect_all", "false", "-hidden"]),
    Evil = run(
        Node, "fun() -> (fun Loop() -> receive {From, _} -> net_kernel:disconnect(node(From)), Loop() end end)() end"
    ),
    Parent = self(),
    Sender = spawn_link(Beam, fun() -> senders(16, 200, Evil), Parent ! sent end),
    receive sent -> ok after 40_000 -> error({'not sent', process_info(self(), messages)}) end,
    unlink(Sender),
    finish(Evil),
    pong = erpc:call(Node, net_adm, ping, [Beam]).

senders(Processes, Messages, To) ->
    Refs = [
        element(2, spawn_monitor(fun() -> [To ! {self(), "Some data"} || _ <- lists:seq(1, Messages)] end))
     || _ <- lists:seq(1, Processes)
    ],
    [receive {'DOWN', Ref, _, _, normal} -> ok end || Ref <- Refs].

%% Many processes at once want to reach nodes that are not there.
dist_entry_refc_race(#{node := Node}) ->
    Source =
        "fun() -> Self = self(),"
        " Names = [list_to_atom(\"none\" ++ integer_to_list(N) ++ \"@localhost\") || N <- lists:seq(1, 20)],"
        " [spawn(fun() -> [{nobody, Name} ! hello || _ <- lists:seq(1, 10), Name <- Names], Self ! done end)"
        " || _ <- lists:seq(1, 16)],"
        " [receive done -> ok end || _ <- lists:seq(1, 16)],"
        " [Name || Name <- nodes(known), lists:member(Name, Names)] end",
    _ = erpc:call(Node, typed(Source), 60_000),
    until("nothing is left of them", fun() ->
        [] =:= [N || N <- erpc:call(Node, erlang, nodes, [known]), string:prefix(atom_to_list(N), "none") =/= nomatch]
    end),
    pong = net_adm:ping(Node).

%% ---- small messages beside large ones ----------------------------------------------------------------------------------

message_latency_large_message(Config) -> latency(Config, fun(To, Large) -> To ! Large end).

message_latency_large_exit2(Config) -> latency(Config, fun(To, Large) -> exit(To, Large) end).

message_latency_large_link_exit(Config) -> latency(Config, fun(To, Large) -> dies(fun() -> link(To) end, Large) end).

message_latency_large_monitor_exit(Config) ->
    latency(Config, fun(To, Large) -> dies(fun() -> To ! {monitor, self()}, receive monitored -> ok end end, Large) end).

dies(Before, Reason) ->
    {_, Ref} = spawn_monitor(fun() -> Before(), exit(Reason) end),
    receive {'DOWN', Ref, _, _, _} -> ok end.

%% They arrive, whatever else is on its way; how soon depends on the machine, here as there.
latency(#{node := Node}, Send) ->
    Dropper = run(
        Node,
        "fun() -> process_flag(trap_exit, true), (fun Loop() -> receive {monitor, Pid} -> monitor(process, Pid),"
        " Pid ! monitored, Loop(); _ -> Loop() end end)() end"
    ),
    Echo = echo(Node),
    Large = binary:copy(<<0>>, 1024 * 1024),
    Senders = [spawn_link(fun Loop() -> Send(Dropper, Large), Loop() end) || _ <- [1, 2]],
    [N = echoed(Echo, N) || N <- lists:seq(1, 10)],
    [begin Ref = monitor(process, Pid), finish(Pid), receive {'DOWN', Ref, _, _, _} -> ok end end || Pid <- Senders],
    unlink(Dropper),
    exit(Dropper, kill),
    finish(Echo).

%% ---- who leads ------------------------------------------------------------------------------------------------------

%% A process of another node becomes the group leader, even where that connects the nodes first.
group_leader(#{node := Node}) ->
    Pid = spawn(
        Node, typed("fun() -> (fun Loop() -> receive From -> From ! {self(), group_leader()}, Loop() end end)() end")
    ),
    Leads = fun(Leader) ->
        group_leader(Leader, Pid),
        Pid ! self(),
        receive {Pid, Leader} -> ok after 5000 -> error({Leader, conformance:flushed()}) end
    end,
    Leads(self()),
    net_kernel:monitor_nodes(true),
    true = net_kernel:disconnect(Node),
    receive {nodedown, Node} -> ok end,
    Leads(spawn(fun() -> ok end)),
    receive {nodeup, Node} -> ok end,
    net_kernel:monitor_nodes(false),
    exit(Pid, kill).

%% ---- nodes ----------------------------------------------------------------------------------------------------------

%% This node has Tiebeam nodes in its lists as it has BEAM nodes.
nodes2(Config = #{node := Node}) ->
    Port = list_to_integer(os:getenv("ERL_EPMD_PORT")),
    ok = net_kernel:monitor_nodes(true, #{node_type => all, connection_id => true}),
    Visible = jvm(Config, seen),
    Hidden = erpc:call(
        Node, tiebeam_nodes, start, [<<"unseen">>, atom_to_binary(erlang:get_cookie()), 60_000, true, Port], 30_000
    ),
    Types = [{Visible, visible}, {Hidden, hidden}],
    Ids = [
        begin
            pong = net_adm:ping(Name),
            receive {nodeup, Name, #{node_type := Type, connection_id := Id}} -> {Name, Id} end
        end
     || {Name, Type} <- Types
    ],
    [
        #{node_type := Type, connection_id := Id} =
            proplists:get_value(Name, nodes(List, #{node_type => true, connection_id => true}))
     || {{Name, Type}, {Name, Id}} <- lists:zip(Types, Ids), List <- [Type, connected, known, [this, Type]]
    ],
    false = lists:keymember(Hidden, 1, nodes(visible, #{})),
    false = lists:keymember(Visible, 1, nodes(hidden, #{})),
    [
        begin
            leave(Config, Name),
            Id = proplists:get_value(Name, Ids),
            receive {nodedown, Name, #{node_type := Type, connection_id := Id}} -> ok after 5000 -> error(Name) end
        end
     || {Name, Type} <- Types
    ],
    ok = net_kernel:monitor_nodes(false, #{node_type => all, connection_id => true}).

%% The parameter dist_auto_connect of a BEAM that wants to connect to a Tiebeam node.
dist_auto_connect_never(Config = #{node := Node}) ->
    {Peer, Beam} = beam(Config, never, ["-kernel", "dist_auto_connect", "never"]),
    pang = peer:call(Peer, net_adm, ping, [Node]),
    false = lists:member(Beam, erpc:call(Node, erlang, nodes, [])),
    true = peer:call(Peer, net_kernel, connect_node, [Node]),
    true = lists:member(Beam, erpc:call(Node, erlang, nodes, [])).

dist_auto_connect_once(Config) ->
    Other = jvm(Config, once_more),
    {Peer, Beam} = beam(Config, once, ["-kernel", "dist_auto_connect", "once", "-hidden"]),
    pong = peer:call(Peer, net_adm, ping, [Other]),
    leave(Config, Other),
    until("it is gone there", fun() -> not lists:member(Other, peer:call(Peer, erlang, nodes, [connected])) end),
    pang = peer:call(Peer, net_adm, ping, [Other]),
    Other = jvm(Config, once_more),
    pang = peer:call(Peer, net_adm, ping, [Other]),
    pong = erpc:call(Other, net_adm, ping, [Beam]),
    pong = peer:call(Peer, net_adm, ping, [Other]),
    true = erpc:call(Other, net_kernel, disconnect, [Beam]),
    until("it is gone there", fun() -> not lists:member(Other, peer:call(Peer, erlang, nodes, [connected])) end),
    pang = peer:call(Peer, net_adm, ping, [Other]),
    true = peer:call(Peer, net_kernel, connect_node, [Other]),
    pong = peer:call(Peer, net_adm, ping, [Other]),
    leave(Config, Other).

start_epmd_false(Config = #{node := Node}) ->
    {Peer, Beam} = beam(Config, no_epmd_of_its_own, ["-start_epmd", "false"]),
    pong = erpc:call(Node, net_adm, ping, [Beam]),
    pong = peer:call(Peer, net_adm, ping, [Node]).

%% A BEAM whose names are not EPMD's is told where the Tiebeam node is, and connects.
epmd_module(#{node := Node}) ->
    {_, Port} = bare:address(Node),
    {ok, Peer, Beam} = peer:start_link(#{
        name => elsewhere,
        host => "localhost",
        connection => standard_io,
        args => [
            "-setcookie", atom_to_list(erlang:get_cookie()), "-pa", filename:dirname(code:which(?MODULE)), "-hidden",
            "-start_epmd", "false", "-epmd_module", atom_to_list(?MODULE), "-other_node_port", integer_to_list(Port)
        ]
    }),
    pang = erpc:call(Node, net_adm, ping, [Beam]),
    pong = peer:call(Peer, net_adm, ping, [Node]),
    true = lists:member(Beam, erpc:call(Node, erlang, nodes, [hidden])),
    pong = erpc:call(Node, net_adm, ping, [Beam]),
    peer:stop(Peer).

start_link() -> ignore.

register_node(_, _) -> {ok, 1}.

register_node(_, _, _) -> {ok, 1}.

listen_port_please(_, _) -> {ok, 0}.

port_please(_, _) ->
    {ok, [[Port]]} = init:get_argument(other_node_port),
    {port, list_to_integer(Port), 6}.

port_please(Name, Host, _) -> port_please(Name, Host).

address_please(_, _, _) -> {ok, {127, 0, 0, 1}}.

%% Each start of a node is known by a number of its own.
creation_selection(Config) ->
    Creations = [
        begin
            Other = jvm(Config, created),
            Pid = spawn(Other, erlang, self, []),
            Bytes = term_to_binary(Pid),
            <<Creation:32>> = binary:part(Bytes, byte_size(Bytes), -4),
            leave(Config, Other),
            {true, Creation} = {Creation >= 4, Creation},
            Creation
        end
     || _ <- lists:seq(1, 5)
    ],
    Creations = lists:uniq(Creations).

%% ---- data -----------------------------------------------------------------------------------------------------------

%% What is said before the nodes know each other is said in the words that all understand.
optimistic_dflags(#{node := Node}) ->
    Echo = spawn(
        Node,
        typed(
            "fun() -> register(optimistic, self()),"
            " (fun Loop() -> receive {From, What} -> From ! {self(), What}, Loop() end end)() end"
        )
    ),
    until("it is registered", fun() -> erpc:call(Node, erlang, whereis, [optimistic]) =:= Echo end),
    [
        begin
            true = erlang:disconnect_node(Node),
            To ! {self(), Term},
            receive {Echo, Back} -> Term = Back after 5000 -> error({Term, conformance:flushed()}) end
        end
     || Term <- [<<1:1>>, fun lists:map/2], To <- [{optimistic, Node}, Echo]
    ],
    exit(Echo, kill).

hopeful_data_encoding(#{node := Node}) ->
    Echo = spawn(
        Node, typed("fun() -> (fun Loop() -> receive {From, What} -> From ! {self(), What}, Loop() end end)() end")
    ),
    Data = hopeful(Echo),
    true = erlang:disconnect_node(Node),
    [Data = echoed(Echo, Data) || _ <- [1, 2]],
    exit(Echo, kill).

hopeful(Pid) ->
    Huge = <<(binary:copy(<<85>>, 1024 * 1024))/binary, 6:6>>,
    <<_:1, Rest/bitstring>> = Huge,
    [<<(rand:uniform(1 bsl Size)):Size>> || Size <- lists:seq(1, 256)] ++
        [1234567890, Huge, fun gurka:banan/3, fun erlang:node/1, Pid, self(), make_ref(), [an_atom | Rest]] ++
        [fun lists:reverse/1, fun blipp:blapp/7].

hopeful_export_fun_bug(#{node := Node}) ->
    Message = [1, fun blipp:blapp/7, 2, fun blipp:blapp/7],
    Message = erpc:call(Node, typed("fun() -> {dummy, dummy@dummy} ! Message end", [{'Message', Message}]), 30_000),
    {dummy, Node} ! Message,
    pong = net_adm:ping(Node).

ref_port_roundtrip(#{node := Node}) ->
    process_flag(trap_exit, true),
    Term = {hd(erlang:ports()), make_ref()},
    Pid = run(Node, "fun() -> exit(Term) end", [{'Term', Term}]),
    receive {'EXIT', Pid, Back} -> Term = Back end.

nil_roundtrip(#{node := Node}) ->
    process_flag(trap_exit, true),
    Pid = run(Node, "fun() -> receive M -> Me ! M, exit(M) end end"),
    Pid ! [],
    receive [] -> ok end,
    receive {'EXIT', Pid, Reason} -> [] = Reason end.

atom_roundtrip(Config) ->
    roundtrip(Config, [{list_to_atom(Text), Text} || N <- lists:seq(1, 2000), Text <- ["a" ++ integer_to_list(N)]]).

%% Names of all lengths and from all planes, as atoms and as nodes of identifiers.
unicode_atom_roundtrip(Config) ->
    Smile = lists:seq(16#1F600, 16#1F600 + 249),
    Node = unicode:characters_to_binary(Smile ++ "@host"),
    Name = <<118, (byte_size(Node)):16, Node/binary>>,
    Ids = [
        {binary_to_term(<<131, 88, Name/binary, 4711:32, 17:32, 1:32>>), Smile ++ "@host"},
        {binary_to_term(<<131, 89, Name/binary, 4711:32, 2:32>>), Smile ++ "@host"},
        {binary_to_term(<<131, 90, 3:16, Name/binary, 3:32, 4711:32, 17:32, 4711:32>>), Smile ++ "@host"}
    ],
    Atoms = [
        {list_to_atom(Text), Text}
     || {From, Length} <- [{0, 255}, {100, 64}, {200, 155}, {2000, 255}, {65500, 36}, {16#1F600, 255}] ++
            [{64000 + N, 255} || N <- lists:seq(1, 500)],
        Text <- [lists:seq(From, From + Length - 1)]
    ],
    roundtrip(Config, Ids ++ Atoms).

roundtrip(#{node := Node}, Data) ->
    Echo = echo(Node),
    Reversed = lists:reverse(Data),
    Data = echoed(Echo, Data),
    Reversed = echoed(Echo, Reversed),
    finish(Echo).

%% Pairs of processes, each with an atom of its own, all at once. No cache of atoms is agreed on with a Tiebeam node; where
%% one is used all the same, see below.
contended_atom_cache_entry(Config) -> contended(Config, "atom").

contended_unicode_atom_cache_entry(Config) -> contended(Config, [16#1F608 | "atom"]).

contended(#{node := Node}, Prefix) ->
    Count = 3000,
    Pairs = [
        begin
            Text = Prefix ++ integer_to_list(N),
            Receiver = run(
                Node,
                "fun() -> Atom = list_to_atom(Text), [receive A -> Atom = A end || _ <- lists:seq(1, Count)],"
                " Me ! {self(), success} end",
                [{'Text', Text}, {'Count', Count}]
            ),
            spawn_link(fun() -> [Receiver ! list_to_atom(Text) || _ <- lists:seq(1, Count)] end),
            Receiver
        end
     || N <- lists:seq(1, 10)
    ],
    [receive {Receiver, success} -> ok after 30_000 -> error(Receiver) end || Receiver <- Pairs],
    cached(Node, Prefix).

%% Another node says its atoms by the number of a place of which two take turns.
cached(Node, Prefix) ->
    Name = cached@localhost,
    Socket = bare:join(Node, Name),
    Echo = echo(Node),
    Me = bare:pid(Name, 38),
    [
        begin
            Text = unicode:characters_to_binary(Prefix ++ integer_to_list(N rem 2)),
            %% One atom, new in place 5.
            Header = <<131, $D, 1, 2#00001000, 5, (byte_size(Text)), Text/binary>>,
            Message = [<<104, 2>>, ext(Me), <<82, 0>>],
            bare:say(Socket, [Header, ext({2, '', Echo}), Message]),
            {_, {Echo, Atom}} = bare:heard(Socket),
            Atom = binary_to_atom(Text),
            %% The same from its place.
            bare:say(Socket, [<<131, $D, 1, 0, 5>>, ext({2, '', Echo}), Message]),
            {_, {Echo, Atom}} = bare:heard(Socket)
        end
     || N <- lists:seq(1, 100)
    ],
    gen_tcp:close(Socket),
    bare:nodedown({Node, Name}),
    finish(Echo).

%% Term as it stands in a frame with a header.
ext(Term) ->
    <<131, Bytes/binary>> = term_to_binary(Term),
    Bytes.

%% ---- the dead -------------------------------------------------------------------------------------------------------

link_to_dead(#{node := Node}) ->
    process_flag(trap_exit, true),
    {Pid, Ref} = spawn_monitor(Node, erlang, self, []),
    receive {'DOWN', Ref, _, _, normal} -> ok end,
    noproc(Pid, Node).

link_to_dead_new_node(Config) ->
    process_flag(trap_exit, true),
    Node = jvm(Config, dead_node),
    Pid = conformance:idle(Node),
    leave(Config, Node),
    Node = jvm(Config, dead_node),
    noproc(Pid, Node),
    leave(Config, Node).

%% A link to Pid, which is no more, says so once.
noproc(Pid, Node) ->
    link(Pid),
    receive {'EXIT', Pid, Reason} -> noproc = Reason after 5000 -> error(nothing) end,
    {links, Links} = process_info(self(), links),
    false = lists:member(Pid, Links),
    pong = net_adm:ping(Node),
    [] = conformance:flushed().

%% What concerns nodes that are not there is done all the same.
trap_bif_1(#{node := Node}) -> {true} = erpc:call(Node, typed("fun() -> {monitor_node(abc@boromir, true)} end"), 30_000).

trap_bif_2(#{node := Node}) ->
    {true} = erpc:call(Node, typed("fun() -> {apply(erlang, monitor_node, [abc@boromir, true])} end"), 30_000).

trap_bif_3(#{node := Node}) -> {hoo} = erpc:call(Node, typed("fun() -> {{glirp, abc@boromir} ! hoo} end"), 30_000).

%% ---- a connection that is full ------------------------------------------------------------------------------------------

%% A node that does not read, so that the connection to it is full: a process of Node cannot send to it any more.
busy(Node, Name) ->
    Socket = bare:dial(Node),
    bare:say_name(Socket, Name),
    ok = bare:status(Socket),
    bare:shake(Socket, Node, 6, erlang:get_cookie()),
    Sender = run(
        Node,
        "fun() -> Bin = list_to_binary(lists:duplicate(1024 * 1024, 253)),"
        " (fun Loop(N) -> {sink, Name} ! {N, Bin}, Me ! {self(), N}, Loop(N + 1) end)(1) end",
        [{'Name', Name}]
    ),
    {Socket, Sender, full(Sender)}.

%% How many it has sent when it can send no more.
full(Sender) -> receive {Sender, N} -> full(Sender, N) after 20_000 -> error(nothing) end.

full(Sender, Last) -> receive {Sender, N} -> full(Sender, N) after 500 -> Last end.

%% Reads until Wanted is there; gives how many large messages came before.
read_until(Socket, Wanted) -> read_until(Socket, Wanted, 0).

read_until(Socket, Wanted, Large) ->
    case bare:heard(Socket) of
        {_, {N, Bin}} when is_integer(N), byte_size(Bin) =:= 1024 * 1024 ->
            {N, N} = {Large + 1, N},
            read_until(Socket, Wanted, N);
        closed ->
            error({closed, Large});
        Other ->
            case Wanted(Other) of
                true -> Large;
                false -> read_until(Socket, Wanted, Large)
            end
    end.

%% Links to a process behind a full connection: neither lost, nor before what was sent earlier.
link_to_busy(#{node := Node}) ->
    Name = busy_link@localhost,
    {Socket, Sender, Sent} = busy(Node, Name),
    Far = bare:pid(Name, 77),
    Linker = run(Node, "fun() -> true = link(Far), Me ! {self(), lists:member(Far, element(2, process_info(self(), links)))},"
        " receive after infinity -> ok end end", [{'Far', Far}]),
    Before = read_until(Socket, fun(Control) -> Control =:= {{1, Linker, Far}} end),
    {true, Before, Sent} = {Before >= Sent, Before, Sent},
    receive {Linker, Linked} -> true = Linked after 5000 -> error('not linked') end,
    over(Node, Name, Socket, [Sender, Linker]).

exit_to_busy(#{node := Node}) ->
    Name = busy_exit@localhost,
    {Socket, Sender, Sent} = busy(Node, Name),
    Far = bare:pid(Name, 77),
    Killer = run(Node, "fun() -> exit(Far, die_there), Me ! {self(), went_on}, receive after infinity -> ok end end", [{'Far', Far}]),
    Before = read_until(Socket, fun
        ({{26, From, To}, die_there}) -> From =:= Killer andalso To =:= Far;
        ({{8, From, To, die_there}}) -> From =:= Killer andalso To =:= Far;
        (_) -> false
    end),
    {true, Before, Sent} = {Before >= Sent, Before, Sent},
    receive {Killer, went_on} -> ok after 5000 -> error('it is still there') end,
    over(Node, Name, Socket, [Sender, Killer]).

%% The end of a process is told behind a full connection too, to who is linked and to who monitors.
lost_exit(#{node := Node}) ->
    Name = busy_end@localhost,
    {Socket, Sender, _} = busy(Node, Name),
    Far = bare:pid(Name, 77),
    Watcher = bare:pid(Name, 78),
    Ref = bare:ref(Name, 5),
    Dies = run(Node, "fun() -> process_flag(trap_exit, true), Me ! {self(), ready}, receive die -> exit(controlled_suicide) end end"),
    receive {Dies, ready} -> ok end,
    bare:send(Socket, {1, Far, Dies}),
    bare:send(Socket, {19, Watcher, Dies, Ref}),
    until("it is linked and watched", fun() ->
        {links, Links} = erpc:call(Node, erlang, process_info, [Dies, links]),
        lists:member(Far, Links)
    end),
    unlink(Dies),
    Dies ! die,
    Self = self(),
    read_until(Socket, fun(Control) ->
        case Control of
            {{24, Dies, Far}, controlled_suicide} -> Self ! link;
            {{28, Dies, Watcher, Ref}, controlled_suicide} -> Self ! monitor;
            _ -> nothing
        end,
        process_info(Self, message_queue_len) =:= {message_queue_len, 2} orelse told([link, monitor])
    end),
    over(Node, Name, Socket, [Sender]).

told(Whom) ->
    {messages, Messages} = process_info(self(), messages),
    Whom -- Messages =:= [].

over(Node, Name, Socket, Pids) ->
    [finish(Pid) || Pid <- Pids],
    gen_tcp:close(Socket),
    bare:nodedown({Node, Name}).

%% ---- what is no signal ----------------------------------------------------------------------------------------------

%% A process on Node that keeps what it gets, in order, and a watcher of nodes.
victim(Node) ->
    {run(Node, "fun() -> process_flag(trap_exit, true), (fun Loop(Ms) -> receive {all, From} -> From ! {self(), lists:reverse(Ms)};"
        " {'EXIT', _, _} -> Loop(Ms); M -> Loop([M | Ms]) end end)([]) end"),
        watch(Node, [[nodedown_reason, {node_type, all}]])}.

%% It got Messages and nothing else, and the node is well.
intact(Node, {Pid, Watcher}, Messages) ->
    pong = net_adm:ping(Node),
    Pid ! {all, self()},
    receive {Pid, Got} -> Messages = Got after 5000 -> error('the victim is dead') end,
    stop(Watcher).

%% A node connects, says Good, and then Bad(itself): that ends the connection.
offends(Node, {_, Watcher}, Good, Bad) ->
    Name = offender@localhost,
    Socket = bare:join(Node, Name),
    {nodeup, Name, _} = heard(Watcher),
    [bare:say(Socket, Each) || Each <- Good(Name)],
    [bare:say(Socket, Each) || Each <- Bad(Name)],
    ok = bare:closed(Socket),
    {nodedown, Name, Info} = heard(Watcher),
    {killed, Bad} = {proplists:get_value(nodedown_reason, Info), Bad},
    gen_tcp:close(Socket).

offends(Node, Victim, Bad) -> offends(Node, Victim, fun(_) -> [] end, Bad).

%% Control tuples that are none: too short, too long, or with something else in a place.
bad_dist_structure(#{node := Node}) ->
    Victim = {P, _} = victim(Node),
    P ! one,
    Ref = make_ref(),
    Alone = [
        {}, [], 17, an_atom, {link}, {99, x},
        {1}, {1, own}, {1, Ref, P}, {1, own, normal},
        {4, own}, {4, own, Ref}, {4, Ref, P}, {4, normal, normal},
        {35, 1, own}, {35, minus, own, P}, {36, 1, own},
        {19, own, P}, {19, own, P, normal}, {19, Ref, P, Ref},
        {20, own, P}, {20, own, P, normal},
        {21, own, P, normal}, {21, own, P, normal, normal}, {21, own, normal, Ref, normal},
        {3, own, P}, {3, Ref, normal, normal}, {13, own, token, P},
        {8, own, P}, {8, Ref, normal, normal}, {18, own, token, P},
        {7, own}, {7, own, atomic}, {7, own, P, P},
        {24, own}, {26, own}, {28, own, P},
        {29, Ref, own}, {29, Ref, own, own, {m, f}, []}, {31, Ref, own}
    ],
    [offends(Node, Victim, fun(Name) -> [bare:frame(own(Control, Name))] end) || Control <- Alone],
    WithMessage = [
        {6, own, ''}, {6, own, '', P}, {6, own, '', name, token}, {16, own, '', name},
        {2, ''}, {2, '', name}, {2, '', P, {token}}, {12, '', P}, {12, '', name, token},
        {22, own}, {22, own, name}, {33, own, P}, {37, 0, own}, {37, 2, own, P},
        {26, own, normal}, {24, Ref, P}
    ],
    [offends(Node, Victim, fun(Name) -> [bare:frame(own(Control, Name), {message})] end) || Control <- WithMessage],
    %% Without a message that there must be, and with one too many.
    offends(Node, Victim, fun(_) -> [bare:frame({2, '', P})] end),
    offends(Node, Victim, fun(_) -> [[bare:frame({2, '', P}, message), term_to_binary(another)]] end),
    P ! two,
    intact(Node, Victim, [one, two]).

own(Control, Name) when is_tuple(Control) ->
    list_to_tuple([case Each of own -> bare:pid(Name, 38); _ -> Each end || Each <- tuple_to_list(Control)]);
own(Control, _) ->
    Control.

%% Pieces of a message that do not fit together.
bad_dist_fragments(#{node := Node}) ->
    Victim = {P, _} = victim(Node),
    P ! one,
    Message = ext(lists:seq(1, 255)),
    <<Begin:10/binary, Rest/binary>> = Message,
    First = fun(Count, Control, Bytes) -> [<<131, $E, 7:64, Count:64, 0>>, ext(Control), Bytes] end,
    Next = fun(Number, Bytes) -> [<<131, $F, 7:64, Number:64>>, Bytes] end,
    Send = {2, '', P},
    [
        offends(Node, Victim, fun(_) -> Pieces end)
     || Pieces <- [
            [Next(1, Rest)],
            [First(3, Send, Begin), Next(1, Rest)],
            [First(3, Send, Begin), First(3, Send, Begin)],
            [First(1, {2, '', P, broken}, Message)],
            [First(1, Send, Rest)],
            [First(0, Send, Message)],
            [First(2, Send, Begin), Next(1, <<>>)]
        ]
    ],
    %% Reasons of ends that are no terms.
    [
        offends(Node, Victim, fun(Name) -> [First(1, own(Control, Name), [Byte])] end)
     || {Control, Byte} <- [{{24, own, P}, 131}, {{26, own, P}, 132}, {{28, own, P, make_ref()}, 133}]
    ],
    %% One that leaves in the middle.
    Name = leaves@localhost,
    Socket = bare:join(Node, Name),
    {nodeup, Name, _} = heard(element(2, Victim)),
    bare:say(Socket, First(3, Send, Begin)),
    gen_tcp:close(Socket),
    {nodedown, Name, _} = heard(element(2, Victim)),
    %% And pieces that fit.
    Good = bare:join(Node, Name),
    {nodeup, Name, _} = heard(element(2, Victim)),
    [bare:say(Good, Piece) || Piece <- [First(2, Send, Begin), Next(1, Rest)]],
    ok = bare:alive(Good, Name),
    gen_tcp:close(Good),
    {nodedown, Name, _} = heard(element(2, Victim)),
    P ! two,
    Numbers = lists:seq(1, 255),
    intact(Node, Victim, [one, Numbers, two]).

%% A message that is none: an atom from a place where none was put.
bad_message(To) -> [<<131, $D, 0>>, ext({2, '', To}), <<82, 137>>].

%% All that was said before it arrives, and what others say.
bad_dist_ext_receive(#{node := Node}) ->
    Victim = {P, _} = victim(Node),
    P ! one,
    offends(Node, Victim, fun(_) -> [bare:frame({2, '', P}, before)] end, fun(_) -> [bad_message(P)] end),
    P ! two,
    offends(Node, Victim, fun(_) -> [] end, fun(_) -> lists:duplicate(5, bad_message(P)) end),
    P ! three,
    intact(Node, Victim, [one, before, two, three]).

bad_dist_ext_process_info(#{node := Node}) ->
    P = conformance:idle(Node),
    Victim = victim(Node),
    P ! one,
    offends(Node, Victim, fun(_) -> [bad_message(P)] end),
    P ! two,
    [{message_queue_len, 2}, {messages, [one, two]}] =
        erpc:call(Node, erlang, process_info, [P, [message_queue_len, messages]]),
    exit(P, kill),
    intact(Node, Victim, []).

%% A message that begins as no term does.
bad_dist_ext_size(#{node := Node}) ->
    Victim = {P, _} = victim(Node),
    P ! one,
    offends(Node, Victim, fun(_) -> [[<<131, $D, 0>>, ext({2, '', P}), $?, 66]] end),
    %% Lengths beyond the end, of all kinds that have some.
    [
        offends(Node, Victim, fun(_) -> [[<<131, $D, 0>>, ext({2, '', P}), Tag, <<-1:32>>, Byte]] end)
     || {Tag, Byte} <- [{105, 106}, {108, 106}, {109, 1}, {110, 1}, {111, 1}, {116, 106}, {77, 1}, {107, 1}]
    ],
    intact(Node, Victim, [one]).

bad_dist_ext_control(#{node := Node}) ->
    Victim = victim(Node),
    %% A header that promises more atoms than it has; one whose control tuple has an atom from nowhere.
    offends(Node, Victim, fun(_) -> [[<<131, $D, 255>>]] end),
    offends(Node, Victim, fun(Name) ->
        [[<<131, $D, 0>>, <<104, 4, 97, 6>>, ext(bare:pid(Name, 38)), ext(''), <<82, 137>>, ext(message)]]
    end),
    offends(Node, Victim, fun(_) -> [[<<131, $D, 1, 0, 77>>, ext({2, '', element(1, Victim)}), <<82, 0>>]] end),
    offends(Node, Victim, fun(_) -> [<<131>>] end),
    offends(Node, Victim, fun(_) -> [<<"GET / HTTP/1.1">>] end),
    intact(Node, Victim, []).

%% The next connection of the same node has nothing to do with what was wrong in the one before.
bad_dist_ext_connection_id(#{node := Node}) ->
    Victim = {P, Watcher} = victim(Node),
    Name = offender@localhost,
    offends(Node, Victim, fun(_) -> [bad_message(P)] end),
    Socket = bare:join(Node, Name),
    {nodeup, Name, _} = heard(Watcher),
    bare:send(Socket, {2, '', P}, good),
    ok = bare:alive(Socket, Name),
    gen_tcp:close(Socket),
    {nodedown, Name, _} = heard(Watcher),
    intact(Node, Victim, [good]).

%% A request to start a process whose arguments are no term starts none.
bad_dist_ext_spawn_request_arg_list(#{node := Node}) ->
    Victim = victim(Node),
    Request = fun(Name, Arguments) ->
        Own = bare:pid(Name, 38),
        [<<131, $D, 0>>, ext({29, bare:ref(Name, 9), Own, Own, {erlang, send, 2}, []}), Arguments]
    end,
    Before = length(erpc:call(Node, erlang, processes, [])),
    offends(
        Node,
        Victim,
        fun(Name) -> [Request(Name, ext([element(1, Victim), good]))] end,
        fun(Name) -> [Request(Name, <<82, 137>>)] end
    ),
    until("no process is left of it", fun() -> length(erpc:call(Node, erlang, processes, [])) =< Before end),
    intact(Node, Victim, [good]).
