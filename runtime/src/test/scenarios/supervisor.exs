# SPDX-License-Identifier: Apache-2.0
import Scenario
import Kids

defmodule Silent do
  use Supervisor
  def init(:ignore), do: :ignore
  def init(:well), do: Supervisor.init([kid(:a)], strategy: :one_for_one)
end

# ---- starting and stopping

scenario "children start in order and stop in reverse" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a), kid(:b), kid(:c)], strategy: :one_for_one)
  children(sup)
  stop(sup)
end

scenario "a child that cannot start ends those before it" do
  parent()
  specs = [kid(:a), kid(:b), kid(:c, kind: fails(:c, :nope)), kid(:d)]
  {:error, reason} = Supervisor.start_link(specs, strategy: :one_for_one)
  trace(reason)
end

scenario "a start that raises is told with its error" do
  parent()
  specs = [kid(:a), kid(:b, kind: fn -> raise ArgumentError, "boom" end)]
  {:error, reason} = Supervisor.start_link(specs, strategy: :one_for_all)
  trace(reason)
end

scenario "a start function that exits" do
  parent()
  specs = [kid(:a, kind: fn -> exit(:boom) end)]
  {:error, reason} = Supervisor.start_link(specs, strategy: :one_for_all)
  trace(reason)
end

scenario "a child that ignores stays without a process" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a), kid(:b, kind: fn -> :ignore end), kid(:c)], strategy: :one_for_all)
  children(sup)
  trace(Supervisor.count_children(sup))
  stop(sup)
end

scenario "a temporary child that ignores is dropped" do
  parent()
  specs = [kid(:a), kid(:b, kind: fn -> :ignore end, restart: :temporary)]
  {:ok, sup} = Supervisor.start_link(specs, strategy: :one_for_one)
  children(sup)
end

scenario "a child that ignores at its restart stays without a process" do
  parent()
  specs = [kid(:a, kind: in_turn([well(:a), fn -> :ignore end]))]
  {:ok, sup} = Supervisor.start_link(specs, strategy: :one_for_one)
  die(:a, :boom)
  down(sup, :a)
  children(sup)
end

scenario "a child that ignored can be started by hand" do
  parent()
  specs = [kid(:a, kind: in_turn([fn -> :ignore end, fn -> :ignore end, well(:a)]))]
  {:ok, sup} = Supervisor.start_link(specs, strategy: :one_for_one)
  trace(Supervisor.restart_child(sup, :a))
  trace(Supervisor.restart_child(sup, :a))
  children(sup)
end

scenario "a supervisor whose name is taken does not start" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a)], strategy: :one_for_one, name: :sup)
  label(sup, :sup)
  {:error, reason} = Supervisor.start_link([kid(:b)], strategy: :one_for_one, name: :sup)
  trace(reason)
end

scenario "a supervisor that is a module plans when it starts" do
  parent()
  {:ok, sup} = Supervisor.start_link(Silent, :well)
  children(sup)
  stop(sup)
end

scenario "a supervisor that is a module may ignore" do
  parent()
  trace(Supervisor.start_link(Silent, :ignore))
end

scenario "a supervisor that ignores is a child without a process" do
  parent()
  silent = %{id: :silent, start: {Supervisor, :start_link, [Silent, :ignore]}, type: :supervisor, modules: [:kid]}
  {:ok, sup} = Supervisor.start_link([kid(:a), silent], strategy: :one_for_one)
  children(sup)
  trace(Supervisor.count_children(sup))
end

# ---- children added and taken away

scenario "a child that is added is the last" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a)], strategy: :one_for_one)
  {:ok, pid} = Supervisor.start_child(sup, kid(:b))
  trace(pid)
  children(sup)
  stop(sup)
end

scenario "a child whose id runs is not added" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a)], strategy: :one_for_one)
  trace(Supervisor.start_child(sup, kid(:a)))
  children(sup)
end

scenario "a child whose id is known is not added" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a)], strategy: :one_for_one)
  trace(Supervisor.terminate_child(sup, :a))
  trace(Supervisor.start_child(sup, kid(:a)))
  children(sup)
end

scenario "a child that cannot start is not kept" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a)], strategy: :one_for_one)
  {:error, {reason, child}} = Supervisor.start_child(sup, kid(:b, kind: fails(:b, :nope)))
  trace(reason)
  trace(Tuple.to_list(child) |> List.delete_at(3))
  children(sup)
end

scenario "a child whose name is taken is not kept" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a)], strategy: :one_for_one)
  taken = kid(:b, kind: fn -> {:error, {:already_started, Process.whereis(:a)}} end)
  {:error, reason} = Supervisor.start_child(sup, taken)
  trace(reason)
  children(sup)
end

scenario "an added child that ignores is kept without a process" do
  parent()
  {:ok, sup} = Supervisor.start_link([], strategy: :one_for_one)
  trace(Supervisor.start_child(sup, kid(:a, kind: fn -> :ignore end)))
  trace(Supervisor.start_child(sup, kid(:b, kind: fn -> :ignore end, restart: :temporary)))
  children(sup)
end

scenario "an added child may say more than its pid" do
  parent()
  {:ok, sup} = Supervisor.start_link([], strategy: :one_for_one)

  talkative = fn ->
    {:ok, pid} = well(:a).()
    {:ok, pid, :and_more}
  end

  trace(Supervisor.start_child(sup, kid(:a, kind: talkative)))
  children(sup)
end

scenario "a start that returns no pid is an error" do
  parent()
  {:ok, sup} = Supervisor.start_link([], strategy: :one_for_one)
  {:error, {reason, _}} = Supervisor.start_child(sup, kid(:a, kind: fn -> :what end))
  trace(reason)
  children(sup)
end

scenario "a function that does not exist is told as undef" do
  parent()
  {:ok, sup} = Supervisor.start_link([], strategy: :one_for_one)
  {:error, {{:EXIT, {reason, _}}, _}} = Supervisor.start_child(sup, %{id: :a, start: {:nowhere, :start_link, []}})
  trace(reason)
end

scenario "a child that is ended stays without a process" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a), kid(:b)], strategy: :rest_for_one)
  trace(Supervisor.terminate_child(sup, :a))
  trace(Supervisor.terminate_child(sup, :a))
  trace(Supervisor.terminate_child(sup, :c))
  children(sup)
  trace(Supervisor.count_children(sup))
end

scenario "a temporary child that is ended is gone" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a, restart: :temporary)], strategy: :one_for_one)
  trace(Supervisor.terminate_child(sup, :a))
  trace(Supervisor.restart_child(sup, :a))
  children(sup)
end

scenario "a child is restarted by hand when it does not run" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a)], strategy: :one_for_one)
  trace(Supervisor.restart_child(sup, :a))
  Supervisor.terminate_child(sup, :a)
  trace(Supervisor.restart_child(sup, :a))
  trace(Supervisor.restart_child(sup, :b))
  children(sup)
end

scenario "a child that cannot be restarted by hand is kept" do
  parent()
  specs = [kid(:a, kind: in_turn([well(:a), fails(:a, :nope), well(:a)]))]
  {:ok, sup} = Supervisor.start_link(specs, strategy: :one_for_one)
  Supervisor.terminate_child(sup, :a)
  trace(Supervisor.restart_child(sup, :a))
  children(sup)
  trace(Supervisor.restart_child(sup, :a))
  children(sup)
end

scenario "a child is removed when it does not run" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a), kid(:b)], strategy: :one_for_one)
  trace(Supervisor.delete_child(sup, :a))
  Supervisor.terminate_child(sup, :a)
  trace(Supervisor.delete_child(sup, :a))
  trace(Supervisor.delete_child(sup, :a))
  children(sup)
end

scenario "a child that is about to be restarted can only be ended" do
  parent()

  slow_failure = fn ->
    Process.sleep(20)
    {:error, :nope}
  end

  specs = [kid(:a, kind: in_turn([well(:a), slow_failure]))]
  {:ok, sup} = Supervisor.start_link(specs, strategy: :one_for_one, max_restarts: 10_000)
  die(:a, :boom)
  wait_until(fn -> listed(sup, :a) == :restarting end)
  trace(Supervisor.which_children(sup))
  trace(Supervisor.count_children(sup))
  trace(Supervisor.restart_child(sup, :a))
  trace(Supervisor.delete_child(sup, :a))
  trace(Supervisor.start_child(sup, kid(:a)))
  trace(Supervisor.terminate_child(sup, :a))
  children(sup)
  trace(Supervisor.delete_child(sup, :a))
  stop(sup)
end

scenario "any term is an id" do
  parent()
  specs = [kid(:a), kid(:b) |> Map.put(:id, {:b, 1}), kid(:c) |> Map.put(:id, 7), kid(:d) |> Map.put(:id, "text")]
  {:ok, sup} = Supervisor.start_link(specs, strategy: :one_for_one)
  trace(Supervisor.terminate_child(sup, {:b, 1}))
  trace(Supervisor.terminate_child(sup, "text"))
  children(sup)
end

scenario "a specification is answered whole" do
  parent()
  specs = [kid(:a), kid(:b, restart: :transient, shutdown: :brutal_kill, significant: true), kid(:c, type: :supervisor)]
  {:ok, sup} = start_with(specs, strategy: :one_for_one, auto_shutdown: :any_significant)

  for id <- [:a, :b, :c] do
    {:ok, spec} = :supervisor.get_childspec(sup, id)
    trace(Map.delete(spec, :start))
  end

  trace(:supervisor.get_childspec(sup, :d))
  trace(:supervisor.get_childspec(sup, Process.whereis(:a)))
end

scenario "a temporary child that is added later is kept without its arguments" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a, restart: :temporary)], strategy: :one_for_one)
  Supervisor.start_child(sup, kid(:b, restart: :temporary))
  Supervisor.start_child(sup, kid(:c))

  for id <- [:a, :b, :c] do
    {:ok, spec} = :supervisor.get_childspec(sup, id)
    trace({id, elem(spec.start, 2) == :undefined})
  end
end

scenario "a supervisor is stopped with a reason" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a), kid(:b)], strategy: :one_for_one)
  up([:a, :b])
  trace(Supervisor.stop(sup, :shutdown))
  trace(next())
  {:ok, sup} = Supervisor.start_link([], strategy: :one_for_one)
  trace(Supervisor.stop(sup))
  trace(next())

  try do
    Supervisor.stop(:nobody, :normal, 100)
  catch
    :exit, reason -> trace({:exit, reason})
  end
end

scenario "a supervisor whose child takes its time is not stopped in time" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a, kind: :deaf, shutdown: :infinity)], strategy: :one_for_one)
  label(sup, :sup)

  try do
    Supervisor.stop(sup, :normal, 20)
  catch
    :exit, reason -> trace({:exit, reason})
  end

  die(:a, :kill)
  trace(await_end(sup))
end

scenario "wrong specifications are refused with what is wrong" do
  parent()
  {:ok, sup} = start_with([], strategy: :one_for_one, auto_shutdown: :any_significant)
  good = %{id: :a, start: {:m, :f, []}}

  for bad <- [
        :what,
        {:a, {:m, :f, []}},
        Map.delete(good, :id),
        Map.delete(good, :start),
        %{good | start: {:m, :f}},
        %{good | start: {:m, :f, :args}},
        Map.put(good, :restart, :sometimes),
        Map.put(good, :shutdown, -1),
        Map.put(good, :shutdown, :gently),
        Map.put(good, :type, :boss),
        Map.put(good, :modules, :all),
        Map.put(good, :modules, [1]),
        Map.put(good, :significant, :very),
        Map.put(good, :significant, true),
        {:a, {:m, :f, []}, :sometimes, 5000, :worker, []}
      ] do
    trace(GenServer.call(sup, {:start_child, bad}))
  end

  children(sup)
end

scenario "the old form of a specification will do" do
  parent()
  {:ok, sup} = Supervisor.start_link([], strategy: :one_for_one)
  trace(GenServer.call(sup, {:start_child, {:a, {:nowhere, :start_link, []}, :temporary, :infinity, :supervisor, :dynamic}}) |> elem(0))
  trace(Supervisor.start_child(sup, {:b, {Kids, :start_link, [:b, fn -> :ignore end]}, :permanent, 100, :supervisor, :dynamic}))
  children(sup)
end

# ---- restarts

scenario "a supervisor gives up after more restarts than allowed" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a), kid(:b), kid(:c)], strategy: :one_for_one, max_restarts: 2)
  up([:a, :b, :c])
  die(:b, :boom)
  up(:b)
  die(:a, :boom)
  up(:a)
  die(:b, :boom)
  ended(sup)
end

scenario "no restart may be allowed" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a), kid(:b)], strategy: :one_for_all, max_restarts: 0)
  die(:a, :normal)
  ended(sup)
end

scenario "ends that are no restarts are not counted" do
  parent()
  specs = [kid(:a), kid(:b, restart: :temporary), kid(:c, restart: :transient)]
  {:ok, sup} = Supervisor.start_link(specs, strategy: :one_for_one, max_restarts: 0)
  die(:b, :boom)
  down(sup, :b)
  die(:c, :normal)
  down(sup, :c)
  children(sup)
end

scenario "a restart of all is one restart" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a), kid(:b)], strategy: :one_for_all, max_restarts: 1)
  up([:a, :b])
  die(:a, :boom)
  up([:a, :b])
  children(sup)
  die(:b, :boom)
  ended(sup)
end

scenario "a child that cannot be restarted is tried again" do
  parent()
  specs = [kid(:a, kind: in_turn([well(:a), fails(:a, :nope), fails(:a, :nope), well(:a)])), kid(:b)]
  {:ok, sup} = Supervisor.start_link(specs, strategy: :one_for_one)
  up([:a, :b])
  die(:a, :boom)
  up(:a)
  children(sup)
end

scenario "each attempt to restart counts" do
  parent()
  specs = [kid(:a, kind: in_turn([well(:a), fails(:a, :nope)])), kid(:b)]
  {:ok, sup} = Supervisor.start_link(specs, strategy: :one_for_one, max_restarts: 3)
  up([:a, :b])
  die(:a, :boom)
  ended(sup)
end

scenario "one for all tries again from the start when another child fails" do
  parent()
  specs = [kid(:a), kid(:b, kind: in_turn([well(:b), fails(:b, :nope), well(:b)])), kid(:c)]
  {:ok, sup} = Supervisor.start_link(specs, strategy: :one_for_all)
  up([:a, :b, :c])
  die(:a, :boom)
  up([:a, :a, :b, :c])
  children(sup)
end

scenario "rest for one tries again from the child that failed" do
  parent()
  specs = [kid(:a), kid(:b), kid(:c, kind: in_turn([well(:c), fails(:c, :nope), well(:c)])), kid(:d)]
  {:ok, sup} = Supervisor.start_link(specs, strategy: :rest_for_one)
  up([:a, :b, :c, :d])
  die(:b, :boom)
  up([:b, :c, :d])
  children(sup)
end

scenario "one for all starts children that had ended" do
  parent()
  specs = [kid(:a, restart: :transient), kid(:b), kid(:c)]
  {:ok, sup} = Supervisor.start_link(specs, strategy: :one_for_all)
  up([:a, :b, :c])
  die(:a, :normal)
  down(sup, :a)
  Supervisor.terminate_child(sup, :c)
  children(sup)
  die(:b, :boom)
  up([:a, :b, :c])
  children(sup)
end

scenario "temporary children end with the others and do not come back" do
  parent()
  specs = [kid(:a, restart: :temporary), kid(:b), kid(:c, restart: :temporary), kid(:d, restart: :transient)]
  {:ok, sup} = Supervisor.start_link(specs, strategy: :rest_for_one)
  up([:a, :b, :c, :d])
  die(:b, :boom)
  up([:b, :d])
  children(sup)
end

scenario "one for all ends its temporary children" do
  parent()
  specs = [kid(:a, restart: :temporary), kid(:b)]
  {:ok, sup} = Supervisor.start_link(specs, strategy: :one_for_all)
  up([:a, :b])
  die(:b, :boom)
  up(:b)
  children(sup)
end

# ---- how children are ended

scenario "a child that is killed brutally is not asked" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a), kid(:b, shutdown: :brutal_kill)], strategy: :one_for_one)
  pid = Process.whereis(:b)
  ref = Process.monitor(pid)
  trace(Supervisor.terminate_child(sup, :b))
  {:DOWN, ^ref, _, _, reason} = next_down()
  trace(reason)
  stop(sup)
end

scenario "a child that does not end in time is killed" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a, kind: :deaf, shutdown: 1)], strategy: :one_for_one)
  ref = Process.monitor(Process.whereis(:a))
  trace(Supervisor.terminate_child(sup, :a))
  {:DOWN, ^ref, _, _, reason} = next_down()
  trace(reason)
end

scenario "a child may take all the time it needs" do
  parent()
  specs = [kid(:a), kid(:b, kind: :slow, shutdown: :infinity), kid(:c)]
  {:ok, sup} = Supervisor.start_link(specs, strategy: :one_for_one)
  Process.exit(sup, :shutdown)

  receive do
    {:asked, :b} -> trace(Process.alive?(sup))
  end

  send(:b, :release)
  ended(sup)
end

scenario "a child may end with another reason than it was asked" do
  parent()
  specs = [kid(:a, kind: {:ends_with, :normal}), kid(:b, kind: {:ends_with, :boom})]
  {:ok, sup} = Supervisor.start_link(specs, strategy: :one_for_one)
  stop(sup)
end

scenario "a child that traps no exits ends at once" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a, kind: :plain), kid(:b)], strategy: :one_for_one)
  ref = Process.monitor(Process.whereis(:a))
  stop(sup)
  {:DOWN, ^ref, _, _, reason} = next_down()
  trace(reason)
end

scenario "a child that took its link back is ended all the same" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a), kid(:b)], strategy: :one_for_one)
  ref = Process.monitor(Process.whereis(:a))
  send(:a, :unlink)

  receive do
    {:unlinked, :a} -> :ok
  end

  children(sup)
  Supervisor.terminate_child(sup, :a)
  {:DOWN, ^ref, _, _, reason} = next_down()
  trace(reason)
  children(sup)
end

# ---- supervisors of supervisors

scenario "a supervisor under a supervisor ends its children in its turn" do
  parent()

  inner = %{
    id: :inner,
    start: {Supervisor, :start_link, [[kid(:b), kid(:c)], [strategy: :one_for_one, name: :inner]]},
    type: :supervisor,
    modules: [:kid]
  }

  {:ok, sup} = Supervisor.start_link([kid(:a), inner, kid(:d)], strategy: :one_for_one)
  label(Process.whereis(:inner), :inner)
  children(sup)
  children(:inner)
  trace(Supervisor.count_children(sup))
  stop(sup)
end

scenario "a supervisor that gives up is restarted by the one above" do
  parent()

  inner = %{
    id: :inner,
    start: {Supervisor, :start_link, [[kid(:b), kid(:c)], [strategy: :one_for_one, name: :inner, max_restarts: 0]]},
    type: :supervisor
  }

  {:ok, sup} = Supervisor.start_link([kid(:a), inner], strategy: :one_for_one)
  up([:a, :b, :c])
  die(:b, :boom)
  up([:b, :c])
  children(:inner)
  stop(sup)
end

scenario "a tree gives up from the inside to the outside" do
  parent()

  inner = %{
    id: :inner,
    start: {Supervisor, :start_link, [[kid(:b)], [strategy: :one_for_one, max_restarts: 0]]},
    type: :supervisor
  }

  {:ok, sup} = Supervisor.start_link([kid(:a), inner], strategy: :one_for_one, max_restarts: 0)
  die(:b, :boom)
  ended(sup)
end

scenario "a supervisor that is killed takes its children along" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a, kind: :plain)], strategy: :one_for_one)
  ref = Process.monitor(Process.whereis(:a))
  Process.exit(sup, :kill)
  ended(sup)
  {:DOWN, ^ref, _, _, reason} = next_down()
  trace(reason)
end

scenario "a supervisor ends with its parent and its reason" do
  parent()
  me = self()

  above =
    spawn(fn ->
      {:ok, sup} = Supervisor.start_link([kid(:a), kid(:b)], strategy: :one_for_one)
      send(me, {:sup, sup})

      receive do
        {:die, reason} -> exit(reason)
      end
    end)

  sup =
    receive do
      {:sup, sup} -> sup
    end

  ref = Process.monitor(sup)
  send(above, {:die, :broken})
  {:DOWN, ^ref, _, _, reason} = next_down()
  trace(reason)
end

scenario "an exit signal of a stranger does not end a supervisor" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a)], strategy: :one_for_one)
  stranger = spawn(fn -> Process.exit(sup, :boom) end)
  await_end(stranger)
  children(sup)
  send(sup, :what)
  children(sup)
  stop(sup)
end

# ---- significant children

scenario "the end of any significant child may end the supervisor" do
  parent()
  specs = [kid(:a), kid(:b, restart: :transient, significant: true), kid(:c, restart: :transient, significant: true)]
  {:ok, sup} = start_with(specs, strategy: :one_for_one, auto_shutdown: :any_significant)
  die(:b, :normal)
  ended(sup)
end

scenario "a significant child that is restarted has not ended" do
  parent()
  specs = [kid(:a), kid(:b, restart: :transient, significant: true)]
  {:ok, sup} = start_with(specs, strategy: :one_for_one, auto_shutdown: :any_significant)
  up([:a, :b])
  die(:b, :boom)
  up(:b)
  children(sup)
end

scenario "a temporary significant child ends the supervisor whatever its reason" do
  parent()
  specs = [kid(:a), kid(:b, restart: :temporary, significant: true), kid(:c)]
  {:ok, sup} = start_with(specs, strategy: :rest_for_one, auto_shutdown: :any_significant)
  die(:b, :boom)
  ended(sup)
end

scenario "the end of a child that is not significant ends nothing" do
  parent()
  specs = [kid(:a, restart: :temporary), kid(:b, restart: :temporary, significant: true)]
  {:ok, sup} = start_with(specs, strategy: :one_for_one, auto_shutdown: :any_significant)
  die(:a, :boom)
  down(sup, :a)
  children(sup)
  stop(sup)
end

scenario "the end of all significant children may end the supervisor" do
  parent()

  specs = [
    kid(:a),
    kid(:b, restart: :transient, significant: true),
    kid(:c, restart: :temporary, significant: true),
    kid(:d, restart: :temporary)
  ]

  {:ok, sup} = start_with(specs, strategy: :one_for_one, auto_shutdown: :all_significant)
  die(:b, :shutdown)
  down(sup, :b)
  die(:d, :boom)
  down(sup, :d)
  children(sup)
  die(:c, :boom)
  ended(sup)
end

scenario "a significant child that is ended by hand ends nothing" do
  parent()
  specs = [kid(:a), kid(:b, restart: :transient, significant: true)]
  {:ok, sup} = start_with(specs, strategy: :one_for_one, auto_shutdown: :any_significant)
  trace(Supervisor.terminate_child(sup, :b))
  children(sup)
end

scenario "all significant children count that are ended by hand" do
  parent()
  specs = [kid(:a, restart: :transient, significant: true), kid(:b, restart: :transient, significant: true)]
  {:ok, sup} = start_with(specs, strategy: :one_for_one, auto_shutdown: :all_significant)
  trace(Supervisor.terminate_child(sup, :b))
  die(:a, :normal)
  ended(sup)
end

scenario "a supervisor that never ends by itself takes no significant child" do
  parent()
  {:ok, sup} = Supervisor.start_link([kid(:a, restart: :temporary)], strategy: :one_for_one)
  trace(GenServer.call(sup, {:start_child, %{id: :b, start: {:m, :f, []}, restart: :transient, significant: true}}))
  die(:a, :normal)
  down(sup, :a)
  children(sup)
end

scenario "a supervisor that ended by itself is not restarted when it is transient" do
  parent()

  inner = %{
    id: :inner,
    start:
      {Kids, :start_with,
       [[kid(:b, restart: :transient, significant: true)], [strategy: :one_for_one, auto_shutdown: :all_significant]]},
    type: :supervisor,
    restart: :transient,
    modules: [:kid]
  }

  {:ok, sup} = Supervisor.start_link([kid(:a), inner], strategy: :one_for_all)
  die(:b, :normal)
  down(sup, :inner)
  children(sup)
end
