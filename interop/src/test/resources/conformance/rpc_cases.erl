%% SPDX-License-Identifier: Apache-2.0
-module(rpc_cases).
-export([
    call/1,
    block_call/1,
    multicall/1,
    multicall_timeout/1,
    multicall_dies/1,
    multicall_node_dies/1,
    called_dies/1,
    called_node_dies/1,
    called_throws/1,
    async_call/1,
    cast/1,
    multicast/1
]).
-import(conformance, [typed/1, typed/2, flushed/0, jvm/2, leave/2]).

call(Config) -> answers(Config, call).

block_call(Config) -> answers(Config, block_call).

answers(#{node := Node}, Call) ->
    Node = rpc:Call(Node, erlang, node, []),
    Node = rpc:Call(Node, erlang, node, [], 10_000),
    Node = rpc:Call(Node, erlang, node, [], infinity),
    6 = rpc:Call(Node, erlang, apply, [typed("fun(A, B) -> A * B end"), [2, 3]]),
    {badrpc, timeout} = rpc:Call(Node, timer, sleep, [300], 10),
    {badrpc, nodedown} = rpc:Call(nobody@localhost, erlang, node, []),
    %% The late answer of the call that was given up is nobody's.
    Node = rpc:Call(Node, erlang, node, []),
    [] = flushed().

multicall(Config = #{node := Node}) ->
    Other = jvm(Config, other),
    Me = node(),
    {[Me, Node, Other], [nobody@localhost]} =
        rpc:multicall([Me, Node, nobody@localhost, Other], erlang, node, []),
    {[Node], []} = rpc:multicall([Node], erlang, node, [], 10_000),
    leave(Config, Other),
    [] = flushed().

multicall_timeout(Config = #{node := Node}) ->
    Other = jvm(Config, other),
    Sleeps = typed("fun() -> case node() of Node -> timer:sleep(60000); Other -> Other end end", [{'Node', Node}]),
    {[Other], [Node]} = rpc:multicall([Node, Other], erlang, apply, [Sleeps, []], 300),
    leave(Config, Other),
    [] = flushed().

%% What kills the process of a call, and what the caller is told.
deaths() ->
    Link = "fun(Reason) -> spawn_link(fun() -> exit(Reason) end), receive after 500 -> timeout end end",
    Exit = "fun(Reason) -> Me = self(), spawn(fun() -> exit(Me, Reason) end), receive after 500 -> timeout end end",
    [
        {{erlang, exit, [normal]}, {badrpc, {'EXIT', normal}}},
        {{erlang, exit, [abnormal]}, {badrpc, {'EXIT', abnormal}}},
        {{erlang, 'div', [1, 0]}, {badrpc, {'EXIT', {badarith, any}}}},
        {{erlang, atom_to_list, [1]}, {badrpc, {'EXIT', {badarg, any}}}},
        {{nobody, there, []}, {badrpc, {'EXIT', {undef, any}}}},
        {{erlang, apply, [typed(Link), [normal]]}, timeout},
        {{erlang, apply, [typed(Link), [abnormal]]}, {badrpc, {'EXIT', abnormal}}},
        {{erlang, apply, [typed(Exit), [normal]]}, timeout},
        {{erlang, apply, [typed(Exit), [abnormal]]}, {badrpc, {'EXIT', abnormal}}},
        {{erlang, apply, [typed(Exit), [kill]]}, {badrpc, {'EXIT', killed}}}
    ].

same({badrpc, {'EXIT', {Reason, any}}}, {badrpc, {'EXIT', {Reason, [_ | _]}}}) -> true;
same(Same, Same) -> true;
same(Expected, Got) -> error({expected, Expected, got, Got}).

multicall_dies(#{node := Node}) ->
    [
        begin
            {[A, B], []} = rpc:multicall([Node, Node], M, F, As),
            same(Expected, A),
            same(Expected, B)
        end
     || {{M, F, As}, Expected} <- deaths()
    ],
    [] = flushed().

called_dies(#{node := Node}) ->
    [
        same(Expected, apply(rpc, call, [Node, M, F, As | Timeout]))
     || {{M, F, As}, Expected} <- deaths(), Timeout <- [[], [infinity], [10_000]]
    ],
    %% What is called one after another dies by itself, and rex goes on.
    [
        same(Expected, rpc:block_call(Node, M, F, As))
     || {{M, F, As}, Expected} <- deaths(), not is_function(hd(As ++ [none]))
    ],
    Node = rpc:block_call(Node, erlang, node, []),
    [] = flushed().

multicall_node_dies(Config = #{node := Node}) ->
    Other = jvm(Config, other),
    Me = self(),
    spawn_link(fun() ->
        receive there -> leave(Config, Other) end,
        Me ! left
    end) ! there,
    {[Node], [Other]} = rpc:multicall([Node, Other], erlang, apply, [
        typed("fun() -> case node() of Node -> Node; _ -> timer:sleep(60000) end end", [{'Node', Node}]), []
    ]),
    receive left -> ok end,
    [] = flushed().

called_node_dies(Config) ->
    [
        begin
            Other = jvm(Config, other),
            Me = self(),
            Sleeps = typed("fun() -> Me ! sleeps, timer:sleep(60000) end", [{'Me', Me}]),
            Caller = spawn_link(fun() ->
                Me ! {answer, apply(rpc, Call, [Other, erlang, apply, [Sleeps, []] | Timeout])}
            end),
            receive sleeps -> leave(Config, Other) end,
            receive {answer, Answer} -> {badrpc, nodedown} = Answer end,
            unlink(Caller)
        end
     || {Call, Timeout} <- [{call, []}, {call, [infinity]}, {block_call, []}]
    ],
    [] = flushed().

called_throws(#{node := Node}) ->
    [
        begin
            up = apply(rpc, Call, [Node, erlang, throw, [up]]),
            {badrpc, {'EXIT', reason}} = apply(rpc, Call, [Node, erlang, throw, [{'EXIT', reason}]])
        end
     || Call <- [call, block_call]
    ].

async_call(#{node := Node}) ->
    Keys = [rpc:async_call(Node, erlang, apply, [typed("fun(N) -> N end"), [N]]) || N <- lists:seq(1, 10)],
    [N = rpc:yield(Key) || {N, Key} <- lists:zip(lists:seq(1, 10), Keys)],
    Slow = rpc:async_call(Node, timer, sleep, [300]),
    timeout = rpc:nb_yield(Slow),
    timeout = rpc:nb_yield(Slow, 10),
    {value, ok} = rpc:nb_yield(Slow, infinity),
    {badrpc, {'EXIT', oops}} = rpc:yield(rpc:async_call(Node, erlang, exit, [oops])),
    [] = flushed().

cast(#{node := Node}) ->
    true = rpc:cast(Node, erlang, send, [self(), arrived]),
    receive arrived -> ok end,
    true = rpc:cast(Node, nobody, there, []),
    true = rpc:cast(nobody@localhost, erlang, send, [self(), never]),
    Node = rpc:call(Node, erlang, node, []),
    [] = flushed().

multicast(Config = #{node := Node}) ->
    Other = jvm(Config, other),
    abcast = rpc:eval_everywhere([node(), Node, Other], erlang, send, [self(), arrived]),
    [receive arrived -> ok end || _ <- [1, 2, 3]],
    Listens = typed("fun() -> register(listener, self()), Me ! ready, receive M -> Me ! {node(), M} end end", [{'Me', self()}]),
    [spawn(N, Listens) || N <- [Node, Other]],
    [receive ready -> ok end || _ <- [1, 2]],
    abcast = rpc:abcast([Node, Other], listener, hello),
    [receive {N, hello} -> ok end || N <- [Node, Other]],
    {Good, Bad} = rpc:sbcast([Node, nobody@localhost, Other], rex, hello),
    {[Other, Node], [nobody@localhost]} = {lists:sort(Good), Bad},
    leave(Config, Other).
