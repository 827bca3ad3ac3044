%% SPDX-License-Identifier: Apache-2.0
%% Stands in the place of common_test's module test_server: what the suites of OTP call. Peers are started by tiebeam_peer.
-module(test_server).

-export([lookup_config/2, fail/0, fail/1, format/1, format/2, format/3, comment/1]).
-export([hours/1, minutes/1, seconds/1, milliseconds/1, sleep/1, adjusted_sleep/1, timecall/3]).
-export([timetrap/1, timetrap_cancel/0, timetrap_cancel/1, timetrap_scale_factor/0, get_timetrap_info/0]).
-export([peer_name/2, start_peer/3, start_peer/5, start_node/3, stop_node/1]).
-export([is_release_available/1, find_release/1, is_native/1, is_cover/0, is_debug/0, is_valgrind/0, is_asan/0]).
-export([messages_get/0, do_times/2, do_times/4, m_out_of_n/3, temp_name/1]).
-export([capture_start/0, capture_stop/0, capture_get/0]).

lookup_config(Key, Config) -> proplists:get_value(Key, Config).

fail() -> exit(suite_failed).
fail(Reason) -> exit({suite_failed, Reason}).

format(Format) -> format(Format, []).
format(Format, Values) -> io:format(Format, Values).
format(_, Format, Values) -> format(Format, Values).

comment(Text) -> tiebeam_otp_tests:comment(Text).

hours(N) -> minutes(60 * N).
minutes(N) -> seconds(60 * N).
seconds(N) -> trunc(1000 * N).

milliseconds({hours, N}) -> hours(N);
milliseconds({minutes, N}) -> minutes(N);
milliseconds({seconds, N}) -> seconds(N);
milliseconds(N) when is_number(N) -> trunc(N).

sleep(Time) -> ct:sleep(Time).
adjusted_sleep(Time) -> ct:sleep(Time).

timecall(M, F, A) ->
    {Micros, Value} = timer:tc(M, F, A),
    {Micros / 1000000, Value}.

timetrap(Time) -> tiebeam_otp_tests:timetrap(milliseconds(Time)).
timetrap_cancel() -> tiebeam_otp_tests:timetrap(infinity).
timetrap_cancel(_) -> timetrap_cancel().
timetrap_scale_factor() -> 1.
get_timetrap_info() -> {tiebeam_otp_tests:timetrap(), {false, 1}}.

peer_name(Module, Case) -> tiebeam_peer:random_name(lists:concat([Module, "-", Case])).

start_peer(Arguments, Module, Case) when is_list(Arguments) -> start_peer(#{args => Arguments}, Module, Case);
start_peer(Options, Module, Case) ->
    Name = maps:get(name, Options, peer_name(Module, Case)),
    tiebeam_peer:start_link(Options#{name => Name}).

%% A peer of another release: there is none.
start_peer(_, _, _, _, _) -> not_available.
find_release(_) -> not_available.
is_release_available(_) -> false.

%% What suites used before there was the module peer.
start_node(Name, _, Options) ->
    Arguments = string:lexemes(lists:flatten(proplists:get_value(args, Options, "")), " "),
    case tiebeam_peer:start(#{name => Name, args => Arguments}) of
        {ok, _, Node} -> {ok, Node};
        Failed -> Failed
    end.

stop_node(Node) -> tiebeam_peer:stop_node(Node).

is_native(_) -> false.
is_cover() -> false.
is_debug() -> false.
is_valgrind() -> false.
is_asan() -> false.

messages_get() ->
    receive Message -> [Message | messages_get()] after 0 -> [] end.

do_times(N, Fun) when N > 0 -> Fun(), do_times(N - 1, Fun);
do_times(0, _) -> ok.
do_times(N, M, F, A) -> do_times(N, fun() -> apply(M, F, A) end).

%% At least M of N calls return.
m_out_of_n(0, _, _) -> ok;
m_out_of_n(M, N, _) when M > N -> exit(m_out_of_n_failed);
m_out_of_n(M, N, Fun) ->
    try Fun() of _ -> m_out_of_n(M - 1, N - 1, Fun) catch _:_ -> m_out_of_n(M, N - 1, Fun) end.

temp_name(Stem) -> Stem ++ integer_to_list(erlang:unique_integer([positive])).

capture_start() -> ct:capture_start().
capture_stop() -> ct:capture_stop().
capture_get() -> ct:capture_get().
