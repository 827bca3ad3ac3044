# SPDX-License-Identifier: Apache-2.0
import Scenario

# How a call ended that may exit.
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

deaf = fn ->
  Process.flag(:trap_exit, true)
  receive do
    :trapping? -> :ok
  end
  receive do
    :never -> :ok
  end
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

scenario "await gives the value of a task" do
  task = Task.async(fn -> 40 + 2 end)
  trace(Task.await(task))
  await_end(task.pid)
  trace(Process.info(self(), :messages))
end

scenario "a task that crashes takes its owner with it" do
  {pid, _} =
    spawn_monitor(fn ->
      Task.async(fn -> exit(:boom) end)
      next()
    end)

  label(pid, :owner)

  {:DOWN, _, _, _, reason} = next()
  trace(reason)
end

scenario "an owner that traps exits survives its task" do
  Process.flag(:trap_exit, true)
  task = Task.async(fn -> exit(:boom) end)
  label(task.pid, :task)
  trace(ended.(fn -> Task.await(task) end))
  trace(next())
end

scenario "a task dies with its owner" do
  me = self()

  spawn_monitor(fn ->
      task = Task.async(told)
      send(me, {:task, task.pid})
      exit(:bye)
    end)

  {:task, pid} = next()
  trace(await_end(pid) in [:bye, :noproc])

  {:DOWN, _, _, _, reason} = next()
  trace(reason)
end

scenario "await gives up after its timeout and the late result is dropped" do
  task = Task.async(told)
  label(task.pid, :task)
  trace(ended.(fn -> Task.await(task, 10) end))
  send(task.pid, {:go, 1})
  trace(await_end(task.pid) in [:normal, :noproc])
  trace(Process.info(self(), :messages))
end

scenario "a stranger may not await a task" do
  task = Task.async(fn -> 1 end)

  {pid, _} = spawn_monitor(fn ->
      try do
        Task.await(task)
      rescue
        e -> exit({:refused, e.__struct__})
      end
    end)

  receive do
    {:DOWN, _, _, ^pid, reason} -> trace(elem(reason, 0))
  end

  trace(Task.await(task))
end

scenario "a second await fails as one that took too long" do
  task = Task.async(fn -> 1 end)
  label(task.pid, :task)
  trace(Task.await(task))
  trace(ended.(fn -> Task.await(task, 10) end))
end

scenario "yield gives nothing until the task is ready" do
  task = Task.async(told)
  trace(Task.yield(task, 0))
  trace(Task.yield(task, 5))
  send(task.pid, {:go, :there})
  trace(Task.yield(task, 10_000))
  trace(Task.yield(task, 0))
end

scenario "yield then await" do
  task = Task.async(told)
  trace(Task.yield(task, 0))
  send(task.pid, {:go, :there})
  trace(Task.await(task))
end

scenario "yield tells how a task crashed to one that traps exits" do
  Process.flag(:trap_exit, true)
  task = Task.async(fn -> exit(:boom) end)
  trace(Task.yield(task))
end

scenario "shutdown of a running task" do
  task = Task.async(told)
  trace(Task.shutdown(task))
  trace(Process.alive?(task.pid))
  trace(Process.info(self(), :messages))
end

scenario "shutdown of a finished task gives its value" do
  task = Task.async(fn -> :done end)
  await_end(task.pid)
  trace(Task.shutdown(task))
  trace(Process.info(self(), :messages))
end

scenario "shutdown of a crashed task gives its reason" do
  Process.flag(:trap_exit, true)
  task = Task.async(fn -> exit(:boom) end)
  label(task.pid, :task)
  await_end(task.pid)
  trace(Task.shutdown(task))
  trace(next())
end

scenario "shutdown of a task that had ended with shutdown" do
  Process.flag(:trap_exit, true)
  task = Task.async(fn -> exit(:shutdown) end)
  await_end(task.pid)
  trace(Task.shutdown(task))
end

scenario "brutal kill of a task that had been killed" do
  Process.flag(:trap_exit, true)
  task = Task.async(told)
  Process.exit(task.pid, :kill)
  await_end(task.pid)
  trace(Task.shutdown(task, :brutal_kill))
end

scenario "shutdown of a task that traps exits kills it after the timeout" do
  Process.flag(:trap_exit, true)
  task = Task.async(deaf)
  send(task.pid, :trapping?)
  {:message_queue_len, _} = Process.info(task.pid, :message_queue_len)
  Process.sleep(20)
  trace(Task.shutdown(task, 10))
end

scenario "brutal kill of a running task" do
  task = Task.async(deaf)
  trace(Task.shutdown(task, :brutal_kill))
  trace(Process.info(self(), :messages))
end

scenario "shutdown after await finds no process" do
  task = Task.async(fn -> 1 end)
  trace(Task.await(task))
  await_end(task.pid)
  trace(Task.shutdown(task))
end

scenario "await many gives all values in order" do
  tasks = for n <- 1..3, do: Task.async(fn -> n * 10 end)
  trace(Task.await_many(tasks))
  trace(Task.await_many([]))
end

scenario "await many fails with the first crash" do
  Process.flag(:trap_exit, true)
  slow = Task.async(told)
  bad = Task.async(fn -> exit(:boom) end)
  label(slow.pid, :slow)
  label(bad.pid, :bad)
  trace(ended.(fn -> Task.await_many([slow, bad]) end))
  Task.shutdown(slow)
end

scenario "await many gives up after its timeout" do
  one = Task.async(fn -> 1 end)
  slow = Task.async(told)
  label(one.pid, :one)
  label(slow.pid, :slow)
  await_end(one.pid)
  trace(ended.(fn -> Task.await_many([one, slow], 10) end))
end

scenario "yield many tells of each how it ended" do
  Process.flag(:trap_exit, true)
  done = Task.async(fn -> :done end)
  bad = Task.async(fn -> exit(:boom) end)
  slow = Task.async(told)
  await_end(done.pid)
  await_end(bad.pid)
  trace(Enum.map(Task.yield_many([done, bad, slow], 10), &elem(&1, 1)))
  send(slow.pid, {:go, :late})
  trace(Enum.map(Task.yield_many([slow], 10_000), &elem(&1, 1)))
end

scenario "ignore of a finished task gives its value" do
  task = Task.async(fn -> 1 end)
  await_end(task.pid)
  trace(Task.ignore(task))
  trace(Process.info(self(), :messages))
end

scenario "ignore of a running task lets it go" do
  task = Task.async(told)
  trace(Task.ignore(task))
  send(task.pid, {:go, 1})
  await_end(task.pid)
  trace(Process.info(self(), :links))
  trace(Process.info(self(), :messages))
end

scenario "a completed task is awaited at once" do
  trace(Task.await(Task.completed(:value)))
  trace(Task.yield(Task.completed(:value)))
  trace(Task.await_many([Task.completed(1), Task.async(fn -> 2 end)]))
end

scenario "the result comes as a message to who does not await" do
  task = Task.async(told)
  label(task.pid, :task)
  send(task.pid, {:go, :hello})
  trace(next())
  trace(next())
end

scenario "a task of a supervisor is temporary" do
  me = self()
  fun = fn -> send(me, {:ran, self()}) end
  {:ok, sup} = Supervisor.start_link([{Task, fun}], strategy: :one_for_one)
  {:ran, pid} = next()
  await_end(pid)
  trace(Supervisor.count_children(sup))
  trace(Map.delete(Task.child_spec(fun), :start))
end

scenario "a task that was started with a link ends with its parent" do
  Process.flag(:trap_exit, true)
  {:ok, pid} = Task.start_link(fn -> exit(:boom) end)
  label(pid, :task)
  trace(next())
  {:ok, free} = Task.start(fn -> exit(:boom) end)
  await_end(free)
  trace(Process.info(self(), :messages))
end

scenario "a task that is killed fails its await" do
  Process.flag(:trap_exit, true)
  task = Task.async(told)
  label(task.pid, :task)
  Process.exit(task.pid, :kill)
  trace(ended.(fn -> Task.await(task) end))
  trace(next())
end

scenario "a task that exits with normal has no value" do
  task = Task.async(fn -> exit(:normal) end)
  label(task.pid, :task)
  trace(ended.(fn -> Task.await(task) end))
  trace(Process.info(self(), :messages))
end

scenario "yield of a task that exits with normal" do
  task = Task.async(fn -> exit(:normal) end)
  trace(Task.yield(task))
end

scenario "brutal kill leaves no exit to an owner that traps exits" do
  Process.flag(:trap_exit, true)
  task = Task.async(told)
  trace(Task.shutdown(task, :brutal_kill))
  trace(Process.info(self(), :messages))
  trace(Process.info(self(), :links))
end

scenario "brutal kill of a finished task gives its value" do
  task = Task.async(fn -> :done end)
  await_end(task.pid)
  trace(Task.shutdown(task, :brutal_kill))
  trace(Process.info(self(), :messages))
end

scenario "shutdown without end waits for who takes its time" do
  me = self()

  task =
    Task.async(fn ->
      Process.flag(:trap_exit, true)
      send(me, :trapping)

      receive do
        {:EXIT, _, :shutdown} -> exit(:cleaned)
      end
    end)

  :trapping = next()
  trace(Task.shutdown(task, :infinity))
end

scenario "ignore of a task that crashed gives its reason" do
  Process.flag(:trap_exit, true)
  task = Task.async(fn -> exit(:boom) end)
  label(task.pid, :task)
  await_end(task.pid)
  trace(next())
  trace(Task.ignore(task))
  trace(Process.info(self(), :messages))
end

scenario "a task that is ignored may crash and nobody hears" do
  task = Task.async(fn -> exit(told.()) end)
  trace(Task.ignore(task))
  send(task.pid, {:go, :boom})
  trace(await_end(task.pid) in [:boom, :noproc])
  trace(Process.info(self(), :messages))
end

scenario "yield many of tasks that are complete and one that is not" do
  slow = Task.async(told)
  trace(Enum.map(Task.yield_many([Task.completed(1), slow, Task.completed(3)], 10), &elem(&1, 1)))
  send(slow.pid, {:go, 2})
  trace(Enum.map(Task.yield_many([slow], 10_000), &elem(&1, 1)))
  trace(Enum.map(Task.yield_many([], 0), &elem(&1, 1)))
end

scenario "await many fails of a task that was killed and leaves the others alone" do
  Process.flag(:trap_exit, true)
  slow = Task.async(told)
  bad = Task.async(told)
  label(slow.pid, :slow)
  label(bad.pid, :bad)
  Process.exit(bad.pid, :kill)
  trace(ended.(fn -> Task.await_many([slow, bad]) end))
  trace(Process.alive?(slow.pid))
  trace(next())
  Process.unlink(slow.pid)
end

scenario "tasks start tasks" do
  outer = Task.async(fn -> Enum.map(1..3, fn n -> Task.async(fn -> n * n end) end) |> Task.await_many() end)
  trace(Task.await(outer))
end

scenario "an inner task ends with the outer one" do
  me = self()

  outer =
    Task.async(fn ->
      inner = Task.async(told)
      send(me, {:inner, inner.pid})
      Task.await(inner, :infinity)
    end)

  {:inner, inner} = next()
  trace(ends_of.([inner], fn -> Task.shutdown(outer) end))
end
