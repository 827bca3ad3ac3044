# What a function did, in a form that does not differ from run to run.
defmodule ClosureOutcome do
  def plain(x) when is_pid(x), do: :a_pid
  def plain(x) when is_reference(x), do: :a_ref
  def plain(x) when is_function(x), do: :a_fun
  def plain(x) when is_list(x) and x != [], do: list(x)
  def plain(x) when is_tuple(x), do: x |> Tuple.to_list() |> Enum.map(&plain/1) |> List.to_tuple()
  def plain(x) when is_map(x), do: x |> Map.to_list() |> Enum.map(&plain/1) |> Map.new() |> Map.delete(:description)
  def plain(x), do: x
  defp list([h | t]) when is_list(t), do: [plain(h) | list(t)]
  defp list([h | t]), do: [plain(h) | plain(t)]
  defp list([]), do: []

  def outcome(fun) do
    {:arity, arity} = Function.info(fun, :arity)
    args = Enum.take([2, 3], arity)
    me = self()
    {:ok, io} = StringIO.open("")

    {_, ref} =
      spawn_monitor(fn ->
        Process.group_leader(self(), io)
        for m <- [:noise, {:hi, me}, {1, :one}, {:a, 2}], do: send(self(), m)

        result =
          try do
            {:value, apply(fun, args)}
          catch
            :error, e -> {:error, e, top(__STACKTRACE__)}
            kind, e -> {kind, e}
          end

        send(me, {:result, result})
      end)

    receive do
      {:result, result} ->
        receive do: ({:DOWN, ^ref, _, _, _} -> :ok)
        {_, printed} = StringIO.contents(io)
        {plain(result), printed}
    end
  end

  # The function that failed, where it is one of the runtime's and not of the interpreter.
  defp top([{m, f, a, _} | _]) when m not in [:erl_eval, :elixir], do: {m, f, if(is_list(a), do: length(a), else: a)}
  defp top(_), do: :evaluated
end
