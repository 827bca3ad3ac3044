# SPDX-License-Identifier: Apache-2.0
import Scenario

# How a call ended that may exit.
ended = fn fun ->
  try do
    {:value, fun.()}
  catch
    :exit, reason -> {:exit, reason}
  end
end

told = fn ->
  receive do
    {:go, value} -> value
  end
end

# A process that enumerates a stream of three tasks that wait, and its tasks, when all run.
streaming = fn consume ->
  me = self()

  owner =
    spawn(fn ->
      stream = Task.async_stream(1..3, fn n -> send(me, {:task, n, self()}); told.() end, max_concurrency: 3)
      consume.(stream)
    end)

  tasks =
    for n <- 1..3 do
      receive do
        {:task, ^n, pid} -> pid
      end
    end

  {owner, tasks}
end

ends_of = fn tasks, cause ->
  refs = Enum.map(tasks, &Process.monitor/1)
  cause.()

  for ref <- refs do
    receive do
      {:DOWN, ^ref, _, _, reason} -> reason
    end
  end
end

scenario "a stream gives results in order" do
  trace(Enum.to_list(Task.async_stream(1..4, fn n -> n * 2 end, max_concurrency: 2)))
end

scenario "a stream of nothing" do
  trace(Enum.to_list(Task.async_stream([], fn n -> n end)))
  trace(Process.info(self(), :messages))
end

scenario "a stream with one task at a time" do
  stream =
    Task.async_stream(1..3, fn n -> trace({:task, n}); n end, max_concurrency: 1)

  for {:ok, n} <- stream, do: trace({:got, n})
end

scenario "an endless input is taken as it is needed" do
  input = Stream.iterate(1, fn n -> n + 1 end) |> Stream.map(fn n -> trace({:taken, n}); n end)
  trace(input |> Task.async_stream(fn n -> n end, max_concurrency: 1) |> Enum.take(2))
  trace(Process.info(self(), :links))
  trace(Process.info(self(), :messages))
end

scenario "an unordered stream gives what is ready first" do
  me = self()

  fun = fn
    1 -> send(me, {:one, self()}); told.()
    n -> n
  end

  [1, 2]
  |> Task.async_stream(fun, ordered: false, max_concurrency: 2)
  |> Enum.each(fn result ->
    trace(result)

    if result == {:ok, 2} do
      receive do
        {:one, pid} -> send(pid, {:go, :first})
      end
    end
  end)
end

scenario "an element of a stream that takes too long is killed" do
  fun = fn
    1 -> told.()
    n -> n
  end

  trace(Enum.to_list(Task.async_stream([1, 2], fun, timeout: 20, on_timeout: :kill_task)))
end

scenario "a killed element stands beside its reason" do
  stream =
    Task.async_stream([:slow], fn _ -> told.() end, timeout: 20, on_timeout: :kill_task, zip_input_on_exit: true)

  trace(Enum.to_list(stream))
end

scenario "an element of a stream that takes too long ends the owner" do
  trace(ended.(fn -> Enum.to_list(Task.async_stream([1], fn _ -> told.() end, timeout: 20)) end))
end

scenario "an element that crashes ends an owner that does not trap exits" do
  spawn_monitor(fn -> Enum.to_list(Task.async_stream([1], fn _ -> exit(:boom) end)) end)

  {:DOWN, _, _, _, reason} = next()
  trace(reason)
end

scenario "an element that crashes is an element to an owner that traps exits" do
  Process.flag(:trap_exit, true)

  fun = fn
    2 -> exit(:boom)
    n -> n
  end

  trace(Enum.to_list(Task.async_stream(1..3, fun)))
  trace(Enum.to_list(Task.async_stream([2], fun, zip_input_on_exit: true)))
  trace(Process.info(self(), :messages))
end

scenario "a failing input ends a stream and its tasks" do
  input = Stream.map([1, 2], fn 2 -> raise(ArithmeticError); n -> n end)

  try do
    Enum.to_list(Task.async_stream(input, fn _ -> told.() end, max_concurrency: 2))
  rescue
    e in ArithmeticError -> trace(e.__struct__)
  end

  trace(Process.info(self(), :links))
end

scenario "the tasks of a stream go when who enumerates it is killed" do
  {owner, tasks} = streaming.(&Enum.to_list/1)
  trace(ends_of.(tasks, fn -> Process.exit(owner, :kill) end))
end

scenario "the tasks of a stream go with the reason of who enumerates it" do
  {owner, tasks} = streaming.(&Enum.to_list/1)
  trace(ends_of.(tasks, fn -> Process.exit(owner, :bye) end))
end

scenario "the tasks of a stream are killed when its consumer raises" do
  {_, [one | rest]} = streaming.(fn stream -> Enum.each(stream, fn _ -> exit(:enough) end) end)
  trace(ends_of.(rest, fn -> send(one, {:go, 1}) end))
end

scenario "the tasks of a stream are killed when its consumer has enough" do
  {_, [one | rest]} =
    streaming.(fn stream ->
      Enum.take(stream, 1)
      told.()
    end)

  trace(ends_of.(rest, fn -> send(one, {:go, 1}) end))
end

scenario "a task of a stream that somebody kills takes its owner with it" do
  {owner, [one, two, three]} = streaming.(&Enum.to_list/1)
  trace(ends_of.([owner, two, three], fn -> Process.exit(one, :kill) end))
end

scenario "a task of a stream that somebody kills is an element to an owner that traps exits" do
  me = self()

  {_, [one, two, three]} =
    streaming.(fn stream ->
      Process.flag(:trap_exit, true)
      send(me, {:results, Enum.to_list(stream)})
    end)

  ends_of.([one], fn -> Process.exit(one, :kill) end)
  send(two, {:go, 2})
  send(three, {:go, 3})
  trace(next())
end

scenario "streams within streams" do
  trace(
    1..3
    |> Task.async_stream(fn n -> 1..n |> Task.async_stream(fn m -> n * m end) |> Enum.to_list() end)
    |> Enum.to_list()
  )

  trace(Process.info(self(), :links))
end

scenario "a crash in an inner stream goes through to the outer owner" do
  Process.flag(:trap_exit, true)

  trace(
    [1, 2]
    |> Task.async_stream(fn n ->
      [n] |> Task.async_stream(fn 1 -> :fine; 2 -> exit(:boom) end) |> Enum.to_list()
    end)
    |> Enum.to_list()
  )

  trace(Process.info(self(), :messages))
end

scenario "a stream of a stream" do
  trace(
    1..4
    |> Task.async_stream(fn n -> n + 1 end, max_concurrency: 2)
    |> Task.async_stream(fn {:ok, n} -> n * 10 end, max_concurrency: 2)
    |> Enum.to_list()
  )
end

scenario "a stream gives way to the messages of others" do
  send(self(), :before)
  trace(Enum.to_list(Task.async_stream(1..2, fn n -> n end)))
  send(self(), :after)
  trace([next(), next()])
end

scenario "an unordered stream goes on after one was killed" do
  Process.flag(:trap_exit, true)

  fun = fn
    1 -> told.()
    n -> n
  end

  results =
    Task.async_stream(1..4, fun, ordered: false, max_concurrency: 2, timeout: 200, on_timeout: :kill_task)
    |> Enum.sort()

  trace(results)
  trace(Process.info(self(), :messages))
end

scenario "what crashed and what was killed stand beside their reasons in order" do
  Process.flag(:trap_exit, true)

  fun = fn
    :slow -> told.()
    :bad -> exit(:boom)
    :worse -> Process.exit(self(), :kill)
    n -> n
  end

  options = [zip_input_on_exit: true, timeout: 200, on_timeout: :kill_task, max_concurrency: 4]
  trace(Enum.to_list(Task.async_stream([:slow, 1, :bad, :worse], fun, options)))
  trace(Process.info(self(), :messages))
end

scenario "a stream that fails by a timeout leaves no messages to an owner that traps exits" do
  Process.flag(:trap_exit, true)
  trace(ended.(fn -> Enum.to_list(Task.async_stream([1], fn _ -> told.() end, timeout: 20)) end))
  trace(Process.info(self(), :messages))
end

scenario "a task of a stream knows who called it" do
  trace(Enum.to_list(Task.async_stream([1], fn _ -> Process.get(:"$callers") end)))

  task =
    Task.async(fn ->
      label(self(), :task)
      Enum.to_list(Task.async_stream([1], fn _ -> Process.get(:"$callers") end))
    end)

  trace(Task.await(task))
end

