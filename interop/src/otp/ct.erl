%% SPDX-License-Identifier: Apache-2.0
%% Stands in the place of common_test's module ct: what the suites of OTP call.
-module(ct).

-export([fail/1, fail/2, log/1, log/2, log/3, log/4, pal/1, pal/2, pal/3, pal/4, print/1, print/2, print/3,
         sleep/1, timetrap/1, comment/1, comment/2, get_config/1, get_config/2, get_timetrap_info/0,
         capture_start/0, capture_stop/0, capture_get/0]).

fail(Reason) -> exit({test_case_failed, Reason}).
fail(Format, Values) -> fail(lists:flatten(io_lib:format(Format, Values))).

log(Format) -> log(Format, []).
log(Format, Values) when is_list(Format) -> io:format(Format ++ "~n", Values);
log(_, Format) -> log(Format, []).
log(_, Format, Values) -> log(Format, Values).
log(_, _, Format, Values) -> log(Format, Values).

pal(Format) -> log(Format).
pal(Format, Values) -> log(Format, Values).
pal(_, Format, Values) -> log(Format, Values).
pal(_, _, Format, Values) -> log(Format, Values).

print(Format) -> log(Format).
print(Format, Values) -> log(Format, Values).
print(_, Format, Values) -> log(Format, Values).

sleep(infinity) -> timer:sleep(infinity);
sleep(Time) -> timer:sleep(test_server:milliseconds(Time)).

timetrap(Time) -> test_server:timetrap(Time).
get_timetrap_info() -> test_server:get_timetrap_info().

comment(Text) -> test_server:comment(Text).
comment(Format, Values) -> comment(io_lib:format(Format, Values)).

get_config(_) -> undefined.
get_config(_, Default) -> Default.

capture_start() -> tiebeam_output:capture(group_leader(), true).
capture_stop() -> tiebeam_output:capture(group_leader(), false).
capture_get() -> tiebeam_output:captured(group_leader()).
