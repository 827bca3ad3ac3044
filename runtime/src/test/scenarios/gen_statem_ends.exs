# SPDX-License-Identifier: Apache-2.0
import Scenario

defmodule Second do
  @moduledoc "A handler that is pushed on a machine, or put in the place of another."
  @behaviour :gen_statem

  @impl true
  def callback_mode, do: :handle_event_function

  @impl true
  def init(_), do: :ignore

  @impl true
  def handle_event(:cast, :pop, _, _), do: {:keep_state_and_data, [:pop_callback_module]}
  def handle_event(:cast, :change, _, _), do: {:keep_state_and_data, [{:change_callback_module, Third}]}
  def handle_event(:cast, :push, _, _), do: {:keep_state_and_data, [{:push_callback_module, Third}]}
  def handle_event(:cast, :stop, _, _), do: {:stop, :enough}
  def handle_event(type, content, state, _), do: Second.show(:second, type, content, state)

  @impl true
  def terminate(reason, state, _), do: trace({:second, :terminate, reason, state})

  def show(who, {:call, from}, content, state) do
    trace({who, :call, content, state})
    {:keep_state_and_data, [{:reply, from, :ok}]}
  end

  def show(who, type, content, state) do
    trace({who, type, content, state})
    :keep_state_and_data
  end
end

defmodule Third do
  @moduledoc "As Second, told when states are entered."
  @behaviour :gen_statem

  @impl true
  def callback_mode, do: [:handle_event_function, :state_enter]

  @impl true
  def init(_), do: :ignore

  @impl true
  def handle_event(:cast, :pop, _, _), do: {:keep_state_and_data, [:pop_callback_module]}
  def handle_event(:cast, {:go, state}, _, data), do: {:next_state, state, data}
  def handle_event(:enter, :poppable, _, _), do: {:keep_state_and_data, [:pop_callback_module]}
  def handle_event(type, content, state, _), do: Second.show(:third, type, content, state)
end

defmodule Reserved do
  @moduledoc "A machine that is stopped by its terminate as `end` says."
  @behaviour :gen_statem

  def start(ending) do
    Process.flag(:trap_exit, true)
    {:ok, pid} = :gen_statem.start_link(__MODULE__, ending, [])
    label(pid, :machine)
    pid
  end

  @impl true
  def callback_mode, do: :handle_event_function

  @impl true
  def init(ending), do: {:ok, :a, ending}

  @impl true
  def handle_event(:cast, {:stop, reason}, _, _), do: {:stop, reason}

  @impl true
  def terminate(reason, _, ending) do
    trace({:terminate, reason})
    ending.()
  end
end

# ---- handlers ------------------------------------------------------------------------------------------------------

push = fn
  :cast, :push, :a, _ -> {:keep, [{:push_callback_module, Second}]}
  :cast, :change, :a, _ -> {:keep, [{:change_callback_module, Second}]}
end

scenario "a pushed handler handles events until it is popped" do
  Script.drive(Machine, [1, :push, 2, :pop, 3], push)
end

scenario "a handler is changed for another" do
  Script.drive(Machine, [1, :change, 2], push)
end

scenario "a changed handler leaves nothing to pop" do
  Process.flag(:trap_exit, true)
  {:ok, pid} = Machine.start(:a, Script.fallback(push))
  label(pid, :machine)
  Enum.each([:change, :pop], &:gen_statem.cast(pid, &1))
  trace(next())
end

scenario "a pushed handler may push another" do
  Script.drive(Machine, [:push, :push, 1, :pop, 2, :pop, 3], push)
end

scenario "a pushed handler may be changed and then popped" do
  Script.drive(Machine, [:push, :change, 1, :pop, 2], push)
end

scenario "a pushed handler is told of the state that is entered" do
  Script.drive(Machine, [:go, {:go, :c}], fn
    :cast, :go, :a, _ -> {:next, :b, [{:push_callback_module, Third}]}
  end)
end

scenario "a pushed handler is not told of a state that stays" do
  Script.drive(Machine, [:stay], fn
    :cast, :stay, :a, _ -> {:keep, [{:push_callback_module, Third}]}
  end)
end

scenario "what is inserted and postponed goes to the pushed handler" do
  Script.drive(Machine, [:later, :go], fn
    :cast, :later, :a, _ -> {:keep, [:postpone]}
    :cast, :go, :a, _ -> {:next, :b, [{:push_callback_module, Second}, {:next_event, :internal, 1}, {:state_timeout, 0, :s}]}
  end)
end

scenario "the pushed handler is the one that terminates" do
  Process.flag(:trap_exit, true)
  {:ok, pid} = Machine.start(:a, Script.fallback(push))
  label(pid, :machine)
  Enum.each([:push, :stop], &:gen_statem.cast(pid, &1))
  trace(next())
end

scenario "a machine may begin with a pushed handler" do
  Script.drive(Machine, [1, :pop, 2], push, [{:push_callback_module, Second}])
end

scenario "no handler can be pushed while a state is entered" do
  Script.ends(Entering, [:go], fn
    :cast, :go, :a, _ -> {:next, :b, []}
    :enter, :a, :b, _ -> {:keep, [{:push_callback_module, Second}]}
  end)
end

scenario "no handler can be changed while a state is entered" do
  Script.ends(Entering, [:go], fn
    :cast, :go, :a, _ -> {:next, :b, []}
    :enter, :a, :b, _ -> {:keep, [{:change_callback_module, Second}]}
  end)
end

scenario "no handler can be popped while a state is entered" do
  Process.flag(:trap_exit, true)
  {:ok, pid} = Machine.start(:a, Script.fallback(fn
    :cast, :go, :a, _ -> {:next, :poppable, [{:push_callback_module, Third}]}
  end))
  label(pid, :machine)
  :gen_statem.cast(pid, :go)
  :gen_statem.cast(pid, {:go, :b})
  trace(next())
end

# ---- waiting and answering -----------------------------------------------------------------------------------------

scenario "a machine that hibernates wakes up" do
  Script.drive(Machine, [:sleep, 1], fn :cast, :sleep, :a, _ -> {:keep, [:hibernate]} end)
end

scenario "a machine hibernates when its own events are handled" do
  Script.drive(Machine, [:sleep], fn
    :cast, :sleep, :a, _ -> {:next, :b, [:hibernate, {:next_event, :internal, 1}, {:state_timeout, 0, :s}]}
  end)
end

scenario "a machine begins with hibernating" do
  Script.drive(Machine, [], fn :none, _, _, _ -> :none end, [:hibernate])
end

scenario "an answer is given by a later event" do
  {:ok, pid} = Machine.start(:a, fn
    :call, :later, :a, from -> {:keep, [{:next_event, :internal, {:answer, from}}]}
    :internal, {:answer, from}, :a, _ -> {:next, :b, [{:reply, from, :now}]}
  end)
  trace(:gen_statem.call(pid, :later))
end

scenario "a transition answers several calls" do
  {:ok, pid} = Machine.start(:a, fn
    :call, n, :a, from ->
      Process.put(n, from)
      {:keep, []}
    :cast, :answer, :a, _ -> {:keep, [{:reply, Process.get(1), :one}, {:reply, Process.get(2), :two}]}
  end)
  one = :gen_statem.send_request(pid, 1)
  two = :gen_statem.send_request(pid, 2)
  :gen_statem.cast(pid, :answer)
  trace(:gen_statem.receive_response(two, 5000))
  trace(:gen_statem.receive_response(one, 5000))
end

scenario "a postponed call is answered in the next state" do
  {:ok, pid} = Machine.start(:a, fn
    :call, :early, :a, _ -> {:keep, [:postpone]}
    :call, :early, :b, from -> {:keep, [{:reply, from, :in_b}]}
    :cast, :go, :a, _ -> {:next, :b, []}
  end)
  early = :gen_statem.send_request(pid, :early)
  :gen_statem.cast(pid, :go)
  trace(:gen_statem.receive_response(early, 5000))
end

scenario "a machine that stops answers several calls" do
  Process.flag(:trap_exit, true)
  {:ok, pid} = Machine.start(:a, fn
    :call, 1, :a, from ->
      Process.put(1, from)
      {:keep, []}
    :call, 2, :a, from -> {:stop_and_reply, :bye, [{:reply, Process.get(1), :one}, {:reply, from, :two}]}
  end)
  label(pid, :machine)
  one = :gen_statem.send_request(pid, 1)
  two = :gen_statem.send_request(pid, 2)
  receive do
    {:EXIT, ^pid, reason} -> trace(reason)
  end
  trace(:gen_statem.receive_response(one, 5000))
  trace(:gen_statem.receive_response(two, 5000))
end

scenario "a request that is not answered in time is given up" do
  {:ok, pid} = Machine.start(:a, fn :call, _, _, _ -> {:keep, []} end)
  id = :gen_statem.send_request(pid, :silence)
  trace(:gen_statem.receive_response(id, 10))
end

scenario "a state may be any term" do
  {:ok, pid} = Machine.start({:counted, 0}, fn
    :call, :more, {:counted, n}, from -> {:next, {:counted, n + 1}, [{:reply, from, n}]}
  end)
  trace(:gen_statem.call(pid, :more))
  trace(:gen_statem.call(pid, :more))
end

scenario "postponed events keep their order over several changes" do
  Script.drive(Machine, [1, 2, :go, 3, :go], fn
    :cast, :go, :a, _ -> {:next, :b, []}
    :cast, :go, :b, _ -> {:next, :c, []}
    :cast, _, :a, _ -> {:keep, [:postpone]}
    :cast, n, :b, _ when n != 2 -> {:keep, [:postpone]}
  end)
end

scenario "what a postponed event inserts comes before the next postponed one" do
  Script.drive(Machine, [1, 2, :go], fn
    :cast, :go, :a, _ -> {:next, :b, []}
    :cast, _, :a, _ -> {:keep, [:postpone]}
    :cast, 1, :b, _ -> {:keep, [{:next_event, :internal, :inserted}]}
  end)
end

scenario "a postponed event may change the state for the next one" do
  Script.drive(Machine, [1, 2, :go], fn
    :cast, :go, :a, _ -> {:next, :b, []}
    :cast, _, :a, _ -> {:keep, [:postpone]}
    :cast, 1, :b, _ -> {:next, :c, []}
  end)
end

scenario "an inserted event may be postponed" do
  Script.drive(Machine, [:start, :go], fn
    :cast, :start, :a, _ -> {:keep, [{:next_event, :internal, 1}]}
    :internal, 1, :a, _ -> {:keep, [:postpone]}
    :cast, :go, :a, _ -> {:next, :b, []}
  end)
end

scenario "entering may repeat the state until it is kept" do
  Script.drive(Entering, [:go], fn
    :cast, :go, :a, _ -> {:next, :b, []}
    :enter, old, :b, _ ->
      count = Process.get(:count, 0)
      Process.put(:count, count + 1)
      trace({:enter, old, count})
      if count < 2, do: {:repeat, []}, else: {:keep, []}
  end)
end

scenario "the first state may be repeated as it is entered" do
  Script.drive(Entering, [], fn
    :enter, old, :a, _ ->
      count = Process.get(:count, 0)
      Process.put(:count, count + 1)
      trace({:enter, old, count})
      if count < 1, do: {:repeat, []}, else: {:keep, []}
  end)
end

scenario "going to the state as it is entered keeps it" do
  Script.drive(Entering, [:go], fn
    :cast, :go, :a, _ -> {:next, :b, []}
    :enter, :a, :b, _ -> {:next, :b, []}
  end)
end

# ---- ends ----------------------------------------------------------------------------------------------------------

scenario "an error in a callback is the reason with its stack" do
  Script.ends(Machine, [:crash], fn :cast, :crash, _, _ -> raise ArgumentError, "bad" end)
end

scenario "an error while a state is entered leaves the old state" do
  Script.ends(Entering, [:go], fn
    :cast, :go, :a, _ -> {:next, :b, []}
    :enter, :a, :b, _ -> raise ArgumentError, "bad"
  end)
end

scenario "a caller gets the error of the machine" do
  Process.flag(:trap_exit, true)
  {:ok, pid} = Machine.start(:a, fn :call, _, _, _ -> raise ArgumentError, "bad" end)
  label(pid, :machine)
  trace(Script.catch_exit(fn -> :gen_statem.call(pid, :crash) end))
end

scenario "an exit in terminate takes the place of the reason" do
  pid = Reserved.start(fn -> exit(:worse) end)
  :gen_statem.cast(pid, {:stop, :because})
  trace(next())
end

scenario "an error in terminate takes the place of a normal end" do
  pid = Reserved.start(fn -> raise ArgumentError, "worse" end)
  :gen_statem.cast(pid, {:stop, :normal})
  trace(next())
end

scenario "whoever stops a machine gets the exit of its terminate" do
  pid = Reserved.start(fn -> exit(:worse) end)
  trace(Script.catch_exit(fn -> :gen_statem.stop(pid, :normal, 5000) end))
  trace(next())
end

scenario "a machine is stopped with a reason of its own" do
  pid = Reserved.start(fn -> :ok end)
  trace(:gen_statem.stop(pid, {:shutdown, :restart}, 5000))
  trace(next())
end

scenario "stopping a machine that is not there fails" do
  trace(Script.catch_exit(fn -> :gen_statem.stop(:nobody) end))
end

scenario "calling a machine that is not there fails" do
  trace(Script.catch_exit(fn -> :gen_statem.call(:nobody, :hello) end))
  trace(:gen_statem.cast(:nobody, :hello))
end

scenario "the name of a machine can be taken once" do
  init = {:run, fn -> {:ok, :a, &Script.show/4} end}
  {:ok, pid} = :gen_statem.start_link({:local, :machine}, Machine, init, [])
  label(pid, :machine)
  Process.flag(:trap_exit, true)
  trace(:gen_statem.start_link({:local, :machine}, Machine, init, []))
  trace(:gen_statem.call(:machine, :sync))
end

scenario "an exit in init is why a machine could not start" do
  Process.flag(:trap_exit, true)
  trace(:gen_statem.start_link(Machine, {:run, fn -> exit(:crashed) end}, []))
end

scenario "an error in init is why a machine could not start" do
  Process.flag(:trap_exit, true)
  trace(:gen_statem.start_link(Machine, {:run, fn -> raise ArgumentError, "bad" end}, []))
end

scenario "a machine cannot keep a state as it begins" do
  Process.flag(:trap_exit, true)
  trace(:gen_statem.start_link(Machine, {:raw, :keep_state_and_data}, []))
end

scenario "a machine cannot repeat a state as it begins" do
  Process.flag(:trap_exit, true)
  trace(:gen_statem.start_link(Machine, {:raw, :repeat_state_and_data}, []))
end

scenario "an init that returns nothing is bad" do
  Process.flag(:trap_exit, true)
  trace(:gen_statem.start_link(Machine, {:raw, nil}, []))
end

scenario "a machine that begins with a bad action has started and ends" do
  Script.ends(Machine, [], fn :none, _, _, _ -> :none end, [:pop_callback_module])
end

scenario "a machine may stop as it enters its first state" do
  Script.ends(Entering, [], fn :enter, :a, :a, _ -> {:stop, :refused} end)
end

scenario "a callback that returns nothing is bad" do
  Script.ends(Machine, [:nothing], fn :cast, :nothing, _, _ -> nil end)
end

scenario "entering that returns nothing is bad" do
  Script.ends(Entering, [:go], fn
    :cast, :go, :a, _ -> {:next, :b, []}
    :enter, :a, :b, _ -> nil
  end)
end

scenario "no event can be inserted while a state is entered" do
  Script.ends(Entering, [:go], fn
    :cast, :go, :a, _ -> {:next, :b, []}
    :enter, :a, :b, _ -> {:keep, [{:next_event, :internal, 1}]}
  end)
end

scenario "no cast can be inserted while a state is entered" do
  Script.ends(Entering, [:go], fn
    :cast, :go, :a, _ -> {:next, :b, []}
    :enter, :a, :b, _ -> {:keep, [{:next_event, :cast, 1}]}
  end)
end

scenario "a machine that stops can only reply" do
  Script.ends(Machine, [:stop], fn :cast, :stop, _, _ -> {:stop_and_reply, :bye, [:postpone]} end)
end

scenario "a timeout cannot be negative" do
  Script.ends(Machine, [:start], fn :cast, :start, _, _ -> {:keep, [{:state_timeout, -1, :s}]} end)
end

scenario "a generic timeout cannot be negative" do
  Script.ends(Machine, [:start], fn :cast, :start, _, _ -> {:keep, [{{:timeout, :n}, -5, :s}]} end)
end

scenario "an entering cannot be inserted" do
  Script.ends(Machine, [:start], fn :cast, :start, _, _ -> {:keep, [{:next_event, :enter, :a}]} end)
end

scenario "answers before a bad action are given" do
  Process.flag(:trap_exit, true)
  {:ok, pid} = Machine.start(:a, fn :call, :pop, :a, from -> {:keep, [{:reply, from, :given}, :pop_callback_module]} end)
  label(pid, :machine)
  answer = :gen_statem.call(pid, :pop)
  trace(next())
  trace(answer)
end

scenario "a machine that traps exits terminates when its parent ends" do
  main = self()
  parent = spawn(fn ->
    {:ok, pid} = :gen_statem.start_link(Machine, {:run, fn ->
      Process.flag(:trap_exit, true)
      {:ok, :a, &Script.show/4}
    end}, [])
    send(main, {:started, pid})
    receive do :go -> exit(:gone) end
  end)
  {:started, pid} = next()
  ref = Process.monitor(pid)
  send(parent, :go)
  {:DOWN, ^ref, _, _, reason} = next()
  trace(reason)
end

scenario "a machine that does not trap exits dies with its parent" do
  main = self()
  parent = spawn(fn ->
    {:ok, pid} = Machine.start(:a, &Script.show/4)
    send(main, {:started, pid})
    receive do :go -> exit(:gone) end
  end)
  {:started, pid} = next()
  ref = Process.monitor(pid)
  send(parent, :go)
  {:DOWN, ^ref, _, _, reason} = next()
  trace(reason)
end

scenario "a suspended machine terminates when its parent ends" do
  main = self()
  parent = spawn(fn ->
    {:ok, pid} = :gen_statem.start_link(Machine, {:run, fn ->
      Process.flag(:trap_exit, true)
      {:ok, :a, &Script.show/4}
    end}, [])
    send(main, {:started, pid})
    receive do :go -> exit(:gone) end
  end)
  {:started, pid} = next()
  ref = Process.monitor(pid)
  :sys.suspend(pid)
  send(parent, :go)
  {:DOWN, ^ref, _, _, reason} = next()
  trace(reason)
end

scenario "the end of another linked process is an event" do
  {:ok, pid} = :gen_statem.start_link(Machine, {:run, fn ->
    Process.flag(:trap_exit, true)
    {:ok, :a, Script.fallback(fn
      :cast, :link, :a, _ ->
        spawn_link(fn -> exit(:other) end)
        {:keep, []}
      :info, {:EXIT, _, reason}, :a, _ ->
        trace({:exit, reason})
        {:next, :b, []}
      :call, :sync, :a, _ -> {:keep, [:postpone]}
    end)}
  end}, [])
  :gen_statem.cast(pid, :link)
  trace(:gen_statem.call(pid, :sync))
end

scenario "a machine that is killed does not terminate" do
  Process.flag(:trap_exit, true)
  {:ok, pid} = Machine.start(:a, &Script.show/4)
  label(pid, :machine)
  Process.exit(pid, :kill)
  trace(next())
end
