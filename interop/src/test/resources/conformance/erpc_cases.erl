%% SPDX-License-Identifier: Apache-2.0
-module(erpc_cases).
-export([
    call/1,
    call_against_ei_node/1,
    cast/1,
    cast_against_ei_node/1,
    send_request/1,
    send_request_fun/1,
    send_request_against_ei_node/1,
    send_request_receive_reqid_collection/1,
    send_request_wait_reqid_collection/1,
    send_request_check_reqid_collection/1,
    multicall/1,
    multicall_recv_opt/1,
    multicall_recv_opt2/1,
    multicall_recv_opt3/1,
    multicast/1,
    timeout_limit/1
]).
-import(conformance, [typed/1, typed/2, raised/1, flushed/0, jvm/2, leave/2]).

call(Config = #{node := Node}) ->
    [ends(Node, Timeout) || Timeout <- [10_000, infinity]],
    {error, {erpc, timeout}} = raised(fun() -> erpc:call(Node, timer, sleep, [10_000], 10) end),
    Sleeps = typed("fun() -> timer:sleep(10000) end"),
    {error, {erpc, timeout}} = raised(fun() -> erpc:call(Node, Sleeps, 10) end),
    Other = jvm(Config, leaves),
    Request = erpc:send_request(Other, timer, sleep, [60_000]),
    leave(Config, Other),
    {error, {erpc, noconnection}} = raised(fun() -> erpc:receive_response(Request) end),
    {error, {erpc, noconnection}} = raised(fun() -> erpc:call(Other, erlang, node, []) end),
    {error, {erpc, noconnection}} = raised(fun() -> erpc:call(no_name, erlang, node, []) end),
    [] = flushed().

%% Every way in which a call can end.
ends(Node, T) ->
    Node = erpc:call(Node, erlang, node, [], T),
    Node = erpc:call(Node, typed("fun() -> node() end"), T),
    {error, {exception, badarg, [{erlang, apply, [erlang, error, [oops | improper]], _}]}} =
        raised(fun() -> erpc:call(Node, erlang, error, [oops | improper], T) end),
    {error, {exception, oops, [{erlang, error, [oops], _}]}} =
        raised(fun() -> erpc:call(Node, erlang, error, [oops], T) end),
    {exit, {exception, oops}} = raised(fun() -> erpc:call(Node, erlang, exit, [oops], T) end),
    {exit, {exception, oops}} = raised(fun() -> erpc:call(Node, typed("fun() -> exit(oops) end"), T) end),
    {throw, oops} = raised(fun() -> erpc:call(Node, erlang, throw, [oops], T) end),
    {throw, oops} = raised(fun() -> erpc:call(Node, typed("fun() -> throw(oops) end"), T) end),
    Dies = typed("fun() -> exit(self(), oops), receive after infinity -> ok end end"),
    {exit, {signal, oops}} = raised(fun() -> erpc:call(Node, Dies, T) end),
    {exit, {signal, oops}} = raised(fun() -> erpc:call(Node, erlang, apply, [Dies, []], T) end),
    {error, {exception, undef, [{nobody, there, [1], _} | _]}} =
        raised(fun() -> erpc:call(Node, nobody, there, [1], T) end),
    {error, {exception, {badmatch, 2}, [_ | _]}} =
        raised(fun() -> erpc:call(Node, typed("fun() -> 1 = 1 + 1 end"), T) end).

%% A C node answers {erpc, notsup}. A Tiebeam node is none.
call_against_ei_node(#{node := Node}) ->
    Node = erpc:call(Node, erlang, node, []).

cast(Config = #{node := Node}) ->
    Me = self(),
    ok = erpc:cast(Node, erlang, send, [Me, by_name]),
    receive by_name -> ok end,
    ok = erpc:cast(Node, typed("fun() -> Me ! by_fun end", [{'Me', Me}])),
    receive by_fun -> ok end,
    ok = erpc:cast(Node, erlang, send, [Me | improper]),
    ok = erpc:cast(Node, nobody, there, []),
    Other = jvm(Config, leaves),
    monitor_node(Other, true),
    leave(Config, Other),
    receive {nodedown, Other} -> ok end,
    ok = erpc:cast(Other, erlang, send, [Me, never]),
    Node = erpc:call(Node, erlang, node, []),
    [] = flushed().

cast_against_ei_node(#{node := Node}) ->
    ok = erpc:cast(Node, erlang, send, [self(), arrived]),
    receive arrived -> ok end.

send_request(Config = #{node := Node}) ->
    requests(Config, fun(Module, Function, Args) -> erpc:send_request(Node, Module, Function, Args) end).

send_request_fun(Config = #{node := Node}) ->
    requests(Config, fun(Module, Function, Args) ->
        Fun = typed("fun() -> apply(M, F, A) end", [{'M', Module}, {'F', Function}, {'A', Args}]),
        erpc:send_request(Node, Fun)
    end).

requests(Config, Send) ->
    Slow = Send(erlang, apply, [typed("fun() -> receive after 200 -> slow end end"), []]),
    Bangs = Send(erlang, error, [bang]),
    Forgotten = Send(timer, sleep, [60_000]),
    {error, {exception, bang, [_ | _]}} = raised(fun() -> erpc:receive_response(Bangs, 10_000) end),
    {error, {erpc, timeout}} = raised(fun() -> erpc:receive_response(Forgotten, 10) end),
    no_response = erpc:wait_response(Slow),
    no_response = erpc:wait_response(Slow, 10),
    {response, slow} = erpc:wait_response(Slow, infinity),
    {error, {erpc, badarg}} = raised(fun() -> erpc:receive_response(Forgotten, 10) end),
    Checked = Send(erlang, node, []),
    no_response = erpc:check_response({response, other}, Checked),
    no_response = erpc:check_response(Checked, Checked),
    #{node := Node} = Config,
    receive Message -> {response, Node} = erpc:check_response(Message, Checked) end,
    Other = jvm(Config, leaves),
    Waits = erpc:send_request(Other, timer, sleep, [60_000]),
    leave(Config, Other),
    {error, {erpc, noconnection}} = raised(fun() -> erpc:receive_response(Waits) end),
    Late = erpc:send_request(Other, erlang, node, []),
    receive
        Down -> {error, {erpc, noconnection}} = raised(fun() -> erpc:check_response(Down, Late) end)
    end,
    [] = flushed().

send_request_against_ei_node(#{node := Node}) ->
    {response, Node} = erpc:wait_response(erpc:send_request(Node, erlang, node, []), 10_000).

%% Answers come in the order of their delays, the labels say whose they are.
collection(Node) ->
    lists:foldl(
        fun({Label, Delay}, Requests) ->
            Fun = typed("fun() -> receive after Delay -> Label end end", [{'Delay', Delay}, {'Label', Label}]),
            erpc:send_request(Node, Fun, Label, Requests)
        end,
        erpc:reqids_new(),
        [{c, 300}, {a, 0}, {b, 100}]
    ).

send_request_receive_reqid_collection(#{node := Node}) ->
    Requests = erpc:send_request(Node, erlang, error, [bang], bang, collection(Node)),
    4 = erpc:reqids_size(Requests),
    Left = in_order(fun(R) -> erpc:receive_response(R, 10_000, true) end, Requests),
    no_request = erpc:receive_response(Left, 10_000, true),
    {error, {erpc, timeout}} =
        raised(fun() -> erpc:receive_response(collection_of_one(Node), 10, true) end).

send_request_wait_reqid_collection(#{node := Node}) ->
    Requests = erpc:send_request(Node, erlang, error, [bang], bang, collection(Node)),
    Left = in_order(fun(R) -> erpc:wait_response(R, 10_000, true) end, Requests),
    no_request = erpc:wait_response(Left, 0, true),
    no_response = erpc:wait_response(collection_of_one(Node), 10, true).

send_request_check_reqid_collection(#{node := Node}) ->
    Requests = erpc:send_request(Node, erlang, error, [bang], bang, collection(Node)),
    no_response = erpc:check_response(no_answer, Requests, true),
    Left = in_order(fun(R) -> receive M -> erpc:check_response(M, R, true) end end, Requests),
    no_request = erpc:check_response(no_answer, Left, true).

collection_of_one(Node) ->
    erpc:send_request(Node, timer, sleep, [60_000], slow, erpc:reqids_new()).

%% The error may come at any place, since it has no delay to be told apart by.
in_order(Next, Requests) ->
    {Labels, Left} = lists:mapfoldl(
        fun(_, Rest) ->
            try Next(Rest) of
                {{response, Label}, Label, Rest1} -> {Label, Rest1};
                {Label, Label, Rest1} -> {Label, Rest1}
            catch
                error:{{exception, bang, _}, bang, Rest1} -> {bang, Rest1}
            end
        end,
        Requests,
        lists:seq(1, 4)
    ),
    [a, b, c] = Labels -- [bang],
    true = lists:member(bang, Labels),
    0 = erpc:reqids_size(Left),
    Left.

multicall(Config = #{node := Node}) ->
    Other = jvm(Config, other),
    Me = node(),
    Nodes = [Me, Node, Other, nobody@localhost],
    [{ok, Me}, {ok, Node}, {ok, Other}, {error, {erpc, noconnection}}] = erpc:multicall(Nodes, erlang, node, []),
    [{ok, Node}, {ok, Other}] = erpc:multicall([Node, Other], typed("fun() -> node() end")),
    [{throw, x}, {throw, x}] = erpc:multicall([Node, Other], erlang, throw, [x]),
    [{exit, {exception, x}}, {exit, {exception, x}}] = erpc:multicall([Node, Other], erlang, exit, [x]),
    [{error, {exception, x, _}}, {error, {exception, x, _}}] = erpc:multicall([Node, Other], erlang, error, [x]),
    [{error, {erpc, timeout}}, {ok, Other}] = erpc:multicall(
        [Node, Other],
        typed("fun() -> case node() of Node -> timer:sleep(60000); Other -> Other end end", [{'Node', Node}]),
        300
    ),
    [{error, {erpc, badarg}}] =
        try erpc:multicall([<<"node">>], erlang, node, []) catch error:{erpc, badarg} -> [{error, {erpc, badarg}}] end,
    leave(Config, Other),
    [] = flushed().

%% Calls that answer among messages that do not matter.
multicall_recv_opt(Config) -> among_many(Config, 1).

multicall_recv_opt2(Config) -> among_many(Config, 10).

multicall_recv_opt3(Config) -> among_many(Config, 100).

among_many(#{node := Node}, Times) ->
    [self() ! {unrelated, N} || N <- lists:seq(1, 20_000)],
    Answers = [{ok, Node} || _ <- lists:seq(1, Times)],
    Answers = erpc:multicall(lists:duplicate(Times, Node), erlang, node, []),
    [[{ok, Node}] = erpc:multicall([Node], erlang, node, []) || _ <- lists:seq(1, Times)],
    20_000 = length(flushed()).

multicast(Config = #{node := Node}) ->
    Other = jvm(Config, other),
    Me = self(),
    ok = erpc:multicast([node(), Node, Other], erlang, send, [Me, hello]),
    [receive hello -> ok end || _ <- [1, 2, 3]],
    ok = erpc:multicast([Node, Other], typed("fun() -> Me ! {hello, node()} end", [{'Me', Me}])),
    [receive {hello, N} -> ok end || N <- [Node, Other]],
    ok = erpc:multicast([nobody@localhost, Node], erlang, send, [Me, still]),
    receive still -> ok end,
    {error, {erpc, badarg}} = raised(fun() -> erpc:multicast(Node, erlang, send, [Me, never]) end),
    leave(Config, Other),
    [] = flushed().

timeout_limit(#{node := Node}) ->
    Longest = (1 bsl 32) - 1,
    Node = erpc:call(Node, erlang, node, [], Longest),
    [{ok, Node}] = erpc:multicall([Node], erlang, node, [], Longest),
    [
        {error, {erpc, badarg}} = raised(fun() -> erpc:call(Node, erlang, node, [], Bad) end)
     || Bad <- [Longest + 1, -1, one, 1.0]
    ],
    [] = flushed().
