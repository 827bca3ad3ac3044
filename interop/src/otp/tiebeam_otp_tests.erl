%% SPDX-License-Identifier: Apache-2.0
%% Runs suites of OTP, as they lie in a checkout of its sources, with Tiebeam nodes in the place of peers, and tells of
%% every case what came of it. Which cases are driven, and why others are not, is in cases/SUITE.cases:
%%
%%   {drive, [Case, ...]}.            these are run
%%   {skip, Reason, [Case, ...]}.     these are not
%%   {needs, File, Reason, [Case, ...]}.  nor these, unless that file of the suite's data was built
%%   {otherwise, Reason}.             why all others are not; without it they are run
%%   {with, [Module, ...]}.           modules beside the suite that it needs
%%
%% A case whose peer would need what a JVM has not (flags of the emulator, say) is skipped when it asks for that. What a case
%% prints is in the log. Groups run one case after the other, also where they are parallel or repeated.
-module(tiebeam_otp_tests).

-export([main/1, comment/1, timetrap/0, timetrap/1]).

-define(LONGEST, 600000).

%% Words: folder of the sources, peers (tiebeam or beam), port of their starter, folder of this, work folder, suites.
main([Dir, Peers, Port, Home, Work | Suites]) ->
    Wanted = case Suites of
        [] -> [{filename:basename(F, ".cases"), all} || F <- lists:sort(filelib:wildcard(filename:join([Home, "cases", "*.cases"])))];
        _ -> gather([wanted(S) || S <- Suites], [])
    end,
    Setup = #{dir => Dir, home => Home, work => Work, peers => list_to_atom(Peers), port => list_to_integer(Port)},
    tiebeam_peer:use(Setup#{modules => [], paths => []}),
    io:setopts([{encoding, unicode}]),
    ok = logger:remove_handler(default), % reports of what suites let die go to a file
    ok = logger:add_handler(default, logger_std_h, #{config => #{file => filename:join(Work, "reports.log")}}),
    Rows = lists:append([suite(Name, Cases, Setup) || {Name, Cases} <- Wanted]),
    report(Rows, Work),
    init:stop(case [R || {_, _, fail, _} = R <- Rows] of [] -> 0; _ -> 1 end).

wanted(Text) ->
    case string:split(Text, ":") of
        [Suite] -> {Suite, all};
        [Suite, Case] -> {Suite, [list_to_atom(Case)]}
    end.

gather([], Known) -> lists:reverse(Known);
gather([{Suite, all} | Rest], Known) -> gather(Rest, [{Suite, all} | lists:keydelete(Suite, 1, Known)]);
gather([{Suite, Cases} | Rest], Known) ->
    case lists:keyfind(Suite, 1, Known) of
        false -> gather(Rest, [{Suite, Cases} | Known]);
        {_, all} -> gather(Rest, Known);
        {_, Before} -> gather(Rest, lists:keyreplace(Suite, 1, Known, {Suite, Before ++ Cases}))
    end.

%% ---- a suite: a list of rows {Suite, Case, pass | fail | skip, Why} -------------------------------------------------------------

suite(Name, Wanted, Setup = #{dir := Dir, home := Home, work := Work}) ->
    Files = lists:append([filelib:wildcard(filename:join([Dir, Folder, Name ++ ".erl"]))
                          || Folder <- ["lib/*/test", "erts/*/test", "lib/*/*/test", "test", "."]]),
    case Files of
        [] ->
            progress(row(Name, '*', skip, "is not in " ++ Dir));
        [File | _] ->
            Data = filename:rootname(File) ++ "_data",
            Rules = [case Rule of
                {needs, Needed, Reason, Cases} ->
                    {skip, Reason, case filelib:is_file(filename:join(Data, Needed)) of true -> []; false -> Cases end};
                _ -> Rule
            end || Rule <- rules(filename:join([Home, "cases", Name ++ ".cases"]))],
            Include = [filename:join(Home, "include") | filelib:wildcard(filename:join(Dir, "lib/*/include"))],
            Beside = [Other || {with, Ms} <- Rules, M <- Ms,
                               Other <- [filename:join(filename:dirname(File), atom_to_list(M) ++ ".erl")],
                               filelib:is_file(Other)], % not every release has them
            case compile([File | Beside], Include, Work, []) of
                {error, Text} ->
                    progress(row(Name, '*', fail, "does not compile: " ++ Text));
                {ok, [{Suite, _, _} | _] = Modules} ->
                    persistent_term:put(tiebeam_peer, Setup#{modules => Modules, paths => [Work]}),
                    run_suite(Suite, Wanted, Rules, File, Work)
            end
    end.

compile([], _, _, Done) -> {ok, lists:reverse(Done)};
compile([File | Rest], Include, Work, Done) ->
    case tiebeam_suite:compile(File, Include) of
        {ok, Module, Beam, ForPeers} ->
            Object = filename:join(Work, atom_to_list(Module) ++ ".beam"),
            ok = file:write_file(Object, Beam), % for code:which/1, and for peers that are BEAMs
            {module, Module} = code:load_binary(Module, Object, Beam),
            compile(Rest, Include, Work, [{Module, Object, ForPeers} | Done]);
        {error, _} = Failed ->
            Failed
    end.

rules(File) ->
    case file:consult(File) of
        {ok, Rules} -> Rules;
        {error, enoent} -> [];
        {error, Reason} -> error({File, Reason})
    end.

run_suite(Suite, Wanted, Rules, File, Work) ->
    Private = filename:join(Work, atom_to_list(Suite)),
    ok = filelib:ensure_dir(filename:join(Private, "x")),
    Config = [{data_dir, filename:rootname(File) ++ "_data/"}, {priv_dir, Private ++ "/"}],
    Context = #{suite => Suite, wanted => Wanted, rules => Rules, log => filename:join(Private, "log"),
                trap => trap(called(Suite, suite, []), ?LONGEST)},
    case called(Suite, all, []) of
        {skip, Reason} ->
            progress(row(Suite, '*', skip, text(Reason)));
        Items ->
            Groups = called(Suite, groups, []),
            within(Suite, init_per_suite, [Config], end_per_suite, [], Items, Config, Context,
                   fun(Inner) -> items(Items, Groups, Inner, Context) end)
    end.

%% Runs what is inside between the two functions; if the first fails or skips, so do the cases inside.
within(Suite, Init, Arguments, End, Leading, Items, Config, Context, Inside) ->
    case lists:any(fun(Case) -> is_driven(Case, Context) end, cases(Items, called(Suite, groups, []))) of
        false ->
            Inside(Config); % nothing of it runs: only to tell why
        true ->
            case attempt(fun() -> call(Suite, Init, Arguments, Config) end, Context) of
                {ok, {Skip, Reason}} when Skip =:= skip; Skip =:= skipped ->
                    none(Items, skip, text(Reason), Context);
                {ok, {fail, Reason}} ->
                    none(Items, fail, text(Init) ++ ": " ++ text(Reason), Context);
                {ok, Inner} when is_list(Inner) ->
                    Rows = Inside(Inner),
                    attempt(fun() -> call(Suite, End, Leading ++ [Inner], ok) end, Context),
                    Rows;
                {ok, Other} ->
                    none(Items, fail, text(Init) ++ " returned " ++ text(Other), Context);
                {skip, Why} ->
                    none(Items, skip, Why, Context);
                {fail, Why} ->
                    none(Items, fail, text(Init) ++ ": " ++ Why, Context)
            end
    end.

items(Items, Groups, Config, Context) ->
    lists:append([item(Item, Groups, Config, Context) || Item <- Items]).

item({testcase, Case, _}, _, Config, Context) -> one(Case, Config, Context);
item({group, Name, _, _}, Groups, Config, Context) -> item({group, Name}, Groups, Config, Context);
item({group, Name, _}, Groups, Config, Context) -> item({group, Name}, Groups, Config, Context);
item({group, Name}, Groups, Config, Context) ->
    {_, Properties, Items} = group(Name, Groups),
    item({Name, Properties, Items}, Groups, Config, Context);
item({Name, Properties, Items}, Groups, Config, Context = #{suite := Suite, trap := Trap}) ->
    Inner = Context#{trap => trap(Properties ++ called(Suite, group, [Name]), Trap)},
    within(Suite, init_per_group, [Name, Config], end_per_group, [Name], Items, Config, Inner,
           fun(Given) -> items(Items, Groups, Given, Inner) end);
item({Name, Items}, Groups, Config, Context) -> item({Name, [], Items}, Groups, Config, Context);
item(Case, _, Config, Context) when is_atom(Case) -> one(Case, Config, Context).

group(Name, Groups) ->
    case lists:keyfind(Name, 1, Groups) of
        {Name, Items} -> {Name, [], Items};
        {Name, _, _} = Found -> Found;
        false -> error({no_group, Name})
    end.

%% The names of all cases among Items.
cases(Items, Groups) ->
    lists:append([case Item of
        {testcase, Case, _} -> [Case];
        {group, Name, _, _} -> cases([{group, Name}], Groups);
        {group, Name, _} -> cases([{group, Name}], Groups);
        {group, Name} -> cases(element(3, group(Name, Groups)), Groups);
        {_, _, Inner} -> cases(Inner, Groups);
        {_, Inner} -> cases(Inner, Groups);
        Case -> [Case]
    end || Item <- Items]).

none(Items, Result, Why, Context = #{suite := Suite}) ->
    lists:append([case decision(Case, Context) of
        drive -> progress(row(Suite, Case, Result, Why));
        {skip, Reason} -> progress(row(Suite, Case, skip, Reason));
        unwanted -> []
    end || Case <- cases(Items, called(Suite, groups, []))]).

%% ---- a case ----------------------------------------------------------------------------------------------------------------------

is_driven(Case, Context) -> decision(Case, Context) =:= drive.

decision(Case, #{wanted := Wanted, rules := Rules}) ->
    Driven = lists:append([Cases || {drive, Cases} <- Rules]),
    case {Wanted =:= all orelse lists:member(Case, Wanted), lists:member(Case, Driven)} of
        {false, _} -> unwanted;
        {true, true} -> drive;
        {true, false} ->
            case [Reason || {skip, Reason, Cases} <- Rules, lists:member(Case, Cases)]
                 ++ [Reason || {otherwise, Reason} <- Rules] of
                [Reason | _] -> {skip, Reason};
                [] -> drive
            end
    end.

one(Case, Config, Context = #{suite := Suite, log := Log, trap := Trap}) ->
    case decision(Case, Context) of
        unwanted -> [];
        {skip, Reason} -> progress(row(Suite, Case, skip, Reason));
        drive ->
            ok = file:write_file(Log, io_lib:format("~n=== ~s~n", [Case]), [append]),
            Mine = Context#{trap => trap(called(Suite, Case, []), Trap)},
            Peers = tiebeam_peer:started(),
            Start = erlang:monotonic_time(millisecond),
            Result = attempt(fun() -> case_of(Suite, Case, Config) end, Mine),
            tiebeam_peer:stop_all(tiebeam_peer:started() -- Peers),
            [erlang:disconnect_node(Node) || Node <- nodes(connected)],
            ok = file:write_file(Log, io_lib:format("~n--- ~tp, ~b ms~n",
                [Result, erlang:monotonic_time(millisecond) - Start]), [append]),
            progress(case Result of
                {ok, {Skip, Reason}} when Skip =:= skip; Skip =:= skipped -> row(Suite, Case, skip, text(Reason));
                {ok, {fail, Reason}} -> row(Suite, Case, fail, text(Reason));
                {ok, {comment, Text}} -> row(Suite, Case, pass, text(Text));
                {ok, _} -> row(Suite, Case, pass, "");
                {Other, Why} -> row(Suite, Case, Other, Why)
            end)
    end.

case_of(Suite, Case, Config) ->
    case call(Suite, init_per_testcase, [Case, Config], Config) of
        {Skip, _} = Not when Skip =:= skip; Skip =:= skipped; Skip =:= fail -> Not;
        Inner when is_list(Inner) ->
            keep_for_end({Suite, Case, Inner}),
            Result = try Suite:Case(Inner) of
                Value -> {returned, Value}
            catch
                Class:Reason:Stack -> {raised, Class, Reason, Stack}
            end,
            keep_for_end(none),
            Status = case Result of {returned, _} -> ok; {raised, _, What, _} -> {failed, What} end,
            After = call(Suite, end_per_testcase, [Case, [{tc_status, Status} | Inner]], ok),
            case {Result, After} of
                {{raised, C, R, S}, _} -> erlang:raise(C, R, S);
                {_, {fail, _}} -> After;
                {{returned, V}, _} -> V
            end
    end.

%% ---- a process with a time limit ---------------------------------------------------------------------------------------------------

%% {ok, Value}, {fail, Why} or {skip, Why}.
attempt(Fun, #{trap := Trap, log := Log, suite := Suite}) ->
    Output = tiebeam_output:start(Log),
    forget(),
    Keeper = self(),
    {Pid, Monitor} = spawn_monitor(fun() ->
        group_leader(Output, self()),
        put({?MODULE, keeper}, Keeper),
        persistent_term:put({?MODULE, keeper}, {Keeper, Trap}),
        exit({?MODULE, try {ok, Fun()} catch
            exit:{tiebeam_unsupported, What}:_ -> {skip, "its peer would need " ++ What};
            exit:{skip, Reason}:_ -> {skip, text(Reason)};
            Class:Reason:Stack ->
                io:format("~tp: ~tp~n~tp~n", [Class, Reason, Stack]),
                {fail, failure(Class, Reason, Stack, Suite)}
        end})
    end),
    Result = watch(Pid, Monitor, deadline(Trap), none, {Output, Suite}),
    tiebeam_output:stop(Output),
    Result.

%% What was still on its way from the case before.
forget() -> receive {?MODULE, _, _} -> forget() after 0 -> ok end.

watch(Pid, Monitor, Deadline, End, {Output, Suite} = Where) ->
    receive
        {'DOWN', Monitor, process, Pid, {?MODULE, Result}} -> Result;
        {'DOWN', Monitor, process, Pid, Reason} ->
            finish(End, Reason, Output),
            case Reason of
                {tiebeam_unsupported, What} -> {skip, "its peer would need " ++ What};
                _ -> {fail, "killed: " ++ text(Reason)}
            end;
        {?MODULE, timetrap, Time} -> watch(Pid, Monitor, deadline(Time), End, Where);
        {?MODULE, 'end', What} -> watch(Pid, Monitor, Deadline, What, Where)
    after left(Deadline) ->
        {_, Stack} = case erlang:process_info(Pid, current_stacktrace) of undefined -> {none, []}; There -> There end,
        exit(Pid, kill),
        receive {'DOWN', Monitor, process, Pid, _} -> ok end,
        finish(End, timetrap_timeout, Output),
        {fail, "timetrap, in " ++ place(Stack, Suite)}
    end.

%% The case died without its end_per_testcase: that runs here, in a process of its own.
finish(none, _, _) -> ok;
finish({Suite, Case, Config}, Reason, Output) ->
    {Pid, Monitor} = spawn_monitor(fun() ->
        group_leader(Output, self()),
        call(Suite, end_per_testcase, [Case, [{tc_status, {failed, Reason}} | Config]], ok)
    end),
    receive {'DOWN', Monitor, process, Pid, _} -> ok after 10000 -> exit(Pid, kill) end.

deadline(infinity) -> erlang:monotonic_time(millisecond) + ?LONGEST;
deadline(Time) -> erlang:monotonic_time(millisecond) + min(Time, ?LONGEST).

left(Deadline) -> max(0, Deadline - erlang:monotonic_time(millisecond)).

keep_for_end(What) -> element(1, persistent_term:get({?MODULE, keeper})) ! {?MODULE, 'end', What}.

timetrap(Time) -> element(1, persistent_term:get({?MODULE, keeper})) ! {?MODULE, timetrap, Time}, ok.
timetrap() -> element(2, persistent_term:get({?MODULE, keeper})).

comment(Text) -> io:format("~ts~n", [Text]).

trap(Information, Default) when is_list(Information) ->
    case lists:keyfind(timetrap, 1, [I || I <- Information, is_tuple(I)]) of
        {timetrap, infinity} -> ?LONGEST;
        {timetrap, Time} -> try test_server:milliseconds(Time) catch _:_ -> Default end;
        false -> Default
    end;
trap(_, Default) -> Default.

%% ---- calls and words ------------------------------------------------------------------------------------------------------------------

%% What Suite says about itself; [] where it says nothing.
called(Suite, Function, Arguments) -> call(Suite, Function, Arguments, []).

call(Suite, Function, Arguments, Default) ->
    case erlang:function_exported(Suite, Function, length(Arguments)) of
        true -> apply(Suite, Function, Arguments);
        false -> Default
    end.

failure(exit, {test_case_failed, Reason}, Stack, Suite) -> text(Reason) ++ " in " ++ place(Stack, Suite);
failure(_, Reason, Stack, Suite) -> text(Reason) ++ " in " ++ place(Stack, Suite).

%% The first place of Suite in Stack.
place(Stack, Suite) ->
    case [F || {M, _, _, _} = F <- Stack, M =:= Suite] of
        [] -> "code of OTP";
        [{M, F, A, Info} | _] ->
            Arity = if is_list(A) -> length(A); true -> A end,
            lists:flatten(io_lib:format("~tp:~tp/~b~s", [M, F, Arity, case proplists:get_value(line, Info) of
                undefined -> "";
                Line -> io_lib:format(", line ~b", [Line])
            end]))
    end.

text(Text) ->
    Flat = try lists:flatten(io_lib:format("~ts", [Text])) catch _:_ -> lists:flatten(io_lib:format("~0tp", [Text])) end,
    One = lists:flatten(string:replace(string:trim(Flat), "\n", " ", all)),
    case length(One) > 160 of true -> string:slice(One, 0, 160) ++ "..."; false -> One end.

row(Suite, Case, Result, Why) when is_list(Suite) -> row(list_to_atom(Suite), Case, Result, Why);
row(Suite, Case, Result, Why) -> {Suite, Case, Result, text(Why)}.

%% A run takes minutes: each row is told at once.
progress({Suite, Case, Result, Why} = Row) ->
    io:format(standard_error, "~s ~ts:~ts~ts~n", [Result, Suite, Case, case Why of "" -> ""; _ -> ": " ++ Why end]),
    [Row].

report(Rows, Work) ->
    Release = erlang:system_info(otp_release),
    Table = ["| suite | case | OTP | result | why |\n|---|---|---|---|---|\n",
             [io_lib:format("| ~ts | ~ts | ~ts | ~ts | ~ts |~n", [S, C, Release, R, string:replace(Why, "|", "\\|", all)])
              || {S, C, R, Why} <- Rows]],
    Count = fun(What) -> length([R || {_, _, R, _} <- Rows, R =:= What]) end,
    io:put_chars(Table),
    ok = file:write_file(filename:join(Work, "table.md"), unicode:characters_to_binary(Table)),
    io:format("~n~b passed, ~b failed, ~b skipped~n", [Count(pass), Count(fail), Count(skip)]).
