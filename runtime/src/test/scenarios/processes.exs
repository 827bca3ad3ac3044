# SPDX-License-Identifier: Apache-2.0
defmodule Helps do
  @moduledoc "What the scenarios of processes need besides."

  import Scenario

  @doc "Waits until `pid` is gone, without a trace in the mailbox."
  def await_gone(pid), do: await_end(pid)

  def wait_until_trapping(pid) do
    case Process.info(pid, :trap_exit) do
      {:trap_exit, true} -> :ok
      _ -> wait_until_trapping(pid)
    end
  end

  @doc "That no message waits, nor comes soon."
  def nothing do
    receive do
      message -> {:unexpected, message}
    after
      20 -> :nothing
    end
  end

  @doc "Whether `fun` is refused as a bad argument."
  def refused(fun) do
    fun.()
  rescue
    ArgumentError -> :refused
  end
end

import Scenario

scenario "a linked process dies with the one that fails" do
  Process.flag(:trap_exit, true)

  pid =
    spawn_link(fn ->
      spawn_link(fn -> exit(:boom) end)
      Process.sleep(:infinity)
    end)

  label(pid, :parent)
  trace(next())
end

scenario "an exit with normal ends nobody else" do
  Process.flag(:trap_exit, true)
  pid = spawn_link(fn -> next() |> trace() end)
  label(pid, :child)
  Process.exit(pid, :normal)
  send(pid, :still_there)
  trace(next())
end

scenario "an exit with kill of its own passes a link as killed" do
  Process.flag(:trap_exit, true)
  pid = spawn_link(fn -> Process.sleep(:infinity) end)
  label(pid, :child)
  Process.exit(pid, :kill)
  trace(next())
end

scenario "a body that exits with kill is not killed" do
  Process.flag(:trap_exit, true)
  pid = spawn_link(fn -> exit(:kill) end)
  label(pid, :child)
  trace(next())
end

scenario "an exit with kill through a link can be trapped" do
  parent = self()

  middle =
    spawn(fn ->
      Process.flag(:trap_exit, true)
      pid = spawn_link(fn -> exit(:kill) end)
      label(pid, :child)
      send(parent, {:got, next()})
    end)

  label(middle, :middle)
  trace(next())
end

scenario "an exit with a reason of its own ends who does not trap" do
  pid = spawn(fn -> Process.sleep(:infinity) end)
  label(pid, :child)
  ref = Process.monitor(pid)
  Process.exit(pid, {:because, 42})
  {:DOWN, ^ref, :process, ^pid, reason} = next()
  trace(reason)
end

scenario "an exit with a reason of its own is a message for who traps" do
  pid =
    spawn_link(fn ->
      Process.flag(:trap_exit, true)
      trace(:ready)
      trace(next())
    end)

  label(pid, :child)
  ref = Process.monitor(pid)
  Helps.wait_until_trapping(pid)
  Process.exit(pid, {:because, 42})
  {:DOWN, ^ref, _, _, reason} = next()
  trace(reason)
end

scenario "an exit with normal is a message for who traps" do
  pid = spawn(fn ->
    Process.flag(:trap_exit, true)
    trace(next())
  end)

  label(pid, :child)
  ref = Process.monitor(pid)
  Helps.wait_until_trapping(pid)
  Process.exit(pid, :normal)
  {:DOWN, ^ref, _, _, reason} = next()
  trace(reason)
end

scenario "kill ends who traps exits too" do
  pid = spawn(fn ->
    Process.flag(:trap_exit, true)
    trace(next())
  end)

  label(pid, :child)
  ref = Process.monitor(pid)
  Helps.wait_until_trapping(pid)
  Process.exit(pid, :kill)
  {:DOWN, ^ref, _, _, reason} = next()
  trace(reason)
end

scenario "an exit to oneself with normal ends the process" do
  {_, ref} = spawn_monitor(fn ->
    Process.exit(self(), :normal)
    trace(:not_reached)
  end)

  {:DOWN, ^ref, _, _, reason} = next()
  trace(reason)
end

scenario "an exit to oneself with a reason of its own ends the process" do
  Process.flag(:trap_exit, true)

  pid = spawn_link(fn ->
    Process.exit(self(), :own)
    trace(:not_reached)
  end)

  label(pid, :child)
  trace(next())
end

scenario "an exit to oneself is a message for who traps" do
  Process.flag(:trap_exit, true)
  Process.exit(self(), :normal)
  trace(next())
  Process.exit(self(), :own)
  trace(next())
end

scenario "an exit with kill to oneself ends the process though it traps" do
  Process.flag(:trap_exit, true)

  pid = spawn_link(fn ->
    Process.flag(:trap_exit, true)
    Process.exit(self(), :kill)
    trace(:not_reached)
  end)

  label(pid, :child)
  trace(next())
end

scenario "who stops to trap while linked dies with the other" do
  {_, ref} = spawn_monitor(fn ->
    Process.flag(:trap_exit, true)
    child = spawn_link(fn -> :go = next(); exit(:boom) end)
    trace(Process.flag(:trap_exit, false))
    send(child, :go)
    trace(next())
  end)

  {:DOWN, ^ref, _, _, reason} = next()
  trace(reason)
end

scenario "who begins to trap while linked hears of the end" do
  child = spawn_link(fn -> :go = next(); exit(:boom) end)
  label(child, :child)
  trace(Process.flag(:trap_exit, true))
  trace(Process.flag(:trap_exit, true))
  send(child, :go)
  trace(next())
end

scenario "an unlinked process dies alone" do
  Process.flag(:trap_exit, true)
  child = spawn_link(fn -> :go = next(); exit(:boom) end)
  ref = Process.monitor(child)
  Process.unlink(child)
  send(child, :go)
  {:DOWN, ^ref, _, _, reason} = next()
  trace(reason)
  trace(Helps.nothing())
end

scenario "an unlink leaves a message that has come" do
  Process.flag(:trap_exit, true)
  child = spawn_link(fn -> exit(:boom) end)
  label(child, :child)
  await_end(child)
  Process.unlink(child)
  trace(next())
end

scenario "an unlink of a stranger does nothing" do
  child = spawn(fn -> next() end)
  Process.unlink(child)
  Process.unlink(self())
  trace(Process.alive?(child))
end

scenario "a second link is the same link" do
  Process.flag(:trap_exit, true)
  child = spawn_link(fn -> :go = next(); exit(:boom) end)
  label(child, :child)
  Process.link(child)
  {:links, links} = Process.info(self(), :links)
  trace(links)
  Process.link(self())
  send(child, :go)
  trace(next())
  trace(Helps.nothing())
end

scenario "a link to nobody is an exit with noproc for who traps" do
  Process.flag(:trap_exit, true)
  pid = spawn(fn -> :ok end)
  label(pid, :dead)
  Helps.await_gone(pid)
  Process.link(pid)
  trace(next())
end

scenario "spawn link of what dies at once" do
  Process.flag(:trap_exit, true)
  pid = spawn_link(fn -> exit(:early) end)
  label(pid, :child)
  trace(next())
  pid2 = spawn_link(fn -> :ok end)
  label(pid2, :child2)
  trace(next())
end

scenario "spawn with a link and a monitor" do
  Process.flag(:trap_exit, true)
  {pid, ref} = Process.spawn(fn -> exit(:boom) end, [:link, :monitor])
  label(pid, :child)

  receive do
    {:EXIT, ^pid, reason} -> trace({:EXIT, pid, reason})
  end

  receive do
    {:DOWN, ^ref, _, _, _} = down -> trace(down)
  end
end

scenario "spawn with a link twice and nothing else" do
  Process.flag(:trap_exit, true)
  pid = Process.spawn(fn -> exit(:boom) end, [:link, :link])
  label(pid, :child)
  trace(next())
  trace(Process.info(self(), :monitors))
end

scenario "spawn with no options is related to nobody" do
  pid = Process.spawn(fn -> receive do: (:never -> :ok) end, [])
  trace(is_pid(pid))
  trace(Process.info(self(), :links))
  trace(Process.info(self(), :monitors))
end

scenario "spawn monitor of what dies at once" do
  {pid, ref} = spawn_monitor(fn -> exit(:early) end)
  label(pid, :child)
  {:DOWN, ^ref, kind, ^pid, reason} = next()
  trace({kind, reason})
  trace(Process.demonitor(ref, [:info]))
end

scenario "each monitor brings its own down" do
  pid = spawn(fn -> :go = next() end)
  label(pid, :child)
  ref1 = Process.monitor(pid)
  ref2 = Process.monitor(pid)
  trace({:refs, ref1, ref2, ref1 == ref2})
  send(pid, :go)
  trace(Enum.sort([next(), next()]))
end

scenario "a monitor of nobody brings noproc" do
  pid = spawn(fn -> :ok end)
  label(pid, :dead)
  Helps.await_gone(pid)
  trace({:ref, Process.monitor(pid)})
  trace(next())
end

scenario "a monitor of a name nobody has brings noproc" do
  trace({:ref, Process.monitor(:nobody_has_this)})
  trace(next())
end

scenario "a monitor of a name names it" do
  pid = spawn(fn -> :go = next() end)
  Process.register(pid, :some_name)
  trace({:ref, Process.monitor(:some_name)})
  Process.unregister(:some_name)
  send(pid, :go)
  trace(next())
end

scenario "a monitor taken back brings nothing" do
  pid = spawn(fn -> :go = next() end)
  ref = Process.monitor(pid)
  trace(Process.demonitor(ref, [:info]))
  trace(Process.demonitor(ref, [:info]))
  send(pid, :go)
  Helps.await_gone(pid)
  trace(Helps.nothing())
end

scenario "demonitor with flush removes the down" do
  pid = spawn(fn -> :ok end)
  ref = Process.monitor(pid)
  Helps.await_gone(pid)
  send(self(), :other)
  Process.demonitor(ref, [:flush])
  trace(next())
  trace(Helps.nothing())
end

scenario "a process that monitors itself hears nothing of its end" do
  pid = spawn(fn ->
    Process.monitor(self())
    {:monitors, monitors} = Process.info(self(), :monitors)
    trace(monitors)
  end)

  Helps.await_gone(pid)
end

scenario "links and monitors can be seen" do
  child = spawn_link(fn -> next() end)
  label(child, :child)
  Process.monitor(child)
  {:links, links} = Process.info(self(), :links)
  {:monitors, monitors} = Process.info(self(), :monitors)
  {:monitored_by, by} = Process.info(child, :monitored_by)
  trace({links, monitors, by})
end

scenario "an alias lasts until it is taken back" do
  ref = :erlang.alias()
  send(ref, :one)
  send(ref, :two)
  trace(next())
  trace(:erlang.unalias(ref))
  send(ref, :three)
  trace(:erlang.unalias(ref))
  send(self(), :last)
  trace([next(), next()])
end

scenario "an alias for a reply ends with it" do
  ref = :erlang.alias([:reply])
  send(ref, :one)
  send(ref, :two)
  trace(next())
  trace(Helps.nothing())
  trace(:erlang.unalias(ref))
end

scenario "an alias of a monitor with explicit unalias outlives it" do
  pid = spawn(fn -> :go = next() end)
  ref = :erlang.monitor(:process, pid, alias: :explicit_unalias)
  send(pid, :go)
  {:DOWN, ^ref, _, _, reason} = next()
  trace(reason)
  send(ref, :still)
  trace(next())
  trace(Process.demonitor(ref, [:info]))
  send(ref, :still)
  trace(next())
  trace(:erlang.unalias(ref))
  send(ref, :lost)
  trace(Helps.nothing())
end

scenario "an alias of a monitor with demonitor ends with its down" do
  pid = spawn(fn -> :go = next() end)
  ref = :erlang.monitor(:process, pid, alias: :demonitor)
  send(ref, :one)
  send(ref, :two)
  trace([next(), next()])
  send(pid, :go)
  {:DOWN, ^ref, _, _, reason} = next()
  trace(reason)
  send(ref, :lost)
  trace(Helps.nothing())
  trace(:erlang.unalias(ref))
end

scenario "an alias of a monitor with demonitor ends with it" do
  pid = spawn(fn -> next() end)
  ref = :erlang.monitor(:process, pid, alias: :demonitor)
  trace(Process.demonitor(ref, [:info]))
  send(ref, :lost)
  trace(Helps.nothing())
end

scenario "an alias of a monitor with reply demonitor ends with the first message" do
  pid = spawn(fn -> next() end)
  ref = :erlang.monitor(:process, pid, alias: :reply_demonitor)
  send(ref, :reply)
  send(ref, :lost)
  trace(next())
  trace(Helps.nothing())
  trace(Process.demonitor(ref, [:info]))
  {:monitors, monitors} = Process.info(self(), :monitors)
  trace(monitors)
end

scenario "an alias taken back leaves its monitor" do
  pid = spawn(fn -> :go = next() end)
  label(pid, :child)
  ref = :erlang.monitor(:process, pid, alias: :reply_demonitor)
  trace({:ref, ref})
  trace(:erlang.unalias(ref))
  send(ref, :lost)
  send(pid, :go)
  trace(next())
end

scenario "a name belongs to one process" do
  one = spawn(fn -> next() end)
  two = spawn(fn -> next() end)
  label(one, :one)
  Process.register(one, :a_name)
  trace(Helps.refused(fn -> Process.register(two, :a_name) end))
  trace(Helps.refused(fn -> Process.register(one, :other_name) end))
  trace(Process.whereis(:a_name))
  trace(Process.whereis(:other_name))
end

scenario "a name is free when its process is dead" do
  one = spawn(fn -> :go = next() end)
  two = spawn(fn -> next() end)
  label(two, :two)
  Process.register(one, :a_name)
  ref = Process.monitor(one)
  send(one, :go)
  {:DOWN, ^ref, _, _, _} = next()
  trace(Process.whereis(:a_name))
  trace(Helps.refused(fn -> Process.register(one, :a_name) end))
  Process.register(two, :a_name)
  trace(Process.whereis(:a_name))
end

scenario "a name given back can be given again" do
  one = spawn(fn -> next() end)
  label(one, :one)
  Process.register(one, :a_name)
  trace(Process.unregister(:a_name))
  trace(Helps.refused(fn -> Process.unregister(:a_name) end))
  Process.register(one, :other_name)
  trace(Process.whereis(:other_name))
  {:registered_name, name} = Process.info(one, :registered_name)
  trace(name)
end

scenario "a message to a name nobody has is refused" do
  trace(Helps.refused(fn -> send(:nobody_has_this, :hello) end))
end

scenario "a timer can be read and cancelled" do
  timer = Process.send_after(self(), :never, 100_000)
  trace(Process.read_timer(timer) in 90_000..100_000)
  trace(Process.cancel_timer(timer) in 90_000..100_000)
  trace(Process.cancel_timer(timer))
  trace(Process.read_timer(timer))
end

scenario "a timer that has fired has no time left" do
  timer = Process.send_after(self(), :now, 0)
  trace(next())
  trace(Process.read_timer(timer))
  trace(Process.cancel_timer(timer))
end

scenario "timers fire in the order of their times" do
  Process.send_after(self(), :third, 120)
  Process.send_after(self(), :first, 1)
  Process.send_after(self(), :second, 60)
  trace([next(), next(), next()])
end

scenario "a timer finds the process by its name when it fires" do
  parent = self()
  Process.send_after(:late_name, :hello, 50)
  pid = spawn(fn -> send(parent, {:late, next()}) end)
  Process.register(pid, :late_name)
  trace(next())
end

scenario "a timer to a dead process is lost" do
  pid = spawn(fn -> :ok end)
  Helps.await_gone(pid)
  Process.send_after(pid, :hello, 1)
  Process.send_after(self(), :after, 30)
  trace(next())
end

scenario "the group leader is inherited" do
  leader = spawn(fn -> next() end)
  other = spawn(fn -> next() end)
  label(leader, :leader)
  label(other, :other)
  parent = self()
  mine = Process.group_leader()
  child = spawn(fn ->
    Process.group_leader(self(), leader)
    grandchild = spawn(fn -> send(parent, {:leader, Process.group_leader()}) end)
    Helps.await_gone(grandchild)
    :go = next()
    send(parent, {:leader, Process.group_leader()})
  end)

  trace(next())
  Process.group_leader(child, other)
  {:group_leader, seen} = Process.info(child, :group_leader)
  trace(seen)
  send(child, :go)
  trace(next())
  Enum.each([leader, other], &send(&1, :stop))
  trace(Process.group_leader() == mine)
end

scenario "what proc lib starts knows its ancestors" do
  Process.register(self(), :the_main)
  parent = self()

  {:ok, outer} =
    Agent.start_link(fn ->
      {:ok, inner} = Agent.start_link(fn -> send(parent, {:ancestors, Process.get(:"$ancestors")}) end)
      label(inner, :inner)
      trace(hd(Process.get(:"$ancestors")))
    end)

  label(outer, :outer)
  # the inner one has sent this before the outer one was there
  {:ancestors, [from, main | _]} = next()
  trace({from, main})
end

scenario "a task knows who called it" do
  parent = self()
  task = Task.async(fn ->
    trace(Process.get(:"$callers"))
    inner = Task.async(fn -> trace(Process.get(:"$callers") |> length()) end)
    Task.await(inner)
    trace(hd(Process.get(:"$ancestors")) == parent)
  end)

  Task.await(task)
end

scenario "a plain process has neither ancestors nor callers" do
  task = Task.async(fn ->
    parent = self()
    spawn(fn -> send(parent, {:got, Process.get(:"$ancestors"), Process.get(:"$callers")}) end)
    next()
  end)

  trace(Task.await(task))
end

scenario "a receive takes what it looks for and leaves the rest in order" do
  Enum.each([1, :a, 2, :b, 3], &send(self(), &1))
  trace(receive do x when is_atom(x) -> x end)
  trace(receive do x when is_atom(x) -> x end)
  trace([next(), next(), next()])
end

scenario "a receive within a receive does not see what the outer one has" do
  Enum.each([:outer, :inner, :rest], &send(self(), &1))

  receive do
    :outer ->
      trace(next())
      trace(Process.info(self(), :message_queue_len))
  end

  trace(next())
end

scenario "a receive without time finds what is there" do
  send(self(), :there)
  trace(receive do :there -> :found after 0 -> :nothing end)
  trace(receive do :there -> :found after 0 -> :nothing end)
end

scenario "messages from one process come in its order" do
  parent = self()
  pid = spawn(fn -> for n <- 1..5, do: send(parent, {:from, n}) end)
  Helps.await_gone(pid)
  trace(for _ <- 1..5, do: elem(next(), 1))
end

scenario "an exit comes after the messages sent before it" do
  Process.flag(:trap_exit, true)
  parent = self()
  pid = spawn_link(fn -> send(parent, :before); exit(:after) end)
  label(pid, :child)
  trace([next(), next()])
end

scenario "a mailbox can be seen" do
  pid = spawn(fn -> receive do :stop -> :ok end end)
  send(pid, :one)
  send(pid, {:two, 2})
  trace(Process.info(pid, [:messages, :message_queue_len]))
end
