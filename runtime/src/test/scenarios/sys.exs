# SPDX-License-Identifier: Apache-2.0
import Scenario

defmodule Keeper do
  @moduledoc "A machine with a count as its data."
  @behaviour :gen_statem

  def start(count \\ 1) do
    {:ok, pid} = :gen_statem.start_link(__MODULE__, count, [])
    pid
  end

  @impl true
  def callback_mode, do: [:handle_event_function, :state_enter]

  @impl true
  def init(count), do: {:ok, :a, %{count: count}}

  @impl true
  def handle_event({:call, from}, :sync, state, data), do: {:keep_state_and_data, [{:reply, from, {state, data.count}}]}
  def handle_event(:cast, {:go, state}, _, data), do: {:next_state, state, data}
  def handle_event(:cast, :later, :a, _), do: {:keep_state_and_data, [:postpone]}
  def handle_event(:cast, :insert, _, _), do: {:keep_state_and_data, [{:next_event, :internal, 1}]}
  def handle_event(:cast, {:timeout, time}, _, _), do: {:keep_state_and_data, [{:state_timeout, time, :s}, {{:timeout, :n}, :cancel}]}
  def handle_event(:cast, :push, _, _), do: {:keep_state_and_data, [{:push_callback_module, Pushed}]}
  def handle_event(:cast, :stop, _, _), do: :stop
  def handle_event(:enter, _, :b, _) do
    trace(:entered)
    :keep_state_and_data
  end
  def handle_event(_, _, _, _), do: :keep_state_and_data

  @impl true
  def terminate(reason, state, _), do: trace({:terminate, reason, state})

  @impl true
  def code_change(_, _, _, :fail), do: raise(ArgumentError, "bad")
  def code_change(_, _, _, :exit), do: exit(:no)
  def code_change(old, state, %{count: count}, extra) do
    trace({:code_change, old, state, extra})
    {:ok, :b, %{count: count + 1}}
  end
end

defmodule Pushed do
  @behaviour :gen_statem
  @impl true
  def callback_mode, do: :handle_event_function
  @impl true
  def init(_), do: :ignore
  @impl true
  defdelegate handle_event(type, content, state, data), to: Keeper
  @impl true
  def code_change(old, state, data, extra) do
    trace({:pushed, :code_change, old, state, extra})
    {:ok, :c, data}
  end
end

defmodule Discreet do
  @moduledoc "A machine that shows what it is told of its data."
  @behaviour :gen_statem
  @impl true
  def callback_mode, do: :handle_event_function
  @impl true
  def init(what), do: {:ok, :a, %{what: what}}
  @impl true
  def handle_event(_, _, _, _), do: :keep_state_and_data
  @impl true
  def format_status(%{data: %{what: :crash}}), do: raise("no")
  def format_status(status), do: %{status | data: :hidden}
end

defmodule Account do
  @moduledoc "A server with a count as its state."
  use GenServer

  def start do
    {:ok, pid} = GenServer.start_link(__MODULE__, 1)
    pid
  end

  @impl true
  def init(count), do: {:ok, %{count: count}}

  @impl true
  def handle_call(:get, _, state), do: {:reply, state.count, state}

  @impl true
  def handle_cast(:more, state), do: {:noreply, %{count: state.count + 1}}

  @impl true
  def handle_info(_, state), do: {:noreply, state}

  def format_status(%{state: %{count: 13}}), do: raise("no")
  def format_status(%{state: %{count: 14}} = status), do: %{status | state: :hidden}
  def format_status(status), do: status

  @impl true
  def code_change(_, _, :fail), do: raise(ArgumentError, "bad")
  def code_change(_, _, :exit), do: exit(:no)
  def code_change(old, %{count: count}, extra) do
    trace({:code_change, old, extra})
    {:ok, %{count: count * 10}}
  end
end

defmodule Plain do
  use GenServer
  @impl true
  def init(count), do: {:ok, %{count: count}}
end

defmodule Tally do
  @moduledoc "A handler with a count as its state."
  @behaviour :gen_event
  @impl true
  def init(count), do: {:ok, %{count: count}}
  @impl true
  def handle_event(_, state), do: {:ok, %{count: state.count + 1}}
  @impl true
  def handle_call(_, state), do: {:ok, :ok, state}
  @impl true
  def format_status(%{state: %{count: 13}}), do: raise("no")
  def format_status(status), do: %{status | state: :hidden}
  @impl true
  def code_change(_, %{count: 13}, _), do: raise(ArgumentError, "bad")
  def code_change(old, %{count: count}, extra) do
    trace({:code_change, old, count, extra})
    {:ok, %{count: count * 10}}
  end
end

defmodule Quiet do
  @behaviour :gen_event
  @impl true
  def init(count), do: {:ok, %{count: count}}
  @impl true
  def handle_event(_, state), do: {:ok, state}
  @impl true
  def handle_call(_, state), do: {:ok, :ok, state}
end

defmodule Watch do
  @moduledoc "Functions to be installed, and to replace states with."
  def count(3, _, _), do: :done
  def count(n, event, _) do
    trace({:seen, n, elem(event, 0)})
    n + 1
  end

  def fail(_, _, _) do
    trace(:failing)
    raise "no"
  end

  def go_to_b({_, data}), do: {:b, %{data | count: 7}}
  def refuse(_), do: raise(ArgumentError, "bad")

  def twice(state), do: state * 2
  def bump({_, _, %{count: 13}}), do: raise("no")
  def bump({module, _, %{count: 14}}), do: {module, :other, %{count: 15}}
  def bump({module, id, %{count: count}}), do: {module, id, %{count: count + 1}}
  def leave(_), do: exit(:left)

  @doc "Traces `term` with strings for its charlists, which releases of Elixir write in different ways."
  def show(term), do: trace(words(term))

  defp words([_ | _] = list), do: if(List.ascii_printable?(list), do: to_string(list), else: Enum.map(list, &words/1))
  defp words(tuple) when is_tuple(tuple), do: tuple |> Tuple.to_list() |> Enum.map(&words/1) |> List.to_tuple()
  defp words(other), do: other

  @doc "What `server`, which is traced, prints about `work`: its pid is called by its name, this process main."
  def printed(server, work) do
    {:ok, io} = StringIO.open("")
    Process.group_leader(server, io)
    :ok = :sys.trace(server, true)
    work.()
    :ok = :sys.trace(server, false)
    Process.group_leader(server, Process.group_leader())
    {_, text} = StringIO.contents(io)
    main = to_string(:erlang.pid_to_list(self()))
    text |> String.replace(main, "<main>") |> String.split("\n", trim: true) |> Enum.each(&trace/1)
  end

  @doc "Sends a request of sys, and gives the answer."
  def ask(pid, request) do
    {:ok, answer} = :gen.call(pid, :system, request, 5000)
    answer
  end
end

# ---- states ---------------------------------------------------------------------------------------------------------

scenario "the state of a machine is seen with its data" do
  pid = Keeper.start()
  trace(:sys.get_state(pid))
  :gen_statem.cast(pid, {:go, :c})
  trace(:sys.get_state(pid))
end

scenario "the state of a machine is replaced without being entered" do
  pid = Keeper.start()
  trace(:sys.replace_state(pid, &Watch.go_to_b/1))
  trace(:gen_statem.call(pid, :sync))
end

scenario "what cannot replace a state leaves it" do
  pid = Keeper.start()
  trace(try do :sys.replace_state(pid, &Watch.refuse/1) catch :error, e -> e end)
  trace(:gen_statem.call(pid, :sync))
end

scenario "the state of a suspended machine is replaced" do
  pid = Keeper.start()
  :sys.suspend(pid)
  trace(:sys.replace_state(pid, &Watch.go_to_b/1))
  :sys.resume(pid)
  trace(:gen_statem.call(pid, :sync))
end

scenario "the states of handlers are replaced one by one" do
  {:ok, pid} = :gen_event.start_link()
  :gen_event.add_handler(pid, Quiet, 1)
  :gen_event.add_handler(pid, {Quiet, :fails}, 13)
  :gen_event.add_handler(pid, {Quiet, :strange}, 14)
  trace(:sys.replace_state(pid, &Watch.bump/1))
  trace(:sys.get_state(pid))
end

scenario "a suspended machine can be terminated" do
  Process.flag(:trap_exit, true)
  pid = Keeper.start()
  label(pid, :machine)
  :sys.suspend(pid)
  trace(:sys.terminate(pid, :enough))
  trace(next())
end

scenario "a machine that runs can be terminated" do
  Process.flag(:trap_exit, true)
  pid = Keeper.start()
  label(pid, :machine)
  trace(:sys.terminate(pid, :shutdown))
  trace(next())
end

# ---- statuses -------------------------------------------------------------------------------------------------------

scenario "the status of a machine has rows" do
  pid = Keeper.start()
  {:status, ^pid, module, [_, state, parent, debug, [{:header, _} | rows]]} = :sys.get_status(pid)
  trace({module, state, parent, debug})
  Enum.each(rows, &Watch.show/1)
end

scenario "the status of a machine shows what waits in it" do
  pid = Keeper.start()
  Enum.each([:later, :push, {:timeout, 60_000}], &:gen_statem.cast(pid, &1))
  :sys.suspend(pid)
  {:status, ^pid, _, [_, state, _, _, [{:header, _} | rows]]} = :sys.get_status(pid)
  trace(state)
  Enum.each(rows, &Watch.show/1)
end

scenario "a machine shows of its data what it wants" do
  {:ok, pid} = :gen_statem.start_link(Discreet, 1, [])
  {:status, ^pid, _, [_, _, _, _, misc]} = :sys.get_status(pid)
  Watch.show(List.last(misc))
end

scenario "a machine that fails to show its data goes on" do
  {:ok, pid} = :gen_statem.start_link(Discreet, :crash, [])
  {:status, ^pid, _, [_, _, _, _, misc]} = :sys.get_status(pid)
  Watch.show(List.last(misc))
  trace(:sys.get_state(pid))
end

scenario "the status of a server has rows" do
  pid = Account.start()
  {:status, ^pid, module, [_, state, parent, debug, [{:header, _} | rows]]} = :sys.get_status(pid)
  trace({module, state, parent, debug})
  Enum.each(rows, &Watch.show/1)
end

scenario "a server shows of its state what it wants" do
  {:ok, pid} = GenServer.start_link(Account, 14)
  {:status, ^pid, _, [_, _, _, _, misc]} = :sys.get_status(pid)
  Watch.show(List.last(misc))
end

scenario "a server that fails to show its state goes on" do
  {:ok, pid} = GenServer.start_link(Account, 13)
  {:status, ^pid, _, [_, _, _, _, misc]} = :sys.get_status(pid)
  Watch.show(List.last(misc))
  trace(GenServer.call(pid, :get))
end

scenario "a handler that fails to show its state goes on" do
  {:ok, pid} = :gen_event.start_link()
  :gen_event.add_handler(pid, Tally, 13)
  :gen_event.add_handler(pid, {Tally, :x}, 14)
  {:status, ^pid, _, [_, _, _, _, misc]} = :sys.get_status(pid)
  Watch.show(List.last(misc))
  trace(:gen_event.which_handlers(pid))
end

scenario "the status of an event manager lists its handlers" do
  {:ok, pid} = :gen_event.start_link()
  :gen_event.add_handler(pid, Quiet, 1)
  :gen_event.add_sup_handler(pid, {Quiet, :x}, 2)
  {:status, ^pid, module, [_, state, parent, debug, [{:header, _} | rows]]} = :sys.get_status(pid)
  trace({module, state, parent, debug})
  Enum.each(rows, &Watch.show/1)
end

# ---- events ---------------------------------------------------------------------------------------------------------

scenario "the events of a machine can be kept" do
  pid = Keeper.start()
  trace(:sys.log(pid, {true, 20}))
  :gen_statem.cast(pid, :hello)
  send(pid, :info)
  :gen_statem.call(pid, :sync, 5000)
  {:ok, events} = :sys.log(pid, :get)
  Enum.each(events, &trace/1)
end

scenario "what happens within a machine is among its events" do
  pid = Keeper.start()
  trace(:sys.log(pid, {true, 50}))
  Enum.each([:later, :insert, {:timeout, 60_000}, {:timeout, 0}, :push, {:go, :c}], &:gen_statem.cast(pid, &1))
  :gen_statem.call(pid, :sync, 5000)
  {:ok, events} = :sys.log(pid, :get)
  Enum.each(events, &trace/1)
end

scenario "the events of a machine can be kept from its start" do
  {:ok, pid} = :gen_statem.start_link(Keeper, 1, debug: [:log])
  :gen_statem.cast(pid, {:go, :b})
  :gen_statem.call(pid, :sync)
  {:ok, events} = :sys.log(pid, :get)
  Enum.each(Enum.take(events, 4), &trace/1)
end

scenario "the last events are kept and no more" do
  pid = Account.start()
  trace(:sys.log(pid, {true, 2}))
  Enum.each(1..3, fn _ -> GenServer.cast(pid, :more) end)
  GenServer.call(pid, :get)
  {:ok, events} = :sys.log(pid, :get)
  trace(Enum.map(events, &elem(&1, 0)))
  trace(:sys.log(pid, false))
  trace(:sys.log(pid, :get))
end

scenario "the messages of a machine can be counted" do
  pid = Keeper.start()
  trace(:sys.statistics(pid, :get))
  trace(:sys.statistics(pid, true))
  Enum.each([:hello, :insert, {:timeout, 0}], &:gen_statem.cast(pid, &1))
  :gen_statem.call(pid, :sync)
  {:ok, counts} = :sys.statistics(pid, :get)
  trace({counts[:messages_in], counts[:messages_out]})
end

scenario "a function is called with the events of a server until it is done" do
  pid = Account.start()
  trace(:sys.install(pid, {&Watch.count/3, 0}))
  GenServer.cast(pid, :more)
  trace(GenServer.call(pid, :get))
  trace(GenServer.call(pid, :get))
end

scenario "a function is called with the events of a machine" do
  pid = Keeper.start()
  trace(:sys.install(pid, {&Watch.count/3, 0}))
  :gen_statem.cast(pid, :hello)
  trace(:gen_statem.call(pid, :sync))
end

scenario "a function that fails is removed" do
  pid = Account.start()
  trace(:sys.install(pid, {&Watch.fail/3, 0}))
  trace(GenServer.call(pid, :get))
  trace(GenServer.call(pid, :get))
end

scenario "a function can be removed" do
  pid = Account.start()
  trace(:sys.install(pid, {&Watch.count/3, 0}))
  trace(:sys.remove(pid, &Watch.count/3))
  trace(GenServer.call(pid, :get))
end

scenario "a function is installed once and again by another id" do
  pid = Account.start()
  trace(:sys.install(pid, {:first, &Watch.count/3, 0}))
  trace(:sys.install(pid, {:first, &Watch.fail/3, 0}))
  trace(:sys.install(pid, {:second, &Watch.count/3, 2}))
  GenServer.cast(pid, :more)
  trace(:sys.get_state(pid))
  trace(:sys.remove(pid, :first))
  GenServer.cast(pid, :more)
  trace(:sys.get_state(pid))
end

scenario "all that was asked for is taken back at once" do
  pid = Account.start()
  trace(:sys.install(pid, {&Watch.count/3, 0}))
  trace(:sys.statistics(pid, true))
  trace(:sys.log(pid, true))
  trace(:sys.no_debug(pid))
  trace(GenServer.call(pid, :get))
  trace(:sys.statistics(pid, :get))
  trace(:sys.log(pid, :get))
end

scenario "the status of a server tells what was asked for" do
  pid = Account.start()
  :sys.install(pid, {&Watch.count/3, 0})
  :sys.install(pid, {:second, &Watch.count/3, 1})
  {:status, ^pid, _, [_, _, _, debug, _]} = :sys.get_status(pid)
  trace(debug)
end

scenario "a traced server prints its events" do
  {:ok, pid} = GenServer.start_link(Account, 1, name: :account)
  Watch.printed(pid, fn ->
    GenServer.cast(pid, :more)
    GenServer.call(pid, :get)
    send(pid, "text")
  end)
end

scenario "a traced machine prints its events" do
  {:ok, pid} = :gen_statem.start_link({:local, :keeper}, Keeper, 1, [])
  Watch.printed(pid, fn ->
    Enum.each([:later, :insert, {:timeout, 60_000}, :push, {:go, :c}], &:gen_statem.cast(pid, &1))
    :gen_statem.call(pid, :sync)
    send(pid, "text")
  end)
end

scenario "a traced event manager prints its events" do
  {:ok, pid} = :gen_event.start_link({:local, :manager})
  :gen_event.add_handler(pid, Quiet, 1)
  Watch.printed(pid, fn ->
    :gen_event.notify(pid, :hello)
    :gen_event.call(pid, Quiet, :get)
    send(pid, "text")
  end)
end

scenario "kept events are printed when that is asked for" do
  {:ok, pid} = GenServer.start_link(Account, 1, name: :account)
  :sys.log(pid, true)
  GenServer.cast(pid, :more)
  {:ok, io} = StringIO.open("")
  Process.group_leader(pid, io)
  trace(:sys.log(pid, :print))
  Process.group_leader(pid, Process.group_leader())
  {_, text} = StringIO.contents(io)
  trace(text)
end

scenario "what sys does not know is answered" do
  pid = Account.start()
  trace(Watch.ask(pid, {:debug, :nonsense}))
  trace(Watch.ask(pid, {:debug, {:log, :nonsense}}))
  trace(Watch.ask(pid, :nonsense))
  trace(:sys.log_to_file(pid, '/there/is/no/such/folder'))
  trace(:sys.log_to_file(pid, false))
end

# ---- code -----------------------------------------------------------------------------------------------------------

scenario "the code of a suspended server changes" do
  pid = Account.start()
  :sys.suspend(pid)
  trace(:sys.change_code(pid, Account, 1, :extra))
  trace(:sys.get_state(pid))
  :sys.resume(pid)
  trace(GenServer.call(pid, :get))
end

scenario "a step back is told with its version" do
  pid = Account.start()
  :sys.suspend(pid)
  trace(:sys.change_code(pid, Account, {:down, 2}, []))
end

scenario "the code of a server does not change while it runs" do
  pid = Account.start()
  trace(:sys.change_code(pid, Account, 1, []))
  trace(GenServer.call(pid, :get))
end

scenario "a change of code that fails leaves the state" do
  pid = Account.start()
  :sys.suspend(pid)
  trace(:sys.change_code(pid, Account, 1, :fail))
  trace(:sys.change_code(pid, Account, 1, :exit))
  :sys.resume(pid)
  trace(GenServer.call(pid, :get))
end

scenario "a server that does not care about its code keeps its state" do
  {:ok, pid} = GenServer.start_link(Plain, 1)
  :sys.suspend(pid)
  trace(:sys.change_code(pid, Plain, 1, []))
  trace(:sys.get_state(pid))
end

scenario "the code of a suspended machine changes" do
  pid = Keeper.start()
  :sys.suspend(pid)
  trace(:sys.change_code(pid, Keeper, 1, :extra))
  trace(:sys.get_state(pid))
  :sys.resume(pid)
  trace(:gen_statem.call(pid, :sync))
end

scenario "a change of code that fails leaves the machine" do
  pid = Keeper.start()
  :sys.suspend(pid)
  trace(:sys.change_code(pid, Keeper, 1, :fail))
  trace(:sys.change_code(pid, Keeper, 1, :exit))
  :sys.resume(pid)
  trace(:gen_statem.call(pid, :sync))
end

scenario "the pushed handler is asked when the code changes" do
  pid = Keeper.start()
  :gen_statem.cast(pid, :push)
  :sys.suspend(pid)
  trace(:sys.change_code(pid, Keeper, 1, :extra))
  trace(:sys.get_state(pid))
end

scenario "the code of the handlers of one module changes" do
  {:ok, pid} = :gen_event.start_link()
  :gen_event.add_handler(pid, {Tally, 1}, 1)
  :gen_event.add_handler(pid, Quiet, 2)
  :gen_event.add_handler(pid, {Tally, 2}, 3)
  :sys.suspend(pid)
  trace(:sys.change_code(pid, Tally, 1, :extra))
  trace(:sys.get_state(pid))
end

scenario "no handler changes if one fails to" do
  {:ok, pid} = :gen_event.start_link()
  :gen_event.add_handler(pid, {Tally, 1}, 13)
  :gen_event.add_handler(pid, {Tally, 2}, 3)
  :sys.suspend(pid)
  trace(:sys.change_code(pid, Tally, 1, :extra))
  trace(:sys.get_state(pid))
end

scenario "a change of the code of no handler is fine" do
  {:ok, pid} = :gen_event.start_link()
  :gen_event.add_handler(pid, Quiet, 2)
  :sys.suspend(pid)
  trace(:sys.change_code(pid, Tally, 1, :extra))
  trace(:sys.get_state(pid))
end

scenario "the code of an agent changes as the function says" do
  {:ok, pid} = Agent.start_link(fn -> 21 end)
  :sys.suspend(pid)
  trace(:sys.change_code(pid, Agent, 1, {Watch, :twice, []}))
  trace(:sys.get_state(pid))
end

scenario "the code of an agent does not change without a function" do
  {:ok, pid} = Agent.start_link(fn -> 21 end)
  :sys.suspend(pid)
  trace(:sys.change_code(pid, Agent, 1, :nothing))
  trace(:sys.get_state(pid))
end

scenario "the state of an agent is replaced" do
  {:ok, pid} = Agent.start_link(fn -> 21 end)
  trace(:sys.replace_state(pid, &Watch.twice/1))
  trace(Agent.get(pid, fn n -> n end))
end

# ---- functions that are not there -----------------------------------------------------------------------------------

scenario "a function that is not there cannot replace a state" do
  pid = Keeper.start()
  trace(try do :sys.replace_state(pid, &Watch.nowhere/1) catch :error, e -> e end)
  trace(try do :sys.replace_state(pid, :no_function) catch :error, e -> e end)
  trace(:gen_statem.call(pid, :sync))
end

scenario "a function that exits cannot replace a state" do
  pid = Keeper.start()
  trace(try do :sys.replace_state(pid, &Watch.leave/1) catch :error, e -> e end)
  trace(:gen_statem.call(pid, :sync))
end

scenario "a function that is not there is installed and then gone" do
  pid = Account.start()
  trace(:sys.install(pid, {&Watch.nowhere/3, 0}))
  trace(GenServer.call(pid, :get))
  {:status, ^pid, _, [_, _, _, debug, _]} = :sys.get_status(pid)
  trace(debug)
end
