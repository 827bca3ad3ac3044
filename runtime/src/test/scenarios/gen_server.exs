# SPDX-License-Identifier: Apache-2.0
import Scenario

defmodule S do
  use GenServer
  import Scenario

  def init({:state, v}), do: {:ok, v}
  def init(:ignore), do: :ignore
  def init({:stop, r}), do: {:stop, r}
  def init({:exit, r}), do: exit(r)
  def init({:timeout, v, ms}), do: {:ok, v, ms}
  def init({:continue, v, x}), do: {:ok, v, {:continue, x}}

  def init({:trap, v}) do
    Process.flag(:trap_exit, true)
    {:ok, v}
  end

  def handle_call(:get, _, s), do: {:reply, s, s}
  def handle_call({:put, v}, _, _), do: {:reply, :ok, v}
  def handle_call(:later, from, _), do: {:noreply, {:waiting, from}}
  def handle_call({:stop, r}, _, s), do: {:stop, r, s}
  def handle_call({:stop, r, reply}, _, s), do: {:stop, r, reply, s}
  def handle_call({:exit, r}, _, _), do: exit(r)
  def handle_call({:timeout, ms}, _, s), do: {:reply, :ok, s, ms}
  def handle_call({:continue, x}, _, s), do: {:reply, :ok, s, {:continue, x}}
  def handle_call(:hibernate, _, s), do: {:reply, :ok, s, :hibernate}
  def handle_call(:call_self, _, s), do: {:reply, GenServer.call(self(), :get), s}

  def handle_cast({:put, v}, _), do: {:noreply, v}
  def handle_cast({:stop, r}, s), do: {:stop, r, s}
  def handle_cast({:exit, r}, _), do: exit(r)
  def handle_cast({:timeout, ms}, s), do: {:noreply, s, ms}
  def handle_cast({:continue, x}, s), do: {:noreply, s, {:continue, x}}
  def handle_cast(:hibernate, s), do: {:noreply, s, :hibernate}

  def handle_cast({:answer, v}, {:waiting, from}) do
    GenServer.reply(from, v)
    {:noreply, :answered}
  end

  def handle_info({:stop, r}, s), do: {:stop, r, s}

  def handle_info(m, s) do
    trace({:info, m})
    if is_pid(s), do: send(s, :informed)
    {:noreply, s}
  end

  def handle_continue({:twice, x}, s) do
    trace({:continue, :twice})
    {:noreply, s, {:continue, x}}
  end

  def handle_continue({:stop, r}, s), do: {:stop, r, s}

  def handle_continue(x, s) do
    trace({:continue, x})
    {:noreply, s}
  end

  def terminate(:worse, _), do: exit(:in_terminate)
  def terminate(reason, _), do: trace({:terminate, reason})
end

defmodule D do
  def start(arg, options \\ []) do
    case GenServer.start(S, arg, options) do
      {:ok, pid} ->
        Scenario.label(pid, :server)
        pid

      other ->
        other
    end
  end

  def start_link(arg) do
    {:ok, pid} = GenServer.start_link(S, arg)
    Scenario.label(pid, :server)
    pid
  end

  def attempt(f) do
    f.()
  catch
    :exit, r -> {:exit, r}
  end

  def call(server, request, timeout \\ 5000), do: attempt(fn -> GenServer.call(server, request, timeout) end)
end

scenario "a call is answered" do
  s = D.start({:state, 1})
  trace(D.call(s, :get))
  trace(D.call(s, {:put, 2}))
  trace(D.call(s, :get))
end

scenario "a cast comes before the call after it" do
  s = D.start({:state, 1})
  trace(GenServer.cast(s, {:put, 7}))
  trace(D.call(s, :get))
end

scenario "a server may ignore its start" do
  trace(D.start(:ignore))
end

scenario "a server may stop in init" do
  trace(D.start({:stop, :no}))
end

scenario "an exit in init is why it could not start" do
  trace(D.start({:exit, :no}))
end

scenario "a name can be taken once" do
  D.start({:state, 1}, name: :taken)
  trace(D.start({:state, 1}, name: :taken))
  trace(D.call(:taken, :get))
end

scenario "the name of one that failed to start is free" do
  trace(D.start({:stop, :no}, name: :free))
  trace(Process.whereis(:free))
end

scenario "init may ask for a timeout" do
  s = D.start({:timeout, self(), 0})
  trace(next())
  trace(D.call(s, :get))
end

scenario "init may ask to continue" do
  s = D.start({:continue, 1, :more})
  trace(D.call(s, :get))
end

scenario "a continue may continue" do
  s = D.start({:continue, 1, {:twice, :more}})
  trace(D.call(s, :get))
end

scenario "a continue may stop" do
  s = D.start({:continue, 1, {:stop, :normal}})
  trace(await_end(s) in [:normal, :noproc])
end

scenario "a reply may continue before the next message" do
  s = D.start({:state, 1})
  send(s, :first)
  reply = D.call(s, {:continue, :now})
  state = D.call(s, :get)
  trace(reply)
  trace(state)
end

scenario "a cast may continue before the next message" do
  s = D.start({:state, 1})
  GenServer.cast(s, {:continue, :now})
  send(s, :then)
  trace(D.call(s, :get))
end

scenario "a reply may be followed by a timeout" do
  s = D.start({:state, self()})
  reply = D.call(s, {:timeout, 0})
  trace(next())
  trace(reply)
  trace(D.call(s, {:stop, :normal, :bye}))
end

scenario "a message takes a timeout back" do
  s = D.start({:state, 1})
  trace(D.call(s, {:timeout, 1000}))
  trace(D.call(s, :get))
  trace(:sys.get_state(s))
end

scenario "a hibernating server wakes up" do
  s = D.start({:state, 1})
  trace(D.call(s, :hibernate))
  trace(D.call(s, :get))
  GenServer.cast(s, :hibernate)
  trace(D.call(s, :get))
end

scenario "an answer may be given later" do
  s = D.start({:state, 1})
  main = self()
  spawn(fn -> send(main, {:got, D.call(s, :later)}) end)
  wait = fn wait -> if is_tuple(:sys.get_state(s)), do: :ok, else: wait.(wait) end
  wait.(wait)
  GenServer.cast(s, {:answer, 42})
  trace(next())
end

scenario "a call to nobody exits" do
  trace(D.call(:nobody, :get))
end

scenario "a call to one that has ended exits" do
  s = D.start({:state, 1})
  trace(GenServer.stop(s))
  trace(D.call(s, :get))
end

scenario "a process cannot call itself" do
  trace(match?({:exit, {:calling_self, _}}, D.call(self(), :get)))
end

scenario "a server cannot call itself" do
  s = D.start({:state, 1})
  trace(match?({:exit, {{:calling_self, _}, _}}, D.call(s, :call_self)))
end

scenario "a call that is not answered in time exits" do
  s = D.start({:state, 1})
  trace(D.call(s, :later, 1))
end

scenario "a late answer is dropped" do
  s = D.start({:state, 1})
  trace(D.call(s, :later, 1))
  GenServer.cast(s, {:answer, 1})
  trace(D.call(s, :get))
  trace(Process.info(self(), :message_queue_len))
end

scenario "a stop in a call ends the caller with the reason" do
  s = D.start({:state, 1})
  trace(D.call(s, {:stop, :done}))
end

scenario "a normal stop in a call ends the caller too" do
  s = D.start({:state, 1})
  trace(D.call(s, {:stop, :normal}))
end

scenario "a stop with an answer answers after terminate" do
  s = D.start({:state, 1})
  ref = Process.monitor(s)
  trace(D.call(s, {:stop, :shutdown, :bye}))
  trace(match?({:DOWN, ^ref, :process, ^s, :shutdown}, next()))
end

scenario "an exit in a call ends the server and the caller" do
  s = D.start({:state, 1})
  trace(D.call(s, {:exit, :oops}))
  trace(D.call(s, :get))
end

scenario "a cast may stop" do
  s = D.start({:state, 1})
  ref = Process.monitor(s)
  GenServer.cast(s, {:stop, {:shutdown, :enough}})
  trace(match?({:DOWN, ^ref, :process, ^s, {:shutdown, :enough}}, next()))
end

scenario "an exit in a cast ends the server" do
  s = D.start({:state, 1})
  ref = Process.monitor(s)
  GenServer.cast(s, {:exit, :oops})
  trace(match?({:DOWN, ^ref, :process, ^s, :oops}, next()))
end

scenario "a message may stop" do
  s = D.start({:state, 1})
  ref = Process.monitor(s)
  send(s, {:stop, :normal})
  trace(match?({:DOWN, ^ref, :process, ^s, :normal}, next()))
end

scenario "what is neither call nor cast is info" do
  s = D.start({:state, 1})
  send(s, {:hello, "you"})
  trace(D.call(s, :get))
end

scenario "an exit in terminate is the reason then" do
  s = D.start({:state, 1})
  trace(D.call(s, {:stop, :worse}))
end

scenario "terminate is not called for a signal that is not trapped" do
  s = D.start({:state, 1})
  ref = Process.monitor(s)
  Process.exit(s, :die)
  trace(match?({:DOWN, ^ref, :process, ^s, :die}, next()))
end

scenario "a trapped exit of another is info" do
  s = D.start({:trap, 1})
  Process.exit(s, :die)
  trace(D.call(s, :get))
end

scenario "a kill cannot be trapped" do
  s = D.start({:trap, 1})
  ref = Process.monitor(s)
  Process.exit(s, :kill)
  trace(match?({:DOWN, ^ref, :process, ^s, :killed}, next()))
end

scenario "a server that traps exits terminates when its parent ends" do
  main = self()

  parent =
    spawn(fn ->
      send(main, D.start_link({:trap, 1}))
      next()
      exit(:shutdown)
    end)

  label(parent, :parent)
  s = next()
  ref = Process.monitor(s)
  send(parent, :end)
  trace(match?({:DOWN, ^ref, :process, ^s, :shutdown}, next()))
end

scenario "a server that does not trap exits dies with its parent" do
  main = self()

  parent =
    spawn(fn ->
      send(main, D.start_link({:state, 1}))
      next()
      exit(:gone)
    end)

  s = next()
  ref = Process.monitor(s)
  send(parent, :end)
  trace(match?({:DOWN, ^ref, :process, ^s, :gone}, next()))
end

scenario "stop ends a server with a reason and waits" do
  s = D.start({:state, 1})
  trace(GenServer.stop(s, :shutdown))
  trace(Process.alive?(s))
end

scenario "stopping nobody exits" do
  trace(D.attempt(fn -> GenServer.stop(:nobody) end))
end

scenario "a suspended server waits until it is resumed" do
  s = D.start({:state, 1})
  trace(:sys.suspend(s))
  GenServer.cast(s, {:put, 2})
  trace(:sys.get_state(s))
  trace(:sys.resume(s))
  trace(D.call(s, :get))
end

scenario "a suspended server can be terminated" do
  s = D.start({:state, 1})
  ref = Process.monitor(s)
  :sys.suspend(s)
  trace(:sys.terminate(s, :enough))
  trace(match?({:DOWN, ^ref, :process, ^s, :enough}, next()))
end

scenario "the events of a server can be kept" do
  s = D.start({:state, 1})
  trace(:sys.log(s, true))
  GenServer.cast(s, {:put, 2})
  send(s, :hello)
  D.call(s, :get)
  {:ok, events} = :sys.log(s, :get)
  trace(Enum.map(events, &elem(&1, 0)))
  trace(:sys.log(s, false))
end

scenario "the messages of a server can be counted" do
  s = D.start({:state, 1})
  trace(:sys.statistics(s, true))
  GenServer.cast(s, {:put, 2})
  D.call(s, :get)
  {:ok, counts} = :sys.statistics(s, :get)
  trace({counts[:messages_in], counts[:messages_out]})
  trace(:sys.statistics(s, false))
  trace(:sys.statistics(s, :get))
end

scenario "a request may be waited for later" do
  s = D.start({:state, 1})
  id = :gen_server.send_request(s, :get)
  trace(:gen_server.wait_response(id, 5000))
  other = :gen_server.send_request(s, {:exit, :oops})
  {:error, {reason, _}} = :gen_server.wait_response(other, 5000)
  trace(reason)
end

scenario "a request that is given up leaves nothing behind" do
  s = D.start({:state, 1})
  id = :gen_server.send_request(s, :later)
  trace(:gen_server.receive_response(id, 1))
  GenServer.cast(s, {:answer, 1})
  trace(D.call(s, :get))
  trace(Process.info(self(), :message_queue_len))
end

scenario "requests of a collection are told apart by their labels" do
  s = D.start({:state, 1})
  ids = :gen_server.reqids_new()
  ids = :gen_server.send_request(s, :get, :first, ids)
  ids = :gen_server.send_request(s, {:put, 2}, :second, ids)
  trace(:gen_server.reqids_size(ids))
  {r, label, ids} = :gen_server.receive_response(ids, 5000, true)
  trace({r, label})
  {r, label, ids} = :gen_server.receive_response(ids, 5000, true)
  trace({r, label})
  trace(:gen_server.receive_response(ids, 5000, true))
end

scenario "a multi call tells of bad nodes" do
  D.start({:state, 1}, name: :here)
  {replies, bad} = GenServer.multi_call([node()], :here, :get, 5000)
  trace(Enum.map(replies, &elem(&1, 1)))
  trace(length(bad))
  {replies, bad} = GenServer.multi_call([node()], :nobody, :get, 5000)
  trace(replies)
  trace(length(bad))
end
