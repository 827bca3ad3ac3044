# SPDX-License-Identifier: Apache-2.0
import Scenario
import Kids

defmodule Part do
  # A child without a name of its own: it is called after the number that it is started with.
  def start_link(number) do
    Kids.start_link(:"part_#{number}", :obedient)
  end

  def spec, do: %{id: :part, start: {Part, :start_link, []}, modules: [:kid]}
end

start = fn options ->
  {:ok, sup} =
    PartitionSupervisor.start_link(
      [name: :parts, child_spec: Part.spec(), with_arguments: fn [], partition -> [partition] end] ++ options
    )

  sup
end

where = fn key -> GenServer.whereis({:via, PartitionSupervisor, {:parts, key}}) end

scenario "as many partitions start as are asked for" do
  parent()
  sup = start.(partitions: 3)
  trace(PartitionSupervisor.partitions(:parts))
  trace(PartitionSupervisor.which_children(:parts))
  trace(PartitionSupervisor.count_children(:parts))
  stop(sup)
end

scenario "an integer belongs to the partition of its remainder" do
  parent()
  start.(partitions: 3)
  for key <- [0, 1, 2, 3, 4, -1, -5, 123_456_789_012_345_678_901_234_567_890], do: trace(where.(key))
end

scenario "any other key belongs to the partition of its hash" do
  parent()
  start.(partitions: 4)
  for key <- [:a, "lobby", {:room, 7}, [1, 2, 3], %{a: 1}, 1.5, "", []], do: trace({key, where.(key)})
end

scenario "a partition that is restarted is found again" do
  parent()
  start.(partitions: 2)
  up([:part_0, :part_1])
  before = where.(1)
  die(:part_1, :boom)
  up(:part_1)
  trace(Supervisor.count_children(:parts))
  trace(where.(1) == before)
  trace(where.(1) == Process.whereis(:part_1))
  trace(where.(0))
end

scenario "a message goes to the partition of its key" do
  parent()
  start.(partitions: 2)
  up([:part_0, :part_1])
  PartitionSupervisor.send({:parts, 3}, {:die, :normal})
  up(:part_1)
end

scenario "one for all restarts all partitions" do
  parent()
  sup = start.(partitions: 2, strategy: :one_for_all)
  up([:part_0, :part_1])
  die(:part_1, :boom)
  up([:part_0, :part_1])
  stop(sup)
end

scenario "partitions that are restarted too often end all" do
  parent()
  sup = start.(partitions: 2, max_restarts: 0)
  up([:part_0, :part_1])
  die(:part_0, :boom)
  ended(sup)

  try do
    PartitionSupervisor.partitions(:parts)
  catch
    :exit, {reason, _} -> trace(reason)
  end
end

scenario "nobody asks a partition supervisor that is not there" do
  parent()

  try do
    PartitionSupervisor.count_children(:parts)
  catch
    :exit, {reason, _} -> trace(reason)
  end
end
