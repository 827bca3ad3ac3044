# SPDX-License-Identifier: Apache-2.0
import Scenario

defmodule At do
  @doc "A moment `ms` from now, as timeouts with `{abs, true}` take it."
  def in_ms(ms), do: :erlang.monotonic_time(:millisecond) + ms
end

scenario "an absolute state timeout comes at its moment" do
  Script.ask(fn
    :call, :start, :a, from -> {:keep, [{:state_timeout, At.in_ms(20), from, [{:abs, true}]}]}
    :state_timeout, from, :a, _ -> {:keep, [{:reply, from, :in_time}]}
  end)
end

scenario "an absolute event timeout comes at its moment" do
  Script.ask(fn
    :call, :start, :a, from -> {:keep, [{:timeout, At.in_ms(20), from, [{:abs, true}]}]}
    :timeout, from, :a, _ -> {:keep, [{:reply, from, :in_time}]}
  end)
end

scenario "an absolute generic timeout comes at its moment" do
  Script.ask(fn
    :call, :start, :a, from -> {:keep, [{{:timeout, :n}, At.in_ms(20), from, [{:abs, true}]}]}
    {:timeout, :n}, from, :a, _ -> {:keep, [{:reply, from, :in_time}]}
  end)
end

scenario "absolute timeouts come in the order of their moments" do
  Script.ask(fn
    :call, :start, :a, from ->
      {:keep, [{{:timeout, :late}, At.in_ms(60), from, [{:abs, true}]}, {{:timeout, :early}, At.in_ms(10), :early, [{:abs, true}]}]}
    {:timeout, :late}, from, :a, _ -> {:keep, [{:reply, from, :late}]}
  end)
end

scenario "an absolute timeout of the past comes after the messages that wait" do
  {:ok, pid} = Machine.start(:a, Script.fallback(fn
    :cast, :start, :a, _ -> {:keep, [{:state_timeout, At.in_ms(-1), :past, [{:abs, true}]}]}
    :state_timeout, content, s, _ ->
      trace({:state_timeout, content, s})
      {:next, :b, []}
    :call, :sync, :a, _ -> {:keep, [:postpone]}
  end))
  :sys.suspend(pid)
  :gen_statem.cast(pid, :start)
  :gen_statem.cast(pid, 1)
  :sys.resume(pid)
  trace(:gen_statem.call(pid, :sync))
end

scenario "an event timeout is ended by any event" do
  Script.drive_waiting(Machine, [:start, :other], fn :cast, :start, :a, _ -> {:keep, [{:timeout, 1, :never}]} end)
end

scenario "an event timeout of no time comes before a timeout after it" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ -> {:keep, [{:timeout, 0, :e}, {{:timeout, :n}, 0, :g}]}
  end)
end

scenario "an event timeout of no time is ended by a timeout before it" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ -> {:keep, [{{:timeout, :n}, 0, :g}, {:timeout, 0, :e}]}
  end)
end

scenario "an event timeout of the transition belongs to the new state" do
  Script.drive(Machine, [:start], fn :cast, :start, :a, _ -> {:next, :b, [{:timeout, 0, :e}]} end)
end

scenario "a timeout is started anew" do
  Script.drive(Machine, [:start, :again], fn
    :cast, :start, :a, _ -> {:keep, [{:state_timeout, 60_000, :old}]}
    :cast, :again, :a, _ -> {:keep, [{:state_timeout, 0, :new}]}
  end)
end

scenario "a timeout of no time that is started anew goes behind the others" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ -> {:keep, [{{:timeout, 1}, 0, :old}, {{:timeout, 2}, 0, :other}, {:next_event, :internal, :again}]}
    :internal, :again, :a, _ -> {:keep, [{{:timeout, 1}, 0, :new}]}
  end)
end

scenario "a timer takes the place of a timeout of no time" do
  Script.ask(fn
    :call, :start, :a, from ->
      Process.put(:from, from)
      {:keep, [{:state_timeout, 0, :never}, {:next_event, :internal, :again}]}
    :internal, :again, :a, _ -> {:keep, [{:state_timeout, 10, :later}]}
    type, content, :a, _ -> {:keep, [{:reply, Process.get(:from), {type, content}}]}
  end)
end

scenario "timeouts of no time of two transitions come in order" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ -> {:keep, [{{:timeout, :n}, 0, :first}, {:next_event, :internal, :more}]}
    :internal, :more, :a, _ -> {:keep, [{:state_timeout, 0, :second}]}
  end)
end

scenario "what a timeout inserts comes before the next timeout" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ -> {:keep, [{{:timeout, 1}, 0, :first}, {{:timeout, 2}, 0, :second}]}
    {:timeout, 1}, :first, :a, _ -> {:keep, [{:next_event, :internal, :inserted}]}
  end)
end

scenario "a timeout may start itself again" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ -> {:keep, [{{:timeout, :n}, 0, 3}]}
    {:timeout, :n}, count, :a, _ when count > 0 ->
      trace({:again, count})
      {:keep, [{{:timeout, :n}, 0, count - 1}]}
  end)
end

scenario "a timeout that lasts for ever ends the one that runs" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ -> {:keep, [{:state_timeout, 0, :s}, {:next_event, :internal, :never}]}
    :internal, :never, :a, _ -> {:keep, [{:state_timeout, :infinity, :never}]}
  end)
end

scenario "a cancelled timeout of no time does not come" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ -> {:keep, [{:state_timeout, 0, :s}, {{:timeout, :n}, 0, :g}, {:next_event, :internal, :cancel}]}
    :internal, :cancel, :a, _ -> {:keep, [{{:timeout, :n}, :cancel}]}
  end)
end

scenario "of a start and a cancel the last counts" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ ->
      {:keep, [{:state_timeout, 0, :s}, {:state_timeout, :cancel}, {{:timeout, :n}, :cancel}, {{:timeout, :n}, 0, :g}]}
  end)
end

scenario "of a start and an update the last counts" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ ->
      {:keep, [{:state_timeout, 60_000, :old}, {:state_timeout, :update, :new}, {{:timeout, :n}, :update, :old}, {{:timeout, :n}, 0, :new}]}
  end)
end

scenario "a cancel of nothing does nothing" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ -> {:keep, [{:timeout, :cancel}, {:state_timeout, :cancel}, {{:timeout, :n}, :cancel}]}
  end)
end

scenario "an update keeps the time of the timer" do
  Script.ask(fn
    :call, :start, :a, from -> {:keep, [{:state_timeout, 20, :old}, {:next_event, :internal, from}]}
    :internal, from, :a, _ -> {:keep, [{:state_timeout, :update, from}]}
    :state_timeout, from, :a, _ -> {:keep, [{:reply, from, :updated}]}
  end)
end

scenario "an update of a generic timeout keeps its time" do
  Script.ask(fn
    :call, :start, :a, from -> {:keep, [{{:timeout, :n}, 20, :old}, {:next_event, :internal, from}]}
    :internal, from, :a, _ -> {:next, :b, [{{:timeout, :n}, :update, from}]}
    {:timeout, :n}, from, :b, _ -> {:keep, [{:reply, from, :updated}]}
  end)
end

scenario "an update after a cancel comes at once" do
  Script.drive(Machine, [:start, :cancel, :update], fn
    :cast, :start, :a, _ -> {:keep, [{:state_timeout, 60_000, :old}]}
    :cast, :cancel, :a, _ -> {:keep, [{:state_timeout, :cancel}]}
    :cast, :update, :a, _ -> {:keep, [{:state_timeout, :update, :new}]}
  end)
end

scenario "an update of an event timeout comes at once since the event has ended it" do
  Script.drive(Machine, [:start, :update], fn
    :cast, :start, :a, _ -> {:keep, [{:timeout, 60_000, :old}]}
    :cast, :update, :a, _ -> {:keep, [{:timeout, :update, :new}]}
  end)
end

scenario "an update of a state timeout after a change of state comes at once" do
  Script.drive(Machine, [:start, :go], fn
    :cast, :start, :a, _ -> {:keep, [{:state_timeout, 60_000, :old}]}
    :cast, :go, :a, _ -> {:next, :b, [{:state_timeout, :update, :new}]}
  end)
end

scenario "a repeated state keeps its state timeout" do
  Script.drive(Entering, [:start], fn
    :cast, :start, :a, _ -> {:keep, [{:state_timeout, 0, :s}, {:next_event, :internal, :again}]}
    :internal, :again, :a, _ -> {:repeat, []}
  end)
end

scenario "the timeout of entering takes the place of the one of the transition" do
  Script.drive(Entering, [:go], fn
    :cast, :go, :a, _ -> {:next, :b, [{:state_timeout, 0, :of_the_transition}]}
    :enter, :a, :b, _ -> {:keep, [{:state_timeout, 0, :of_entering}]}
  end)
end

scenario "a timeout of the first entering comes" do
  Script.drive(Entering, [], fn
    :enter, :a, :a, _ -> {:keep, [{:state_timeout, 0, :s}, {:timeout, 0, :e}]}
  end)
end

scenario "a postponed timeout comes back in the next state" do
  Script.drive(Machine, [:start, :go], fn
    :cast, :start, :a, _ -> {:keep, [{:state_timeout, 0, :s}]}
    :state_timeout, :s, :a, _ -> {:keep, [:postpone]}
    :cast, :go, :a, _ -> {:next, :b, []}
  end)
end

scenario "a generic timeout may have any name" do
  Script.drive(Machine, [:start], fn
    :cast, :start, :a, _ -> {:keep, [{{:timeout, {:door, 1}}, 0, :one}, {{:timeout, {:door, 2}}, 0, :two}, {{:timeout, {:door, 1}}, 0, :again}]}
  end)
end

scenario "a generic timeout goes on when the state changes" do
  Script.ask(fn
    :call, :start, :a, from -> {:next, :b, [{{:timeout, :n}, 20, from}, {:next_event, :internal, :go}]}
    :internal, :go, :b, _ -> {:next, :c, []}
    {:timeout, :n}, from, s, _ -> {:keep, [{:reply, from, s}]}
  end)
end

scenario "a bare time is an event timeout with itself as its content" do
  Script.drive(Machine, [:start], fn :cast, :start, :a, _ -> {:keep, [0]} end)
end

scenario "a timeout comes when its machine goes on" do
  {:ok, pid} = Machine.start(:a, Script.fallback(fn :cast, :start, :a, _ -> {:keep, [{:state_timeout, 1, :s}]} end))
  :sys.suspend(pid)
  # It handles the cast, and is suspended again before the timer can end.
  :gen_statem.cast(pid, :start)
  send(pid, {:system, {self(), :on}, :resume})
  send(pid, {:system, {self(), :off}, :suspend})
  receive do {:off, :ok} -> Process.send_after(self(), :over, 50) end
  receive do :over -> trace(:over) end
  :sys.resume(pid)
  trace(:gen_statem.call(pid, :sync))
end

scenario "a machine that waits for a timeout serves messages" do
  {:ok, pid} = Machine.start(:a, Script.fallback(fn
    :call, :start, :a, _ -> {:keep, [:postpone, {:state_timeout, 60_000, :s}]}
    :cast, :go, :a, _ -> {:next, :b, []}
  end))
  id = :gen_statem.send_request(pid, :start)
  :gen_statem.cast(pid, :go)
  trace(:gen_statem.receive_response(id, 5000))
end
