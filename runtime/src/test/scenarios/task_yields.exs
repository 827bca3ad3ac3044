# SPDX-License-Identifier: Apache-2.0
# Needs Elixir 1.18
import Scenario

told = fn ->
  receive do
    {:go, value} -> value
  end
end

outcomes = fn yielded -> Enum.map(yielded, &elem(&1, 1)) end

scenario "yield many ends as soon as the limit is reached" do
  one = Task.async(fn -> 1 end)
  slow = Task.async(told)
  two = Task.async(fn -> 2 end)
  await_end(one.pid)
  await_end(two.pid)
  trace(outcomes.(Task.yield_many([one, slow, two], limit: 2, timeout: :infinity)))
  trace(Process.alive?(slow.pid))
  send(slow.pid, {:go, 3})
  trace(Task.await(slow))
end

scenario "yield many takes no more than the limit" do
  one = Task.async(told)
  two = Task.async(told)
  send(two.pid, {:go, 2})
  await_end(two.pid)
  send(one.pid, {:go, 1})
  await_end(one.pid)
  trace(outcomes.(Task.yield_many([one, two], limit: 1)))
  trace(outcomes.(Task.yield_many([one, two], timeout: 0)))
end

scenario "yield many kills those that are late" do
  Process.flag(:trap_exit, true)
  one = Task.async(fn -> 1 end)
  slow = Task.async(told)
  await_end(one.pid)
  trace(outcomes.(Task.yield_many([one, slow], timeout: 10, on_timeout: :kill_task)))
  trace(Process.alive?(slow.pid))
  trace(Process.info(self(), :messages))
end

scenario "yield many ignores those that are late" do
  slow = Task.async(told)
  trace(outcomes.(Task.yield_many([slow], timeout: 10, on_timeout: :ignore)))
  trace(Process.info(self(), :links))
  send(slow.pid, {:go, 1})
  await_end(slow.pid)
  trace(Process.info(self(), :messages))
end

scenario "yield many kills nobody when the limit is reached in time" do
  one = Task.async(fn -> 1 end)
  slow = Task.async(told)
  trace(outcomes.(Task.yield_many([one, slow], limit: 1, timeout: :infinity, on_timeout: :kill_task)))
  trace(Process.alive?(slow.pid))
  send(slow.pid, {:go, 2})
  trace(Task.await(slow))
end

scenario "yield many below its limit deals with the late" do
  one = Task.async(fn -> 1 end)
  slow = Task.async(told)
  slower = Task.async(told)
  await_end(one.pid)
  trace(outcomes.(Task.yield_many([one, slow, slower], limit: 2, timeout: 10, on_timeout: :kill_task)))
  trace({Process.alive?(slow.pid), Process.alive?(slower.pid)})
end

scenario "yield many with a crash counts it to the limit" do
  Process.flag(:trap_exit, true)
  bad = Task.async(fn -> exit(:boom) end)
  slow = Task.async(told)
  trace(outcomes.(Task.yield_many([bad, slow], limit: 1, timeout: :infinity)))
  send(slow.pid, {:go, 1})
  trace(Task.await(slow))
end

scenario "yield many with a limit above the number of tasks" do
  one = Task.async(fn -> 1 end)
  trace(outcomes.(Task.yield_many([one], limit: 10)))
end

scenario "a child is started in two messages" do
  me = self()
  fake = spawn(fn ->
    receive do
      {:"$gen_call", from, {:start_task, args, restart, shutdown}} ->
        send(me, {:asked, args, restart, shutdown})
        GenServer.reply(from, {:ok, self()})
    end

    receive do
      {owner, ref, ref, callers, mfa} -> send(me, {:told, owner, callers, mfa})
    end
  end)

  label(fake, :tasks)
  {:ok, ^fake} = Task.Supervisor.start_child(fake, Work, :told, [1])
  trace(next())
  trace(next())
end

scenario "a child that is to be started again is started in one message" do
  me = self()
  fake = spawn(fn ->
    receive do
      {:"$gen_call", from, {:start_task, args, restart, shutdown}} ->
        send(me, {:asked, args, restart, shutdown})
        GenServer.reply(from, {:ok, self()})
    end
  end)

  label(fake, :tasks)
  {:ok, ^fake} = Task.Supervisor.start_child(fake, Work, :told, [1], restart: :transient, shutdown: :brutal_kill)
  trace(next())
end

scenario "a child of a supervisor with a restart of its own is asked for anew" do
  me = self()
  fake = spawn(fn ->
    receive do
      {:"$gen_call", from, {:start_task, args, restart, shutdown}} ->
        send(me, {:asked, args, restart, shutdown})
        GenServer.reply(from, {:restart, :permanent})
    end

    receive do
      {:"$gen_call", from, {:start_task, args, restart, shutdown}} ->
        send(me, {:asked, args, restart, shutdown})
        GenServer.reply(from, {:ok, self()})
    end
  end)

  label(fake, :tasks)
  {:ok, ^fake} = Task.Supervisor.start_child(fake, Work, :told, [1])
  trace(next())
  trace(next())
end

scenario "what was complete from the start can be ignored and shut down" do
  trace(Task.ignore(Task.completed(3)))
  trace(Task.shutdown(Task.completed(1)))
  trace(Task.shutdown(Task.completed(2), :brutal_kill))
  trace(Process.info(self(), :messages))
end
