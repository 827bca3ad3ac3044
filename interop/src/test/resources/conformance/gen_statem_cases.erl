%% SPDX-License-Identifier: Apache-2.0
%% The state machines are of Java: AnsweringMachine.java.
-module(gen_statem_cases).
-export([
    start1/1, start5a/1, start8/1, start10/1,
    stop1/1, stop2/1, stop3/1, stop4/1, stop6/1, stop8/1, stop9/1, stop10/1,
    abnormal1/1, abnormal1clean/1, abnormal1dirty/1, abnormal2/1, shutdown/1, event_order/1,
    get_state/1, replace_state/1, reply_by_alias_with_payload/1,
    send_request_receive_reqid_collection/1,
    send_request_wait_reqid_collection/1,
    send_request_check_reqid_collection/1
]).
-import(conformance, [raised/1, flushed/0, jvm/2, leave/2, until/2]).

machine(Node, Data) -> erpc:call(Node, answering_machine, start, [Data]).

machine(Node, Name, Data) -> erpc:call(Node, answering_machine, start, [Name, Data]).

%% Waits until global here and there know of each other.
known(Node) ->
    pong = net_adm:ping(Node),
    global:sync().

down(Pid) ->
    Ref = monitor(process, Pid),
    receive {'DOWN', Ref, process, Pid, Reason} -> Reason end.

%% What a call of Machine raises.
call_fails(Machine, Request, Timeout) ->
    {exit, {Why, {gen_statem, call, [Machine, Request, _]}}} =
        raised(fun() -> gen_statem:call(Machine, Request, Timeout) end),
    Why.

%% It answers, changes its state and takes messages.
works(Machine) ->
    {open, data} = gen_statem:call(Machine, state),
    half = gen_statem:call(Machine, {go, half}),
    {half, data} = gen_statem:call(Machine, state, 10_000),
    open = gen_statem:call(Machine, {go, open}, infinity),
    ok = gen_statem:cast(Machine, {tell, self(), told}),
    receive {_, told} -> ok end,
    [] = flushed().

start1(#{node := Node}) ->
    Pid = machine(Node, data),
    works(Pid),
    ok = gen_statem:stop(Pid).

start5a(#{node := Node}) ->
    {exit, {exception, no_way}} = raised(fun() -> machine(Node, {stop, no_way}) end).

start8(#{node := Node}) ->
    Pid = machine(Node, {local, my_stm}, data),
    {exit, {exception, {already_started, Pid}}} = raised(fun() -> machine(Node, {local, my_stm}, data) end),
    works(Pid),
    works({my_stm, Node}),
    ok = gen_statem:stop({my_stm, Node}).

start10(#{node := Node}) ->
    known(Node),
    Pid = machine(Node, {global, my_stm}, data),
    {exit, {exception, {already_started, Pid}}} = raised(fun() -> machine(Node, {global, my_stm}, data) end),
    works(Pid),
    works({global, my_stm}),
    ok = gen_statem:stop({global, my_stm}).

stop1(#{node := Node}) ->
    Pid = machine(Node, data),
    ok = gen_statem:stop(Pid),
    noproc = down(Pid),
    {exit, noproc} = raised(fun() -> gen_statem:stop(Pid) end).

stop2(#{node := Node}) ->
    Pid = machine(Node, data),
    Ref = monitor(process, Pid),
    ok = gen_statem:stop(Pid, other_reason, infinity),
    receive {'DOWN', Ref, process, Pid, other_reason} -> ok end.

stop3(#{node := Node}) ->
    Pid = machine(Node, data),
    {_, _} = raised(fun() -> gen_statem:stop(Pid, other_reason, no_timeout) end),
    works(Pid),
    ok = gen_statem:stop(Pid).

stop4(#{node := Node}) ->
    Pid = machine(Node, {local, to_stop}, data),
    ok = gen_statem:stop({to_stop, Node}),
    noproc = down(Pid),
    undefined = erpc:call(Node, erlang, whereis, [to_stop]).

stop6(#{node := Node}) ->
    known(Node),
    Pid = machine(Node, {global, to_stop}, data),
    ok = gen_statem:stop({global, to_stop}),
    noproc = down(Pid),
    {exit, noproc} = raised(fun() -> gen_statem:stop({global, to_stop}) end).

stop8(Config) ->
    Other = jvm(Config, stop8),
    Pid = machine(Other, data),
    ok = gen_statem:stop(Pid),
    {exit, noproc} = raised(fun() -> gen_statem:stop(Pid) end),
    leave(Config, Other),
    {exit, {{nodedown, Other}, _}} = raised(fun() -> gen_statem:stop(Pid) end).

stop9(Config) ->
    Other = jvm(Config, stop9),
    Pid = machine(Other, {local, to_stop}, data),
    ok = gen_statem:stop({to_stop, Other}),
    noproc = down(Pid),
    {exit, noproc} = raised(fun() -> gen_statem:stop({to_stop, Other}) end),
    leave(Config, Other),
    {exit, {{nodedown, Other}, _}} = raised(fun() -> gen_statem:stop({to_stop, Other}) end).

stop10(Config) ->
    Other = jvm(Config, stop10),
    known(Other),
    Pid = machine(Other, {global, to_stop}, data),
    ok = gen_statem:stop({global, to_stop}),
    noproc = down(Pid),
    leave(Config, Other),
    {exit, noproc} = raised(fun() -> gen_statem:stop({global, to_stop}) end).

abnormal1(#{node := Node}) ->
    Pid = machine(Node, data),
    delayed = gen_statem:call(Pid, {answer_later, delayed, 1}, 10_000),
    timeout = call_fails(Pid, {answer_later, late, 300}, 10),
    [] = late(),
    ok = gen_statem:stop(Pid).

late() ->
    receive after 500 -> flushed() end.

abnormal1clean(#{node := Node}) ->
    Pid = machine(Node, data),
    delayed = gen_statem:call(Pid, {answer_later, delayed, 1}, {clean_timeout, 10_000}),
    timeout = call_fails(Pid, {answer_later, late, 300}, {clean_timeout, 10}),
    [] = late(),
    ok = gen_statem:stop(Pid).

%% Nor does a late answer to a dirty call come, since it is sent to an alias that is no more.
abnormal1dirty(#{node := Node}) ->
    Pid = machine(Node, data),
    delayed = gen_statem:call(Pid, {answer_later, delayed, 1}, {dirty_timeout, 10_000}),
    timeout = call_fails(Pid, {answer_later, late, 300}, {dirty_timeout, 10}),
    [] = late(),
    ok = gen_statem:stop(Pid).

abnormal2(#{node := Node}) ->
    Pid = machine(Node, data),
    Ref = monitor(process, Pid),
    badly = call_fails(Pid, {ends, badly}, 5000),
    receive {'DOWN', Ref, process, Pid, badly} -> ok end.

shutdown(#{node := Node}) ->
    Pid = machine(Node, data),
    Ref = monitor(process, Pid),
    stopped = gen_statem:call(Pid, {stop, {shutdown, reason}}),
    receive {'DOWN', Ref, process, Pid, {shutdown, reason}} -> ok end,
    noproc = call_fails(Pid, state, 5000),
    [] = flushed().

%% What was postponed comes first, in its order, when the state changes.
event_order(#{node := Node}) ->
    Pid = machine(Node, data),
    closed = gen_statem:call(Pid, {go, closed}),
    [ok = gen_statem:cast(Pid, {tell, self(), N}) || N <- [1, 2]],
    Pid ! {tell, self(), 3},
    {closed, data} = gen_statem:call(Pid, state),
    [] = flushed(),
    open = gen_statem:call(Pid, {go, open}),
    ok = gen_statem:cast(Pid, {tell, self(), 4}),
    [1, 2, 3, 4] = [receive {Pid, N} -> N end || _ <- [1, 2, 3, 4]],
    ok = gen_statem:stop(Pid).

get_state(#{node := Node}) ->
    Pid = machine(Node, {local, stateful}, {some, "data"}),
    [{open, {some, "data"}} = sys:get_state(Machine) || Machine <- [Pid, {stateful, Node}]],
    ok = sys:suspend(Pid),
    {open, {some, "data"}} = sys:get_state(Pid, 5000),
    ok = sys:resume(Pid),
    ok = gen_statem:stop(Pid).

replace_state(#{node := Node}) ->
    Pid = machine(Node, {one}),
    Replace = conformance:typed("fun({State, Data}) -> {State, {new, Data}} end"),
    {open, {new, {one}}} = sys:replace_state(Pid, Replace),
    {open, {new, {one}}} = gen_statem:call(Pid, state),
    Fails = conformance:typed("fun(_) -> error(fail) end"),
    {error, {callback_failed, _, {error, fail}}} = raised(fun() -> sys:replace_state(Pid, Fails) end),
    {open, {new, {one}}} = sys:get_state(Pid),
    ok = gen_statem:stop(Pid).

reply_by_alias_with_payload(#{node := Node}) ->
    Fake = spawn(Node, conformance:typed(
        "fun() -> receive {'$gen_call', From, {ask, Payload}} -> gen_server:reply(From, {got, Payload}) end end"
    )),
    Payload = [lists:seq(1, 1000), {self(), make_ref()}],
    {got, Payload} = gen_statem:call(Fake, {ask, Payload}),
    [] = flushed().

%% Three machines that answer in an order of their own, and one that is not there.
collected(Node, Receive) ->
    Pids = [machine(Node, data) || _ <- [1, 2, 3]],
    Requests = lists:zip3(Pids, [1, 2, 3], [{answer_later, 1, 300}, {answer, 2}, {answer_later, 3, 150}]),
    Three = lists:foldl(
        fun({Pid, Label, Request}, Ids) -> gen_statem:send_request(Pid, Request, Label, Ids) end,
        gen_statem:reqids_new(),
        Requests
    ),
    Four = gen_statem:send_request({nobody, Node}, state, nobody, Three),
    4 = gen_statem:reqids_size(Four),
    Got = collect(Receive, Four, []),
    [2, 3, 1] = [Label || {Label, Label} <- Got],
    noproc = proplists:get_value(nobody, Got),
    4 = length(Got),
    [ok = gen_statem:stop(Pid) || Pid <- Pids],
    [] = flushed().

collect(Receive, Collection, Got) ->
    case Receive(Collection) of
        {{reply, Reply}, Label, Rest} -> collect(Receive, Rest, [{Label, Reply} | Got]);
        {{error, {Reason, _}}, Label, Rest} -> collect(Receive, Rest, [{Label, Reason} | Got]);
        no_request -> lists:reverse(Got)
    end.

send_request_receive_reqid_collection(#{node := Node}) ->
    collected(Node, fun(Ids) -> gen_statem:receive_response(Ids, infinity, true) end),
    Pid = machine(Node, data),
    Ids = gen_statem:send_request(Pid, {answer_later, late, 300}, late, gen_statem:reqids_new()),
    timeout = gen_statem:receive_response(Ids, 1, true),
    [] = late(),
    ok = gen_statem:stop(Pid).

send_request_wait_reqid_collection(#{node := Node}) ->
    collected(Node, fun(Ids) -> gen_statem:wait_response(Ids, infinity, true) end),
    Pid = machine(Node, data),
    Ids = gen_statem:send_request(Pid, {answer_later, late, 100}, late, gen_statem:reqids_new()),
    timeout = gen_statem:wait_response(Ids, 1, true),
    {{reply, late}, late, _} = gen_statem:wait_response(Ids, 10_000, true),
    ok = gen_statem:stop(Pid).

send_request_check_reqid_collection(#{node := Node}) ->
    collected(Node, fun(Ids) ->
        receive
            Message ->
                case gen_statem:check_response(Message, Ids, true) of
                    no_reply -> error({'not an answer', Message});
                    Answer -> Answer
                end
        after 2000 ->
            gen_statem:check_response(nothing, Ids, true)
        end
    end).
