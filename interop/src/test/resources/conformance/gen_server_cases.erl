%% SPDX-License-Identifier: Apache-2.0
%% The servers are of Java: AnsweringServer.java.
-module(gen_server_cases).
-export([
    start/1, stop1/1, stop2/1, stop3/1, stop4/1, stop6/1, stop8/1, stop9/1, stop10/1,
    crash/1, call/1, send_request/1,
    send_request_receive_reqid_collection/1,
    send_request_wait_reqid_collection/1,
    send_request_check_reqid_collection/1,
    cast/1, cast_fast/1, info/1, abcast/1,
    multicall/1, multicall_down/1, multicall_remote/1,
    multicall_recv_opt_success/1, multicall_recv_opt_timeout/1, multicall_recv_opt_noconnection/1,
    call_remote1/1, call_remote2/1, call_remote3/1, call_remote_n1/1, call_remote_n2/1, call_remote_n3/1,
    hibernate/1, get_state/1, replace_state/1, call_with_huge_message_queue/1,
    reply_by_alias_with_payload/1
]).
-import(conformance, [raised/1, flushed/0, jvm/2, leave/2, until/2]).

server(Node, State) -> erpc:call(Node, answering_server, start, [State]).

server(Node, Name, State) -> erpc:call(Node, answering_server, start, [Name, State]).

%% Waits until global here and there know of each other.
known(Node) ->
    pong = net_adm:ping(Node),
    global:sync().

%% What a call of Server raises.
call_fails(Server, Request, Timeout) ->
    {exit, {Why, {gen_server, call, [Server, Request, Timeout]}}} =
        raised(fun() -> gen_server:call(Server, Request, Timeout) end),
    Why.

down(Pid) ->
    Ref = monitor(process, Pid),
    receive {'DOWN', Ref, process, Pid, Reason} -> Reason end.

start(#{node := Node}) ->
    Pid = server(Node, {local, started}, a),
    Node = node(Pid),
    Pid = erpc:call(Node, erlang, whereis, [started]),
    {exit, {exception, {already_started, Pid}}} = raised(fun() -> server(Node, {local, started}, b) end),
    a = gen_server:call({started, Node}, state),
    {exit, {exception, no_way}} = raised(fun() -> server(Node, {local, stopped}, {stop, no_way}) end),
    undefined = erpc:call(Node, erlang, whereis, [stopped]),
    ok = gen_server:stop(Pid),
    known(Node),
    Global = server(Node, {global, started}, c),
    Global = global:whereis_name(started),
    {exit, {exception, {already_started, Global}}} = raised(fun() -> server(Node, {global, started}, d) end),
    c = gen_server:call({global, started}, state),
    ok = gen_server:stop({global, started}),
    until("the name is free", fun() -> global:whereis_name(started) =:= undefined end).

stop1(#{node := Node}) ->
    Pid = server(Node, a),
    ok = gen_server:stop(Pid),
    noproc = down(Pid),
    {exit, noproc} = raised(fun() -> gen_server:stop(Pid) end).

stop2(#{node := Node}) ->
    Pid = server(Node, a),
    Ref = monitor(process, Pid),
    ok = gen_server:stop(Pid, other_reason, infinity),
    receive {'DOWN', Ref, process, Pid, other_reason} -> ok end.

stop3(#{node := Node}) ->
    Pid = server(Node, a),
    {_, _} = raised(fun() -> gen_server:stop(Pid, other_reason, no_timeout) end),
    a = gen_server:call(Pid, state),
    ok = gen_server:stop(Pid).

stop4(#{node := Node}) ->
    Pid = server(Node, {local, to_stop}, a),
    ok = erpc:call(Node, gen_server, stop, [to_stop]),
    noproc = down(Pid),
    {exit, {exception, noproc}} = raised(fun() -> erpc:call(Node, gen_server, stop, [to_stop]) end).

stop6(#{node := Node}) ->
    known(Node),
    Pid = server(Node, {global, to_stop}, a),
    ok = gen_server:stop({global, to_stop}),
    noproc = down(Pid),
    {exit, noproc} = raised(fun() -> gen_server:stop({global, to_stop}) end).

stop8(Config) ->
    Other = jvm(Config, stop8),
    Pid = server(Other, a),
    ok = gen_server:stop(Pid),
    {exit, noproc} = raised(fun() -> gen_server:stop(Pid) end),
    leave(Config, Other),
    {exit, {{nodedown, Other}, _}} = raised(fun() -> gen_server:stop(Pid) end).

stop9(Config) ->
    Other = jvm(Config, stop9),
    Pid = server(Other, {local, to_stop}, a),
    ok = gen_server:stop({to_stop, Other}),
    undefined = erpc:call(Other, erlang, whereis, [to_stop]),
    noproc = down(Pid),
    {exit, noproc} = raised(fun() -> gen_server:stop({to_stop, Other}) end),
    leave(Config, Other),
    {exit, {{nodedown, Other}, _}} = raised(fun() -> gen_server:stop({to_stop, Other}) end).

stop10(Config) ->
    Other = jvm(Config, stop10),
    known(Other),
    Pid = server(Other, {global, to_stop}, a),
    ok = gen_server:stop({global, to_stop}),
    noproc = down(Pid),
    {exit, noproc} = raised(fun() -> gen_server:stop({global, to_stop}) end),
    leave(Config, Other),
    {exit, noproc} = raised(fun() -> gen_server:stop({global, to_stop}) end).

%% The caller is told the reason that the server ends with.
crash(#{node := Node}) ->
    [
        begin
            Pid = server(Node, a),
            Ref = monitor(process, Pid),
            Reason = call_fails(Pid, Request, 5000),
            receive {'DOWN', Ref, process, Pid, Reason} -> ok end
        end
     || {Request, Reason} <- [
            {{fail, shutdown}, shutdown},
            {{fail, {shutdown, reason}}, {shutdown, reason}},
            {{fail, crashed}, crashed}
        ]
    ],
    Pid = server(Node, a),
    Ref = monitor(process, Pid),
    answered = gen_server:call(Pid, {stop, {shutdown, reason}, answered}),
    receive {'DOWN', Ref, process, Pid, {shutdown, reason}} -> ok end,
    [] = flushed().

call(#{node := Node}) ->
    Pid = server(Node, a),
    a = gen_server:call(Pid, state),
    delayed = gen_server:call(Pid, {answer_later, delayed, 1}),
    delayed = gen_server:call(Pid, {answer_later, delayed, 1}, 10_000),
    timeout = call_fails(Pid, {answer_later, late, 300}, 1),
    a = gen_server:call(Pid, state),
    receive after 500 -> ok end,
    [] = flushed(),
    ok = gen_server:stop(Pid).

send_request(#{node := Node}) ->
    Pid = server(Node, {local, requested}, a),
    [
        begin
            One = gen_server:send_request(Server, {answer, 1}),
            {reply, 1} = gen_server:receive_response(One, 10_000),
            Two = gen_server:send_request(Server, {answer, 2}),
            {reply, 2} = gen_server:wait_response(Two, infinity),
            Slow = gen_server:send_request(Server, {answer_later, slow, 200}),
            timeout = gen_server:wait_response(Slow, 1),
            no_reply = gen_server:check_response(other, Slow),
            {reply, slow} = gen_server:wait_response(Slow, 10_000),
            Late = gen_server:send_request(Server, {answer_later, late, 200}),
            timeout = gen_server:receive_response(Late, 1)
        end
     || Server <- [Pid, {requested, Node}]
    ],
    Dies = gen_server:send_request(Pid, {fail, boom}),
    {error, {boom, Pid}} = gen_server:receive_response(Dies, 10_000),
    Nobody = gen_server:send_request({requested, Node}, state),
    {error, {noproc, {requested, Node}}} = gen_server:receive_response(Nobody, 10_000),
    Gone = gen_server:send_request(Pid, state),
    {error, {noproc, Pid}} = gen_server:receive_response(Gone, 10_000),
    receive after 300 -> ok end,
    [] = flushed().

%% Three servers that answer in an order of their own, one that fails, and one that is not there.
collection(Node) ->
    Pids = [server(Node, a) || _ <- lists:seq(1, 3)],
    Requests = lists:zip(Pids, [{answer_later, 1, 300}, {answer, 2}, {answer_later, 3, 150}]),
    Collection = lists:foldl(
        fun({Pid, Request = {_, Label}}, Ids) -> gen_server:send_request(Pid, Request, Label, Ids);
           ({Pid, Request = {_, Label, _}}, Ids) -> gen_server:send_request(Pid, Request, Label, Ids)
        end,
        gen_server:reqids_new(),
        Requests
    ),
    Failing = gen_server:send_request(hd(Pids), state, asked, Collection),
    Nobody = gen_server:send_request({nobody, Node}, state, nobody, Failing),
    5 = gen_server:reqids_size(Nobody),
    {Pids, Nobody}.

collect(Receive, Collection, Got) ->
    case Receive(Collection) of
        {{reply, Reply}, Label, Rest} -> collect(Receive, Rest, [{Label, Reply} | Got]);
        {{error, {Reason, _}}, Label, Rest} -> collect(Receive, Rest, [{Label, Reason} | Got]);
        no_request -> lists:reverse(Got);
        no_reply -> receive after 5 -> collect(Receive, Collection, Got) end
    end.

collected(Node, Receive) ->
    {Pids, Collection} = collection(Node),
    Got = collect(Receive, Collection, []),
    [2, 3, 1] = [Label || {Label, Label} <- Got],
    [a, noproc] = [proplists:get_value(Label, Got) || Label <- [asked, nobody]],
    5 = length(Got),
    [ok = gen_server:stop(Pid) || Pid <- Pids],
    [] = flushed().

send_request_receive_reqid_collection(#{node := Node}) ->
    collected(Node, fun(Ids) -> gen_server:receive_response(Ids, infinity, true) end),
    Pid = server(Node, a),
    Ids = gen_server:send_request(Pid, {answer_later, late, 300}, late, gen_server:reqids_new()),
    timeout = gen_server:receive_response(Ids, 1, true),
    a = gen_server:call(Pid, state),
    receive after 500 -> ok end,
    [] = flushed().

send_request_wait_reqid_collection(#{node := Node}) ->
    collected(Node, fun(Ids) -> gen_server:wait_response(Ids, infinity, true) end),
    Pid = server(Node, a),
    Ids = gen_server:send_request(Pid, {answer_later, late, 100}, late, gen_server:reqids_new()),
    timeout = gen_server:wait_response(Ids, 1, true),
    {{reply, late}, late, _} = gen_server:wait_response(Ids, 10_000, true),
    [] = flushed().

send_request_check_reqid_collection(#{node := Node}) ->
    collected(Node, fun(Ids) ->
        receive
            Message ->
                case gen_server:check_response(Message, Ids, true) of
                    no_reply -> error({'not an answer', Message});
                    Answer -> Answer
                end
        after 2000 ->
            gen_server:check_response(nothing, Ids, true)
        end
    end).

cast(#{node := Node}) ->
    Pid = server(Node, {local, casted}, a),
    ok = gen_server:cast(Pid, {tell, self(), 1}),
    receive {Pid, 1} -> ok end,
    ok = gen_server:cast({casted, Node}, {tell, self(), 2}),
    receive {Pid, 2} -> ok end,
    ok = gen_server:stop(Pid),
    ok = gen_server:cast(Pid, {tell, self(), 3}),
    ok = gen_server:cast({casted, Node}, {tell, self(), 4}),
    [] = flushed().

%% A cast to a node that is not there does not wait for it, and one to a node that is lost is lost.
cast_fast(Config) ->
    {Micros, ok} = timer:tc(fun() -> gen_server:cast({nobody, 'nonode@127.0.0.1'}, hopp) end),
    Micros < 1_000_000 orelse error({'a cast waited', Micros}),
    Other = jvm(Config, cast_fast),
    Pid = server(Other, {local, casted}, a),
    ok = gen_server:cast({casted, Other}, {tell, self(), here}),
    receive {Pid, here} -> ok end,
    leave(Config, Other),
    ok = gen_server:cast({casted, Other}, {tell, self(), lost}),
    [] = flushed().

info(#{node := Node}) ->
    Pid = server(Node, {local, informed}, a),
    Pid ! {tell, self(), 1},
    receive {Pid, 1} -> ok end,
    {informed, Node} ! {tell, self(), 2},
    receive {Pid, 2} -> ok end,
    ok = gen_server:stop(Pid).

three(Config = #{node := Node}, Name, State) ->
    Nodes = [Node, jvm(Config, list_to_atom(atom_to_list(Name) ++ "1")), jvm(Config, list_to_atom(atom_to_list(Name) ++ "2"))],
    [server(Each, {local, Name}, State) || Each <- Nodes],
    Nodes.

told(Nodes, What) ->
    lists:sort([receive {Pid, What} -> node(Pid) after 10_000 -> error({'not told', Each}) end || Each <- Nodes]).

abcast(Config) ->
    Nodes = three(Config, abcasted, a),
    abcast = gen_server:abcast(Nodes, abcasted, {tell, self(), listed}),
    Sorted = lists:sort(Nodes),
    Sorted = told(Nodes, listed),
    abcast = gen_server:abcast(abcasted, {tell, self(), everywhere}),
    Sorted = told(Nodes, everywhere),
    abcast = gen_server:abcast(['nonode@localhost' | Nodes], abcasted, {tell, self(), nearly}),
    Sorted = told(Nodes, nearly),
    ok = gen_server:stop({abcasted, hd(Nodes)}),
    [] = flushed().

multicall(Config) ->
    Nodes = three(Config, multicalled, a),
    Replies = lists:sort([{Node, a} || Node <- Nodes]),
    {Got, []} = gen_server:multi_call(Nodes, multicalled, state),
    Replies = lists:sort(Got),
    {All, []} = gen_server:multi_call([node() | Nodes] -- [node()], multicalled, {answer_later, a, 5}),
    Replies = lists:sort(All),
    ok = gen_server:stop({multicalled, hd(Nodes)}),
    [First | Others] = Nodes,
    {Left, [First]} = gen_server:multi_call(Nodes, multicalled, state),
    [] = [Node || {Node, a} <- Left] -- Others,
    2 = length(Left),
    [] = flushed().

%% A node that is not there is told at once.
multicall_down(#{node := Node}) ->
    Pid = server(Node, {local, multicalled}, a),
    {[{Node, a}], [nonode@localhost]} = gen_server:multi_call([Node, nonode@localhost], multicalled, state),
    {[], [Node]} = gen_server:multi_call([Node], nobody, state),
    ok = gen_server:stop(Pid),
    [] = flushed().

multicall_remote(Config) ->
    Nodes = three(Config, multicalled, a),
    [
        begin
            {Got, []} = gen_server:multi_call(Nodes, multicalled, {answer, N}, 20_000),
            3 = length([Node || {Node, Answer} <- Got, Answer =:= N])
        end
     || N <- lists:seq(1, 20)
    ],
    leave(Config, lists:last(Nodes)),
    {Left, [Lost]} = gen_server:multi_call(Nodes, multicalled, state),
    Lost = lists:last(Nodes),
    2 = length(Left),
    ok = gen_server:stop({multicalled, hd(Nodes)}),
    [] = flushed().

multicall_recv_opt_success(#{node := Node}) ->
    opened(Node, {answer, fine}, infinity, {[{Node, fine}], []}).

multicall_recv_opt_timeout(#{node := Node}) ->
    opened(Node, {answer_later, late, 300}, 20, {[], [Node]}),
    receive after 500 -> ok end,
    [] = flushed().

multicall_recv_opt_noconnection(Config) ->
    Other = jvm(Config, opened),
    leave(Config, Other),
    Self = self(),
    [Self ! {waits, N} || N <- lists:seq(1, 50_000)],
    {[], [Other]} = gen_server:multi_call([Other], opened, state, infinity),
    50_000 = length(flushed()).

%% Many messages wait already; what comes of the call does not suffer.
opened(Node, Request, Timeout, Expected) ->
    Pid = server(Node, {local, opened}, a),
    Self = self(),
    [Self ! {waits, N} || N <- lists:seq(1, 50_000)],
    Expected = gen_server:multi_call([Node], opened, Request, Timeout),
    50_000 = length(flushed()),
    ok = gen_server:stop(Pid).

call_remote1(#{node := Node}) ->
    known(Node),
    Pid = server(Node, {global, hubba}, a),
    a = gen_server:call({global, hubba}, state, infinity),
    exit(Pid, boom),
    Why = call_fails({global, hubba}, state, infinity),
    true = Why =:= noproc orelse Why =:= boom.

call_remote2(#{node := Node}) ->
    Pid = server(Node, a),
    a = gen_server:call(Pid, state, infinity),
    exit(Pid, boom),
    Why = call_fails(Pid, state, infinity),
    true = Why =:= noproc orelse Why =:= boom.

call_remote3(#{node := Node}) ->
    Pid = server(Node, {local, piller}, a),
    a = gen_server:call({piller, Node}, state, infinity),
    exit(Pid, boom),
    Why = call_fails({piller, Node}, state, infinity),
    true = Why =:= noproc orelse Why =:= boom.

call_remote_n1(Config) ->
    Other = jvm(Config, hubba),
    known(Other),
    _ = server(Other, {global, hubba}, a),
    a = gen_server:call({global, hubba}, state, infinity),
    leave(Config, Other),
    noproc = call_fails({global, hubba}, state, infinity).

call_remote_n2(Config) ->
    Other = jvm(Config, hubba),
    Pid = server(Other, a),
    a = gen_server:call(Pid, state, infinity),
    leave(Config, Other),
    {nodedown, Other} = call_fails(Pid, state, infinity).

call_remote_n3(Config) ->
    Other = jvm(Config, hubba),
    _ = server(Other, {local, piller}, a),
    a = gen_server:call({piller, Other}, state, infinity),
    leave(Config, Other),
    {nodedown, Other} = call_fails({piller, Other}, state, infinity).

hibernate(#{node := Node}) ->
    Pid = server(Node, a),
    ok = gen_server:call(Pid, hibernate),
    a = gen_server:call(Pid, state),
    ok = gen_server:call(Pid, hibernate),
    ok = sys:suspend(Pid),
    ok = sys:resume(Pid),
    a = sys:get_state(Pid),
    ok = gen_server:stop(Pid).

get_state(#{node := Node}) ->
    Pid = server(Node, {local, stateful}, {some, "state", 1.5}),
    [{some, "state", 1.5} = sys:get_state(Server) || Server <- [Pid, {stateful, Node}]],
    {some, "state", 1.5} = sys:get_state(Pid, 5000),
    ok = sys:suspend(Pid),
    {some, "state", 1.5} = sys:get_state(Pid),
    ok = sys:resume(Pid),
    ok = gen_server:stop(Pid).

%% The function that replaces a state has to travel, so it is one that was typed.
replace_state(#{node := Node}) ->
    Pid = server(Node, {local, stateful}, {one}),
    Replace = conformance:typed("fun(State) -> {new, State} end"),
    {new, {one}} = sys:replace_state(Pid, Replace),
    {new, {one}} = gen_server:call(Pid, state),
    {new, {new, {one}}} = sys:replace_state({stateful, Node}, Replace, 5000),
    {new, {new, {one}}} = sys:get_state(Pid),
    Fails = conformance:typed("fun(_) -> error(fail) end"),
    {error, {callback_failed, _, {error, fail}}} = raised(fun() -> sys:replace_state(Pid, Fails) end),
    {new, {new, {one}}} = sys:get_state(Pid),
    ok = sys:suspend(Pid),
    {new, {new, {new, {one}}}} = sys:replace_state(Pid, Replace),
    ok = sys:resume(Pid),
    {new, {new, {new, {one}}}} = gen_server:call(Pid, state),
    ok = gen_server:stop(Pid).

%% A caller with many messages does not become slower by much: it looks at new ones only.
call_with_huge_message_queue(#{node := Node}) ->
    Pid = server(Node, a),
    Calls = fun() -> [N = gen_server:call(Pid, {answer, N}) || N <- lists:seq(1, 300)] end,
    Calls(),
    {Before, _} = timer:tc(Calls),
    Self = self(),
    [Self ! {waits, N} || N <- lists:seq(1, 200_000)],
    {After, _} = timer:tc(Calls),
    After < 20 * Before + 1_000_000 orelse error({'many messages make calls slow', Before, After}),
    200_000 = length(flushed()),
    ok = gen_server:stop(Pid).

%% An answer of another sender than the server, by the alias that is the tag of the call.
reply_by_alias_with_payload(#{node := Node}) ->
    Self = self(),
    Fake = spawn(Node, conformance:typed(
        "fun() -> receive {'$gen_call', From, {ask, Payload}} -> gen_server:reply(From, {got, Payload}) end end"
    )),
    Payload = [lists:seq(1, 1000), {Self, make_ref()}],
    {got, Payload} = gen_server:call(Fake, {ask, Payload}),
    [] = flushed().
