# SPDX-License-Identifier: Apache-2.0
import Scenario

defmodule Functions do
  @behaviour :gen_statem

  @impl true
  def callback_mode, do: :state_functions

  @impl true
  def init(_), do: {:ok, :locked, []}

  def locked({:call, from}, :open, data), do: {:next_state, :open, data, {:reply, from, :opened}}
  def locked({:call, from}, what, _), do: {:keep_state_and_data, {:reply, from, {:locked, what}}}

  def open({:call, from}, :close, data), do: {:next_state, :locked, data, {:reply, from, :closed}}
  def open({:call, from}, what, _), do: {:keep_state_and_data, {:reply, from, {:open, what}}}
end

scenario "a call is answered by a transition" do
  Script.drive(Machine, [], fn :call, what, s, from -> {:keep, [{:reply, from, {what, s}}]} end)
end

scenario "state functions handle the events of their states" do
  {:ok, pid} = :gen_statem.start_link(Functions, [], [])
  Enum.each([:look, :open, :look, :close], &trace(:gen_statem.call(pid, &1)))
end

scenario "casts and other messages are events" do
  {:ok, pid} = Machine.start(:a, &Script.show/4)
  :gen_statem.cast(pid, :one)
  send(pid, :two)
  trace(:gen_statem.call(pid, :sync))
end

scenario "postponed events come back in order when the state changes" do
  Script.drive(Machine, [1, 2, 3, :go, 4], fn
    :cast, :go, :a, _ -> {:next, :b, []}
    :cast, _, :a, _ -> {:keep, [:postpone]}
  end)
end

scenario "postponed events stay while the state stays" do
  Script.drive(Machine, [1, :keep, :same, :go], fn
    :cast, 1, :a, _ -> {:keep, [:postpone]}
    :cast, :same, :a, _ -> {:next, :a, []}
    :cast, :go, :a, _ -> {:next, :b, []}
  end)
end

scenario "an event may be postponed again in the next state" do
  Script.drive(Machine, [1, :go, :go, 2], fn
    :cast, :go, :a, _ -> {:next, :b, []}
    :cast, :go, :b, _ -> {:next, :c, []}
    :cast, 1, s, _ when s in [:a, :b] -> {:keep, [:postpone]}
  end)
end

scenario "an event that changes the state may be postponed" do
  Script.drive(Machine, [1], fn :cast, 1, :a, _ -> {:next, :b, [:postpone]} end)
end

scenario "the last word on postponing counts" do
  Script.drive(Machine, [1, :go], fn
    :cast, 1, :a, _ -> {:keep, [:postpone, {:postpone, false}]}
    :cast, :go, :a, _ -> {:next, :b, []}
  end)
end

scenario "inserted events come first and in order" do
  Script.drive(Machine, [:start, :last], fn
    :cast, :start, :a, _ -> {:keep, [{:next_event, :internal, 1}, {:next_event, :cast, 2}, {:next_event, :info, 3}]}
  end)
end

scenario "inserted events come before postponed ones" do
  Script.drive(Machine, [:later, :go], fn
    :cast, :later, :a, _ -> {:keep, [:postpone]}
    :cast, :go, :a, _ -> {:next, :b, [{:next_event, :internal, 1}]}
  end)
end

scenario "inserted events may insert more" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ -> {:keep, [{:next_event, :internal, 2}, {:next_event, :internal, :end}]}
    :internal, 2, :a, _ -> {:next, :b, [{:next_event, :internal, 1}]}
  end)
end

scenario "a timeout of no time comes after inserted events and before messages" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ ->
      {:keep, [{:state_timeout, 0, :s}, {:next_event, :internal, 1}, {{:timeout, :n}, 0, :g}, {:next_event, :internal, 2}]}
  end)
end

scenario "an event timeout of no time is ended by an inserted event" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ -> {:keep, [{:timeout, 0, :never}, {:next_event, :internal, 1}]}
  end)
end

scenario "timeouts of no time come in the order of their actions" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ -> {:keep, [{{:timeout, 1}, 0, :g}, {:state_timeout, 0, :s}, {{:timeout, 2}, 0, :h}]}
  end)
end

scenario "of the timeouts of one type the last counts" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ -> {:keep, [{:state_timeout, 0, 1}, {{:timeout, :n}, 0, :g}, {:state_timeout, 0, 2}]}
  end)
end

scenario "a change of state ends the state timeout and no other" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ -> {:keep, [{:state_timeout, 0, :s}, {{:timeout, :n}, 0, :g}, {:next_event, :internal, :go}]}
    :internal, :go, :a, _ -> {:next, :b, []}
  end)
end

scenario "a state timeout of the transition belongs to the new state" do
  Script.drive(Machine, [:start], fn :cast, :start, :a, _ -> {:next, :b, [{:state_timeout, 0, :s}]} end)
end

scenario "cancelled timeouts do not come" do
  Script.drive(Machine, [:start, :cancel], fn
    :cast, :start, :a, _ -> {:keep, [{:state_timeout, 60_000, :s}, {{:timeout, :n}, 60_000, :g}]}
    :cast, :cancel, :a, _ -> {:keep, [{:state_timeout, :cancel}, {{:timeout, :n}, :cancel}]}
  end)
end

scenario "an updated timeout brings the new content" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ -> {:keep, [{:state_timeout, 0, :old}, {:next_event, :internal, :update}]}
    :internal, :update, :a, _ -> {:keep, [{:state_timeout, :update, :new}]}
  end)
end

scenario "an update without a timeout comes at once" do
  Script.drive(Machine, [:start], fn :cast, :start, :a, _ -> {:keep, [{{:timeout, :n}, :update, :now}]} end)
end

scenario "timers bring their contents in time" do
  {:ok, pid} = Machine.start(:a, fn
    :call, :start, :a, from -> {:keep, [{:state_timeout, 30, from}, {{:timeout, :n}, 10, :g}]}
    :state_timeout, from, :a, _ -> {:keep, [{:reply, from, :in_time}]}
    type, content, s, from -> Script.show(type, content, s, from)
  end)
  trace(:gen_statem.call(pid, :start))
end

scenario "an event timeout waits for silence" do
  {:ok, pid} = Machine.start(:a, fn
    :call, :start, :a, from -> {:keep, [{:timeout, 20, from}]}
    :timeout, from, :a, _ -> {:keep, [{:reply, from, :silent}]}
  end)
  trace(:gen_statem.call(pid, :start))
end

scenario "a machine begins with actions" do
  Script.drive(Machine, [], fn :none, _, _, _ -> :none end, [{:next_event, :internal, 1}, {:state_timeout, 0, :s}, :postpone])
end

scenario "states are entered when the machine begins and when they change" do
  Script.drive(Entering, [:go, :stay], fn :cast, :go, :a, _ -> {:next, :b, []} end)
end

scenario "a repeated state is entered anew" do
  Script.drive(Entering, [:again, :same], fn
    :cast, :again, :a, _ -> {:repeat, []}
    :cast, :same, :a, _ -> {:next, :a, []}
  end)
end

scenario "a repeated state keeps what is postponed" do
  Script.drive(Entering, [:later, :again], fn
    :cast, :later, :a, _ -> {:keep, [:postpone]}
    :cast, :again, :a, _ -> {:repeat, []}
  end)
end

scenario "entering may start a timeout" do
  Script.drive(Entering, [:go], fn
    :cast, :go, :a, _ -> {:next, :b, [{:next_event, :internal, 1}]}
    :enter, :a, :b, _ -> {:keep, [{:state_timeout, 0, :entered}]}
  end)
end

scenario "entering may reply" do
  {:ok, pid} = Entering.start(:a, fn
    :call, :go, :a, from -> Process.put(:from, from); {:next, :b, []}
    :enter, :a, :b, _ -> {:keep, [{:reply, Process.get(:from), :entered}]}
    type, content, s, from -> Script.show(type, content, s, from)
  end)
  trace(:gen_statem.call(pid, :go))
end

scenario "entering comes before inserted and postponed events" do
  Script.drive(Entering, [1, :go], fn
    :cast, 1, :a, _ -> {:keep, [:postpone]}
    :cast, :go, :a, _ -> {:next, :b, [{:next_event, :internal, 2}]}
  end)
end

scenario "a machine stops with normal" do
  Script.ends(Machine, [:stop], fn :cast, :stop, _, _ -> :stop end)
end

scenario "a machine stops with a reason" do
  Script.ends(Machine, [:go, :stop], fn
    :cast, :go, _, _ -> {:next, :b, []}
    :cast, :stop, :b, _ -> {:stop, :because}
  end)
end

scenario "a machine stops and replies" do
  Process.flag(:trap_exit, true)
  {:ok, pid} = Machine.start(:a, fn :call, :stop, _, from -> {:stop_and_reply, :bye, [{:reply, from, :stopping}]} end)
  label(pid, :machine)
  answer = :gen_statem.call(pid, :stop)
  trace(next())
  trace(answer)
end

scenario "entering may stop the machine in its new state" do
  Script.ends(Entering, [:go], fn
    :cast, :go, :a, _ -> {:next, :b, []}
    :enter, :a, :b, _ -> {:stop, :refused}
  end)
end

scenario "an exit in a callback is the reason" do
  Script.ends(Machine, [:crash], fn :cast, :crash, _, _ -> exit(:crashed) end)
end

scenario "an exit while a state is entered leaves the old state" do
  Script.ends(Entering, [:go], fn
    :cast, :go, :a, _ -> {:next, :b, []}
    :enter, :a, :b, _ -> exit(:crashed)
  end)
end

scenario "a state cannot be changed while it is entered" do
  Process.flag(:trap_exit, true)
  {:ok, pid} = Entering.start(:a, fn
    :enter, :a, :a, _ -> {:keep, []}
    :enter, _, :b, _ -> {:next, :c, []}
    :cast, :go, :a, _ -> {:next, :b, []}
  end)
  :gen_statem.cast(pid, :go)
  {:EXIT, ^pid, {{what, {:next_state, to, _, _}}, _}} = next()
  trace({what, to})
end

scenario "an event cannot be postponed while a state is entered" do
  Script.ends(Entering, [:go], fn
    :cast, :go, :a, _ -> {:next, :b, []}
    :enter, :a, :b, _ -> {:keep, [:postpone]}
  end)
end

scenario "nothing can be popped that was not pushed" do
  Script.ends(Machine, [:pop], fn :cast, :pop, :a, _ -> {:keep, [:pop_callback_module]} end)
end

scenario "a start may be refused" do
  Process.flag(:trap_exit, true)
  trace(:gen_statem.start_link(Machine, {:raw, {:stop, :not_today}}, []))
end

scenario "a machine may not want to run" do
  trace(:gen_statem.start_link(Machine, {:raw, :ignore}, []))
end

scenario "a call to a machine that ends fails with its reason" do
  Process.flag(:trap_exit, true)
  {:ok, pid} = Machine.start(:a, fn :call, :stop, _, _ -> {:stop, :gone} end)
  label(pid, :machine)
  trace(Script.catch_exit(fn -> :gen_statem.call(pid, :stop) end))
end

scenario "a call that takes too long fails" do
  {:ok, pid} = Machine.start(:a, fn :call, _, _, _ -> {:keep, []} end)
  label(pid, :machine)
  trace(Script.catch_exit(fn -> :gen_statem.call(pid, :silence, 10) end))
end

scenario "a machine is stopped from outside" do
  Process.flag(:trap_exit, true)
  {:ok, pid} = Machine.start(:a, &Script.show/4)
  label(pid, :machine)
  trace(:gen_statem.stop(pid, :shutdown, 5000))
  trace(next())
end

scenario "a suspended machine keeps its events" do
  {:ok, pid} = Machine.start(:a, &Script.show/4)
  :sys.suspend(pid)
  :gen_statem.cast(pid, 1)
  trace(:suspended)
  :sys.resume(pid)
  trace(:gen_statem.call(pid, :sync))
end
