# SPDX-License-Identifier: Apache-2.0
import Scenario

ended = fn fun ->
  try do
    {:value, fun.()}
  catch
    :exit, reason -> {:exit, reason}
  end
end

told = fn ->
  receive do
    {:go, value} -> value
  end
end

start = fn options ->
  {:ok, sup} = Task.Supervisor.start_link(options)
  label(sup, :tasks)
  sup
end

scenario "async gives the value of a task" do
  sup = start.([])
  trace(Task.await(Task.Supervisor.async(sup, fn -> 42 end)))
end

scenario "a linked task that crashes takes its owner with it" do
  sup = start.([])

  spawn_monitor(fn ->
    Task.Supervisor.async(sup, fn -> exit(:boom) end)
    next()
  end)

  {:DOWN, _, _, _, reason} = next()
  trace(reason)
  trace(Process.alive?(sup))
end

scenario "a task without a link fails for itself" do
  sup = start.([])
  task = Task.Supervisor.async_nolink(sup, fn -> exit(:boom) end)
  trace(Task.yield(task))
end

scenario "await of a task without a link that crashes" do
  sup = start.([])
  task = Task.Supervisor.async_nolink(sup, fn -> exit(:boom) end)
  {:exit, {reason, {module, function, _}}} = ended.(fn -> Task.await(task) end)
  trace({reason, module, function})
end

scenario "children are listed and counted" do
  sup = start.([])
  trace(Task.Supervisor.children(sup))
  {:ok, one} = Task.Supervisor.start_child(sup, told)
  {:ok, two} = Task.Supervisor.start_child(sup, told)
  trace(Enum.sort(Task.Supervisor.children(sup)) == Enum.sort([one, two]))
  trace(DynamicSupervisor.count_children(sup))
end

scenario "which children of a task supervisor" do
  sup = start.([])
  {:ok, one} = Task.Supervisor.start_child(sup, told)
  label(one, :one)
  trace(DynamicSupervisor.which_children(sup))
end

scenario "a child that has ended is listed no more" do
  sup = start.([])
  {:ok, one} = Task.Supervisor.start_child(sup, told)
  send(one, {:go, :on})
  await_end(one)
  trace(Task.Supervisor.children(sup))
end

scenario "terminate child ends a task" do
  sup = start.([])
  {:ok, one} = Task.Supervisor.start_child(sup, told)
  ref = Process.monitor(one)
  label(one, :one)
  trace(Task.Supervisor.terminate_child(sup, one))
  {:DOWN, ^ref, _, _, reason} = next()
  trace(reason)
  trace(Task.Supervisor.terminate_child(sup, one))
end

scenario "terminate child of an awaited task" do
  sup = start.([])
  task = Task.Supervisor.async_nolink(sup, told)
  trace(Task.Supervisor.terminate_child(sup, task.pid))
  trace(Task.yield(task))
end

scenario "a child with brutal kill is killed" do
  sup = start.([])
  {:ok, one} = Task.Supervisor.start_child(sup, told, shutdown: :brutal_kill)
  ref = Process.monitor(one)
  trace(Task.Supervisor.terminate_child(sup, one))
  {:DOWN, ^ref, _, _, reason} = next()
  trace(reason)
end

scenario "more tasks than allowed are refused" do
  sup = start.(max_children: 1)
  {:ok, one} = Task.Supervisor.start_child(sup, told)
  trace(Task.Supervisor.start_child(sup, told))
  send(one, {:go, :on})
  await_end(one)
  Task.Supervisor.children(sup)
  trace(Task.await(Task.Supervisor.async(sup, fn -> :room end)))
end

scenario "a transient child is started again when it crashes" do
  sup = start.([])
  me = self()

  fun = fn ->
    send(me, {:runs, self()})
    exit(told.())
  end

  {:ok, one} = Task.Supervisor.start_child(sup, fun, restart: :transient)
  {:runs, ^one} = next()
  send(one, {:go, :boom})
  {:runs, two} = next()
  trace(one == two)
  trace(Task.Supervisor.children(sup) == [two])
  send(two, {:go, :normal})
  await_end(two)
  trace(Task.Supervisor.children(sup))
end

scenario "a permanent child is started again always" do
  sup = start.([])
  me = self()

  fun = fn ->
    send(me, {:runs, self()})
    told.()
  end

  {:ok, _} = Task.Supervisor.start_child(sup, fun, restart: :permanent)
  {:runs, one} = next()
  send(one, {:go, :on})
  {:runs, two} = next()
  trace(one == two)
  trace(length(Task.Supervisor.children(sup)))
end

scenario "a temporary child is not started again" do
  sup = start.([])
  {:ok, one} = Task.Supervisor.start_child(sup, fn -> exit(told.()) end)
  send(one, {:go, :boom})
  await_end(one)
  trace(Task.Supervisor.children(sup))
end

scenario "a supervisor gives up after too many restarts" do
  Process.flag(:trap_exit, true)
  sup = start.(max_restarts: 1, max_seconds: 60)
  {:ok, _} = Task.Supervisor.start_child(sup, fn -> exit(:boom) end, restart: :permanent)
  trace(next())
end

scenario "a supervisor that stops ends its tasks" do
  Process.flag(:trap_exit, true)
  sup = start.([])
  task = Task.Supervisor.async_nolink(sup, told)
  trace(Supervisor.stop(sup))
  trace(Task.yield(task))
  trace(next())
end

scenario "a killed supervisor takes its tasks with it" do
  Process.flag(:trap_exit, true)
  sup = start.([])
  task = Task.Supervisor.async_nolink(sup, told)
  Process.exit(sup, :kill)
  trace(Task.yield(task))
  trace(next())
end

scenario "a linked task ends with its owner" do
  sup = start.([])
  me = self()

  spawn_monitor(fn ->
    task = Task.Supervisor.async(sup, told)
    send(me, {:task, task.pid})
    receive do
      :end -> exit(:bye)
    end
  end)

  {:task, pid} = next()
  ref = Process.monitor(pid)
  {:links, [owner]} = {:links, Enum.reject(elem(Process.info(pid, :links), 1), &(&1 == sup))}
  send(owner, :end)

  receive do
    {:DOWN, ^ref, _, _, reason} -> trace(reason)
  end
end

scenario "a child does not end with who asked for it" do
  sup = start.([])
  me = self()

  spawn_monitor(fn ->
    {:ok, pid} = Task.Supervisor.start_child(sup, told)
    send(me, {:task, pid})
  end)

  {:task, pid} = next()
  {:DOWN, _, _, _, reason} = next()
  trace(reason)
  trace(Process.alive?(pid))
end

scenario "a task of a supervisor that is not there" do
  {:exit, {reason, {module, function, _}}} = ended.(fn -> Task.Supervisor.async(:nobody, fn -> 1 end) end)
  trace({reason, module, function})
end

scenario "a stream under a supervisor" do
  sup = start.([])
  trace(Enum.to_list(Task.Supervisor.async_stream(sup, 1..3, fn n -> n * 2 end)))
  trace(Task.Supervisor.children(sup))
  trace(Process.info(self(), :messages))
end

scenario "a stream without links has failures among its elements" do
  sup = start.([])

  fun = fn
    2 -> exit(:boom)
    n -> n
  end

  trace(Enum.to_list(Task.Supervisor.async_stream_nolink(sup, 1..3, fun)))
  trace(Enum.to_list(Task.Supervisor.async_stream_nolink(sup, [2], fun, zip_input_on_exit: true)))
end

scenario "a linked stream under a supervisor ends its owner" do
  sup = start.([])

  spawn_monitor(fn ->
    Enum.to_list(Task.Supervisor.async_stream(sup, [1], fn _ -> exit(:boom) end))
  end)

  {:DOWN, _, _, _, reason} = next()
  trace(reason)
end

scenario "a stream that is left ends the tasks of the supervisor" do
  sup = start.([])

  fun = fn
    1 -> 1
    _ -> told.()
  end

  trace(Enum.take(Task.Supervisor.async_stream_nolink(sup, [1, 2], fun, max_concurrency: 2), 1))
  trace(Task.Supervisor.children(sup))
  trace(Process.info(self(), :messages))
end

scenario "a stream in a supervisor without room" do
  sup = start.(max_children: 1)

  try do
    Enum.to_list(Task.Supervisor.async_stream_nolink(sup, [1, 2], fn _ -> told.() end, max_concurrency: 2))
  rescue
    RuntimeError -> trace(:max_children)
  end

  trace(Task.Supervisor.children(sup))
end

# Three tasks of `sup` in a stream of another process, and that process, when all run.
streaming = fn sup, stream ->
  me = self()
  fun = fn n -> send(me, {:task, n, self()}); told.() end
  owner = spawn(fn -> Enum.to_list(stream.(sup, 1..3, fun, max_concurrency: 3)) end)

  tasks =
    for n <- 1..3 do
      receive do
        {:task, ^n, pid} -> pid
      end
    end

  {owner, tasks}
end

ends_of = fn tasks, cause ->
  refs = Enum.map(tasks, &Process.monitor/1)
  cause.()

  for ref <- refs do
    receive do
      {:DOWN, ^ref, _, _, reason} -> reason
    end
  end
end

scenario "the tasks of a linked stream go when who enumerates it is killed" do
  sup = start.([])
  {owner, tasks} = streaming.(sup, &Task.Supervisor.async_stream/4)
  trace(ends_of.(tasks, fn -> Process.exit(owner, :kill) end))
  trace(Task.Supervisor.children(sup))
end

scenario "the tasks of a stream without links run on when who enumerates it is killed" do
  sup = start.([])
  {owner, [one | rest] = tasks} = streaming.(sup, &Task.Supervisor.async_stream_nolink/4)
  ends_of.([owner], fn -> Process.exit(owner, :kill) end)
  trace(Enum.map(tasks, &Process.alive?/1))
  trace(ends_of.([one], fn -> send(one, {:go, :on}) end))
  trace(Enum.map(rest, &Process.alive?/1))
  trace(length(Task.Supervisor.children(sup)))
end

scenario "a task of a stream that its supervisor ends is one of its elements" do
  sup = start.([])
  me = self()

  fun = fn
    1 -> send(me, {:first, self()}); told.()
    n -> n
  end

  spawn(fn -> send(me, {:results, Enum.to_list(Task.Supervisor.async_stream_nolink(sup, [1, 2], fun))}) end)
  {:first, first} = next()
  trace(Task.Supervisor.terminate_child(sup, first))
  trace(next())
end

scenario "a stream whose supervisor is killed has failures among its elements" do
  {:ok, sup} = Task.Supervisor.start_link()
  Process.unlink(sup)
  me = self()
  fun = fn n -> send(me, {:task, n, self()}); told.() end

  spawn(fn ->
    send(me, {:results, Enum.to_list(Task.Supervisor.async_stream_nolink(sup, [1, 2], fun, max_concurrency: 2))})
  end)

  for n <- 1..2 do
    receive do
      {:task, ^n, _} -> :ok
    end
  end

  Process.exit(sup, :kill)
  trace(next())
end

scenario "an unordered stream without links zips what was killed" do
  sup = start.([])

  fun = fn
    1 -> told.()
    3 -> exit(:boom)
    n -> n
  end

  options = [ordered: false, zip_input_on_exit: true, max_concurrency: 4, timeout: 200, on_timeout: :kill_task]
  trace(Enum.sort(Task.Supervisor.async_stream_nolink(sup, 1..4, fun, options)))
  trace(Task.Supervisor.children(sup))
  trace(Process.info(self(), :messages))
end

scenario "a stream without links that fails by a timeout" do
  sup = start.([])

  {:exit, {reason, {module, function, _}}} =
    ended.(fn -> Enum.to_list(Task.Supervisor.async_stream_nolink(sup, [1], fn _ -> told.() end, timeout: 20)) end)

  trace({reason, module, function})
  trace(Task.Supervisor.children(sup))
end

scenario "a transient child that ends with shutdown is not started again" do
  sup = start.([])
  {:ok, one} = Task.Supervisor.start_child(sup, fn -> exit(told.()) end, restart: :transient)
  trace(ends_of.([one], fn -> send(one, {:go, {:shutdown, :enough}}) end))
  trace(Task.Supervisor.children(sup))
end

scenario "a permanent child that is terminated is not started again" do
  sup = start.([])
  {:ok, one} = Task.Supervisor.start_child(sup, told, restart: :permanent)
  trace(Task.Supervisor.terminate_child(sup, one))
  trace(Task.Supervisor.children(sup))
end

scenario "a permanent child that is killed is started again" do
  sup = start.([])
  me = self()
  {:ok, one} = Task.Supervisor.start_child(sup, fn -> send(me, {:runs, self()}); told.() end, restart: :permanent)
  {:runs, ^one} = next()
  trace(ends_of.([one], fn -> Process.exit(one, :kill) end))
  {:runs, two} = next()
  trace(Task.Supervisor.children(sup) == [two])
  trace(DynamicSupervisor.count_children(sup))
end

scenario "a child that is started again keeps who called it" do
  sup = start.([])
  me = self()
  fun = fn -> send(me, {:callers, self(), Process.get(:"$callers")}); exit(told.()) end
  {:ok, one} = Task.Supervisor.start_child(sup, fun, restart: :transient)
  {:callers, ^one, callers} = next()
  trace(callers)
  send(one, {:go, :boom})
  {:callers, _, callers} = next()
  trace(callers)
end

scenario "all children end with a supervisor that gives up" do
  Process.flag(:trap_exit, true)
  sup = start.(max_restarts: 0)
  {:ok, other} = Task.Supervisor.start_child(sup, told)
  {:ok, bad} = Task.Supervisor.start_child(sup, fn -> exit(told.()) end, restart: :permanent)
  trace(ends_of.([other], fn -> send(bad, {:go, :boom}) end))
  trace(next())
end

scenario "a task starts tasks under its own supervisor" do
  sup = start.([])

  outer =
    Task.Supervisor.async(sup, fn ->
      Task.Supervisor.async(sup, fn -> :inner end) |> Task.await()
    end)

  trace(Task.await(outer))
end

scenario "a task that takes its time when its supervisor stops" do
  sup = start.([])
  me = self()

  {:ok, one} =
    Task.Supervisor.start_child(sup, fn ->
      Process.flag(:trap_exit, true)
      send(me, :trapping)

      receive do
        {:EXIT, _, reason} -> exit({:cleaned, reason})
      end
    end)

  :trapping = next()
  trace(ends_of.([one], fn -> Supervisor.stop(sup) end))
end

scenario "a task that does not end in time is killed" do
  sup = start.([])
  me = self()

  fun = fn ->
    Process.flag(:trap_exit, true)
    send(me, :trapping)

    receive do
      :never -> :ok
    end
  end

  {:ok, one} = Task.Supervisor.start_child(sup, fun, shutdown: 10)
  :trapping = next()
  trace(ends_of.([one], fn -> Task.Supervisor.terminate_child(sup, one) end))
end

scenario "ignore lets a supervised task go" do
  sup = start.([])
  task = Task.Supervisor.async(sup, told)
  trace(Task.ignore(task))
  trace(ends_of.([task.pid], fn -> send(task.pid, {:go, 1}) end))
  trace(Process.info(self(), :messages))
  trace(Process.info(self(), :links) == {:links, [sup]})
end
