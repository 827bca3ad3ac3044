%% SPDX-License-Identifier: Apache-2.0
%% The supervisors and their children are of Java: Supervising.java. Where OTP has simple_one_for_one, Tiebeam has Elixir's
%% DynamicSupervisor: the cases about that ask it for children as Elixir does, and otherwise as they ask any supervisor.
%% Answers about what is wrong are compared with those of a supervisor of this BEAM.
-module(supervisor_cases).
-export([
    sup_start_normal/1, sup_start_ignore_child/1, sup_start_ignore_temporary_child/1,
    sup_start_ignore_temporary_child_start_child/1, sup_start_ignore_temporary_child_start_child_simple/1,
    sup_start_ignore_permanent_child_start_child_simple/1,
    sup_start_child_returns_error/1, sup_start_restart_child_returns_error/1, sup_start_child_returns_error_simple/1,
    sup_start_map/1, sup_start_map_faulty_specs/1,
    sup_stop_infinity/1, sup_stop_timeout/1, sup_stop_timeout_dynamic/1, sup_stop_brutal_kill/1,
    sup_stop_brutal_kill_dynamic/1, sup_stop_race/1, sup_stop_non_shutdown_exit_dynamic/1,
    child_adm/1, child_adm_simple/1, extra_return/1, child_specs/1, child_specs_map/1,
    multiple_restarts/1, one_for_one/1, one_for_one_escalation/1,
    one_for_all/1, one_for_all_escalation/1, one_for_all_other_child_fails_restart/1,
    simple_one_for_one/1, simple_one_for_one_shutdown/1, simple_one_for_one_escalation/1,
    rest_for_one/1, rest_for_one_escalation/1, rest_for_one_other_child_fails_restart/1,
    permanent_normal/1, transient_normal/1, temporary_normal/1,
    permanent_shutdown/1, transient_shutdown/1, temporary_shutdown/1,
    permanent_abnormal/1, transient_abnormal/1, temporary_abnormal/1, temporary_bystander/1,
    child_unlink/1, tree/1,
    nonsignificant_temporary/1, nonsignificant_transient/1, significant_temporary/1, significant_transient/1,
    significant_bystander/1,
    count_children/1, count_children_supervisor/1, count_restarting_children/1, get_callback_module/1,
    do_not_save_start_parameters_for_temporary_children/1, do_not_save_child_specs_for_temporary_children/1,
    hanging_restart_loop/1, hanging_restart_loop_rest_for_one/1,
    order_of_children/1, already_started_outside_supervisor/1, which_children/1, which_children_simple_one_for_one/1
]).
-export([init/1]).
-import(conformance, [until/2]).

%% ---- what the cases have in common

init(What) -> {ok, What}.

%% Starts a supervisor with Specs: {Id, ArgumentsOfItsStart, Restart} or {Id, Arguments, Restart, Significant}.
sup(Config, {Strategy, Intensity, Period}, Specs) -> sup(Config, {Strategy, Intensity, Period, never}, Specs);
sup(#{node := Node}, Flags, Specs) ->
    Parent = spawn(Node, supervising, run, [self(), Flags, [significance(Spec) || Spec <- Specs]]),
    receive
        {Parent, {ok, Sup}} -> {Parent, Sup};
        {Parent, {error, Reason}} -> {error, Reason}
    after 20_000 -> error('no supervisor')
    end.

significance({Id, Args, Restart}) -> {Id, Args, Restart, false};
significance(Spec) -> Spec.

dynamic(#{node := Node}, Intensity) ->
    Parent = spawn(Node, supervising, run, [self(), {dynamic, Intensity, 3600}, []]),
    receive {Parent, {ok, Sup}} -> {Parent, Sup} after 20_000 -> error('no supervisor') end.

%% As Elixir's DynamicSupervisor.start_child does.
start_dynamic(Sup, Args, Restart) -> start_dynamic(Sup, Args, Restart, 1000).

start_dynamic(Sup, Args, Restart, Shutdown) ->
    gen_server:call(Sup, {start_child, {{kid, start_child, Args}, Restart, Shutdown, worker, [kid]}}, infinity).

%% Ends a supervisor as its parent does.
stop({Parent, Sup}) ->
    Ref = monitor(process, Sup),
    Parent ! stop,
    ended(Ref).

ended(Ref) ->
    receive {'DOWN', Ref, process, _, Reason} -> Reason after 20_000 -> error('does not end') end.

%% Lets a child end for Reason, and waits for that.
die(Pid, kill) ->
    Ref = monitor(process, Pid),
    exit(Pid, kill),
    killed = ended(Ref);
die(Pid, Reason) ->
    Ref = monitor(process, Pid),
    Pid ! {die, Reason},
    Reason = ended(Ref).

spec(Id, Args, Restart) -> spec(Id, Args, Restart, 1000).

spec(Id, Args, Restart, Shutdown) -> {Id, {kid, start_child, Args}, Restart, Shutdown, worker, [kid]}.

pid(Sup, Id) -> element(2, lists:keyfind(Id, 1, supervisor:which_children(Sup))).

%% The process of a child that has been started again, once or more.
again(Sup, Id, Old) ->
    until({Id, 'is started again'}, fun() -> is_pid(pid(Sup, Id)) andalso pid(Sup, Id) =/= Old end),
    pid(Sup, Id).

counts(Sup) ->
    Counts = supervisor:count_children(Sup),
    [proplists:get_value(Key, Counts) || Key <- [specs, active, supervisors, workers]].

%% ---- start

sup_start_normal(Config) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, []),
    [] = supervisor:which_children(Sup),
    shutdown = stop(Started).

sup_start_ignore_child(Config) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, []),
    {ok, undefined} = supervisor:start_child(Sup, spec(one, [ignore], permanent)),
    {ok, Two} = supervisor:start_child(Sup, spec(two, [], permanent)),
    [{two, Two, worker, [kid]}, {one, undefined, worker, [kid]}] = supervisor:which_children(Sup),
    [2, 1, 0, 2] = counts(Sup),
    shutdown = stop(Started).

sup_start_ignore_temporary_child(Config) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, [{one, [ignore], temporary}, {two, [], temporary}]),
    [{two, Two, worker, [kid]}] = supervisor:which_children(Sup),
    true = is_pid(Two),
    [1, 1, 0, 1] = counts(Sup),
    shutdown = stop(Started).

sup_start_ignore_temporary_child_start_child(Config) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, []),
    {ok, undefined} = supervisor:start_child(Sup, spec(one, [ignore], temporary)),
    {ok, Two} = supervisor:start_child(Sup, spec(two, [], temporary)),
    [{two, Two, worker, [kid]}] = supervisor:which_children(Sup),
    [1, 1, 0, 1] = counts(Sup),
    shutdown = stop(Started).

sup_start_ignore_temporary_child_start_child_simple(Config) -> ignored(Config, temporary).

sup_start_ignore_permanent_child_start_child_simple(Config) -> ignored(Config, permanent).

ignored(Config, Restart) ->
    Started = {_, Sup} = dynamic(Config, 2),
    ignore = start_dynamic(Sup, [ignore], Restart),
    {ok, Two} = start_dynamic(Sup, [], Restart),
    [{undefined, Two, worker, [kid]}] = supervisor:which_children(Sup),
    [1, 1, 0, 1] = counts(Sup),
    shutdown = stop(Started).

sup_start_child_returns_error(Config) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, []),
    {error, {why, _}} = supervisor:start_child(Sup, spec(one, [{return, {error, why}}], permanent)),
    {error, {other, _}} = supervisor:start_child(Sup, spec(two, [{return, other}], permanent)),
    [] = supervisor:which_children(Sup),
    shutdown = stop(Started),
    {error, {shutdown, {failed_to_start_child, two, why}}} =
        sup(Config, {one_for_one, 2, 3600}, [{one, [], permanent}, {two, [{return, {error, why}}], permanent}]).

sup_start_restart_child_returns_error(Config) ->
    Spec = {one, [{fails_from, 2, make_ref()}], permanent},
    Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, [Spec]),
    ok = supervisor:terminate_child(Sup, one),
    {error, no_more} = supervisor:restart_child(Sup, one),
    [{one, undefined, worker, [kid]}] = supervisor:which_children(Sup),
    shutdown = stop(Started).

sup_start_child_returns_error_simple(Config) ->
    Started = {_, Sup} = dynamic(Config, 2),
    {error, why} = start_dynamic(Sup, [{return, {error, why}}], permanent),
    {error, other} = start_dynamic(Sup, [{return, other}], permanent),
    [] = supervisor:which_children(Sup),
    shutdown = stop(Started).

sup_start_map(Config) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 1, 5}, []),
    Start = {kid, start_child, []},
    Usual = #{start => Start, restart => permanent, shutdown => 5000, type => worker, modules => [kid]},
    [
        begin
            {ok, _} = supervisor:start_child(Sup, (maps:merge(#{start => Start}, Given))#{id => Id}),
            {ok, Spec} = supervisor:get_childspec(Sup, Id),
            Expected = maps:merge(Usual, Given#{id => Id}),
            Expected = maps:with(maps:keys(Expected), Spec)
        end
     || {Id, Given} <- [
            {one, #{}},
            {two, #{shutdown => brutal_kill}},
            {three, #{type => supervisor, shutdown => infinity}},
            {{four}, #{restart => transient, modules => dynamic}}
        ]
    ],
    {error, not_found} = supervisor:get_childspec(Sup, five),
    shutdown = stop(Started).

sup_start_map_faulty_specs(Config) ->
    as_otp(Config, [
        #{start => {kid, start_child, []}},
        #{id => two},
        four,
        #{id => five, start => {kid, start_child}},
        #{}
    ]).

%% Each of Specs is refused as a supervisor of OTP does it.
as_otp(Config, Specs) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 1, 5}, []),
    {ok, Real} = supervisor:start_link(?MODULE, {#{}, []}),
    [
        begin
            Expected = {error, _} = supervisor:start_child(Real, Spec),
            case supervisor:start_child(Sup, Spec) of
                Expected -> ok;
                Got -> error({Spec, 'expected', Expected, 'got', Got})
            end
        end
     || Spec <- Specs
    ],
    [] = supervisor:which_children(Sup),
    unlink(Real),
    exit(Real, kill),
    shutdown = stop(Started).

%% ---- stop

stopped(Config, Specs, Prepare) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, []),
    Pids = [element(2, supervisor:start_child(Sup, Spec)) || Spec <- Specs],
    reasons(Started, Pids, Prepare).

stopped_dynamic(Config, Shutdown, Prepare) ->
    Started = {_, Sup} = dynamic(Config, 2),
    Pids = [element(2, start_dynamic(Sup, [], temporary, Shutdown)) || _ <- [1, 2]],
    reasons(Started, Pids, Prepare).

reasons(Started, Pids, Prepare) ->
    Refs = [monitor(process, Pid) || Pid <- Pids],
    Prepare(Pids),
    shutdown = stop(Started),
    [ended(Ref) || Ref <- Refs].

sleepy([_, Two]) -> Two ! {sleep, 200_000}.

sup_stop_infinity(Config) ->
    Specs = [spec(one, [], permanent, infinity), spec(two, [], permanent, infinity)],
    [shutdown, shutdown] = stopped(Config, Specs, fun(_) -> ok end).

sup_stop_timeout(Config) ->
    Specs = [spec(one, [], permanent, 1000), spec(two, [], permanent, 200)],
    [shutdown, killed] = stopped(Config, Specs, fun sleepy/1).

sup_stop_timeout_dynamic(Config) -> [shutdown, killed] = stopped_dynamic(Config, 300, fun sleepy/1).

sup_stop_brutal_kill(Config) ->
    Specs = [spec(one, [], permanent, 1000), spec(two, [], permanent, brutal_kill)],
    [shutdown, killed] = stopped(Config, Specs, fun(_) -> ok end).

sup_stop_brutal_kill_dynamic(Config) -> [killed, killed] = stopped_dynamic(Config, brutal_kill, fun(_) -> ok end).

%% Children that end by themselves while the supervisor ends them.
sup_stop_race(Config) ->
    [
        begin
            Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, [{one, [], permanent}, {two, [], transient}]),
            [exit(Pid, kill) || {_, Pid, _, _} <- supervisor:which_children(Sup), is_pid(Pid)],
            shutdown = stop(Started)
        end
     || _ <- lists:seq(1, 20)
    ].

sup_stop_non_shutdown_exit_dynamic(Config) ->
    Started = {_, Sup} = dynamic(Config, 2),
    {ok, Pid} = start_dynamic(Sup, [], temporary, infinity),
    Ref = monitor(process, Pid),
    Pid ! {die, own_reason},
    own_reason = ended(Ref),
    {ok, Other} = start_dynamic(Sup, [], temporary, infinity),
    Last = monitor(process, Other),
    shutdown = stop(Started),
    shutdown = ended(Last).

%% ---- children

child_adm(Config) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, []),
    Spec = spec(one, [], permanent),
    {ok, Pid} = supervisor:start_child(Sup, Spec),
    {error, {already_started, Pid}} = supervisor:start_child(Sup, Spec),
    [{one, Pid, worker, [kid]}] = supervisor:which_children(Sup),
    [1, 1, 0, 1] = counts(Sup),
    {error, running} = supervisor:delete_child(Sup, one),
    {error, running} = supervisor:restart_child(Sup, one),
    ok = supervisor:terminate_child(Sup, one),
    ok = supervisor:terminate_child(Sup, one),
    [{one, undefined, worker, [kid]}] = supervisor:which_children(Sup),
    [1, 0, 0, 1] = counts(Sup),
    {error, already_present} = supervisor:start_child(Sup, Spec),
    {ok, Again} = supervisor:restart_child(Sup, one),
    true = Again =/= Pid,
    ok = supervisor:terminate_child(Sup, one),
    ok = supervisor:delete_child(Sup, one),
    [{error, not_found} = supervisor:F(Sup, one) || F <- [terminate_child, restart_child, delete_child, get_childspec]],
    [] = supervisor:which_children(Sup),
    [0, 0, 0, 0] = counts(Sup),
    {error, {{'EXIT', {undef, _}}, _}} = supervisor:start_child(Sup, {two, {nobody, there, []}, permanent, 1000, worker, [kid]}),
    shutdown = stop(Started),
    {exit, {noproc, _}} = conformance:raised(fun() -> supervisor:which_children(Sup) end).

child_adm_simple(Config) ->
    Started = {_, Sup} = dynamic(Config, 2),
    {ok, One} = start_dynamic(Sup, [], permanent),
    {ok, Two} = start_dynamic(Sup, [], permanent),
    [2, 2, 0, 2] = counts(Sup),
    [true = lists:member({undefined, Pid, worker, [kid]}, supervisor:which_children(Sup)) || Pid <- [One, Two]],
    ok = supervisor:terminate_child(Sup, One),
    {error, not_found} = supervisor:terminate_child(Sup, One),
    {error, not_found} = supervisor:terminate_child(Sup, self()),
    [{undefined, Two, worker, [kid]}] = supervisor:which_children(Sup),
    [1, 1, 0, 1] = counts(Sup),
    shutdown = stop(Started).

extra_return(Config) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, [{one, [extra], permanent}]),
    true = is_pid(pid(Sup, one)),
    ok = supervisor:terminate_child(Sup, one),
    {ok, _, extra} = supervisor:restart_child(Sup, one),
    {ok, Two, extra} = supervisor:start_child(Sup, spec(two, [extra], permanent)),
    {error, {already_started, Two}} = supervisor:start_child(Sup, spec(two, [extra], permanent)),
    shutdown = stop(Started).

child_specs(Config) ->
    M = {kid, start_child, []},
    as_otp(Config, [
        one,
        {one, M, prmanent, 1000, worker, [kid]},
        {one, M, permanent, -10, worker, [kid]},
        {one, M, permanent, 10, wrker, []},
        {one, no_function, permanent, 1000, worker, [kid]},
        {one, M, permanent, 1000, worker, no_list},
        {one, M, permanent, 1000, worker, [1]},
        {one, M, permanent, 1000, worker},
        {one, {kid, start_child, no_list}, permanent, 1000, worker, [kid]}
    ]).

child_specs_map(Config) ->
    Good = #{id => one, start => {kid, start_child, []}},
    as_otp(Config, [
        Good#{restart => prmanent},
        Good#{shutdown => -10},
        Good#{shutdown => soon},
        Good#{type => wrker},
        Good#{start => {kid, 1, []}},
        Good#{modules => no_list},
        Good#{modules => ["kid"]},
        Good#{restart => permanent, significant => true},
        Good#{restart => temporary, significant => true},
        Good#{significant => maybe_so}
    ]).

%% ---- restarts

three(Config, Flags) ->
    Ids = [one, two, three],
    Started = {_, Sup} = sup(Config, Flags, [{Id, [], permanent} || Id <- Ids]),
    {Started, Sup, [pid(Sup, Id) || Id <- Ids]}.

multiple_restarts(Config) ->
    {Started, Sup, Pids} = three(Config, {one_for_all, 10, 3600}),
    [exit(Pid, kill) || Pid <- Pids],
    [again(Sup, Id, Old) || {Id, Old} <- lists:zip([one, two, three], Pids)],
    [3, 3, 0, 3] = counts(Sup),
    shutdown = stop(Started).

one_for_one(Config) ->
    {Started, Sup, [One, Two, Three]} = three(Config, {one_for_one, 2, 3600}),
    die(Two, kill),
    again(Sup, two, Two),
    [One, Three] = [pid(Sup, one), pid(Sup, three)],
    [3, 3, 0, 3] = counts(Sup),
    shutdown = stop(Started).

one_for_all(Config) ->
    {Started, Sup, Pids = [_, Two, _]} = three(Config, {one_for_all, 2, 3600}),
    die(Two, boom),
    [again(Sup, Id, Old) || {Id, Old} <- lists:zip([one, two, three], Pids)],
    [3, 3, 0, 3] = counts(Sup),
    shutdown = stop(Started).

rest_for_one(Config) ->
    {Started, Sup, [One, Two, Three]} = three(Config, {rest_for_one, 2, 3600}),
    die(Two, boom),
    again(Sup, two, Two),
    again(Sup, three, Three),
    One = pid(Sup, one),
    shutdown = stop(Started).

one_for_one_escalation(Config) -> escalates(Config, one_for_one).
one_for_all_escalation(Config) -> escalates(Config, one_for_all).
rest_for_one_escalation(Config) -> escalates(Config, rest_for_one).

%% One failure too many: all children end, and the supervisor with shutdown.
escalates(Config, Strategy) ->
    {_, Sup, [One, Two, _]} = three(Config, {Strategy, 1, 3600}),
    Ref = monitor(process, Sup),
    die(Two, boom),
    Last = again(Sup, two, Two),
    First = pid(Sup, one),
    (First =:= One) =:= (Strategy =/= one_for_all) orelse error('restarted wrongly'),
    Child = monitor(process, First),
    die(Last, boom),
    shutdown = ended(Child),
    shutdown = ended(Ref).

one_for_all_other_child_fails_restart(Config) -> other_fails(Config, one_for_all).
rest_for_one_other_child_fails_restart(Config) -> other_fails(Config, rest_for_one).

%% Another child than the one that failed cannot be started again: it is tried until there were too many attempts.
other_fails(Config, Strategy) ->
    Specs = [{one, [], permanent}, {two, [{fails_from, 2, make_ref()}], permanent}],
    {_, Sup} = sup(Config, {Strategy, 3, 3600}, Specs),
    Ref = monitor(process, Sup),
    die(pid(Sup, one), boom),
    shutdown = ended(Ref).

simple_one_for_one(Config) ->
    Started = {_, Sup} = dynamic(Config, 2),
    {ok, One} = start_dynamic(Sup, [], permanent),
    {ok, Two} = start_dynamic(Sup, [], permanent),
    die(Two, kill),
    until("it is started again", fun() ->
        Pids = [Pid || {_, Pid, _, _} <- supervisor:which_children(Sup), is_pid(Pid)],
        length(Pids) =:= 2 andalso lists:member(One, Pids) andalso not lists:member(Two, Pids)
    end),
    [2, 2, 0, 2] = counts(Sup),
    shutdown = stop(Started).

%% All children are ended at once: two that take their time take it together.
simple_one_for_one_shutdown(Config) ->
    Started = {_, Sup} = dynamic(Config, 2),
    Pids = [element(2, start_dynamic(Sup, [], permanent, 5000)) || _ <- lists:seq(1, 10)],
    [Pid ! {sleep, 300} || Pid <- Pids],
    {Micros, shutdown} = timer:tc(fun() -> stop(Started) end),
    Micros < 2_500_000 orelse error({'ended one after the other', Micros}).

simple_one_for_one_escalation(Config) ->
    {_, Sup} = dynamic(Config, 1),
    Ref = monitor(process, Sup),
    {ok, One} = start_dynamic(Sup, [], permanent),
    {ok, Two} = start_dynamic(Sup, [], permanent),
    Last = monitor(process, Two),
    exit(One, kill),
    until("it is started again", fun() ->
        Pids = [Pid || {_, Pid, _, _} <- supervisor:which_children(Sup), is_pid(Pid)],
        length(Pids) =:= 2 andalso not lists:member(One, Pids)
    end),
    [Again] = [Pid || {_, Pid, _, _} <- supervisor:which_children(Sup), Pid =/= Two],
    exit(Again, kill),
    shutdown = ended(Last),
    shutdown = ended(Ref).

%% A child of each kind ends: what becomes of it?
ends(Config, Restart, Reason, Becomes) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, [{one, [], Restart}]),
    Pid = pid(Sup, one),
    die(Pid, Reason),
    case Becomes of
        again ->
            again(Sup, one, Pid),
            [1, 1, 0, 1] = counts(Sup);
        kept ->
            until("it does not run", fun() -> [{one, undefined, worker, [kid]}] =:= supervisor:which_children(Sup) end),
            [1, 0, 0, 1] = counts(Sup);
        gone ->
            until("it is gone", fun() -> [] =:= supervisor:which_children(Sup) end),
            [0, 0, 0, 0] = counts(Sup)
    end,
    shutdown = stop(Started).

permanent_normal(Config) -> ends(Config, permanent, normal, again).
transient_normal(Config) -> ends(Config, transient, normal, kept).
temporary_normal(Config) -> ends(Config, temporary, normal, gone).

permanent_shutdown(Config) -> [ends(Config, permanent, Why, again) || Why <- [shutdown, {shutdown, because}]].
transient_shutdown(Config) -> [ends(Config, transient, Why, kept) || Why <- [shutdown, {shutdown, because}]].
temporary_shutdown(Config) -> [ends(Config, temporary, Why, gone) || Why <- [shutdown, {shutdown, because}]].

permanent_abnormal(Config) -> [ends(Config, permanent, Why, again) || Why <- [abnormal, kill]].
transient_abnormal(Config) -> [ends(Config, transient, Why, again) || Why <- [abnormal, kill]].
temporary_abnormal(Config) -> [ends(Config, temporary, Why, gone) || Why <- [abnormal, kill]].

%% A temporary child that is ended because of another is not started again.
temporary_bystander(Config) ->
    [
        begin
            Started = {_, Sup} = sup(Config, {Strategy, 2, 3600}, [{one, [], permanent}, {two, [], temporary}]),
            One = pid(Sup, one),
            Two = monitor(process, pid(Sup, two)),
            die(One, boom),
            shutdown = ended(Two),
            Again = again(Sup, one, One),
            [{one, Again, worker, [kid]}] = supervisor:which_children(Sup),
            [1, 1, 0, 1] = counts(Sup),
            shutdown = stop(Started)
        end
     || Strategy <- [one_for_all, rest_for_one]
    ].

%% A child that is not linked to its supervisor any more can be ended all the same.
child_unlink(Config) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, [{one, [], permanent}]),
    Pid = pid(Sup, one),
    Pid ! {unlink, Sup},
    Ref = monitor(process, Pid),
    ok = supervisor:terminate_child(Sup, one),
    shutdown = ended(Ref),
    shutdown = stop(Started).

tree(Config) ->
    Started = {_, Top} = sup(Config, {one_for_all, 1, 3600}, [{leaf, [], permanent}]),
    Spec = #{id => middle, start => {supervising, start_link, []}, type => supervisor},
    {ok, Middle} = supervisor:start_child(Top, Spec),
    [2, 2, 1, 1] = counts(Top),
    {ok, Below} = supervisor:start_child(Middle, spec(below, [], permanent)),
    [{below, Below, worker, [kid]}] = supervisor:which_children(Middle),
    Ref = monitor(process, Below),
    Leaf = pid(Top, leaf),
    die(Leaf, boom),
    shutdown = ended(Ref),
    again(Top, leaf, Leaf),
    New = again(Top, middle, Middle),
    [] = supervisor:which_children(New),
    Last = monitor(process, New),
    shutdown = stop(Started),
    shutdown = ended(Last).

%% ---- children that matter

alone(Config, Auto, Restart, Significant) ->
    {Parent, Sup} = sup(Config, {one_for_one, 1, 3600, Auto}, [{one, [], Restart, Significant}, {two, [], permanent}]),
    {{Parent, Sup}, Sup, pid(Sup, one)}.

nonsignificant_temporary(Config) -> nonsignificant(Config, temporary, 1).
nonsignificant_transient(Config) -> nonsignificant(Config, transient, 2).

nonsignificant(Config, Restart, Left) ->
    [
        begin
            {Started, Sup, Pid} = alone(Config, Auto, Restart, false),
            die(Pid, normal),
            until("it is known to have ended", fun() -> [Left, 1, 0, Left] =:= counts(Sup) end),
            shutdown = stop(Started)
        end
     || Auto <- [never, any_significant, all_significant]
    ].

significant_temporary(Config) ->
    [
        begin
            {_, Sup, Pid} = alone(Config, Auto, temporary, true),
            Ref = monitor(process, Sup),
            die(Pid, Reason),
            shutdown = ended(Ref)
        end
     || Auto <- [any_significant, all_significant], Reason <- [normal, abnormal]
    ].

significant_transient(Config) ->
    [
        begin
            {_, Sup, Pid} = alone(Config, Auto, transient, true),
            die(Pid, abnormal),
            Again = again(Sup, one, Pid),
            Ref = monitor(process, Sup),
            die(Again, normal),
            shutdown = ended(Ref)
        end
     || Auto <- [any_significant, all_significant]
    ].

%% One that is ended, not one that ends, does not end the supervisor.
significant_bystander(Config) ->
    {Started, Sup, Pid} = alone(Config, any_significant, transient, true),
    Ref = monitor(process, Pid),
    ok = supervisor:terminate_child(Sup, one),
    shutdown = ended(Ref),
    [2, 1, 0, 2] = counts(Sup),
    {ok, _} = supervisor:restart_child(Sup, one),
    shutdown = stop(Started).

%% ---- what it tells

count_children(Config) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, []),
    [0, 0, 0, 0] = counts(Sup),
    [{ok, _} = supervisor:start_child(Sup, spec(N, [], temporary)) || N <- lists:seq(1, 200)],
    [200, 200, 0, 200] = counts(Sup),
    200 = length(supervisor:which_children(Sup)),
    [ok = supervisor:terminate_child(Sup, N) || N <- lists:seq(1, 200)],
    [0, 0, 0, 0] = counts(Sup),
    shutdown = stop(Started).

count_children_supervisor(Config) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, []),
    Spec = #{start => {supervising, start_link, []}, type => supervisor},
    [{ok, _} = supervisor:start_child(Sup, Spec#{id => N}) || N <- lists:seq(1, 5)],
    {ok, _} = supervisor:start_child(Sup, spec(worker, [], permanent)),
    [6, 6, 5, 1] = counts(Sup),
    ok = supervisor:terminate_child(Sup, 1),
    [6, 5, 5, 1] = counts(Sup),
    shutdown = stop(Started).

%% A supervisor whose child cannot be started again, and which tries for ever.
hanging(Config, Strategy) ->
    Specs = [{one, [], permanent}, {two, [{fails_from, 2, make_ref()}], permanent}, {three, [], permanent}],
    Started = {_, Sup} = sup(Config, {Strategy, 1_000_000_000, 1}, Specs),
    die(pid(Sup, two), boom),
    until("it is being restarted", fun() -> pid(Sup, two) =:= restarting end),
    {Started, Sup}.

count_restarting_children(Config) ->
    {Started, Sup} = hanging(Config, one_for_one),
    [3, 2, 0, 3] = counts(Sup),
    ok = supervisor:terminate_child(Sup, two),
    [3, 2, 0, 3] = counts(Sup),
    ok = supervisor:delete_child(Sup, two),
    [2, 2, 0, 2] = counts(Sup),
    shutdown = stop(Started).

hanging_restart_loop(Config) ->
    {Started, Sup} = hanging(Config, one_for_one),
    {error, restarting} = supervisor:restart_child(Sup, two),
    {error, restarting} = supervisor:delete_child(Sup, two),
    {error, already_present} = supervisor:start_child(Sup, spec(two, [], permanent)),
    {ok, _} = supervisor:start_child(Sup, spec(four, [], permanent)),
    restarting = pid(Sup, two),
    ok = supervisor:terminate_child(Sup, two),
    undefined = pid(Sup, two),
    {error, no_more} = supervisor:restart_child(Sup, two),
    ok = supervisor:delete_child(Sup, two),
    shutdown = stop(Started).

hanging_restart_loop_rest_for_one(Config) ->
    {Started, Sup} = hanging(Config, rest_for_one),
    {error, restarting} = supervisor:restart_child(Sup, two),
    true = is_pid(pid(Sup, one)),
    undefined = pid(Sup, three),
    ok = supervisor:terminate_child(Sup, two),
    undefined = pid(Sup, two),
    {ok, _} = supervisor:restart_child(Sup, three),
    shutdown = stop(Started).

%% Who asks reads the state of the other as one of its own release.
get_callback_module(Config) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, []),
    try supervisor:get_callback_module(Sup) of
        Module -> 'Elixir.Supervisor.Default' = Module
    catch
        error:{badrecord, _} -> conformance:skip("only for supervisors of the same release, which this is not")
    end,
    shutdown = stop(Started).

do_not_save_start_parameters_for_temporary_children(Config) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, []),
    [
        begin
            {ok, _} = supervisor:start_child(Sup, spec(Restart, [extra_argument_of(Restart)], Restart)),
            {ok, #{start := {kid, start_child, Kept}}} = supervisor:get_childspec(Sup, Restart),
            Kept = case Restart of
                temporary -> undefined;
                _ -> [extra_argument_of(Restart)]
            end
        end
     || Restart <- [permanent, transient, temporary]
    ],
    shutdown = stop(Started).

extra_argument_of(_) -> {fails_from, 1_000, large}.

do_not_save_child_specs_for_temporary_children(Config) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, [{one, [], temporary}]),
    ok = supervisor:terminate_child(Sup, one),
    {error, not_found} = supervisor:restart_child(Sup, one),
    {error, not_found} = supervisor:delete_child(Sup, one),
    {ok, Two} = supervisor:start_child(Sup, spec(two, [], temporary)),
    die(Two, kill),
    until("it is forgotten", fun() -> [] =:= supervisor:which_children(Sup) end),
    shutdown = stop(Started).

order_of_children(Config) ->
    {Started, Sup, Pids} = three(Config, {one_for_all, 2, 3600}),
    {ok, _} = supervisor:start_child(Sup, spec(four, [], permanent)),
    Order = fun() -> [Id || {Id, _, _, _} <- supervisor:which_children(Sup)] end,
    [four, three, two, one] = Order(),
    die(hd(Pids), boom),
    again(Sup, one, hd(Pids)),
    [four, three, two, one] = Order(),
    ok = supervisor:terminate_child(Sup, two),
    {ok, _} = supervisor:restart_child(Sup, two),
    [four, three, two, one] = Order(),
    shutdown = stop(Started).

%% As OTP does since 27; that of 25 adds the child's specification.
already_started_outside_supervisor(Config) ->
    Started = {_, Sup} = sup(Config, {one_for_one, 2, 3600}, []),
    Answer = {error, {already_started, self()}},
    Answer = supervisor:start_child(Sup, spec(one, [{return, Answer}], permanent)),
    [] = supervisor:which_children(Sup),
    shutdown = stop(Started).

%% supervisor:which_child/2 is new in OTP 28.
which_children(Config) ->
    {Started, Sup, [One, Two, Three]} = three(Config, {one_for_one, 2, 3600}),
    [{three, Three, worker, [kid]}, {two, Two, worker, [kid]}, {one, One, worker, [kid]}] = supervisor:which_children(Sup),
    {module, supervisor} = code:ensure_loaded(supervisor),
    case erlang:function_exported(supervisor, which_child, 2) of
        true ->
            {ok, {two, Two, worker, [kid]}} = supervisor:which_child(Sup, two),
            {error, not_found} = supervisor:which_child(Sup, four);
        false ->
            {ok, {two, Two, worker, [kid]}} = gen_server:call(Sup, {which_child, two}),
            {error, not_found} = gen_server:call(Sup, {which_child, four})
    end,
    shutdown = stop(Started).

which_children_simple_one_for_one(Config) ->
    Started = {_, Sup} = dynamic(Config, 2),
    {ok, One} = start_dynamic(Sup, [], permanent),
    {ok, Two} = start_dynamic(Sup, [], permanent),
    Expected = lists:sort([{undefined, Pid, worker, [kid]} || Pid <- [One, Two]]),
    Expected = lists:sort(supervisor:which_children(Sup)),
    shutdown = stop(Started).
