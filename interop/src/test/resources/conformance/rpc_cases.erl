%% SPDX-License-Identifier: Apache-2.0
%% What can be asked both ways is asked both ways: the code goes to the Tiebeam node, which then asks this one.
-module(rpc_cases).
-export([
    call/1,
    call_reqtmo/1,
    block_call/1,
    multicall/1,
    multicall_timeout/1,
    multicall_reqtmo/1,
    multicall_dies/1,
    multicall_node_dies/1,
    called_dies/1,
    called_node_dies/1,
    called_throws/1,
    async_call/1,
    multicall_mix/1,
    timeout_limit/1,
    call_old_against_new/1,
    multicall_old_against_new/1,
    cast_old_against_new/1
]).
%% Called on the other side.
-export([answers/3, ask/4, late/4, dying/2, dying_together/2, throws/2, promises/3, several/4, limits/1, casts/2]).
-import(conformance, [typed/1, raised/1, flushed/0, beam/2, jvm/2, leave/2, carry/3]).

-define(PATIENCE, 40_000).

both(#{node := Node}, Function, More) ->
    apply(?MODULE, Function, [Node | More]),
    carry(Node, {?MODULE, Function, [node() | More]}, ?PATIENCE).

%% The same towards a Tiebeam node that ends, and then from one towards a BEAM that does.
both_until_it_ends(Config = #{node := Node}, Function, More, N) ->
    Other = jvm(Config, list_to_atom("ends" ++ integer_to_list(N))),
    apply(?MODULE, Function, [Other, {Node, tiebeam_nodes, stop, [Other]} | More]),
    {_, Beam} = beam(Config, list_to_atom("ends_too" ++ integer_to_list(N))),
    carry(Node, {?MODULE, Function, [Beam, {Beam, erlang, halt, []} | More]}, ?PATIENCE).

%% ---- one node ----

call(Config) -> both(Config, answers, [call, typed("fun(A, B) -> A * B end")]).

block_call(Config) -> both(Config, answers, [block_call, typed("fun(A, B) -> A * B end")]).

answers(Node, Call, Multiplies) ->
    Node = rpc:Call(Node, erlang, node, []),
    Node = rpc:Call(Node, erlang, node, [], 10_000),
    Node = rpc:Call(Node, erlang, node, [], infinity),
    6 = rpc:Call(Node, erlang, apply, [Multiplies, [2, 3]]),
    {badrpc, timeout} = rpc:Call(Node, timer, sleep, [300], 10),
    {badrpc, nodedown} = rpc:Call(nobody@localhost, erlang, node, []),
    {badrpc, nodedown} = rpc:Call(no_name, erlang, node, []),
    {error, badarg} = told(raised(fun() -> rpc:Call(Node, erlang, node, [], soon) end)),
    %% The late answer of the call that was given up is nobody's.
    Node = rpc:Call(Node, erlang, node, []),
    [] = flushed(),
    ok.

%% block_call has no clause for what call calls badarg.
told({error, function_clause}) -> {error, badarg};
told(Other) -> Other.

%% From the Tiebeam node, in the place of a node of another release.
call_old_against_new(Config = #{node := Node}) ->
    {_, Beam} = beam(Config, new),
    [
        carry(Node, {?MODULE, answers, [To, Call, typed("fun(A, B) -> A * B end")]}, ?PATIENCE)
     || To <- [Node, Beam], Call <- [call, block_call]
    ],
    carry(Node, {?MODULE, ask, [Beam, {Beam, erlang, halt, []}, call, []]}, ?PATIENCE),
    [] = flushed().

%% What kills the process of a call, and what the caller is told.
deaths() ->
    Link = typed("fun(Reason) -> spawn_link(fun() -> exit(Reason) end), receive after 200 -> timeout end end"),
    Exit = typed("fun(Reason) -> Me = self(), spawn(fun() -> exit(Me, Reason) end), receive after 200 -> timeout end end"),
    [
        {{erlang, exit, [normal]}, {badrpc, {'EXIT', normal}}},
        {{erlang, exit, [abnormal]}, {badrpc, {'EXIT', abnormal}}},
        {{erlang, 'div', [1, 0]}, {badrpc, {'EXIT', {badarith, any}}}},
        {{erlang, atom_to_list, [1]}, {badrpc, {'EXIT', {badarg, any}}}},
        {{nobody, there, []}, {badrpc, {'EXIT', {undef, any}}}},
        {{erlang, apply, [Link, [normal]]}, timeout},
        {{erlang, apply, [Link, [abnormal]]}, {badrpc, {'EXIT', abnormal}}},
        {{erlang, apply, [Exit, [normal]]}, timeout},
        {{erlang, apply, [Exit, [abnormal]]}, {badrpc, {'EXIT', abnormal}}},
        {{erlang, apply, [Exit, [kill]]}, {badrpc, {'EXIT', killed}}}
    ].

same({badrpc, {'EXIT', {Reason, any}}}, {badrpc, {'EXIT', {Reason, [_ | _]}}}) -> true;
same(Same, Same) -> true;
same(Expected, Got) -> error({expected, Expected, got, Got}).

called_dies(Config) -> both(Config, dying, [deaths()]).

dying(Node, Deaths) ->
    [
        same(Expected, apply(rpc, call, [Node, M, F, As | Timeout]))
     || {{M, F, As}, Expected} <- Deaths, Timeout <- [[], [infinity], [10_000]]
    ],
    %% What is called one after another is called by rex, which goes on.
    [
        same(Expected, rpc:block_call(Node, M, F, As))
     || {{M, F, As}, Expected} <- Deaths, F =/= apply
    ],
    Node = rpc:block_call(Node, erlang, node, []),
    [] = flushed(),
    ok.

called_throws(Config) -> [both(Config, throws, [Call]) || Call <- [call, block_call]].

throws(Node, Call) ->
    [
        begin
            up = apply(rpc, Call, [Node, erlang, throw, [up] | Timeout]),
            {badrpc, {'EXIT', reason}} = apply(rpc, Call, [Node, erlang, throw, [{'EXIT', reason}] | Timeout])
        end
     || Timeout <- [[], [infinity], [10_000]]
    ],
    ok.

called_node_dies(Config) ->
    Variants = [{call, []}, {call, [infinity]}, {block_call, []}],
    [both_until_it_ends(Config, ask, [Call, Timeout], N) || {N, {Call, Timeout}} <- lists:enumerate(Variants)],
    [] = flushed().

%% Asks Other to sleep, and ends it then.
ask(Other, {Node, M, F, A}, Call, Timeout) ->
    Me = self(),
    Caller = spawn(fun() ->
        Me ! asks,
        Me ! {answer, apply(rpc, Call, [Other, timer, sleep, [60_000] | Timeout])}
    end),
    receive asks -> ok end,
    %% What is called now comes after that.
    receive after 200 -> ok end,
    Other = rpc:call(Other, erlang, node, []),
    true = is_process_alive(Caller),
    true = rpc:cast(Node, M, F, A),
    receive {answer, Answer} -> {badrpc, nodedown} = Answer end,
    {badrpc, nodedown} = rpc:call(Other, erlang, node, []),
    [] = flushed(),
    ok.

async_call(Config) ->
    both(Config, promises, [typed("fun(N) -> N end"), typed("fun() -> receive after 300 -> slow end end")]).

promises(Node, Same, Slowly) ->
    Keys = [rpc:async_call(Node, erlang, apply, [Same, [N]]) || N <- lists:seq(1, 10)],
    [N = rpc:yield(Key) || {N, Key} <- lists:zip(lists:seq(1, 10), Keys)],
    Slow = rpc:async_call(Node, erlang, apply, [Slowly, []]),
    timeout = rpc:nb_yield(Slow),
    timeout = rpc:nb_yield(Slow, 10),
    {value, slow} = rpc:nb_yield(Slow, infinity),
    {badrpc, {'EXIT', oops}} = rpc:yield(rpc:async_call(Node, erlang, exit, [oops])),
    {badrpc, nodedown} = rpc:yield(rpc:async_call(no_name, erlang, node, [])),
    [] = flushed(),
    ok.

%% ---- several nodes ----

sleeps() -> typed("fun(Where) -> case node() of Where -> timer:sleep(60000); Other -> Other end end").

multicall(Config = #{node := Node}) ->
    Other = jvm(Config, other),
    Me = node(),
    {[Me, Node, Other], [nobody@localhost]} =
        rpc:multicall([Me, Node, nobody@localhost, Other], erlang, node, []),
    {[Node], []} = rpc:multicall([Node], erlang, node, [], 10_000),
    carry(Node, {?MODULE, several, [node(), Other, sleeps(), 100]}, ?PATIENCE),
    leave(Config, Other),
    [] = flushed().

multicall_timeout(Config = #{node := Node}) ->
    Other = jvm(Config, other),
    several(Node, Other, sleeps(), 300),
    carry(Node, {?MODULE, several, [Other, node(), sleeps(), 300]}, ?PATIENCE),
    leave(Config, Other),
    [] = flushed().

multicall_mix(Config = #{node := Node}) ->
    Other = jvm(Config, other),
    Gone = jvm(Config, gone),
    leave(Config, Gone),
    {_, Beam} = beam(Config, beam),
    several(Node, Beam, sleeps(), 300),
    several(Beam, Other, sleeps(), 300),
    carry(Node, {?MODULE, several, [Beam, Other, sleeps(), 300]}, ?PATIENCE),
    All = [Node, Gone, Beam, Other],
    {[Node, Beam, Other], [Gone]} = rpc:multicall(All, erlang, node, []),
    Out = [{badrpc, {'EXIT', out}} || _ <- [1, 2, 3]],
    {Out, [Gone]} = rpc:multicall(All, erlang, exit, [out]),
    leave(Config, Other),
    [] = flushed().

multicall_old_against_new(Config = #{node := Node}) ->
    {_, Beam} = beam(Config, new),
    carry(Node, {?MODULE, several, [Beam, node(), sleeps(), 300]}, ?PATIENCE),
    carry(Node, {?MODULE, dying_together, [[Node, Beam], deaths()]}, ?PATIENCE).

%% From this node to A, where one sleeps for ever, and B.
several(A, B, Sleeps, Timeout) ->
    Me = node(),
    {[Me, A, B], [nobody@localhost, no_name]} =
        rpc:multicall([Me, A, nobody@localhost, B, no_name], erlang, node, []),
    {[B, Me, B], []} = rpc:multicall([B, Me, B], erlang, node, [], 60_000),
    {[B], [A]} = rpc:multicall([A, B], erlang, apply, [Sleeps, [A]], Timeout),
    {[], [A, B]} = rpc:multicall([A, B], timer, sleep, [60_000], Timeout),
    {[x, x], []} = rpc:multicall([A, B], erlang, throw, [x]),
    {[{badrpc, {'EXIT', x}}, {badrpc, {'EXIT', x}}], []} = rpc:multicall([A, B], erlang, exit, [x]),
    Reached = element(1, rpc:multicall(erlang, node, [])),
    [] = [Me, A, B] -- Reached,
    {Reached, []} = rpc:multicall(erlang, node, [], 10_000),
    [
        {error, badarg} = raised(Bad)
     || Bad <- [
            fun() -> rpc:multicall([A, <<"node">>], erlang, node, []) end,
            fun() -> rpc:multicall([A | B], erlang, node, []) end,
            fun() -> rpc:multicall([A, B], erlang, node, [], 1 bsl 32) end
        ]
    ],
    [] = flushed(),
    ok.

multicall_dies(Config = #{node := Node}) ->
    Other = jvm(Config, other),
    dying_together([Node, Other], deaths()),
    carry(Node, {?MODULE, dying_together, [[node(), Other], deaths()]}, ?PATIENCE),
    leave(Config, Other),
    [] = flushed().

dying_together(Nodes, Deaths) ->
    [
        begin
            {[A, B], []} = rpc:multicall(Nodes, M, F, As),
            same(Expected, A),
            same(Expected, B)
        end
     || {{M, F, As}, Expected} <- Deaths
    ],
    [] = flushed(),
    ok.

multicall_node_dies(Config = #{node := Node}) ->
    Other = jvm(Config, other),
    Me = self(),
    spawn_link(fun() ->
        receive there -> leave(Config, Other) end,
        Me ! left
    end) ! there,
    {[Node], [Other]} = rpc:multicall([Node, Other], erlang, apply, [sleeps(), [Other]]),
    receive left -> ok end,
    {_, Beam} = beam(Config, halts),
    {[], [Beam]} = erpc:call(Node, rpc, multicall, [[Beam], erlang, halt, []]),
    [] = flushed().

%% ---- no answer wanted ----

cast_old_against_new(Config) ->
    both(Config, casts, [typed("fun(To) -> register(listener, self()), To ! ready, receive M -> To ! {node(), M} end end")]),
    #{node := Node} = Config,
    {_, Beam} = beam(Config, halts),
    Beam = erpc:call(Node, rpc, call, [Beam, erlang, node, []]),
    monitor_node(Beam, true),
    true = erpc:call(Node, rpc, cast, [Beam, erlang, halt, []]),
    receive {nodedown, Beam} -> ok end,
    true = erpc:call(Node, rpc, cast, [Beam, erlang, send, [self(), never]]),
    [] = flushed().

casts(Node, Listens) ->
    true = rpc:cast(Node, erlang, send, [self(), arrived]),
    receive arrived -> ok end,
    true = rpc:cast(Node, nobody, there, []),
    true = rpc:cast(nobody@localhost, erlang, send, [self(), never]),
    abcast = rpc:eval_everywhere([node(), Node], erlang, send, [self(), everywhere]),
    [receive everywhere -> ok end || _ <- [1, 2]],
    true = rpc:cast(Node, erlang, apply, [Listens, [self()]]),
    receive ready -> ok end,
    abcast = rpc:abcast([Node, nobody@localhost], listener, hello),
    receive {Node, hello} -> ok end,
    {[Node], Bad} = rpc:sbcast([Node, nobody@localhost], rex, hello),
    [nobody@localhost] = Bad,
    {[], [Node]} = rpc:sbcast([Node], nobody_is_called_so, hello),
    Node = rpc:call(Node, erlang, node, []),
    [] = flushed(),
    ok.

%% ---- time ----

timeout_limit(Config) -> both(Config, limits, []).

limits(Node) ->
    Longest = (1 bsl 32) - 1,
    Node = rpc:call(Node, erlang, node, [], Longest),
    Node = rpc:block_call(Node, erlang, node, [], Longest),
    {[Node], []} = rpc:multicall([Node], erlang, node, [], Longest),
    [
        {error, badarg} = told(raised(TooLong))
     || TooLong <- [
            fun() -> rpc:call(Node, erlang, node, [], Longest + 1) end,
            fun() -> rpc:block_call(Node, erlang, node, [], Longest + 1) end,
            fun() -> rpc:multicall([Node], erlang, node, [], Longest + 1) end
        ]
    ],
    [] = flushed(),
    ok.

%% A node that does not even take requests is given up in time, and does later what it was asked. It is a BEAM that stands
%% still, and the Tiebeam node asks it.
call_reqtmo(Config) -> stands_still(Config, call).
multicall_reqtmo(Config) -> stands_still(Config, multicall).

stands_still(Config = #{node := Node}, How) ->
    {_, Beam} = beam(Config, list_to_atom("still_" ++ atom_to_list(How))),
    erpc:call(Beam, erts_debug, set_internal_state, [available_internal_state, true]),
    Beam = erpc:call(Node, rpc, call, [Beam, erlang, node, []]),
    erpc:cast(Beam, erts_debug, set_internal_state, [block, 2_000]),
    receive after 200 -> ok end,
    Millis = carry(Node, {?MODULE, late, [How, Beam, self(), 300]}, ?PATIENCE),
    {true, true, Millis} = {Millis >= 300, Millis < 1_500, Millis},
    receive sent -> ok end,
    [] = flushed().

late(How, Node, To, Timeout) ->
    Begin = erlang:monotonic_time(millisecond),
    case How of
        call ->
            {badrpc, timeout} = rpc:call(Node, erlang, send, [To, sent], Timeout);
        multicall ->
            Me = node(),
            {[Me], [Node]} = rpc:multicall([Me, Node], erlang, node, [], Timeout),
            true = rpc:cast(Node, erlang, send, [To, sent])
    end,
    erlang:monotonic_time(millisecond) - Begin.
