# SPDX-License-Identifier: Apache-2.0
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

  def ask(pid, fun) do
    ref = make_ref()
    send(pid, {self(), ref, fun})

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

scenario "registers a unique key and finds it" do
  Rooms.start(keys: :unique)
  trace(Registry.lookup(R, "hello"))
  trace(Registry.register(R, "hello", :value))
  trace(Registry.lookup(R, "hello"))
  trace(Registry.keys(R, self()))
  trace(Registry.values(R, "hello", self()))
end

scenario "refuses a unique key that a living process has" do
  Rooms.start(keys: :unique)
  Registry.register(R, "hello", :value)
  trace(Registry.register(R, "hello", :again))
  other = Other.start(:other)
  trace(Other.ask(other, fn -> Registry.register(R, "hello", :theirs) end))
  trace(Registry.lookup(R, "hello"))
  trace(Registry.keys(R, other))
end

scenario "tells equal numbers of different types apart" do
  Rooms.start(keys: :unique)
  trace(Registry.register(R, 1, :integer))
  trace(Registry.register(R, 1.0, :float))
  trace(Registry.lookup(R, 1))
  trace(Registry.lookup(R, 1.0))
  Registry.unregister(R, 1.0)
  trace(Registry.keys(R, self()))
end

scenario "a unique key is free when its holder has died" do
  Rooms.start(keys: :unique)
  other = Other.start(:other)
  Other.ask(other, fn -> Registry.register(R, "hello", :theirs) end)
  trace(Registry.lookup(R, "hello"))
  Rooms.stop_and_wait(other)
  trace(Registry.lookup(R, "hello"))
  trace(Registry.keys(R, other))
  trace(Registry.count(R))
  trace(Registry.register(R, "hello", :mine))
end

scenario "all keys of a process go with it" do
  Rooms.start(keys: :unique, partitions: 3)
  other = Other.start(:other)
  for key <- 1..10, do: Other.ask(other, fn -> Registry.register(R, key, :theirs) end)
  trace(Registry.count(R))
  trace(Enum.sort(Registry.keys(R, other)))
  Rooms.stop_and_wait(other)
  trace(Registry.count(R))
end

scenario "a process is linked to the registry as long as it holds a key" do
  Rooms.start(keys: :unique)
  other = Other.start(:other)
  trace(Other.ask(other, fn -> Process.info(self(), :links) end))
  Other.ask(other, fn -> Registry.register(R, "a", 1) end)
  Other.ask(other, fn -> Registry.register(R, "b", 1) end)
  trace(Other.ask(other, fn -> Process.info(self(), :links) end))
  Other.ask(other, fn -> Registry.unregister(R, "a") end)
  trace(Other.ask(other, fn -> Process.info(self(), :links) end))
  Other.ask(other, fn -> Registry.unregister(R, "b") end)
  trace(Other.ask(other, fn -> Process.info(self(), :links) end))
end

scenario "a refused registration leaves no link behind" do
  Rooms.start(keys: :unique)
  Registry.register(R, "hello", :value)
  other = Other.start(:other)
  trace(Other.ask(other, fn -> Registry.register(R, "hello", :theirs) end))
  trace(Other.ask(other, fn -> Process.info(self(), :links) end))
end

scenario "unregistering what nobody holds does nothing" do
  Rooms.start(keys: :unique)
  trace(Registry.unregister(R, "hello"))
  other = Other.start(:other)
  Other.ask(other, fn -> Registry.register(R, "hello", :theirs) end)
  trace(Registry.unregister(R, "hello"))
  trace(Registry.lookup(R, "hello"))
end

scenario "a unique value is updated by its holder only" do
  Rooms.start(keys: :unique)
  trace(Registry.update_value(R, "hello", &(&1 + 1)))
  Registry.register(R, "hello", 1)
  trace(Registry.update_value(R, "hello", &(&1 + 1)))
  trace(Registry.lookup(R, "hello"))
  other = Other.start(:other)
  trace(Other.ask(other, fn -> Registry.update_value(R, "hello", &(&1 + 1)) end))
  trace(Registry.values(R, "hello", self()))
  trace(Registry.values(R, "hello", other))
end

scenario "matches a unique value" do
  Rooms.start(keys: :unique)
  Registry.register(R, "hello", 7)
  trace(Registry.match(R, "hello", :"$1", [{:>, :"$1", 5}]))
  trace(Registry.match(R, "hello", :"$1", [{:>, :"$1", 8}]))
  trace(Registry.count_match(R, "hello", :"$1", [{:>, :"$1", 5}]))
  trace(Registry.count_match(R, "nobody", :_))
  trace(Registry.unregister_match(R, "hello", :"$1", [{:>, :"$1", 8}]))
  trace(Registry.count(R))
  trace(Registry.unregister_match(R, "hello", :"$1", [{:>, :"$1", 5}]))
  trace(Registry.count(R))
end

scenario "selects among all keys" do
  Rooms.start(keys: :unique, partitions: 4)
  Registry.register(R, "one", 1)
  Registry.register(R, "two", 2)
  Registry.register(R, "three", 3)
  trace(Enum.sort(Registry.select(R, [{{:"$1", :_, :"$2"}, [{:>, :"$2", 1}], [:"$1"]}])))
  trace(Registry.count_select(R, [{{:_, :_, :"$1"}, [{:>, :"$1", 1}], [true]}]))
  trace(Registry.count(R))
end

scenario "a unique key is dispatched to" do
  Rooms.start(keys: :unique, partitions: 2)
  trace(Registry.dispatch(R, "hello", fn _ -> raise "nobody" end))
  Registry.register(R, "hello", :value)
  trace(Registry.dispatch(R, "hello", fn entries -> trace({:entries, entries}) end))
  trace(Caught.by(fn -> Registry.dispatch(R, "hello", fn _ -> exit(:oops) end) end))
end

scenario "duplicate keys are listed in the order in which they came" do
  Rooms.start(keys: :duplicate)
  trace(Registry.register(R, "hello", 1))
  trace(Registry.register(R, "hello", 2))
  other = Other.start(:other)
  trace(Other.ask(other, fn -> Registry.register(R, "hello", 3) end))
  trace(Registry.lookup(R, "hello"))
  trace(Registry.keys(R, self()))
  trace(Registry.values(R, "hello", self()))
  trace(Registry.values(R, "hello", other))
  trace(Registry.count(R))
end

scenario "unregistering a duplicate key removes all of this process and none of others" do
  Rooms.start(keys: :duplicate)
  Registry.register(R, "hello", 1)
  Registry.register(R, "hello", 2)
  Registry.register(R, "world", 3)
  other = Other.start(:other)
  Other.ask(other, fn -> Registry.register(R, "hello", 4) end)
  trace(Registry.unregister(R, "hello"))
  trace(Registry.lookup(R, "hello"))
  trace(Registry.keys(R, self()))
end

scenario "unregisters the duplicate values that match" do
  Rooms.start(keys: :duplicate)
  Registry.register(R, "hello", 1)
  Registry.register(R, "hello", 2)
  Registry.register(R, "hello", 3)
  trace(Registry.unregister_match(R, "hello", :"$1", [{:<, :"$1", 3}]))
  trace(Registry.lookup(R, "hello"))
  trace(Registry.keys(R, self()))
  trace(Registry.unregister_match(R, "hello", 3))
  trace(Registry.keys(R, self()))
  {:links, links} = Process.info(self(), :links)
  trace(length(links))
end

scenario "counts duplicate values that match" do
  Rooms.start(keys: :duplicate, partitions: 2)
  Registry.register(R, "hello", 1)
  Registry.register(R, "hello", 2)
  other = Other.start(:other)
  Other.ask(other, fn -> Registry.register(R, "hello", 3) end)
  trace(Registry.count_match(R, "hello", :_))
  trace(Registry.count_match(R, "hello", :"$1", [{:>=, :"$1", 2}]))
  trace(length(Registry.match(R, "hello", :"$1", [{:>=, :"$1", 2}])))
end

scenario "dispatches to all holders of a duplicate key" do
  Rooms.start(keys: :duplicate)
  trace(Registry.dispatch(R, "hello", fn _ -> raise "nobody" end))
  Registry.register(R, "hello", :mine)
  other = Other.start(:other)
  Other.ask(other, fn -> Registry.register(R, "hello", :theirs) end)
  trace(Registry.dispatch(R, "hello", fn entries -> trace(entries) end))
end

scenario "dispatches once for each partition that has entries" do
  Rooms.start(keys: :duplicate, partitions: 8)
  main = self()
  Registry.register(R, "hello", :mine)
  Registry.dispatch(R, "hello", fn entries -> trace({self() == main, entries}) end)
  Registry.dispatch(R, "hello", fn entries -> trace(entries) end, parallel: true)
  trace(Process.info(self(), :message_queue_len))
end

scenario "refuses to update duplicate values" do
  Rooms.start(keys: :duplicate)
  trace(Caught.by(fn -> Registry.update_value(R, "hello", & &1) end).__struct__)
end

scenario "a duplicate entry goes with its process and leaves the others" do
  Rooms.start(keys: :duplicate)
  Registry.register(R, "hello", :mine)
  other = Other.start(:other)
  Other.ask(other, fn -> Registry.register(R, "hello", :theirs) end)
  trace(Registry.count(R))
  Rooms.stop_and_wait(other)
  trace(Registry.lookup(R, "hello"))
  trace(Registry.count(R))
end

scenario "a server is started under a key and found by it" do
  Rooms.start(keys: :unique)
  name = {:via, Registry, {R, "counter"}}
  {:ok, pid} = Agent.start_link(fn -> 0 end, name: name)
  label(pid, :counter)
  trace(GenServer.whereis(name))
  trace(Agent.get(name, & &1))
  trace(Registry.lookup(R, "counter"))
  trace(Agent.start_link(fn -> 0 end, name: name))
  trace(Agent.stop(name))
  Rooms.sync()
  trace(GenServer.whereis(name))
  trace(Caught.by(fn -> GenServer.call(name, :x) end))
end

scenario "a server is started under a key with a value" do
  Rooms.start(keys: :unique)
  {:ok, pid} = Agent.start_link(fn -> 0 end, name: {:via, Registry, {R, "counter", :value}})
  label(pid, :counter)
  trace(Registry.lookup(R, "counter"))
  trace(GenServer.whereis({:via, Registry, {R, "counter"}}))
  trace(GenServer.whereis({:via, Registry, {R, "counter", :another}}))
end

scenario "a server that cannot start leaves no name behind" do
  Process.flag(:trap_exit, true)
  Rooms.start(keys: :unique)
  defmodule Refuses do
    use GenServer
    def init(_), do: {:stop, :no_disk}
  end

  trace(GenServer.start(Refuses, [], name: {:via, Registry, {R, "disk"}}))
  trace(Registry.lookup(R, "disk"))
end

scenario "sends to a key" do
  Rooms.start(keys: :unique)
  name = {:via, Registry, {R, "me"}}
  trace(is_exception(Caught.by(fn -> Registry.send({R, "me"}, :hello) end)))
  Registry.register(R, "me", nil)
  trace(Registry.send({R, "me"}, :hello))
  trace(next())
  trace(GenServer.cast(name, :hello))
  trace(next())
  trace(GenServer.cast({:via, Registry, {R, "nobody"}}, :hello))
end

scenario "a call to oneself by a key is refused" do
  Rooms.start(keys: :unique)
  Registry.register(R, "me", nil)
  trace(Caught.by(fn -> GenServer.call({:via, Registry, {R, "me"}}, :hello) end))
end

scenario "a duplicate key is no name" do
  Rooms.start(keys: :duplicate)
  trace(Caught.by(fn -> GenServer.whereis({:via, Registry, {R, "hello"}}) end).__struct__)
end

scenario "a registry that is not there is said to be unknown" do
  trace(Caught.by(fn -> Registry.lookup(R, "hello") end).__struct__)
  trace(Caught.by(fn -> Registry.register(R, "hello", 1) end).__struct__)
  trace(Caught.by(fn -> Registry.meta(R, :key) end).__struct__)
  trace(Caught.by(fn -> GenServer.call({:via, Registry, {R, "hello"}}, :hello) end).__struct__)
end

scenario "keeps metadata" do
  Rooms.start(keys: :unique, meta: [color: :blue])
  trace(Registry.meta(R, :color))
  trace(Registry.meta(R, :size))
  trace(Registry.put_meta(R, :size, 3))
  trace(Registry.put_meta(R, :color, :red))
  trace(Registry.meta(R, :size))
  trace(Registry.meta(R, :color))
  trace(Registry.delete_meta(R, :size))
  trace(Registry.meta(R, :size))
end

scenario "listeners hear of keys but not of ends" do
  Process.register(self(), :listener)
  Rooms.start(keys: :unique, listeners: [:listener])
  other = Other.start(:other)
  Other.ask(other, fn -> Registry.register(R, "hello", :theirs) end)
  trace(next())
  Other.ask(other, fn -> Registry.register(R, "hello", :again) end)
  Other.ask(other, fn -> Registry.unregister(R, "hello") end)
  trace(next())
  Other.ask(other, fn -> Registry.register(R, "hello", :theirs) end)
  trace(next())
  Rooms.stop_and_wait(other)
  trace(Process.info(self(), :message_queue_len))
end

scenario "listeners hear when the last matching entry goes" do
  Process.register(self(), :listener)
  Rooms.start(keys: :duplicate, listeners: [:listener])
  Registry.register(R, "hello", 1)
  trace(next())
  Registry.register(R, "hello", 2)
  trace(next())
  Registry.unregister_match(R, "hello", 1)
  trace(Process.info(self(), :message_queue_len))
  Registry.unregister_match(R, "hello", 2)
  trace(next())
end

scenario "a listener that is not there fails who registers but the key is registered" do
  Rooms.start(keys: :unique, listeners: [:nobody])
  trace(Caught.by(fn -> Registry.register(R, "hello", 1) end) != nil)
  trace(Registry.lookup(R, "hello"))
end

scenario "a registry is started once" do
  Process.flag(:trap_exit, true)
  Rooms.start(keys: :unique)
  trace(Registry.start_link(keys: :unique, name: R))
end

scenario "shows its partitions as its children" do
  Rooms.start(keys: :unique, partitions: 2)
  trace(Enum.sort(Supervisor.which_children(R)))
  trace(Supervisor.count_children(R))
end

scenario "is a child of a supervisor" do
  {:ok, sup} = Supervisor.start_link([{Registry, keys: :unique, name: R}], strategy: :one_for_one)
  label(sup, :sup)
  label(Process.whereis(R), :registry)
  trace(Supervisor.which_children(sup))
end

scenario "the processes of a registry that crashes end too" do
  Process.flag(:trap_exit, true)
  Rooms.start(keys: :unique)
  other = Other.start(:other)
  Other.ask(other, fn -> Registry.register(R, "hello", :theirs) end)
  [{_, partition, _, _}] = Supervisor.which_children(R)
  monitor = Process.monitor(other)
  Process.exit(partition, :kill)

  receive do
    {:DOWN, ^monitor, _, _, reason} -> trace(reason)
  end

  # The new partition is there when the supervisor answers.
  Supervisor.which_children(R)
  trace(Registry.lookup(R, "hello"))
  trace(match?({:ok, _}, Registry.register(R, "hello", :mine)))
end

scenario "a registry that ends is forgotten and can be started anew" do
  registry = Rooms.start(keys: :unique, meta: [color: :blue])
  Registry.register(R, "hello", 1)
  Registry.unregister(R, "hello")
  Process.unlink(registry)
  Supervisor.stop(registry)
  trace(Caught.by(fn -> Registry.lookup(R, "hello") end).__struct__)
  Rooms.start(keys: :unique)
  trace(Registry.meta(R, :color))
  trace(Registry.lookup(R, "hello"))
end
