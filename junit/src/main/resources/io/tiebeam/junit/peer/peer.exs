# SPDX-License-Identifier: Apache-2.0
# What a peer of tests runs that is a BEAM: it does what comes on its standard input, and ends when that does.
# The form of orders and answers is that of Wire.java.
defmodule Tiebeam.Peer do
  def serve do
    case IO.gets("") do
      line when is_binary(line) ->
        line |> String.trim() |> String.split(" ") |> obey()
        serve()

      _ ->
        System.halt(0)
    end
  end

  defp obey([id, verb | words]) do
    {word, text} =
      try do
        {"ok", order(verb, Enum.map(words, fn "=" <> word -> Base.decode64!(word) end))}
      catch
        kind, reason -> {"error", Exception.format(kind, reason, __STACKTRACE__)}
      end

    IO.write(<<1>> <> "#{id} #{word} =#{Base.encode64(text)}" <> <<2>>)
  end

  defp order("start", []) do
    {:ok, pid} = Task.Supervisor.start_link(name: Tiebeam.Peer.Tasks)
    Process.unlink(pid)
    ""
  end

  defp order("eval", [code]) do
    {value, _} = Code.eval_string(code)
    Base.encode64(:erlang.term_to_binary(value))
  end

  defp order("cut", [node, cookie]) do
    Node.set_cookie(String.to_atom(node), String.to_atom(cookie))
    Node.disconnect(String.to_atom(node))
    ""
  end

  defp order("heal", [node, cookie]) do
    Node.set_cookie(String.to_atom(node), String.to_atom(cookie))
    ""
  end

  defp order("settle", []), do: ""

  defp order("connect", [node]) do
    to_string(Node.connect(String.to_atom(node)))
  end
end

spawn(&Tiebeam.Peer.serve/0)
