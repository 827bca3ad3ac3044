%% SPDX-License-Identifier: Apache-2.0
%% What can be asked both ways is asked both ways: the code goes to the Tiebeam node, which then asks this one.
-module(erpc_cases).
-export([
    call/1,
    call_from_old_node/1,
    call_reqtmo/1,
    call_against_ei_node/1,
    cast/1,
    send_request/1,
    send_request_fun/1,
    send_request_receive_reqtmo/1,
    send_request_wait_reqtmo/1,
    send_request_check_reqtmo/1,
    send_request_against_ei_node/1,
    send_request_receive_reqid_collection/1,
    send_request_wait_reqid_collection/1,
    send_request_check_reqid_collection/1,
    multicall/1,
    multicall_reqtmo/1,
    multicall_recv_opt/1,
    multicall_recv_opt2/1,
    multicall_recv_opt3/1,
    multicast/1,
    timeout_limit/1
]).
%% Called on the other side.
-export([ends/3, fails_in/2, fails_at/2, there_and_back/4, gone/2, casts/2, refused/1]).
-export([requests/3, received/2, waited/2, checked/2, limits/1, several/4, late/4]).
-import(conformance, [typed/1, typed/2, raised/1, flushed/0, beam/2, jvm/2, leave/2, carry/2, carry/3]).

-define(PATIENCE, 40_000).

both(#{node := Node}, Function, More) ->
    apply(?MODULE, Function, [Node | More]),
    carry(Node, {?MODULE, Function, [node() | More]}, ?PATIENCE).

%% ---- call ----

call(Config = #{node := Node}) ->
    [both(Config, ends, [Timeout, funs()]) || Timeout <- [10_000, infinity]],
    %% What the Tiebeam node asks of itself.
    [carry(Node, {?MODULE, ends, [Node, Timeout, funs()]}, ?PATIENCE) || Timeout <- [10_000, infinity]],
    [nested(A, B, Timeout) || {A, B} <- [{Node, node()}, {node(), Node}], Timeout <- [10_000, infinity]],
    Other = jvm(Config, leaves),
    gone(Other, {Node, tiebeam_nodes, stop, [Other]}),
    {_, Beam} = beam(Config, leaves_too),
    carry(Node, {?MODULE, gone, [Beam, {Beam, erlang, halt, []}]}, ?PATIENCE),
    [] = flushed().

funs() ->
    #{
        node => typed("fun() -> node() end"),
        exits => typed("fun() -> exit(oops) end"),
        throws => typed("fun() -> throw(oops) end"),
        is_told => typed("fun() -> exit(self(), oops), receive after infinity -> ok end end"),
        matches => typed("fun() -> 1 = 1 + 1 end"),
        sleeps => typed("fun() -> timer:sleep(10000) end")
    }.

%% Every way in which a call can end.
ends(Node, T, #{node := Is, exits := Exits, throws := Throws, is_told := IsTold, matches := Matches, sleeps := Sleeps}) ->
    Node = erpc:call(Node, erlang, node, [], T),
    Node = erpc:call(Node, Is, T),
    {error, {exception, badarg, [{erlang, apply, [erlang, error, [oops | improper]], _}]}} =
        raised(fun() -> erpc:call(Node, erlang, error, [oops | improper], T) end),
    {error, {exception, oops, [{erlang, error, [oops], _}]}} =
        raised(fun() -> erpc:call(Node, erlang, error, [oops], T) end),
    {exit, {exception, oops}} = raised(fun() -> erpc:call(Node, erlang, exit, [oops], T) end),
    {exit, {exception, oops}} = raised(fun() -> erpc:call(Node, Exits, T) end),
    {throw, oops} = raised(fun() -> erpc:call(Node, erlang, throw, [oops], T) end),
    {throw, oops} = raised(fun() -> erpc:call(Node, Throws, T) end),
    case {Node, T} of
        {Own, infinity} when Own =:= node() ->
            ok; % it may run in this process
        _ ->
            {exit, {signal, oops}} = raised(fun() -> erpc:call(Node, IsTold, T) end),
            {exit, {signal, oops}} = raised(fun() -> erpc:call(Node, erlang, apply, [IsTold, []], T) end)
    end,
    {error, {exception, undef, [{nobody, there, [1], _} | _]}} =
        raised(fun() -> erpc:call(Node, nobody, there, [1], T) end),
    {error, {exception, {badmatch, 2}, [_ | _]}} = raised(fun() -> erpc:call(Node, Matches, T) end),
    {error, {erpc, timeout}} = raised(fun() -> erpc:call(Node, timer, sleep, [10_000], 10) end),
    {error, {erpc, timeout}} = raised(fun() -> erpc:call(Node, Sleeps, 10) end),
    {error, {erpc, noconnection}} = raised(fun() -> erpc:call(no_name, erlang, node, []) end),
    [
        {error, {erpc, badarg}} = raised(Bad)
     || Bad <- [
            fun() -> erpc:call(<<"node">>, erlang, node, [], T) end,
            fun() -> erpc:call(Node, "erlang", node, [], T) end,
            fun() -> erpc:call(Node, erlang, node, none, T) end,
            fun() -> erpc:call(Node, fun(X) -> X end, T) end
        ]
    ],
    [] = flushed(),
    ok.

%% Errors that pass from node to node gather what happened on each.
nested(A, B, T) ->
    carry(hd([N || N <- [A, B], N =/= node()]), [?MODULE, conformance]),
    {error, {exception, {exception, boom, Inner}, Outer}} = raised(fun() -> erpc:call(A, ?MODULE, fails_in, [B, boom], T) end),
    [{?MODULE, fails_at, _, _}] = Inner,
    [{erpc, call, _, _}, {?MODULE, fails_in, 2, _}] = Outer,
    {error, Deep} = raised(fun() -> there_and_back(A, B, 6, T) end),
    6 = depth(Deep, 0).

fails_in(Node, Reason) ->
    erpc:call(Node, ?MODULE, fails_at, [Reason, here]),
    ok.

fails_at(Reason, Where) -> error(Reason, [Reason, Where]).

there_and_back(A, B, N, T) when N > 0 ->
    erpc:call(A, ?MODULE, there_and_back, [B, A, N - 1, T], T),
    ok;
there_and_back(_, _, 0, _) ->
    error(badarg).

depth({exception, badarg, [{?MODULE, there_and_back, _, _} | _]}, N) -> N + 1;
depth({exception, Why, [{erpc, call, _, _}, {?MODULE, there_and_back, _, _} | _]}, N) -> depth(Why, N + 1).

gone(Other, {Node, M, F, A}) ->
    Request = erpc:send_request(Other, timer, sleep, [60_000]),
    Other = erpc:call(Other, erlang, node, []),
    erpc:cast(Node, M, F, A),
    {error, {erpc, noconnection}} = raised(fun() -> erpc:receive_response(Request) end),
    {error, {erpc, noconnection}} = raised(fun() -> erpc:call(Other, erlang, node, []) end),
    Late = erpc:send_request(Other, erlang, node, []),
    receive
        Down -> {error, {erpc, noconnection}} = raised(fun() -> erpc:check_response(Down, Late) end)
    end,
    ok = erpc:cast(Other, erlang, send, [self(), never]),
    [] = flushed(),
    ok.

%% The node of the suite is that of another release there; a Tiebeam node is of none, and here it is the one that asks.
call_from_old_node(#{node := Node}) ->
    ok = carry(Node, {?MODULE, ends, [node(), 10_000, funs()]}, ?PATIENCE).

%% A C node answers {erpc, notsup}. A Tiebeam node is none, whether it is connected already or not.
call_against_ei_node(#{node := Node}) ->
    apart(Node),
    Node = erpc:call(Node, erlang, node, []),
    Node = erpc:call(Node, erlang, node, []).

apart(Node) ->
    Node = erpc:call(Node, erlang, node, []),
    monitor_node(Node, true),
    true = erlang:disconnect_node(Node),
    receive {nodedown, Node} -> ok end.

%% ---- cast ----

cast(Config) ->
    both(Config, refused, []),
    both(Config, casts, [typed("fun(To) -> fun() -> To ! by_fun end end")]),
    [] = flushed().

refused(Node) ->
    [
        {error, {erpc, badarg}} = raised(Bad)
     || Bad <- [
            fun() -> erpc:cast(<<"node">>, erlang, send, [x]) end,
            fun() -> erpc:cast(Node, erlang, send, x) end,
            fun() -> erpc:cast(Node, "erlang", send, [x]) end,
            fun() -> erpc:cast(Node, erlang, make_ref(), [x]) end,
            fun() -> erpc:multicast(Node, erlang, send, [x]) end,
            fun() -> erpc:multicast([Node], erlang, send, x) end,
            fun() -> erpc:multicast([Node, <<"node">>], erlang, send, [x]) end,
            fun() -> erpc:multicast([Node], "erlang", send, [x]) end,
            fun() -> erpc:multicast([Node | Node], erlang, send, [x]) end,
            fun() -> erpc:multicall([Node, <<"node">>], erlang, node, []) end,
            fun() -> erpc:multicall([Node | Node], erlang, node, []) end,
            fun() -> erpc:multicall([Node], fun(X) -> X end) end
        ]
    ],
    ok.

casts(Node, Sends) ->
    ok = erpc:cast(Node, erlang, send, [self(), by_name]),
    receive by_name -> ok end,
    ok = erpc:cast(Node, Sends(self())),
    receive by_fun -> ok end,
    ok = erpc:cast(Node, erlang, send, [self() | improper]),
    ok = erpc:cast(Node, nobody, there, []),
    ok = erpc:cast(no_name, erlang, send, [self(), never]),
    ok = erpc:multicast([node(), Node, no_name], erlang, send, [self(), hello]),
    [receive hello -> ok end || _ <- [1, 2]],
    ok = erpc:multicast([node(), Node], Sends(self())),
    [receive by_fun -> ok end || _ <- [1, 2]],
    Node = erpc:call(Node, erlang, node, []),
    [] = flushed(),
    ok.

multicast(Config) ->
    both(Config, refused, []),
    both(Config, casts, [typed("fun(To) -> fun() -> To ! by_fun end end")]),
    Other = jvm(Config, other),
    monitor_node(Other, true),
    ok = erpc:multicast([Other], erlang, send, [self(), before]),
    receive before -> ok end,
    leave(Config, Other),
    receive {nodedown, Other} -> ok end,
    ok = erpc:multicast([Other], erlang, send, [self(), never]),
    #{node := Node} = Config,
    apart(Node),
    ok = erpc:multicast([Node], erlang, send, [self(), connects]),
    receive connects -> ok end,
    [] = flushed().

%% ---- requests ----

send_request(Config) ->
    both(Config, requests, [by_name, typed("fun() -> receive after 200 -> slow end end")]).

send_request_fun(Config) ->
    both(Config, requests, [
        typed("fun(M, F, A) -> fun() -> apply(M, F, A) end end"),
        typed("fun() -> receive after 200 -> slow end end")
    ]).

requests(Node, How, Slowly) ->
    Send = fun(Module, Function, Args) ->
        case How of
            by_name -> erpc:send_request(Node, Module, Function, Args);
            _ -> erpc:send_request(Node, How(Module, Function, Args))
        end
    end,
    Slow = Send(erlang, apply, [Slowly, []]),
    Bangs = Send(erlang, error, [bang]),
    Forgotten = Send(timer, sleep, [60_000]),
    {error, {exception, bang, [_ | _]}} = raised(fun() -> erpc:receive_response(Bangs, 10_000) end),
    {error, {erpc, timeout}} = raised(fun() -> erpc:receive_response(Forgotten, 10) end),
    no_response = erpc:wait_response(Slow),
    no_response = erpc:wait_response(Slow, 10),
    {response, slow} = erpc:wait_response(Slow, infinity),
    {error, {erpc, badarg}} = raised(fun() -> erpc:receive_response(Forgotten, 10) end),
    {error, {erpc, badarg}} = raised(fun() -> erpc:receive_response(none) end),
    Checked = Send(erlang, node, []),
    no_response = erpc:check_response({response, other}, Checked),
    no_response = erpc:check_response(Checked, Checked),
    receive Message -> {response, Node} = erpc:check_response(Message, Checked) end,
    [] = flushed(),
    ok.

send_request_against_ei_node(#{node := Node}) ->
    apart(Node),
    [
        begin
            [A, B, C] = [erpc:send_request(Node, erlang, node, []) || _ <- [1, 2, 3]],
            Node = erpc:receive_response(A),
            {response, Node} = erpc:wait_response(B, infinity),
            receive Message -> {response, Node} = erpc:check_response(Message, C) end
        end
     || _ <- [unconnected, connected]
    ],
    [] = flushed().

%% ---- requests in collections ----

send_request_receive_reqid_collection(Config) -> both(Config, received, [kinds()]).
send_request_wait_reqid_collection(Config) -> both(Config, waited, [kinds()]).
send_request_check_reqid_collection(Config) -> both(Config, checked, [kinds()]).

%% Each ends so long after the one before that their order is certain.
kinds() ->
    [
        {Label, typed("fun() -> receive after T -> ok end, F(Label) end", [{'T', T}, {'F', typed(F)}, {'Label', Label}])}
     || {Label, T, F} <- [
            {last, 800, "fun(L) -> L end"},
            {exits, 0, "fun(_) -> exit(exited) end"},
            {first, 200, "fun(L) -> L end"},
            {throws, 600, "fun(_) -> throw(thrown) end"},
            {[errs], 400, "fun(_) -> error(wrong) end"}
        ]
    ].

collection(Node, [{Label, Fun} | Kinds]) ->
    One = erpc:send_request(Node, Fun),
    All = lists:foldl(
        fun({L, F}, Requests) -> erpc:send_request(Node, F, L, Requests) end,
        erpc:reqids_add(One, Label, erpc:reqids_new()),
        Kinds
    ),
    {error, {erpc, badarg}} = raised(fun() -> erpc:reqids_add(One, again, All) end),
    true = lists:member({One, Label}, erpc:reqids_to_list(All)),
    5 = erpc:reqids_size(All),
    All.

received(Node, Kinds) ->
    0 = ordered(fun(R, Delete) -> erpc:receive_response(R, 10_000, Delete) end, fun(L) -> L end, collection(Node, Kinds)),
    no_request = erpc:receive_response(erpc:reqids_new(), 10, true),
    Late = erpc:send_request(Node, timer, sleep, [60_000], late, erpc:reqids_new()),
    Moment = erlang:monotonic_time(millisecond) + 20,
    {error, {erpc, timeout}} = raised(fun() -> erpc:receive_response(Late, {abs, Moment}, true) end),
    %% It was given up.
    {error, {erpc, timeout}} = raised(fun() -> erpc:receive_response(Late, 0, true) end),
    {error, {erpc, badarg}} = raised(fun() -> erpc:receive_response(Late, 0, maybe_so) end),
    [] = flushed(),
    ok.

waited(Node, Kinds) ->
    0 = ordered(fun(R, Delete) -> erpc:wait_response(R, 10_000, Delete) end, fun(L) -> {response, L} end, collection(Node, Kinds)),
    no_request = erpc:wait_response(erpc:reqids_new(), 10, true),
    Late = erpc:send_request(Node, timer, sleep, [300], late, erpc:reqids_new()),
    no_response = erpc:wait_response(Late, {abs, erlang:monotonic_time(millisecond) + 20}, true),
    %% It was not given up.
    {{response, ok}, late, Late} = erpc:wait_response(Late, 10_000, false),
    [] = flushed(),
    ok.

checked(Node, Kinds) ->
    All = collection(Node, Kinds),
    no_response = erpc:check_response(no_answer, All, true),
    0 = ordered(fun(R, D) -> receive M -> erpc:check_response(M, R, D) end end, fun(L) -> {response, L} end, All),
    no_request = erpc:check_response(no_answer, erpc:reqids_new(), true),
    [] = flushed(),
    ok.

%% Takes all five out of Requests, the second without removing it; the number that is left.
ordered(Next, Value, Requests) ->
    {exit, {{exception, exited}, exits, R4}} = raised(fun() -> Next(Requests, true) end),
    4 = erpc:reqids_size(R4),
    First = Value(first),
    {First, first, R4} = Next(R4, false),
    {error, {{exception, wrong, [_ | _]}, [errs], R3}} = raised(fun() -> Next(R4, true) end),
    {throw, {thrown, throws, R2}} = raised(fun() -> Next(R3, true) end),
    Last = Value(last),
    {Last, last, R1} = Next(R2, true),
    %% The one that was not removed.
    [{Id, first}] = erpc:reqids_to_list(R1),
    {error, {erpc, badarg}} = raised(fun() -> erpc:receive_response(Id, 0) end),
    erpc:reqids_size(R1) - 1.

%% ---- several nodes ----

multicall(Config = #{node := Node}) ->
    Other = jvm(Config, other),
    Gone = jvm(Config, gone),
    leave(Config, Gone),
    Sleeps = fun(Where) ->
        typed("fun() -> case node() of Where -> timer:sleep(60000); Other -> Other end end", [{'Where', Where}])
    end,
    Fun = typed("fun() -> throw(node()) end"),
    several(Other, Node, Fun, Sleeps(Other)),
    carry(Node, {?MODULE, several, [node(), Other, Fun, Sleeps(node())]}, ?PATIENCE),
    both(Config, refused, []),
    Me = node(),
    [{ok, Me}, {error, {erpc, noconnection}}, {ok, Node}] = erpc:multicall([Me, Gone, Node], erlang, node, []),
    leave(Config, Other),
    [] = flushed().

%% From this node to A, where one sleeps, and B.
several(A, B, Throws, Sleeps) ->
    Me = node(),
    Nodes = [Me, A, B, nobody@localhost, no_name],
    None = {error, {erpc, noconnection}},
    [{ok, Me}, {ok, A}, {ok, B}, None, None] = erpc:multicall(Nodes, erlang, node, []),
    [{ok, B}, {ok, Me}, {ok, B}] = erpc:multicall([B, Me, B], erlang, node, [], 60_000),
    [{throw, Me}, {throw, A}, {throw, B}, None, None] = erpc:multicall(Nodes, Throws),
    [{throw, x}, {throw, x}] = erpc:multicall([A, B], erlang, throw, [x]),
    [{exit, {exception, x}}, {exit, {exception, x}}] = erpc:multicall([A, B], erlang, exit, [x]),
    [{error, {exception, x, [{erlang, error, [x], _}]}}, {error, {exception, x, [{erlang, error, [x], _}]}}] =
        erpc:multicall([A, B], erlang, error, [x]),
    [{error, {erpc, timeout}}, {ok, B}, {ok, Me}] = erpc:multicall([A, B, Me], Sleeps, 500),
    [] = erpc:multicall([], erlang, node, []),
    Begin = erlang:monotonic_time(millisecond),
    [{error, {erpc, timeout}}, {error, {erpc, timeout}}, None] = erpc:multicall([A, B, no_name], timer, sleep, [20_000], 200),
    [{ok, ok}, {ok, ok}, {ok, ok}] = erpc:multicall([A, B, A], timer, sleep, [200]),
    true = erlang:monotonic_time(millisecond) - Begin < 10_000,
    [] = flushed(),
    ok.

%% Calls that answer among messages that do not matter.
multicall_recv_opt(Config) -> among_many(Config, [], 100).

multicall_recv_opt2(Config) -> among_many(Config, [{nobody@localhost, {error, {erpc, noconnection}}}], 100).

multicall_recv_opt3(Config) -> among_many(Config, [{no_name, {error, {erpc, noconnection}}}], 100).

among_many(#{node := Node}, More, Times) ->
    [self() ! {unrelated, N} || N <- lists:seq(1, 20_000)],
    {Nodes, Answers} = lists:unzip([{node(), {ok, node()}} | More] ++ [{Node, {ok, Node}}]),
    Answers = erpc:multicall(Nodes, erlang, node, []),
    [Answers = erpc:multicall(Nodes, erlang, node, [], 10_000) || _ <- lists:seq(1, Times)],
    Many = lists:duplicate(Times, {ok, Node}),
    Many = erpc:multicall(lists:duplicate(Times, Node), erlang, node, []),
    20_000 = length(flushed()).

%% ---- time ----

timeout_limit(Config) -> both(Config, limits, []).

limits(Node) ->
    Longest = (1 bsl 32) - 1,
    Node = erpc:call(Node, erlang, node, [], Longest),
    [{ok, Node}] = erpc:multicall([Node], erlang, node, [], Longest),
    Node = erpc:receive_response(erpc:send_request(Node, erlang, node, []), Longest),
    [
        begin
            {error, {erpc, badarg}} = raised(fun() -> erpc:call(Node, erlang, node, [], Bad) end),
            {error, {erpc, badarg}} = raised(fun() -> erpc:multicall([Node], erlang, node, [], Bad) end),
            Request = erpc:send_request(Node, erlang, node, []),
            {error, {erpc, badarg}} = raised(fun() -> erpc:receive_response(Request, Bad) end),
            Node = erpc:receive_response(Request)
        end
     || Bad <- [Longest + 1, -1, one, 1.0]
    ],
    [] = flushed(),
    ok.

%% A node that does not even take requests is given up in time, and does later what it was asked. It is a BEAM that stands
%% still, and the Tiebeam node asks it.
call_reqtmo(Config) -> stands_still(Config, call).
send_request_receive_reqtmo(Config) -> stands_still(Config, receive_response).
send_request_wait_reqtmo(Config) -> stands_still(Config, wait_response).
send_request_check_reqtmo(Config) -> stands_still(Config, check_response).
multicall_reqtmo(Config) -> stands_still(Config, multicall).

stands_still(Config = #{node := Node}, How) ->
    {_, Beam} = beam(Config, list_to_atom("still_" ++ atom_to_list(How))),
    erpc:call(Beam, erts_debug, set_internal_state, [available_internal_state, true]),
    Beam = erpc:call(Node, erpc, call, [Beam, erlang, node, []]),
    erpc:cast(Beam, erts_debug, set_internal_state, [block, 2_000]),
    receive after 200 -> ok end,
    Millis = carry(Node, {?MODULE, late, [How, Beam, self(), 300]}, ?PATIENCE),
    {true, true, Millis} = {Millis >= 300, Millis < 1_500, Millis},
    receive sent -> ok end,
    [] = flushed().

late(How, Node, To, Timeout) ->
    Begin = erlang:monotonic_time(millisecond),
    Args = [Node, erlang, send, [To, sent]],
    case How of
        call ->
            {error, {erpc, timeout}} = raised(fun() -> apply(erpc, call, Args ++ [Timeout]) end);
        multicall ->
            Me = node(),
            [{ok, sent}, {error, {erpc, timeout}}] = erpc:multicall([Me, Node], erlang, send, [To, sent], Timeout);
        receive_response ->
            Request = apply(erpc, send_request, Args),
            {error, {erpc, timeout}} = raised(fun() -> erpc:receive_response(Request, Timeout) end);
        wait_response ->
            Request = apply(erpc, send_request, Args),
            no_response = erpc:wait_response(Request, 0),
            no_response = erpc:wait_response(Request, Timeout),
            {error, {erpc, timeout}} = raised(fun() -> erpc:receive_response(Request, 0) end);
        check_response ->
            Request = apply(erpc, send_request, Args),
            receive Message -> error({nothing_expected_but, Message}) after Timeout -> ok end,
            {error, {erpc, timeout}} = raised(fun() -> erpc:receive_response(Request, 0) end)
    end,
    Millis = erlang:monotonic_time(millisecond) - Begin,
    [] = flushed(),
    Millis.
