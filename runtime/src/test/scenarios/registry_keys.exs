# SPDX-License-Identifier: Apache-2.0
# Needs Elixir 1.20
import Scenario

defmodule Caught do
  # What a function raises, or the reason it exits with.
  def by(fun) do
    fun.()
  rescue
    error -> error
  catch
    _, reason -> reason
  end
end

defmodule Other do
  # A process that does what it is asked, and says what came of it.
  def start(label) do
    pid = spawn(&loop/0)
    Scenario.label(pid, label)
    pid
  end

  def tell(pid, fun) do
    ref = make_ref()
    send(pid, {self(), ref, fun})
    ref
  end

  def ask(pid, fun) do
    ref = tell(pid, fun)

    receive do
      {^ref, answer} -> answer
    end
  end

  defp loop do
    receive do
      {from, ref, fun} ->
        send(from, {ref, fun.()})
        loop()
    end
  end
end

defmodule Rooms do
  def start(options) do
    {:ok, pid} = Registry.start_link([name: R] ++ options)
    Scenario.label(pid, :registry)

    # The first partition first; its pid is the owner of the keys.
    for {id, pid, _, _} <- Enum.sort(Supervisor.which_children(R)) do
      number = id |> Atom.to_string() |> String.at(-1)
      Scenario.label(pid, :"partition#{number}")
    end

    pid
  end

  # Waits until each partition has handled all ends.
  def sync(registry \\ R) do
    for {_, pid, _, _} <- Supervisor.which_children(registry), do: GenServer.call(pid, :sync)
    :ok
  end

  def stop_and_wait(pid) do
    Process.exit(pid, :kill)
    Scenario.await_end(pid)
    sync()
  end
end

topics = [keys: {:duplicate, :key}, partitions: 4]

scenario "all holders of a key are in one part" do
  Rooms.start(topics)
  others = for n <- 1..8, do: Other.start(:"other#{n}")
  for other <- others, do: Other.ask(other, fn -> Registry.register(R, "topic", 1) end)
  trace(length(Registry.lookup(R, "topic")))
  Registry.dispatch(R, "topic", fn entries -> trace({length(entries), self()}) end)
  Registry.dispatch(R, "topic", fn entries -> trace({length(entries), self()}) end, parallel: true)
  trace(Registry.dispatch(R, "nothing", fn _ -> trace(:never) end))
end

scenario "a process has its keys in all parts" do
  Rooms.start(topics)
  for n <- 1..40, do: Registry.register(R, n, n * 1000)
  trace(Enum.sort(Registry.keys(R, self())) == Enum.to_list(1..40))
  trace(Registry.values(R, 7, self()))
  trace(Registry.count(R))
  trace(length(elem(Process.info(self(), :links), 1)))
end

scenario "a process is linked to a part as long as it holds a key there" do
  Rooms.start(topics)
  other = Other.start(:other)
  for n <- 1..40, do: Other.ask(other, fn -> Registry.register(R, n, n) end)
  trace(length(elem(Process.info(other, :links), 1)))
  for n <- 1..39, do: Other.ask(other, fn -> Registry.unregister(R, n) end)
  trace(length(elem(Process.info(other, :links), 1)))
  Other.ask(other, fn -> Registry.unregister(R, 40) end)
  trace(Process.info(other, :links))
end

scenario "all entries go with their process from all parts" do
  Rooms.start(topics)
  other = Other.start(:other)
  for n <- 1..40, do: Other.ask(other, fn -> Registry.register(R, n, :theirs) end)
  Registry.register(R, 7, :mine)
  trace(Registry.count(R))
  Rooms.stop_and_wait(other)
  trace(Registry.count(R))
  trace(Registry.lookup(R, 7))
end

scenario "a key is held several times and unregistered at once" do
  Rooms.start(topics)
  for n <- 1..3, do: Registry.register(R, "a", n)
  Registry.register(R, "b", 4)
  trace(Registry.values(R, "a", self()))
  trace(Enum.sort(Registry.keys(R, self())))
  trace(Registry.unregister(R, "a"))
  trace(Registry.keys(R, self()))
  trace(Registry.lookup(R, "a"))
end

scenario "unregisters and counts what matches in one part" do
  Rooms.start(topics)
  for n <- 1..4, do: Registry.register(R, "a", n)
  trace(Registry.count_match(R, "a", :"$1", [{:>, :"$1", 2}]))
  trace(Registry.match(R, "a", :"$1", [{:>, :"$1", 3}]))
  trace(Registry.unregister_match(R, "a", :"$1", [{:>, :"$1", 2}]))
  trace(Registry.values(R, "a", self()))
  trace(Registry.count(R))
end

scenario "selects among the keys of all parts" do
  Rooms.start(topics)
  for n <- 1..10, do: Registry.register(R, n, n * 10)
  trace(Enum.sort(Registry.select(R, [{{:"$1", :_, :"$2"}, [{:>, :"$2", 30}], [:"$1"]}])))
  trace(Registry.count_select(R, [{{:_, :_, :"$1"}, [{:>, :"$1", 30}], [true]}]))
end

scenario "refuses to update values and to be a name" do
  Rooms.start(topics)
  Registry.register(R, "a", 1)
  trace(Caught.by(fn -> Registry.update_value(R, "a", fn n -> n + 1 end) end).__struct__)
  trace(Caught.by(fn -> GenServer.whereis({:via, Registry, {R, "a"}}) end).__struct__)
end

scenario "listeners hear of keys in all parts" do
  Process.register(self(), :listener)
  Rooms.start(topics ++ [listeners: [:listener]])
  other = Other.start(:other)
  Other.ask(other, fn -> Registry.register(R, "a", 1) end)
  trace(next())
  Other.ask(other, fn -> Registry.unregister(R, "a") end)
  trace(next())
end

scenario "a part that crashes takes its own with it and leaves the others" do
  Process.flag(:trap_exit, true)
  Rooms.start(keys: {:duplicate, :key}, partitions: 1)
  other = Other.start(:other)
  idle = Other.start(:idle)
  Other.ask(other, fn -> Registry.register(R, "a", 1) end)
  [{_, part, _, _}] = Supervisor.which_children(R)
  ref = Process.monitor(other)
  Process.exit(part, :kill)
  {:DOWN, ^ref, _, _, reason} = next()
  trace(reason)
  trace(Process.alive?(idle))
end

# ---- locks

rooms = [keys: :unique, partitions: 2]

scenario "a lock gives what its function gives" do
  Rooms.start(rooms)
  trace(Registry.lock(R, "a", fn -> {self(), 42} end))
  trace(Registry.count(R))
  trace(Process.info(self(), :messages))
  trace(Process.info(self(), :monitors))
end

# A process that has the lock until it is told.
holding = fn key, name ->
  me = self()
  other = Other.start(name)

  Other.tell(other, fn ->
    Registry.lock(R, key, fn ->
      send(me, {:locked, self()})

      receive do
        :go -> :done
        :raise -> raise "oops"
      end
    end)
  end)

  receive do
    {:locked, ^other} -> other
  end
end

# A process that waits for the lock: `waiting` others stand before it.
wanting = fn key, name, waiting ->
  me = self()
  other = Other.start(name)
  Other.tell(other, fn -> Registry.lock(R, key, fn -> send(me, {:got, self()}); :done end) end)

  wait = fn wait ->
    queued =
      for {_, pid, _, _} <- Supervisor.which_children(R),
          {_, locks, _} = :sys.get_state(pid),
          {_, queue} <- locks,
          do: :queue.len(queue)

    if Enum.sum(queued) == waiting + 1, do: other, else: wait.(wait)
  end

  wait.(wait)
end

scenario "who wants a lock waits until it is free" do
  Rooms.start(rooms)
  one = holding.("a", :one)
  wanting.("a", :two, 0)
  trace(Process.info(self(), :messages))
  send(one, :go)

  receive do
    {:got, pid} -> trace(pid)
  end

  trace(next() |> elem(1))
  trace(next() |> elem(1))
end

scenario "those who wait get a lock in their order" do
  Rooms.start(rooms)
  one = holding.("a", :one)
  wanting.("a", :two, 0)
  wanting.("a", :three, 1)
  send(one, :go)

  got = for _ <- 1..2 do
    receive do
      {:got, pid} -> pid
    end
  end

  trace(got)
end

scenario "locks of other keys are free" do
  Rooms.start(rooms)
  holding.("a", :one)
  trace(Registry.lock(R, "b", fn -> :free end))
  trace(Registry.lock(R, :a, fn -> :free end))
end

scenario "an entry of the same key is no lock" do
  Rooms.start(rooms)
  holding.("a", :one)
  {:ok, _} = Registry.register(R, "a", 1)
  trace(Registry.lookup(R, "a"))
end

scenario "a lock is free when its function raises" do
  Rooms.start(rooms)
  one = holding.("a", :one)
  ref = Process.monitor(one)
  send(one, :raise)
  {:DOWN, ^ref, _, _, {%RuntimeError{message: message}, _}} = next()
  trace(message)
  trace(Registry.lock(R, "a", fn -> :free end))
  trace(try do Registry.lock(R, "a", fn -> throw(:thrown) end) catch x -> x end)
  trace(Registry.lock(R, "a", fn -> :free end))
end

scenario "a lock is free when its holder is killed" do
  Rooms.start(rooms)
  one = holding.("a", :one)
  wanting.("a", :two, 0)
  Process.exit(one, :kill)
  trace(next())
  trace(Registry.lock(R, "a", fn -> :free end))
end

scenario "one that is killed while it waits is passed over" do
  Rooms.start(rooms)
  one = holding.("a", :one)
  two = wanting.("a", :two, 0)
  wanting.("a", :three, 1)
  Process.exit(two, :kill)
  await_end(two)
  send(one, :go)

  receive do
    {:got, pid} -> trace(pid)
  end

  trace(Registry.lock(R, "a", fn -> :free end))
end

scenario "locks within locks" do
  Rooms.start(rooms)
  trace(Registry.lock(R, "a", fn -> Registry.lock(R, "b", fn -> :both end) end))
end

scenario "a registry that is not there has no locks" do
  trace(Caught.by(fn -> Registry.lock(R, "a", fn -> :never end) end).__struct__)
end
