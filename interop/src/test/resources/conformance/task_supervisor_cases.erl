%% SPDX-License-Identifier: Apache-2.0
%% This BEAM has Elixir's modules, so that its own Task.Supervisor asks the task supervisors of Java, which are started by
%% Supervising.java. In some cases AskingTasks.java asks a task supervisor of Elixir the same.
-module(task_supervisor_cases).
-export([
    'counts and returns children'/1,
    'async/1 spawns tasks under the supervisor'/1,
    'async/1 with custom shutdown'/1,
    'async/1 raises when :max_children is reached'/1,
    'async/3'/1,
    'async_nolink/1 spawns a task under the supervisor without linking to the caller'/1,
    'async_nolink/1 with custom shutdown'/1,
    'async_nolink/1 raises when :max_children is reached'/1,
    'async_nolink/3'/1,
    'start_child/1'/1,
    'start_child/3'/1,
    'start_child/1 with custom shutdown'/1,
    'start_child/1 with custom restart'/1,
    'terminate_child/2'/1,
    'await/1 demonitors and unalias on timeout'/1,
    'await/1 exits on task throw'/1,
    'await/1 exits on task error'/1,
    'await/1 exits on task exit'/1,
    'async_stream streams an enumerable with fun'/1,
    'async_stream streams an enumerable with mfa'/1,
    'async_stream streams an enumerable without leaking tasks'/1,
    'async_stream streams an enumerable with slowest first'/1,
    'async_stream streams an enumerable with exits'/1,
    'async_stream shuts down unused tasks'/1,
    'async_stream shuts down unused tasks without leaking messages'/1,
    'async_stream raises an error if :max_children is reached with clean stream shutdown'/1,
    'async_stream consuming from another process'/1,
    'async_stream with timeout and :zip_input_on_exit set to true'/1,
    'async_stream with outer halt on failure and :zip_input_on_exit'/1,
    'async_stream_nolink streams an enumerable with fun'/1,
    'async_stream_nolink streams an enumerable with mfa'/1,
    'async_stream_nolink streams an enumerable without leaking tasks'/1,
    'async_stream_nolink streams an enumerable with slowest first'/1,
    'async_stream_nolink streams an enumerable with exits'/1,
    'async_stream_nolink shuts down unused tasks'/1,
    'async_stream_nolink shuts down unused tasks without leaking messages'/1,
    'async_stream_nolink raises an error if :max_children is reached with clean stream shutdown'/1
]).
-import(conformance, [typed/1, typed/2, raised/1, flushed/0, until/2]).
-define(TASKS, 'Elixir.Task.Supervisor').
-define(TASK, 'Elixir.Task').

%% A task supervisor of Java.
tasks(Config) -> tasks(Config, 1_000_000).

tasks(#{node := Node}, Max) ->
    Parent = spawn(Node, supervising, run, [self(), {tasks, Max, 0}, []]),
    receive {Parent, {ok, Sup}} -> Sup after 20_000 -> error('no supervisor') end.

%% One of Elixir's, which Java asks.
elixirs() ->
    {ok, Sup} = ?TASKS:start_link([]),
    Sup.

waits(Me) -> typed("fun() -> Me ! ready, receive true -> done end end", [{'Me', Me}]).

links() -> element(2, process_info(self(), links)).

%% What Stream comes to.
listed(Stream) -> 'Elixir.Enum':to_list(Stream).

'counts and returns children'(Config) ->
    Sup = tasks(Config),
    [] = ?TASKS:children(Sup),
    None = #{active => 0, specs => 0, supervisors => 0, workers => 0},
    None = 'Elixir.Supervisor':count_children(Sup),
    None = 'Elixir.DynamicSupervisor':count_children(Sup),
    {ok, Pid} = ?TASKS:start_child(Sup, work, sleep, [infinity]),
    [Pid] = ?TASKS:children(Sup),
    #{active := 1, workers := 1} = 'Elixir.Supervisor':count_children(Sup).

%% Task is run by a supervisor of Java, and told to go on.
spawned(Sup, Task = #{pid := Pid, ref := Ref}, Linked) ->
    'Elixir.Task' = maps:get('__struct__', Task),
    true = is_reference(Ref),
    [Pid] = ?TASKS:children(Sup),
    Linked = lists:member(Pid, links()),
    receive ready -> ok end,
    Pid ! true,
    done = receive
        {Ref, Answer} -> Answer;
        done -> done
    end,
    receive {'DOWN', Ref, process, _, normal} -> ok end,
    until("it is gone", fun() -> [] =:= ?TASKS:children(Sup) end).

'async/1 spawns tasks under the supervisor'(Config) ->
    Sup = tasks(Config),
    spawned(Sup, ?TASKS:async(Sup, waits(self())), true).

'async/1 with custom shutdown'(Config) ->
    Sup = tasks(Config),
    process_flag(trap_exit, true),
    custom_shutdown(Sup, ?TASKS:async(Sup, waits(self()), [{shutdown, brutal_kill}])).

custom_shutdown(Sup, #{pid := Pid}) ->
    Ref = monitor(process, Pid),
    gen_server:stop(Sup, shutdown, infinity),
    receive {'DOWN', Ref, process, Pid, killed} -> ok end.

'async/1 raises when :max_children is reached'(Config) -> too_many(Config, async).

'async_nolink/1 raises when :max_children is reached'(Config) -> too_many(Config, async_nolink).

too_many(Config, How) ->
    Sup = tasks(Config, 1),
    ?TASKS:How(Sup, work, sleep, [infinity]),
    {error, #{'__exception__' := true, message := Message}} =
        raised(fun() -> ?TASKS:How(Sup, work, sleep, [0]) end),
    {match, _} = re:run(Message, "reached the maximum number of tasks").

'async/3'(Config) ->
    Sup = tasks(Config),
    spawned(Sup, ?TASKS:async(Sup, work, wait_and_send, [self(), done]), true),
    [c, b, a] = erpc:call(maps:get(node, Config), asking_tasks, reverse, [elixirs(), [a, b, c]]).

'async_nolink/1 spawns a task under the supervisor without linking to the caller'(Config) ->
    Sup = tasks(Config),
    spawned(Sup, ?TASKS:async_nolink(Sup, waits(self())), false).

'async_nolink/1 with custom shutdown'(Config) ->
    Sup = tasks(Config),
    custom_shutdown(Sup, ?TASKS:async_nolink(Sup, waits(self()), [{shutdown, brutal_kill}])).

'async_nolink/3'(Config) ->
    Sup = tasks(Config),
    spawned(Sup, ?TASKS:async_nolink(Sup, work, wait_and_send, [self(), done]), false),
    [c, b, a] = erpc:call(maps:get(node, Config), asking_tasks, reverse_nolink, [elixirs(), [a, b, c]]).

started(Sup, {ok, Pid}) ->
    [Pid] = ?TASKS:children(Sup),
    false = lists:member(Pid, links()),
    receive ready -> ok end,
    Ref = monitor(process, Pid),
    Pid ! true,
    receive {'DOWN', Ref, process, Pid, normal} -> ok end,
    until("it is gone", fun() -> [] =:= ?TASKS:children(Sup) end).

'start_child/1'(Config) ->
    Sup = tasks(Config),
    started(Sup, ?TASKS:start_child(Sup, waits(self()))).

'start_child/3'(Config) ->
    Sup = tasks(Config),
    started(Sup, ?TASKS:start_child(Sup, work, wait_and_send, [self(), done])),
    receive done -> ok end,
    Pid = erpc:call(maps:get(node, Config), asking_tasks, start_child, [elixirs(), self(), sent]),
    receive sent -> ok end,
    true = node(Pid) =:= node().

'start_child/1 with custom shutdown'(Config) ->
    Sup = tasks(Config),
    {ok, Pid} = ?TASKS:start_child(Sup, waits(self()), [{shutdown, brutal_kill}]),
    custom_shutdown(Sup, #{pid => Pid}).

'start_child/1 with custom restart'(Config) ->
    Sup = tasks(Config),
    {ok, Pid} = ?TASKS:start_child(Sup, waits(self()), [{restart, permanent}]),
    receive ready -> ok end,
    Ref = monitor(process, Pid),
    exit(Pid, shutdown),
    receive {'DOWN', Ref, process, Pid, shutdown} -> ok end,
    receive ready -> ok end,
    [Again] = ?TASKS:children(Sup),
    true = Again =/= Pid.

'terminate_child/2'(Config = #{node := Node}) ->
    Sup = tasks(Config),
    {ok, Pid} = ?TASKS:start_child(Sup, work, wait_and_send, [self(), done]),
    [Pid] = ?TASKS:children(Sup),
    ok = ?TASKS:terminate_child(Sup, Pid),
    [] = ?TASKS:children(Sup),
    {error, not_found} = ?TASKS:terminate_child(Sup, Pid),
    Expected = <<"true true false false ", (atom_to_binary(Node))/binary>>,
    Expected = erpc:call(Node, asking_tasks, terminate_child, [elixirs()]).

'await/1 demonitors and unalias on timeout'(Config = #{node := Node}) ->
    Sup = tasks(Config),
    Task = #{pid := Pid} = ?TASKS:async(Sup, waits(self())),
    {exit, {timeout, {?TASK, await, [Task, 0]}}} = raised(fun() -> ?TASK:await(Task, 0) end),
    receive ready -> ok end,
    Ref = monitor(process, Pid),
    Pid ! true,
    receive {'DOWN', Ref, process, Pid, normal} -> ok end,
    [] = flushed(),
    {exit, {exception, {timeout, {?TASK, await, [_, 10]}}}} =
        raised(fun() -> erpc:call(Node, asking_tasks, await_too_long, [elixirs(), 10]) end).

%% What awaiting a task raises.
awaited(Task) ->
    {exit, {Why, {?TASK, await, [Task, 5000]}}} = raised(fun() -> ?TASK:await(Task) end),
    Why.

'await/1 exits on task throw'(Config) ->
    process_flag(trap_exit, true),
    {{nocatch, unknown}, _} = awaited(?TASKS:async(tasks(Config), typed("fun() -> throw(unknown) end"))).

'await/1 exits on task error'(Config) ->
    process_flag(trap_exit, true),
    Sup = tasks(Config),
    {oops, _} = awaited(?TASKS:async(Sup, typed("fun() -> error(oops) end"))),
    {#{'__struct__' := 'Elixir.RuntimeError', message := Message}, [_ | _]} =
        awaited(?TASKS:async(Sup, work, raise, [<<"oops">>])),
    {match, _} = re:run(Message, "oops").

'await/1 exits on task exit'(Config = #{node := Node}) ->
    process_flag(trap_exit, true),
    Sup = tasks(Config),
    unknown = awaited(?TASKS:async(Sup, typed("fun() -> exit(unknown) end"))),
    unknown = awaited(?TASKS:async(Sup, work, fail, [unknown])),
    {exit, {exception, {unknown, {?TASK, await, [_, 5000]}}}} =
        raised(fun() -> erpc:call(Node, asking_tasks, await_exit, [elixirs(), unknown]) end).

%% ---- streams

stream(How, Sup, Values, Options) -> ?TASKS:How(Sup, Values, work, sleep, [], Options).

sleeps() -> typed("fun(Millis) -> receive after Millis -> Millis end end").

with_fun(Config, How) ->
    [{ok, 1}, {ok, 2}, {ok, 3}, {ok, 4}] = listed(?TASKS:How(tasks(Config), [1, 2, 3, 4], sleeps(), [])).

with_mfa(Config, How) ->
    [{ok, 1}, {ok, 2}, {ok, 3}, {ok, 4}] = listed(stream(How, tasks(Config), [1, 2, 3, 4], [])).

without_leaking(Config, How) ->
    Sup = tasks(Config),
    [{ok, 1}, {ok, 2}, {ok, 3}, {ok, 4}] = listed(stream(How, Sup, [1, 2, 3, 4], [])),
    [] = flushed(),
    until("no task is left", fun() -> [] =:= ?TASKS:children(Sup) end).

slowest_first(Config, How) ->
    process_flag(trap_exit, true),
    [{ok, 80}, {ok, 60}, {ok, 40}, {ok, 20}] =
        listed(stream(How, tasks(Config), [80, 60, 40, 20], [{max_concurrency, 4}])).

with_exits(Config, How) ->
    process_flag(trap_exit, true),
    Exits = [{exit, N} || N <- [1, 2, 3, 4]],
    Exits = listed(?TASKS:How(tasks(Config), [1, 2, 3, 4], work, fail, [], [{max_concurrency, 4}])).

unused(Config, How) ->
    Before = links(),
    Sup = tasks(Config),
    [{ok, 0}] = 'Elixir.Enum':take(stream(How, Sup, [0, infinity, infinity, infinity], [{max_concurrency, 4}]), 1),
    Before = links(),
    until("no task is left", fun() -> [] =:= ?TASKS:children(Sup) end),
    [] = flushed().

stream_too_many(Config, How) ->
    Before = links(),
    Sup = tasks(Config, 1),
    {error, #{'__exception__' := true, message := Message}} =
        raised(fun() -> listed(stream(How, Sup, [infinity, infinity, infinity], [{max_concurrency, 2}])) end),
    {match, _} = re:run(Message, "reached the maximum number of tasks"),
    until("no task is left", fun() -> [] =:= ?TASKS:children(Sup) end),
    Before = links(),
    [] = flushed().

'async_stream streams an enumerable with fun'(Config) -> with_fun(Config, async_stream).
'async_stream streams an enumerable with mfa'(Config) -> with_mfa(Config, async_stream).
'async_stream streams an enumerable without leaking tasks'(Config) -> without_leaking(Config, async_stream).
'async_stream streams an enumerable with slowest first'(Config) -> slowest_first(Config, async_stream).
'async_stream streams an enumerable with exits'(Config) -> with_exits(Config, async_stream).
'async_stream shuts down unused tasks'(Config) -> unused(Config, async_stream).
'async_stream shuts down unused tasks without leaking messages'(Config) -> unused(Config, async_stream).
'async_stream raises an error if :max_children is reached with clean stream shutdown'(Config) ->
    stream_too_many(Config, async_stream).

'async_stream consuming from another process'(Config) ->
    Me = self(),
    Stream = ?TASKS:async_stream(tasks(Config), [1, 2, 3], typed("fun(N) -> Me ! N end", [{'Me', Me}]), []),
    ?TASK:start('Elixir.Stream', run, [Stream]),
    [receive N -> ok end || N <- [1, 2, 3]].

%% :zip_input_on_exit is new in Elixir 1.14.
'async_stream with timeout and :zip_input_on_exit set to true'(Config) ->
    Options = [{zip_input_on_exit, true}, {on_timeout, kill_task}, {timeout, 300}],
    [{ok, 1}, {exit, {60_000, timeout}}] = listed(stream(async_stream, tasks(Config), [1, 60_000], Options)).

'async_stream with outer halt on failure and :zip_input_on_exit'(Config) ->
    process_flag(trap_exit, true),
    Stream = ?TASKS:async_stream(tasks(Config), [1, 2, 3, 4, 5, 6, 7, 8], work, fail, [], [{zip_input_on_exit, true}]),
    [{exit, {1, 1}}, {exit, {2, 2}}, {exit, {3, 3}}, {exit, {4, 4}}] = 'Elixir.Enum':take(Stream, 4).

'async_stream_nolink streams an enumerable with fun'(Config) -> with_fun(Config, async_stream_nolink).
'async_stream_nolink streams an enumerable with mfa'(Config) -> with_mfa(Config, async_stream_nolink).
'async_stream_nolink streams an enumerable without leaking tasks'(Config) -> without_leaking(Config, async_stream_nolink).
'async_stream_nolink streams an enumerable with slowest first'(Config) -> slowest_first(Config, async_stream_nolink).
'async_stream_nolink streams an enumerable with exits'(Config) -> with_exits(Config, async_stream_nolink).
'async_stream_nolink shuts down unused tasks'(Config) -> unused(Config, async_stream_nolink).
'async_stream_nolink shuts down unused tasks without leaking messages'(Config) -> unused(Config, async_stream_nolink).
'async_stream_nolink raises an error if :max_children is reached with clean stream shutdown'(Config) ->
    stream_too_many(Config, async_stream_nolink).
