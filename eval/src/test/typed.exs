# What a user types, each line evaluated as iex does it, so that the functions are those of erl_eval.
Process.flag(:trap_exit, true)
Logger.configure(level: :none)
kate = :kate@localhost

await = fn pid -> receive do: ({:EXIT, ^pid, reason} -> reason) end

type = fn source, bindings -> source |> Code.eval_string([kate: kate, me: self()] ++ bindings) |> elem(0) end

type.("Node.spawn_link(kate, fn -> Kate.say_name end)", []) |> await.()

pid =
  type.("Node.spawn_link(kate, fn -> receive do {:hi, alex_node_pid} -> send alex_node_pid, :sup? end end)", [])

send(pid, {:hi, self()})
receive do: (:sup? -> IO.inspect(:sup?))
await.(pid)

loop = type.("loop = fn f -> f.(f) end; Node.spawn_link(kate, fn -> send(me, :running); loop.(loop) end)", [])
receive do: (:running -> Process.exit(loop, :kill))
IO.inspect(await.(loop))

reason = type.("Node.spawn_link(kate, fn -> 1 + :a end)", []) |> await.()
reason |> Exception.format_exit() |> String.split("\n") |> Enum.take(3) |> Enum.each(&IO.puts/1)

type.("Node.spawn_link(kate, fn -> x = 41; send(me, {:f, fn y -> x + y end}) end)", []) |> await.()
receive do: ({:f, f} -> IO.inspect(f.(1)))

type.("Node.spawn_link(kate, fn -> IO.inspect(Enum.map(1..3, &(&1 * 2)), label: \"there\") end)", []) |> await.()

{:undef, [{module, _, _, _} | _]} = type.("Node.spawn_link(kate, fn -> Missing.f(1) end)", []) |> await.()
IO.inspect({:undef, module})

counter = {:counter, kate}
type.("Agent.update(counter, fn n -> n + 4 end)", counter: counter)
IO.inspect(type.("Agent.get_and_update(counter, &{&1 * 2, &1 + 1})", counter: counter))
type.("Agent.cast(counter, fn n -> n * 10 end)", counter: counter)
IO.inspect(type.("Agent.get(counter, & &1)", counter: counter))

Node.spawn_link(kate, IO, :puts, ["by name"]) |> await.()
IO.inspect(:erpc.call(kate, Enum, :sum, [[1, 2, 39]]))
{:exception, :badarg, [{:erlang, :hd, [[]], _}]} = try(do: :erpc.call(kate, :erlang, :hd, [[]]), catch: (:error, e -> e))
IO.inspect(:rpc.call(kate, Enum, :nothing_such, []) |> elem(0))
IO.inspect(for module <- [:lists, Enum, :shell, IEx], do: :erpc.call(kate, :code, :ensure_loaded, [module]) |> elem(0))
IO.inspect(try do :erpc.call(kate, :sys, :get_state, [:nobody]) catch :exit, {:exception, reason} -> reason end)

answers = fn line -> spawn(fn -> receive do {:io_request, from, ref, {:get_line, :unicode, "p> "}} -> send(from, {:io_reply, ref, line}) end end) end
own = Process.group_leader()
for line <- [~c"typed", "typed"] do
  Process.group_leader(self(), answers.(line))
  read = :erpc.call(kate, :io, :get_line, ["p> "])
  Process.group_leader(self(), own)
  IO.inspect(read == line)
end

IO.puts("ready")
IO.gets("")
