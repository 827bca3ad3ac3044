# SPDX-License-Identifier: Apache-2.0
defmodule Kids do
  @moduledoc "Children for the scenarios of supervisors: they trace their start and their end, and do as they are told."

  import Scenario

  @doc "Traps exits, and takes the name under which children say that they are there."
  def parent do
    Process.flag(:trap_exit, true)
    Process.register(self(), :scenario_parent)
  end

  @doc "The specification of a child: `kind` is what it does when it is to end, or a function that starts it."
  def kid(id, options \\ []) do
    {kind, options} = Keyword.pop(options, :kind, :obedient)
    Map.merge(%{id: id, start: {Kids, :start_link, [id, kind]}, modules: [:kid]}, Map.new(options))
  end

  def start_link(_id, start) when is_function(start), do: start.()

  def start_link(id, kind) do
    parent = self()
    ref = make_ref()
    pid = spawn_link(fn -> run(id, kind, parent, ref) end)

    receive do
      {^ref, :ready} -> {:ok, pid}
    end
  end

  defp run(id, kind, parent, ref) do
    Process.flag(:trap_exit, kind != :plain)
    Process.register(self(), id)
    label(self(), id)
    trace({:start, id})
    send(parent, {ref, :ready})
    send(:scenario_parent, {:up, id})
    live(id, kind)
  end

  defp live(id, kind) do
    receive do
      {:die, reason} ->
        exit(reason)

      {:EXIT, _, _} when kind == :deaf ->
        live(id, kind)

      {:EXIT, _, reason} when kind == :slow ->
        trace({:asked, id, reason})
        send(:scenario_parent, {:asked, id})

        receive do
          :release -> trace({:stop, id, reason})
        end

        exit(reason)

      {:EXIT, _, reason} ->
        trace({:stop, id, reason})
        exit(if match?({:ends_with, _}, kind), do: elem(kind, 1), else: reason)

      :unlink ->
        Enum.each(elem(Process.info(self(), :links), 1), &Process.unlink/1)
        send(:scenario_parent, {:unlinked, id})
        live(id, kind)
    end
  end

  @doc "Waits until these children have started."
  def up(ids) do
    for id <- List.wrap(ids) do
      receive do
        {:up, ^id} -> :ok
      after
        10_000 -> exit({:not_up, id})
      end
    end
  end

  def die(id, :kill), do: Process.exit(Process.whereis(id), :kill)
  def die(id, reason), do: send(id, {:die, reason})

  @doc "Traces the children of a supervisor."
  def children(sup), do: trace(Supervisor.which_children(sup))

  @doc "As which a child of a supervisor is listed, `:gone` if it is not."
  def listed(sup, id) do
    case List.keyfind(Supervisor.which_children(sup), id, 0) do
      nil -> :gone
      row -> elem(row, 1)
    end
  end

  def wait_until(condition) do
    unless condition.() do
      Process.sleep(1)
      wait_until(condition)
    end
  end

  @doc "Waits until a child does not run, and is not about to."
  def down(sup, id), do: wait_until(fn -> listed(sup, id) in [:gone, :undefined] end)

  @doc "Ends a supervisor as its parent does, and traces the reason it ended with."
  def stop(sup) do
    Process.exit(sup, :shutdown)
    ended(sup)
  end

  @doc "Waits for the end of a supervisor that is linked to the caller, and traces its reason."
  def ended(sup) do
    receive do
      {:EXIT, ^sup, reason} -> trace({:ended, reason})
    after
      10_000 -> exit({:not_ended, sup})
    end
  end

  @doc "As `Supervisor.start_link/2`, with the options that Elixir 1.14 does not know yet."
  def start_with(specs, options) do
    flags = Enum.into(options, %{intensity: 3, period: 5})
    Supervisor.start_link(Supervisor.Default, {:ok, {flags, specs}})
  end

  @doc "The next message of a monitor."
  def next_down do
    receive do
      {:DOWN, _, _, _, _} = down -> down
    after
      10_000 -> exit(:not_down)
    end
  end

  @doc "Takes one of the results of a function in turn, the last one for ever."
  def in_turn(results) do
    turn = :counters.new(1, [])

    fn ->
      :counters.add(turn, 1, 1)
      Enum.at(results, min(:counters.get(turn, 1), length(results)) - 1).()
    end
  end

  @doc "Starts an obedient child."
  def well(id), do: fn -> start_link(id, :obedient) end

  @doc "Traces an attempt to start, and fails."
  def fails(id, reason) do
    fn ->
      trace({:fails, id})
      {:error, reason}
    end
  end
end
