%% SPDX-License-Identifier: Apache-2.0
-module(erl_distribution_cases).
-export([
    tick/1,
    tick_intensity/1,
    nodenames/1,
    hostnames/1,
    illegal_nodenames/1,
    connect_node/1,
    dyn_node_name/1,
    epmd_reconnect/1,
    hidden_node/1,
    table_waste/1,
    net_setuptime/1,
    monitor_nodes_nodedown_reason/1,
    monitor_nodes_node_type/1,
    monitor_nodes_misc/1,
    monitor_nodes_otp_6481/1,
    monitor_nodes_errors/1,
    monitor_nodes_combinations/1,
    monitor_nodes_cleanup/1,
    monitor_nodes_many/1,
    monitor_nodes_down_up/1,
    differing_cookies/1,
    cmdline_setcookie_2/1,
    connection_cookie/1,
    dyn_differing_cookies/1,
    xdg_cookie/1
]).
-import(watching, [watch/2, heard/1, heard/2, stop/1]).
-import(conformance, [until/2, typed/1, typed/2, raised/1, beam/3, jvm/2, leave/2]).

%% A Tiebeam node with a cookie, a tick time in milliseconds, and hidden or not.
node_with(Config, Name, Cookie, Tick, Hidden) ->
    Port = list_to_integer(os:getenv("ERL_EPMD_PORT")),
    node_with(Config, Name, Cookie, Tick, Hidden, Port).

node_with(#{node := Node}, Name, Cookie, Tick, Hidden, EpmdPort) ->
    erpc:call(Node, tiebeam_nodes, start, [atom_to_binary(Name), atom_to_binary(Cookie), Tick, Hidden, EpmdPort], 30_000).

connected(Node, Type) -> erpc:call(Node, erlang, nodes, [Type]).

gone(Node, Name) -> bare:nodedown({Node, Name}).

now_ms() -> erlang:monotonic_time(millisecond).

%% ---- ticks ----------------------------------------------------------------------------------------------------------

%% Who says nothing for the tick time, a quarter more or less, is given up; who ticks stays.
tick(Config) ->
    Ticking = node_with(Config, ticking, erlang:get_cookie(), 1000, false),
    Silent = bare:join(Ticking, silent@localhost),
    Begin = now_ms(),
    Good = bare:join(Ticking, good@localhost),
    {ok, Ticker} = timer:apply_interval(200, gen_tcp, send, [Good, <<>>]),
    ok = bare:closed(Silent),
    Took = now_ms() - Begin,
    {true, Took} = {Took >= 740 andalso Took < 5000, Took},
    receive after 1000 -> ok end,
    ok = bare:alive(Good, good@localhost),
    timer:cancel(Ticker),
    ok = bare:closed(Good),
    leave(Config, Ticking).

%% Four ticks in a tick time.
tick_intensity(Config) ->
    Ticking = node_with(Config, intense, erlang:get_cookie(), 2000, false),
    Socket = bare:join(Ticking, counting@localhost),
    Times = [begin {ok, <<>>} = gen_tcp:recv(Socket, 0, 5000), bare:say(Socket, <<>>), now_ms() end || _ <- lists:seq(1, 5)],
    Took = lists:last(Times) - hd(Times),
    {true, Took} = {Took > 1700 andalso Took < 4000, Took},
    gen_tcp:close(Socket),
    leave(Config, Ticking).

%% ---- names ----------------------------------------------------------------------------------------------------------

nodenames(Config) ->
    [legal(Config, Name) || Name <- ['a1@localhost', 'a-1@localhost', 'a_1@localhost', '1@localhost']],
    [illegal(Config, Name) || Name <- ["cdé@localhost", "te欢st@localhost", "a b@localhost", "@localhost", "a@b@c"]],
    ok.

hostnames(Config) ->
    legal(Config, 'a@localhost'),
    [illegal(Config, Name) || Name <- ["h@testالع", "i@языtest", "j@te欢st", "k@b.b.c", "l@", "m@b b"]],
    ok.

legal(Config, Name) ->
    Name = jvm(Config, Name),
    pong = net_adm:ping(Name),
    leave(Config, Name),
    until("it is gone", fun() -> not lists:member(Name, nodes()) end).

illegal(#{node := Node}, Name) ->
    {error, {exception, _, _}} =
        raised(fun() -> erpc:call(Node, tiebeam_nodes, start, [unicode:characters_to_binary(Name)], 30_000) end).

%% What is no name of a node is that of one that nobody can reach.
illegal_nodenames(#{node := Node}) ->
    Name = 'a@b@c',
    pang = erpc:call(Node, net_adm, ping, [Name]),
    false = erpc:call(Node, net_kernel, connect_node, [Name]),
    false = erpc:call(Node, erlang, disconnect_node, [Name]),
    hi = erpc:call(Node, typed("fun() -> {x, 'a@b@c'} ! hi end")),
    {nodedown, Name} = erpc:call(Node, typed("fun() -> monitor_node('a@b@c', true), receive M -> M end end")),
    noconnection = erpc:call(
        Node, typed("fun() -> R = monitor(process, {x, 'a@b@c'}), receive {'DOWN', R, _, _, Why} -> Why end end")
    ),
    pong = net_adm:ping(Node).

connect_node(#{node := Node}) ->
    Before = connected(Node, connected),
    true = erpc:call(Node, net_kernel, connect_node, [Node]),
    true = erpc:call(Node, net_kernel, connect_node, [node()]),
    false = erpc:call(Node, net_kernel, connect_node, [nobody@localhost]),
    Before = connected(Node, connected),
    [Node] = connected(Node, this),
    Known = lists:sort([Node | Before]),
    Known = lists:sort(connected(Node, [this, connected])).

%% A node without a name gets one from the first that it connects to.
dyn_node_name(#{node := Node}) ->
    {Peer, Name} = nameless(Node, ["-setcookie", atom_to_list(erlang:get_cookie())]),
    true = lists:member(Name, connected(Node, hidden)),
    false = lists:member(Name, connected(Node, visible)),
    [Node] = peer:call(Peer, erlang, nodes, [hidden]),
    true = peer:call(Peer, net_kernel, disconnect, [Node]),
    gone(Node, Name),
    nonode@nohost = peer:call(Peer, erlang, node, []),
    true = peer:call(Peer, net_kernel, connect_node, [Node]),
    Name = peer:call(Peer, erlang, node, []),
    true = erpc:call(Node, net_kernel, disconnect, [Name]),
    until("its name is taken back", fun() -> peer:call(Peer, erlang, node, []) =:= nonode@nohost end),
    peer:stop(Peer).

%% A BEAM node without a name, connected to Node, and the name that it got.
nameless(Node, Args) ->
    Peer = unnamed(Args),
    true = peer:call(Peer, net_kernel, connect_node, [Node]),
    Name = peer:call(Peer, erlang, node, []),
    true = Name =/= nonode@nohost,
    {Peer, Name}.

unnamed(Args) ->
    {ok, Peer, nonode@nohost} = peer:start_link(#{connection => standard_io, args => ["-start_epmd", "false", "-sname", "undefined" | Args]}),
    Peer.

%% The EPMD of a node ends: the node is at the next one as soon as there is one, which may be its own.
epmd_reconnect(Config) ->
    Listener = bare:listen(),
    {ok, Port} = inet:port(Listener),
    gen_tcp:close(Listener),
    Args = ["-port", integer_to_list(Port), "-address", "127.0.0.1"],
    Epmd = open_port({spawn_executable, os:find_executable("epmd")}, [{args, Args}, exit_status]),
    {os_pid, Pid} = erlang:port_info(Epmd, os_pid),
    until("there is an EPMD", fun() -> is_list(names(Port)) end),
    Nodes = [node_with(Config, Name, erlang:get_cookie(), 60_000, false, Port) || Name <- [epmd1, epmd2]],
    ["epmd1", "epmd2"] = names(Port),
    os:cmd("kill -9 " ++ integer_to_list(Pid)),
    receive {Epmd, {exit_status, _}} -> ok end,
    until("they are registered again", fun() -> names(Port) =:= ["epmd1", "epmd2"] end),
    [leave(Config, Each) || Each <- Nodes],
    ok.

%% The names at the EPMD on Port, in order.
names(Port) ->
    case gen_tcp:connect({127, 0, 0, 1}, Port, [{active, false}]) of
        {ok, Socket} ->
            ok = gen_tcp:send(Socket, [0, 1, $n]),
            Text = all(Socket),
            gen_tcp:close(Socket),
            case Text of
                [_, _, _, _ | Lines] ->
                    lists:sort([lists:nth(2, string:lexemes(Line, " ")) || Line <- string:lexemes(Lines, "\n")]);
                _ ->
                    Text
            end;
        {error, Why} ->
            Why
    end.

all(Socket) ->
    case gen_tcp:recv(Socket, 0, 5000) of
        {ok, Text} -> Text ++ all(Socket);
        {error, closed} -> [];
        {error, _} -> []
    end.

%% ---- hidden ---------------------------------------------------------------------------------------------------------

hidden_node(Config = #{node := Node}) ->
    Hidden = node_with(Config, hidden, erlang:get_cookie(), 60_000, true),
    pong = net_adm:ping(Hidden),
    true = lists:member(Hidden, nodes(hidden)),
    false = lists:member(Hidden, nodes()),
    [] = connected(Hidden, visible),
    [] = erpc:call(Hidden, erlang, nodes, []),
    true = lists:member(node(), connected(Hidden, hidden)),
    pong = erpc:call(Hidden, net_adm, ping, [Node]),
    true = lists:member(Hidden, connected(Node, hidden)),
    false = lists:member(Hidden, connected(Node, visible)),
    {_, Beam} = beam(Config, hidden_beam, ["-hidden"]),
    pong = erpc:call(Node, net_adm, ping, [Beam]),
    true = lists:member(Beam, connected(Node, hidden)),
    false = lists:member(Beam, connected(Node, visible)),
    leave(Config, Hidden).

%% Nodes that are not there leave nothing behind, and keep nobody out.
table_waste(Config = #{node := Node}) ->
    [] = erpc:call(
        Node,
        typed(
            "fun() -> [N || N <- lists:seq(1, 256),"
            " net_adm:ping(list_to_atom(\"waste\" ++ integer_to_list(N) ++ \"@localhost\")) =/= pang] end"
        ),
        60_000
    ),
    [] = [Waste || Waste <- connected(Node, known), string:prefix(atom_to_list(Waste), "waste") =/= nomatch],
    Later = jvm(Config, waste300),
    pong = erpc:call(Node, net_adm, ping, [Later]),
    leave(Config, Later).

%% A node that lets others connect, and says nothing then, is given up; and so is one that connects, and says nothing.
net_setuptime(#{node := Node}) ->
    Listener = bare:listen(),
    Epmd = bare:registered(mute@localhost, Listener, 6),
    Begin = now_ms(),
    Mute = bare:dial(Node),
    pang = erpc:call(Node, net_adm, ping, [mute@localhost], 30_000),
    Took = now_ms() - Begin,
    {true, Took} = {Took > 6500 andalso Took < 12_000, Took},
    ok = bare:closed(Mute),
    {true, _} = {now_ms() - Begin < 15_000, now_ms() - Begin},
    gen_tcp:close(Listener),
    gen_tcp:close(Epmd),
    pong = net_adm:ping(Node).

%% ---- monitor_nodes --------------------------------------------------------------------------------------------------

visible(Node, Name) -> bare:join(Node, Name, bare:offered() bor 1).

monitor_nodes_nodedown_reason(Config = #{node := Node}) ->
    W = watch(Node, [[nodedown_reason]]),
    Name = reason@localhost,
    gen_tcp:close(visible(Node, Name)),
    {nodeup, Name, []} = heard(W),
    {nodedown, Name, [{nodedown_reason, connection_closed}]} = heard(W),
    Socket = visible(Node, Name),
    {nodeup, Name, []} = heard(W),
    true = erpc:call(Node, net_kernel, disconnect, [Name]),
    {nodedown, Name, [{nodedown_reason, disconnect}]} = heard(W),
    ok = bare:closed(Socket),
    stop(W),
    %% The same, as this node hears it of Tiebeam nodes.
    ok = net_kernel:monitor_nodes(true, [nodedown_reason, {node_type, all}]),
    Other = jvm(Config, reasons),
    pong = net_adm:ping(Other),
    connection_closed = down(Other, fun() -> erpc:cast(Other, erlang, disconnect_node, [node()]) end),
    pong = net_adm:ping(Other),
    disconnect = down(Other, fun() -> erlang:disconnect_node(Other) end),
    pong = net_adm:ping(Other),
    connection_closed = down(Other, fun() -> leave(Config, Other) end),
    ok = net_kernel:monitor_nodes(false, [nodedown_reason, {node_type, all}]).

%% Why Node goes down when Fun() is called.
down(Node, Fun) ->
    receive {nodeup, Node, _} -> ok after 10_000 -> error({'no nodeup', Node}) end,
    Fun(),
    receive
        {nodedown, Node, Info} -> proplists:get_value(nodedown_reason, Info)
    after 10_000 -> error({'no nodedown', Node})
    end.

monitor_nodes_node_type(#{node := Node}) ->
    Visible = watch(Node, [[{node_type, visible}]]),
    Hidden = watch(Node, [[{node_type, hidden}]]),
    All = watch(Node, [[{node_type, all}]]),
    [
        begin
            gen_tcp:close(Join(Node, Name)),
            [
                [{nodeup, Name, [{node_type, Type}]}, {nodedown, Name, [{node_type, Type}]}] = heard(W, 2)
             || W <- [All, Its]
            ]
        end
     || {Join, Name, Type, Its} <- [
            {fun visible/2, seen@localhost, visible, Visible}, {fun bare:join/2, unseen@localhost, hidden, Hidden}
        ]
    ],
    [stop(W) || W <- [Visible, Hidden, All]],
    ok.

%% Each subscription counts, and one that ends takes along those that are alike.
monitor_nodes_misc(#{node := Node}) ->
    Reason = [nodedown_reason, {node_type, all}],
    W = watch(Node, [[], [], Reason, [{node_type, all}, nodedown_reason]]),
    Name = misc@localhost,
    gen_tcp:close(visible(Node, Name)),
    Up = {nodeup, Name, [{node_type, visible}]},
    Ups = lists:sort([{nodeup, Name}, {nodeup, Name}, Up, Up]),
    Ups = lists:sort(heard(W, 4)),
    Downs = heard(W, 4),
    2 = length([D || D = {nodedown, _} <- Downs]),
    Infos = [lists:sort(Info) || {nodedown, _, Info} <- Downs],
    [Info, Info] = Infos,
    [{node_type, visible}, {nodedown_reason, connection_closed}] = Info,
    W ! {off, Reason},
    ok = heard(W),
    gen_tcp:close(visible(Node, Name)),
    [{nodeup, Name}, {nodeup, Name}, {nodedown, Name}, {nodedown, Name}] = heard(W, 4),
    W ! {off, []},
    ok = heard(W),
    gen_tcp:close(visible(Node, Name)),
    gone(Node, Name),
    stop(W).

%% That a node is there is known before anything that it says, and that it is gone after all that it said.
monitor_nodes_otp_6481(#{node := Node}) ->
    W = watch(Node, [[{node_type, all}] || _ <- lists:seq(1, 100)]),
    Name = orderly@localhost,
    Socket = bare:dial(Node),
    bare:say_name(Socket, Name),
    ok = bare:status(Socket),
    Last = bare:reply(Socket, Node, 6, erlang:get_cookie()),
    ok = inet:setopts(Socket, [{packet, raw}]),
    Count = 5000,
    bare:say(Socket, [
        <<(iolist_size(Last)):16>>, Last
        | [begin F = bare:frame({2, '', W}, N), [<<(iolist_size(F)):32>>, F] end || N <- lists:seq(1, Count)]
    ]),
    Ups = lists:duplicate(100, {nodeup, Name, [{node_type, hidden}]}),
    Ups = heard(W, 100),
    Numbers = lists:seq(1, Count),
    gen_tcp:shutdown(Socket, write),
    Numbers = heard(W, Count),
    Downs = lists:duplicate(100, {nodedown, Name, [{node_type, hidden}]}),
    Downs = heard(W, 100),
    gen_tcp:close(Socket),
    stop(W).

monitor_nodes_errors(#{node := Node}) ->
    Call = fun(Args) -> erpc:call(Node, net_kernel, monitor_nodes, Args) end,
    error = Call([asdf]),
    {error, {unknown_options, [gurka]}} = Call([true, [gurka]]),
    {error, {invalid_options, gurka}} = Call([true, gurka]),
    {error, {option_value_mismatch, [{node_type, visible}, {node_type, hidden}]}} =
        Call([true, [{node_type, hidden}, {node_type, visible}]]),
    {error, {option_value_mismatch, [{node_type, visible}, {node_type, all}]}} =
        Call([true, [{node_type, all}, {node_type, visible}]]),
    {error, {bad_option_value, {node_type, blaha}}} = Call([true, [{node_type, blaha}]]).

combinations() ->
    [
        Reason ++ Type
     || Reason <- [[], [nodedown_reason]],
        Type <- [[], [{node_type, hidden}], [{node_type, visible}], [{node_type, all}]]
    ].

monitor_nodes_combinations(#{node := Node}) ->
    W = watch(Node, combinations()),
    Seen = combined@localhost,
    gen_tcp:close(visible(Node, Seen)),
    same([{nodeup, Seen}, {nodeup, Seen, []} | lists:duplicate(4, {nodeup, Seen, [{node_type, visible}]})], heard(W, 6)),
    Closed = {nodedown_reason, connection_closed},
    same(
        [{nodedown, Seen}, {nodedown, Seen, [Closed]}] ++
            lists:duplicate(2, {nodedown, Seen, [{node_type, visible}]}) ++
            lists:duplicate(2, {nodedown, Seen, [{node_type, visible}, Closed]}),
        heard(W, 6)
    ),
    Unseen = hidden_one@localhost,
    gen_tcp:close(bare:join(Node, Unseen)),
    same(lists:duplicate(4, {nodeup, Unseen, [{node_type, hidden}]}), heard(W, 4)),
    same(
        lists:duplicate(2, {nodedown, Unseen, [{node_type, hidden}]}) ++
            lists:duplicate(2, {nodedown, Unseen, [{node_type, hidden}, Closed]}),
        heard(W, 4)
    ),
    [begin W ! {off, O}, ok = heard(W) end || O <- combinations()],
    gen_tcp:close(visible(Node, Seen)),
    gone(Node, Seen),
    stop(W).

same(Expected, Got) ->
    Sorted = lists:sort(Expected),
    Sorted = lists:sort([sorted(Each) || Each <- Got]).

sorted({What, Node, Info}) -> {What, Node, lists:sort(Info)};
sorted(Other) -> Other.

%% The end of a process ends its subscriptions, and no others.
monitor_nodes_cleanup(#{node := Node}) ->
    Stays = watch(Node, combinations()),
    Killed = watch(Node, combinations()),
    Ends = watch(Node, combinations()),
    unlink(Killed),
    Ref = monitor(process, Killed),
    exit(Killed, kill),
    receive {'DOWN', Ref, _, _, killed} -> ok end,
    stop(Ends),
    gen_tcp:close(visible(Node, after_cleanup@localhost)),
    12 = length(heard(Stays, 12)),
    stop(Stays),
    [] = conformance:flushed().

%% More than 65,536 subscriptions.
monitor_nodes_many(#{node := Node}) ->
    Source =
        "fun() -> Count = (1 bsl 16) + 17,"
        " [ok = net_kernel:monitor_nodes(true) || _ <- lists:seq(1, Count)],"
        " Me ! {self(), ready},"
        " [receive {nodeup, many@localhost} -> ok end || _ <- lists:seq(1, Count)], Me ! {self(), up},"
        " [receive {nodedown, many@localhost} -> ok end || _ <- lists:seq(1, Count)],"
        " ok = net_kernel:monitor_nodes(false),"
        " Me ! {self(), receive M -> M after 10 -> nothing end} end",
    W = spawn_link(Node, typed(Source, [{'Me', self()}])),
    ready = heard(W),
    Socket = visible(Node, many@localhost),
    up = heard(W),
    gen_tcp:close(Socket),
    nothing = heard(W).

%% Others connect again at once: that the node was gone is still known before that it is back.
monitor_nodes_down_up(Config = #{node := Node}) ->
    {_, Beam} = beam(Config, yoyo, ["-hidden", "-connect_all", "false"]),
    pong = erpc:call(Node, net_adm, ping, [Beam]),
    Spam = typed("fun() -> (fun Loop() -> {dummy, Beam} ! wake, receive stop -> ok after 1 -> Loop() end end)() end", [
        {'Beam', Beam}
    ]),
    W = watch(Node, [[{node_type, hidden}]]),
    Spammer = spawn_link(Node, Spam),
    [
        begin
            erpc:call(Node, erlang, disconnect_node, [Beam]),
            {nodedown, Beam, _} = heard(W),
            {nodeup, Beam, _} = heard(W)
        end
     || _ <- lists:seq(1, 20)
    ],
    Spammer ! stop,
    stop(W).

%% ---- cookies --------------------------------------------------------------------------------------------------------

differing_cookies(Config) ->
    A = node_with(Config, cookies_a, cookie_a, 60_000, true),
    B = node_with(Config, cookies_b, cookie_b, 60_000, true),
    pang = net_adm:ping(A),
    true = erlang:set_cookie(A, cookie_a),
    true = erlang:set_cookie(B, cookie_b),
    [pong = net_adm:ping(Each) || Each <- [A, B]],
    pang = erpc:call(A, net_adm, ping, [B]),
    pang = erpc:call(B, net_adm, ping, [A]),
    true = erpc:call(A, erlang, set_cookie, [B, cookie_b]),
    pong = erpc:call(A, net_adm, ping, [B]),
    true = lists:member(A, connected(B, hidden)),
    true = erpc:call(B, net_kernel, disconnect, [A]),
    gone(A, B),
    [true, true] = [lists:member(node(), connected(Each, hidden)) || Each <- [A, B]],
    pong = erpc:call(B, net_adm, ping, [A]),
    true = lists:member(B, connected(A, hidden)),
    leave(Config, A),
    leave(Config, B).

%% A BEAM with another cookie is told on its command line which one to use with a Tiebeam node.
cmdline_setcookie_2(#{node := Node}) ->
    {ok, Peer, Beam} = peer:start_link(#{
        name => cmdline,
        host => "localhost",
        connection => standard_io,
        args => ["-hidden", "-setcookie", "another", "-setcookie", atom_to_list(Node), atom_to_list(erlang:get_cookie())]
    }),
    another = peer:call(Peer, erlang, get_cookie, []),
    pong = peer:call(Peer, net_adm, ping, [Node]),
    true = lists:member(Beam, connected(Node, hidden)),
    peer:stop(Peer),
    gone(Node, Beam).

%% A cookie for one connection only, on both sides; it counts when the nodes connect.
connection_cookie(Config = #{node := Node}) ->
    A = node_with(Config, connection, own_cookie, 60_000, true),
    true = erlang:set_cookie(A, for_the_two),
    pang = net_adm:ping(A),
    erpc:call(Node, tiebeam_nodes, set_cookie, [A, node(), <<"for_the_two">>]),
    pong = net_adm:ping(A),
    true = lists:member(A, nodes(hidden)),
    pang = erpc:call(Node, net_adm, ping, [A]),
    true = erlang:set_cookie(A, changed),
    pong = net_adm:ping(A),
    true = erlang:disconnect_node(A),
    pang = net_adm:ping(A),
    true = erlang:set_cookie(A, for_the_two),
    pong = net_adm:ping(A),
    leave(Config, A).

%% Nodes without a name have cookies, too.
dyn_differing_cookies(#{node := Node}) ->
    Cookie = atom_to_list(erlang:get_cookie()),
    {Peer, Name} = nameless(Node, ["-setcookie", "dynamic", "-setcookie", atom_to_list(Node), Cookie]),
    dynamic = peer:call(Peer, erlang, get_cookie, []),
    true = lists:member(Name, connected(Node, hidden)),
    true = peer:call(Peer, erlang, disconnect_node, [Node]),
    gone(Node, Name),
    peer:stop(Peer),
    Wrong = unnamed(["-setcookie", Cookie, "-setcookie", atom_to_list(Node), "wrong"]),
    false = peer:call(Wrong, net_kernel, connect_node, [Node]),
    nonode@nohost = peer:call(Wrong, erlang, node, []),
    peer:stop(Wrong).

%% Where the home of a user has no cookie, the folder of configurations may have one.
xdg_cookie(#{node := Node}) ->
    Home = filename:join(filename:dirname(code:which(?MODULE)), "xdg"),
    Nearer = filename:join(Home, ".erlang.cookie"),
    Further = filename:join([Home, ".config", "erlang", ".erlang.cookie"]),
    ok = filelib:ensure_dir(Further),
    same_user(Node, Home, xdg_made),
    true = filelib:is_regular(Nearer),
    write_cookie(Further, "other"),
    same_user(Node, Home, xdg_nearer),
    ok = file:delete(Nearer),
    same_user(Node, Home, xdg_further),
    false = filelib:is_regular(Nearer).

write_cookie(File, Cookie) ->
    ok = file:write_file(File, Cookie),
    ok = file:change_mode(File, 8#600).

%% A Tiebeam node and a BEAM of one user can connect.
same_user(Node, Home, Name) ->
    Tiebeam = erpc:call(Node, tiebeam_nodes, start_of, [list_to_binary(Home), atom_to_binary(Name)], 30_000),
    {ok, Peer, _} = peer:start_link(#{
        name => atom_to_list(Name) ++ "_beam",
        host => "localhost",
        connection => standard_io,
        args => ["-hidden"],
        env => [{"HOME", Home}, {"XDG_CONFIG_HOME", filename:join(Home, ".config")}]
    }),
    pong = peer:call(Peer, net_adm, ping, [Tiebeam]),
    peer:stop(Peer),
    erpc:call(Node, tiebeam_nodes, stop, [Tiebeam], 30_000).
