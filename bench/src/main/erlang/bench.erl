%% SPDX-License-Identifier: Apache-2.0
%% The loads of io.tiebeam.bench on a BEAM: the same processes, the same messages, measured in the same way.
-module(bench).
-export([main/1]).
-export([init/1, handle_call/3, handle_cast/2]).
-behaviour(gen_server).

-define(SLICES, 3).
-define(FIRST, 1000).
-define(WAVE, 1000).

main([WarmUp, Slice, Group | Rest]) ->
    M = {list_to_integer(WarmUp) * 1000000, list_to_integer(Slice) * 1000000, fun() -> 0 end},
    in_process(fun() -> group(Group, Rest, M) end),
    halt(0).

group("local", [Load], M) -> local(Load, M);
group("codec", [], M) -> codec(M);
group("peer", [], _) -> serve();
group("remote", [Peer | Loads], {WarmUp, Slice, _}) ->
    Node = list_to_atom(Peer),
    M = {WarmUp, Slice, fun() -> peer_cpu(Node) end},
    lists:foreach(fun(Load) -> remote(Load, Node, M) end, Loads),
    {bench_control, Node} ! stop.

in_process(Fun) ->
    {Pid, Ref} = spawn_monitor(Fun),
    receive
        {'DOWN', Ref, process, Pid, normal} -> ok;
        {'DOWN', Ref, process, Pid, Reason} -> io:format(standard_error, "~p~n", [Reason]), halt(1)
    end.

%% ---- within one node ------------------------------------------------------------------------------------------------

local("pingpong_1pair" = Name, M) -> rate(Name, "rt/s", M, fun(N) -> ping_pong(1, N) end);
local("pingpong_64pairs" = Name, M) -> rate(Name, "rt/s", M, fun(N) -> ping_pong(64, N) end);
local("fanin_8" = Name, M) -> rate(Name, "msg/s", M, fun(N) -> fan_in(8, N) end);
local("spawn_exit_batch" = Name, M) -> rate(Name, "proc/s", M, fun spawn_and_exit/1);
local("spawn_monitor_seq" = Name, M) -> rate(Name, "proc/s", M, fun spawn_and_monitor/1);
local("call_1" = Name, M) ->
    {ok, Server} = gen_server:start_link(?MODULE, [], []),
    rate(Name, "call/s", M, fun(N) -> callers(1, N, Server) end);
local("call_16" = Name, M) ->
    {ok, Server} = gen_server:start_link(?MODULE, [], []),
    rate(Name, "call/s", M, fun(N) -> callers(16, N, Server) end);
local("call_latency", M) ->
    {ok, Server} = gen_server:start_link(?MODULE, [], []),
    latency("call", M, fun() -> gen_server:call(Server, ping) end).

ping_pong(Pairs, N) ->
    Main = self(),
    Each = ceil_div(N, Pairs),
    times(Pairs, fun() ->
        Echo = spawn(fun() -> receive Peer -> echo(Peer, Each) end end),
        spawn(fun() -> Echo ! self(), bounce(Echo, Each), Main ! done end)
    end),
    await(Pairs).

echo(_, 0) -> ok;
echo(Peer, K) -> receive _ -> Peer ! ping, echo(Peer, K - 1) end.

bounce(_, 0) -> ok;
bounce(Echo, K) -> Echo ! ping, receive _ -> bounce(Echo, K - 1) end.

fan_in(Producers, N) ->
    Main = self(),
    Each = ceil_div(N, Producers),
    times(Producers, fun() -> spawn(fun() -> produce(Main, Each) end) end),
    await(Each * Producers).

produce(_, 0) -> ok;
produce(To, K) -> To ! ping, produce(To, K - 1).

spawn_and_exit(N) when N =< 0 -> ok;
spawn_and_exit(N) ->
    Main = self(),
    times(?WAVE, fun() -> spawn(fun() -> Main ! done end) end),
    await(?WAVE),
    spawn_and_exit(N - ?WAVE).

spawn_and_monitor(0) -> ok;
spawn_and_monitor(N) ->
    spawn_monitor(fun() -> ok end),
    receive {'DOWN', _, process, _, _} -> spawn_and_monitor(N - 1) end.

callers(Callers, N, Server) ->
    Main = self(),
    Each = ceil_div(N, Callers),
    times(Callers, fun() -> spawn(fun() -> calls(Server, Each), Main ! done end) end),
    await(Callers).

calls(_, 0) -> ok;
calls(Server, K) -> gen_server:call(Server, ping), calls(Server, K - 1).

await(0) -> ok;
await(K) -> receive _ -> await(K - 1) end.

init([]) -> {ok, nil}.
handle_call(_, _, State) -> {reply, ok, State}.
handle_cast(_, State) -> {noreply, State}.

%% ---- between two nodes ----------------------------------------------------------------------------------------------

remote("r_call" = Name, Node, M) -> latency(Name, M, fun() -> gen_server:call({bench_server, Node}, ping) end);
remote("r_call_16" = Name, Node, M) -> rate(Name, "call/s", M, fun(N) -> callers(16, N, {bench_server, Node}) end);
remote("r_oneway_1" = Name, Node, M) -> rate(Name, "msg/s", M, fun(N) -> one_way(1, N, Node) end);
remote("r_oneway_8" = Name, Node, M) -> rate(Name, "msg/s", M, fun(N) -> one_way(8, N, Node) end).

one_way(Senders, N, Node) ->
    Each = ceil_div(N, Senders),
    {bench_control, Node} ! {sink, self(), Each * Senders},
    Sink = receive {sink, Pid} -> Pid end,
    Payload = <<0:256>>,
    times(Senders, fun() -> spawn(fun() -> flood(Sink, 0, Each, Payload) end) end),
    receive done -> ok end.

flood(_, Each, Each, _) -> ok;
flood(Sink, K, Each, Payload) -> Sink ! {msg, K, Payload}, flood(Sink, K + 1, Each, Payload).

peer_cpu(Node) ->
    {bench_control, Node} ! {cpu, self()},
    receive {cpu, Nanos} -> Nanos end.

serve() ->
    {ok, _} = gen_server:start_link({local, bench_server}, ?MODULE, [], []),
    register(bench_control, self()),
    io:format("ready~n"),
    control().

control() ->
    receive
        {cpu, From} -> From ! {cpu, own_cpu()}, control();
        {sink, From, N} -> From ! {sink, spawn(fun() -> await(N), From ! done end)}, control();
        stop -> ok
    end.

%% ---- the codec ------------------------------------------------------------------------------------------------------

codec({WarmUp, Slice, _}) ->
    lists:foreach(fun({Name, T}) ->
        B = term_to_binary(T),
        codec("encode_" ++ Name, fun() -> term_to_binary(T) end, WarmUp div 4, Slice div 3),
        codec("decode_" ++ Name, fun() -> binary_to_term(B) end, WarmUp div 4, Slice div 3),
        os:getenv("BENCH_SIZES") =:= false orelse
            io:format(standard_error, "~s ~b bytes~n", [Name, byte_size(B)])
    end, terms()).

%% The clock of CPU time ticks in milliseconds: the slices count as one.
codec(Name, Fun, WarmUp, Slice) ->
    slice(Fun, WarmUp, 0, now_ns()),
    Cpu0 = own_cpu(),
    N = slice(Fun, ?SLICES * Slice, 0, now_ns()),
    Cpu = (own_cpu() - Cpu0) / N,
    print(Name, Cpu, "ns", Cpu).

slice(Fun, Nanos, N, Begin) ->
    fifty(Fun, 50),
    case now_ns() - Begin < Nanos of
        true -> slice(Fun, Nanos, N + 50, Begin);
        false -> N + 50
    end.

fifty(_, 0) -> ok;
fifty(Fun, K) -> Fun(), fifty(Fun, K - 1).

terms() ->
    [
        {"gen_call", {'$gen_call', {self(), [alias | make_ref()]}, {get, user, 42, <<"abc">>}}},
        {"small_tuple", {hello, 1, <<"0123456789">>, ok}},
        {"map10", maps:from_list([{list_to_atom("key_number_" ++ integer_to_list(I)), I * 100} || I <- lists:seq(1, 10)])},
        {"ints1000", [I * 1000 || I <- lists:seq(1, 1000)]},
        {"nested", [user(I) || I <- lists:seq(1, 70)]},
        {"bin64k", rand:bytes(65536)},
        {"bigints", [1 bsl 7200 + 12345, -(1 bsl 7000), 1 bsl 100 | [(1 bsl 64) + I || I <- lists:seq(1, 40)]]}
    ].

user(I) ->
    #{
        id => I,
        name => <<"user name ", (integer_to_binary(I))/binary>>,
        tags => [admin, user, {level, I}],
        pos => {1.5, 2.5 * I, {x, y}},
        ok => true
    }.

%% ---- measuring ------------------------------------------------------------------------------------------------------

rate(Name, Unit, {_, _, OtherCpu} = M, Load) ->
    N = warm_up(Load, M),
    Slices = [
        begin
            Cpu0 = own_cpu() + OtherCpu(),
            Begin = now_ns(),
            in_process(fun() -> Load(N) end),
            Rate = N * 1.0e9 / (now_ns() - Begin),
            {Rate, (own_cpu() + OtherCpu() - Cpu0) / N}
        end
     || _ <- lists:seq(1, ?SLICES)
    ],
    {Rates, Cpus} = lists:unzip(Slices),
    print(Name, median(Rates), Unit, median(Cpus)).

latency(Name, M, One) ->
    N = min(1000000, warm_up(fun(Count) -> times(Count, One) end, M)),
    Slices = [percentiles(lists:sort(latencies(One, N, []))) || _ <- lists:seq(1, ?SLICES)],
    {P50, P99} = lists:unzip(Slices),
    print(Name ++ "_p50", median(P50), "ns", none),
    print(Name ++ "_p99", median(P99), "ns", none).

latencies(_, 0, Times) -> Times;
latencies(One, K, Times) ->
    Begin = now_ns(),
    One(),
    latencies(One, K - 1, [now_ns() - Begin | Times]).

percentiles(Sorted) ->
    N = length(Sorted),
    {lists:nth(N div 2 + 1, Sorted), lists:nth(trunc(N * 0.99) + 1, Sorted)}.

warm_up(Load, {WarmUp, Slice, _}) -> warm_up(Load, Slice, now_ns() + WarmUp, ?FIRST).

warm_up(Load, Slice, End, N) ->
    Begin = now_ns(),
    in_process(fun() -> Load(N) end),
    Now = now_ns(),
    Taken = max(1, Now - Begin),
    Filled = Taken > Slice div 2,
    if
        Filled, Now >= End -> max(?FIRST, N * Slice div Taken);
        Filled -> warm_up(Load, Slice, End, N);
        true -> warm_up(Load, Slice, End, max(N + 1, min(4 * N, N * Slice div Taken)))
    end.

times(0, _) -> ok;
times(K, Fun) -> Fun(), times(K - 1, Fun).

median(Values) -> lists:nth(length(Values) div 2 + 1, lists:sort(Values)).

ceil_div(N, D) -> (N + D - 1) div D.

now_ns() -> erlang:monotonic_time(nanosecond).

own_cpu() -> {Millis, _} = erlang:statistics(runtime), Millis * 1000000.

print(Name, Value, Unit, none) -> io:format("~s ~.1f ~s -~n", [Name, Value * 1.0, Unit]);
print(Name, Value, Unit, Cpu) -> io:format("~s ~.1f ~s ~b~n", [Name, Value * 1.0, Unit, round(Cpu)]).
