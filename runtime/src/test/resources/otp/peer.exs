# SPDX-License-Identifier: Apache-2.0
# A real Elixir node with a task supervisor. Prints `ready`, then evaluates each line of its input and prints the value
# behind `=> `, until the input ends.
defmodule Peer do
  def shout(text), do: text <> "!"
  def slow(millis), do: Process.sleep(millis)
  def boom(text), do: raise("boom " <> text)

  def forever(_), do: Process.sleep(:infinity)
  def next(n), do: {n, n + 1}

  def run(to) do
    send(to, {:runs, self()})

    receive do
      {:go, reason} -> exit(reason)
    end
  end

  def loop(bindings) do
    case IO.gets("") do
      line when is_binary(line) ->
        {value, bindings} =
          try do
            Code.eval_string(line, bindings)
          catch
            :exit, reason -> {{:exited, Exception.format_exit(reason)}, bindings}
          end

        IO.puts("=> " <> inspect(value, limit: :infinity, printable_limit: :infinity))
        loop(bindings)

      _ ->
        System.halt(0)
    end
  end
end

Logger.configure(level: :none)
{:ok, _} = Task.Supervisor.start_link(name: Peer.Tasks)
IO.puts("ready")
Peer.loop([])
