# SPDX-License-Identifier: Apache-2.0
import Scenario
import Kids

sup = fn options ->
  {:ok, sup} = DynamicSupervisor.start_link(options)
  sup
end

scenario "children are started when they are asked for" do
  parent()
  sup = sup.(strategy: :one_for_one)
  trace(DynamicSupervisor.which_children(sup))
  trace(DynamicSupervisor.start_child(sup, kid(:a)))
  trace(DynamicSupervisor.start_child(sup, kid(:b, type: :supervisor)))
  trace(DynamicSupervisor.which_children(sup))
  trace(DynamicSupervisor.count_children(sup))
end

scenario "ids do not matter" do
  parent()
  sup = sup.(strategy: :one_for_one)
  trace(DynamicSupervisor.start_child(sup, %{kid(:a) | id: :same}))
  trace(DynamicSupervisor.start_child(sup, %{kid(:b) | id: :same}))
end

scenario "a child that is ended is gone" do
  parent()
  sup = sup.(strategy: :one_for_one)
  {:ok, pid} = DynamicSupervisor.start_child(sup, kid(:a))
  trace(DynamicSupervisor.terminate_child(sup, pid))
  trace(DynamicSupervisor.terminate_child(sup, pid))
  trace(DynamicSupervisor.terminate_child(sup, self()))
  trace(DynamicSupervisor.count_children(sup))
end

scenario "a child that ignores is not kept" do
  parent()
  sup = sup.(strategy: :one_for_one)
  trace(DynamicSupervisor.start_child(sup, kid(:a, kind: fn -> :ignore end)))
  trace(DynamicSupervisor.count_children(sup))
end

scenario "a child that cannot start is not kept" do
  parent()
  sup = sup.(strategy: :one_for_one)
  trace(DynamicSupervisor.start_child(sup, kid(:a, kind: fails(:a, :nope))))
  trace(DynamicSupervisor.start_child(sup, kid(:a, kind: fn -> raise ArgumentError, "boom" end)))
  trace(DynamicSupervisor.start_child(sup, kid(:a, kind: fn -> exit(:boom) end)))
  trace(DynamicSupervisor.count_children(sup))
end

scenario "there are no more children than allowed" do
  parent()
  sup = sup.(strategy: :one_for_one, max_children: 1)
  {:ok, pid} = DynamicSupervisor.start_child(sup, kid(:a))
  trace(DynamicSupervisor.start_child(sup, kid(:b)))
  DynamicSupervisor.terminate_child(sup, pid)
  trace(DynamicSupervisor.start_child(sup, kid(:b)))
end

scenario "no child may be allowed" do
  parent()
  trace(DynamicSupervisor.start_child(sup.(strategy: :one_for_one, max_children: 0), kid(:a)))
end

scenario "a temporary child is not restarted" do
  parent()
  sup = sup.(strategy: :one_for_one)

  for reason <- [:normal, :shutdown, :boom, :kill] do
    DynamicSupervisor.start_child(sup, kid(:a, restart: :temporary))
    die(:a, reason)
    wait_until(fn -> DynamicSupervisor.count_children(sup).specs == 0 end)
  end
end

scenario "a transient child is restarted when it did not end as intended" do
  parent()
  sup = sup.(strategy: :one_for_one)
  DynamicSupervisor.start_child(sup, kid(:a, restart: :transient))
  up(:a)
  die(:a, :boom)
  up(:a)
  die(:a, :kill)
  up(:a)
  die(:a, {:shutdown, :own})
  wait_until(fn -> DynamicSupervisor.count_children(sup).specs == 0 end)
  trace(DynamicSupervisor.count_children(sup))
end

scenario "a permanent child is restarted whatever its reason" do
  parent()
  sup = sup.(strategy: :one_for_one, max_restarts: 10)
  DynamicSupervisor.start_child(sup, kid(:a))
  up(:a)

  for reason <- [:normal, :shutdown, {:shutdown, :own}, :boom, :kill] do
    die(:a, reason)
    up(:a)
  end

  trace(DynamicSupervisor.which_children(sup))
end

scenario "a child that ignores at its restart is gone" do
  parent()
  sup = sup.(strategy: :one_for_one)
  DynamicSupervisor.start_child(sup, kid(:a, kind: in_turn([well(:a), fn -> :ignore end])))
  die(:a, :boom)
  wait_until(fn -> DynamicSupervisor.count_children(sup).specs == 0 end)
  trace(DynamicSupervisor.which_children(sup))
end

scenario "a child that cannot be restarted is tried again" do
  parent()
  sup = sup.(strategy: :one_for_one)
  starts = in_turn([well(:a), fails(:a, :nope), fails(:a, :nope), well(:a)])
  DynamicSupervisor.start_child(sup, kid(:a, kind: starts))
  up(:a)
  die(:a, :boom)
  up(:a)
  trace(DynamicSupervisor.which_children(sup))
end

scenario "a supervisor gives up after more restarts than allowed" do
  parent()
  sup = sup.(strategy: :one_for_one, max_restarts: 1)
  DynamicSupervisor.start_child(sup, kid(:a))
  DynamicSupervisor.start_child(sup, kid(:b))
  up([:a, :b])
  die(:a, :boom)
  up(:a)
  die(:a, :boom)
  ended(sup)
end

scenario "each attempt to restart counts" do
  parent()
  sup = sup.(strategy: :one_for_one, max_restarts: 2)
  DynamicSupervisor.start_child(sup, kid(:a, kind: in_turn([well(:a), fails(:a, :nope)])))
  up(:a)
  die(:a, :boom)
  ended(sup)
end

scenario "a child that is about to be restarted counts and can be ended" do
  parent()

  slow_failure = fn ->
    Process.sleep(20)
    {:error, :nope}
  end

  sup = sup.(strategy: :one_for_one, max_restarts: 10_000, max_children: 1)
  {:ok, pid} = DynamicSupervisor.start_child(sup, kid(:a, kind: in_turn([well(:a), slow_failure])))
  die(:a, :boom)
  wait_until(fn -> DynamicSupervisor.count_children(sup).active == 0 end)
  trace(DynamicSupervisor.which_children(sup))
  trace(DynamicSupervisor.count_children(sup))
  trace(DynamicSupervisor.start_child(sup, kid(:b)))
  trace(DynamicSupervisor.terminate_child(sup, pid))
  trace(DynamicSupervisor.count_children(sup))
end

scenario "extra arguments come before those of the child" do
  parent()
  sup = sup.(strategy: :one_for_one, extra_arguments: [:a])
  trace(DynamicSupervisor.start_child(sup, %{id: :any, start: {Kids, :start_link, [:obedient]}}))
  up(:a)
  die(:a, :boom)
  up(:a)
end

scenario "all children are asked to end at the same time" do
  parent()
  sup = sup.(strategy: :one_for_one)
  DynamicSupervisor.start_child(sup, kid(:a, kind: :slow, shutdown: :infinity))
  DynamicSupervisor.start_child(sup, kid(:b, kind: :plain))
  DynamicSupervisor.start_child(sup, kid(:c, kind: :deaf, shutdown: :brutal_kill))
  DynamicSupervisor.start_child(sup, kid(:d, kind: :deaf, shutdown: 1))
  refs = for id <- [:b, :c, :d], do: Process.monitor(Process.whereis(id))
  Process.exit(sup, :shutdown)

  receive do
    {:asked, :a} -> :ok
  end

  for ref <- refs do
    receive do
      {:DOWN, ^ref, _, _, reason} -> trace(reason)
    end
  end

  send(:a, :release)
  ended(sup)
end

scenario "a child that traps exits hears why it is to end" do
  parent()
  sup = sup.(strategy: :one_for_one)
  DynamicSupervisor.start_child(sup, kid(:a))
  stop(sup)
end

scenario "a message that nobody understands does no harm" do
  parent()
  sup = sup.(strategy: :one_for_one)
  send(sup, :what)
  GenServer.cast(sup, :what)
  trace(DynamicSupervisor.count_children(sup))
end
