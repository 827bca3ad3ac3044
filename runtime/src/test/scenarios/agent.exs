# SPDX-License-Identifier: Apache-2.0
import Scenario

defmodule Caught do
  # The reason that a function exits with.
  def by(fun) do
    fun.()
  catch
    :exit, reason -> reason
  end
end

defmodule Kept do
  def start(state, options \\ []) do
    {:ok, pid} = Agent.start_link(fn -> state end, options)
    label(pid, :agent)
    pid
  end

  # What stands for the exception differs by language, the rest does not.
  def raised({{%{__exception__: true}, stack}, call}) when is_list(stack), do: {:raised, call}
  def raised({%{__exception__: true}, stack}) when is_list(stack), do: :raised
  def raised(other), do: other
end

scenario "keeps a state that is read and changed" do
  agent = Kept.start(1)
  trace(Agent.get(agent, fn n -> n end))
  trace(Agent.update(agent, fn n -> n + 1 end))
  trace(Agent.get_and_update(agent, fn n -> {n, n * 10} end))
  trace(Agent.get(agent, fn n -> n + 1 end))
end

scenario "a cast is done before what comes after it" do
  agent = Kept.start(1)
  trace(Agent.cast(agent, fn n -> n + 1 end))
  trace(Agent.cast(agent, fn n -> n * 2 end))
  trace(Agent.get(agent, fn n -> n end))
end

scenario "functions run in the process of the agent" do
  agent = Kept.start(1)
  trace(Agent.get(agent, fn _ -> self() end))
end

scenario "is found by its name" do
  Kept.start(1, name: :counter)
  trace(Agent.get(:counter, fn n -> n end))
  trace(Agent.start(fn -> 2 end, name: :counter))
end

scenario "shows its state to who asks sys" do
  agent = Kept.start(5)
  trace(:sys.get_state(agent))
end

scenario "stops with normal when it is asked to" do
  agent = Kept.start(1)
  ref = Process.monitor(agent)
  trace(Agent.stop(agent))
  {:DOWN, ^ref, _, _, reason} = next()
  trace(reason)
end

scenario "stops with another reason" do
  Process.flag(:trap_exit, true)
  agent = Kept.start(1)
  trace(Agent.stop(agent, :shutdown))
  trace(next())
end

scenario "a call to an agent that has ended" do
  agent = Kept.start(1)
  Agent.stop(agent)
  trace(Caught.by(fn -> Agent.get(agent, fn n -> n end) end))
  trace(Caught.by(fn -> Agent.update(:nobody, fn n -> n end) end))
  trace(Agent.cast(:nobody, fn n -> n end))
end

scenario "a function that exits ends the agent and its caller" do
  Process.flag(:trap_exit, true)
  agent = Kept.start(1)
  trace(Caught.by(fn -> Agent.get(agent, fn _ -> exit(:oops) end) end))
  trace(next())
end

scenario "a function that raises ends the agent and its caller" do
  Process.flag(:trap_exit, true)
  agent = Kept.start(1)
  trace(Kept.raised(Caught.by(fn -> Agent.update(agent, fn _ -> raise "oops" end) end)))
  {:EXIT, ^agent, reason} = next()
  trace(Kept.raised(reason))
end

scenario "a first function that exits is why it cannot start" do
  trace(Agent.start(fn -> exit(:no_disk) end))
end

scenario "a call that takes too long" do
  agent = Kept.start(1)
  main = self()
  trace(Caught.by(fn -> Agent.get(agent, fn n -> receive do :go -> n end end, 10) end))
  send(agent, :go)
  Agent.cast(agent, fn n -> send(main, {:state, n}); n end)
  trace(next())
end

scenario "messages that are no requests are ignored" do
  agent = Kept.start(1)
  send(agent, :hello)
  trace(Agent.get(agent, fn n -> n end))
end

scenario "a child of a supervisor starts anew with its first state" do
  {:ok, sup} = Supervisor.start_link([%{id: Agent, start: {Agent, :start_link, [fn -> 0 end, [name: :counter]]}}], strategy: :one_for_one)
  label(Process.whereis(:counter), :first)
  Agent.update(:counter, fn n -> n + 5 end)
  first = Process.whereis(:counter)
  Process.exit(first, :kill)
  await_end(first)
  Supervisor.which_children(sup)
  trace(Agent.get(:counter, fn n -> n end))
end
