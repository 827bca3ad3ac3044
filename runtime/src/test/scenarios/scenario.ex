# SPDX-License-Identifier: Apache-2.0
defmodule Scenario do
  @moduledoc """
  Runs scenarios on a real BEAM and prints what happened, for `record`; the same scenarios run in Java and are compared.

      import Scenario

      scenario "one for one restarts only the child that died" do
        {:ok, sup} = Supervisor.start_link(children, strategy: :one_for_one)
        trace(Supervisor.count_children(sup))
      end

  The body runs in a process of its own, which is called `:main`. `trace/1` may be called by any process, and returns
  when the line is written, so that lines stand in the order of what caused what. In a line, pids, references,
  functions and stack traces are replaced by words: `:main`, what `label/2` says, else `:pid1`, `:pid2` in the order in
  which they appear. Processes that a scenario leaves behind are killed after it, those with its group leader.
  """

  @collector :scenario_collector

  defmacro scenario(title, do: body) do
    quote do
      Scenario.run(unquote(title), fn -> unquote(body) end)
    end
  end

  @doc "Writes a line."
  def trace(term), do: ask({:trace, term})

  @doc "Calls `pid` by `name` in all lines from now on."
  def label(pid, name) when is_pid(pid) and is_atom(name), do: ask({:label, pid, name})

  @doc "Waits until `pid` is gone, and gives its reason."
  def await_end(pid) do
    ref = Process.monitor(pid)

    receive do
      {:DOWN, ^ref, _, _, reason} -> reason
    after
      10_000 -> exit({:still_alive, pid})
    end
  end

  @doc "The next message."
  def next do
    receive do
      message -> message
    after
      10_000 -> exit(:no_message)
    end
  end

  defp ask(request) do
    ref = make_ref()
    send(@collector, {self(), ref, request})

    receive do
      {^ref, :ok} -> :ok
    end
  end

  @doc false
  def run(title, body) do
    {:ok, leader} = StringIO.open("")
    collector = spawn_link(fn -> collect([], %{}) end)
    Process.register(collector, @collector)

    {pid, ref} =
      spawn_monitor(fn ->
        Process.group_leader(self(), leader)
        label(self(), :main)
        body.()
        ask(:over)
      end)

    receive do
      {:DOWN, ^ref, _, _, :normal} -> :ok
      {:DOWN, ^ref, _, _, reason} -> trace({:scenario_ended, reason})
    after
      30_000 ->
        Process.exit(pid, :kill)
        trace(:scenario_did_not_end)
    end

    # What the rest does when it is killed is no part of the scenario.
    send(collector, {self(), :lines})

    receive do
      {:lines, lines} ->
        IO.puts("\n== #{title}")
        Enum.each(lines, &IO.puts/1)
    end

    kill_rest(leader)
    Process.unlink(collector)
    Process.exit(collector, :kill)
    await_end(collector)
  end

  defp kill_rest(leader) do
    rest = for pid <- Process.list(), {:group_leader, ^leader} <- [Process.info(pid, :group_leader)], do: pid

    if rest != [] do
      Enum.each(rest, fn pid ->
        ref = Process.monitor(pid)
        Process.exit(pid, :kill)

        receive do
          {:DOWN, ^ref, _, _, _} -> :ok
        end
      end)

      kill_rest(leader)
    end
  end

  defp collect(lines, names) do
    receive do
      {from, ref, {:trace, term}} ->
        {shown, names} = replace(term, names)
        line = inspect(shown, limit: :infinity, printable_limit: :infinity, width: :infinity, custom_options: [sort_maps: true])
        send(from, {ref, :ok})
        collect([line | lines], names)

      {from, ref, :over} ->
        send(from, {ref, :ok})
        over(lines)

      {from, ref, {:label, pid, name}} ->
        send(from, {ref, :ok})
        collect(lines, Map.put(names, pid, name))

      {from, :lines} ->
        send(from, {:lines, Enum.reverse(lines)})
        collect(lines, names)
    end
  end

  # What the others do when the body has ended, and its process with it, is no part of the scenario.
  defp over(lines) do
    receive do
      {from, :lines} -> send(from, {:lines, Enum.reverse(lines)})
      {from, ref, _} -> send(from, {ref, :ok})
    end

    over(lines)
  end

  defp replace(term, names) when is_pid(term) or is_reference(term) do
    case names do
      %{^term => name} ->
        {name, names}

      _ ->
        kind = if is_pid(term), do: "pid", else: "ref"
        count = Map.get(names, kind, 0) + 1
        name = :"#{kind}#{count}"
        {name, names |> Map.put(kind, count) |> Map.put(term, name)}
    end
  end

  defp replace(term, names) when is_function(term), do: {:function, names}

  defp replace([{module, function, arity, place} | _], names)
       when is_atom(module) and is_atom(function) and (is_integer(arity) or is_list(arity)) and is_list(place),
       do: {:stack, names}

  defp replace([head | tail], names) do
    {head, names} = replace(head, names)
    {tail, names} = replace(tail, names)
    {[head | tail], names}
  end

  defp replace(tuple, names) when is_tuple(tuple) do
    {list, names} = Enum.map_reduce(Tuple.to_list(tuple), names, &replace/2)
    {List.to_tuple(list), names}
  end

  defp replace(map, names) when is_map(map) do
    {pairs, names} =
      Enum.map_reduce(Enum.sort(Map.to_list(map)), names, fn {key, value}, names ->
        {key, names} = replace(key, names)
        {value, names} = replace(value, names)
        {{key, value}, names}
      end)

    {Map.new(pairs), names}
  end

  defp replace(term, names), do: {term, names}
end

Logger.configure(level: :none)
