# SPDX-License-Identifier: Apache-2.0
import Scenario

defmodule Listener do
  @moduledoc "A handler whose state is its label and what it does; it shows all that happens to it."
  @behaviour :gen_event

  @impl true
  def init({args, left}) when is_tuple(args) do
    Scenario.trace({elem(args, 0), :takes_over, left})
    begin(args)
  end

  def init(args), do: begin(args)

  defp begin({label, handler}), do: {:ok, {label, handler}}
  defp begin({_label, :refuse, reason}), do: {:error, reason}
  defp begin({_label, :exit, reason}), do: exit(reason)
  defp begin({label, :hibernate, handler}), do: {:ok, {label, handler}, :hibernate}

  @impl true
  def handle_event(event, state), do: run(:event, event, state)

  @impl true
  def handle_info(message, state), do: run(:info, message, state)

  @impl true
  def handle_call(request, state), do: run(:call, request, state)

  defp run(type, content, {label, handler} = state) do
    case handler.(type, content) do
      :show ->
        Scenario.trace({label, type, content})
        if type == :call, do: {:ok, {:answer_of, label}, state}, else: {:ok, state}

      :remove ->
        :remove_handler

      {:remove, reply} ->
        {:remove_handler, reply}

      {:reply, reply} ->
        {:ok, reply, state}

      :hibernate ->
        {:ok, state, :hibernate}

      {:swap, why, next, args} ->
        {:swap_handler, why, state, next, args}

      {:swap, reply, why, next, args} ->
        {:swap_handler, reply, why, state, next, args}

      {:exit, reason} ->
        exit(reason)
    end
  end

  @impl true
  def terminate(:crash_now, {_label, _}), do: exit(:crashed_in_terminate)

  def terminate(why, {label, _}) do
    Scenario.trace({label, :terminate, why})
    {:left_by, label}
  end
end

defmodule Events do
  import Scenario

  def start do
    {:ok, pid} = :gen_event.start_link()
    label(pid, :manager)
    pid
  end

  def show(_, _), do: :show

  def add(manager, id, handler \\ &__MODULE__.show/2),
    do: :gen_event.add_handler(manager, {Listener, id}, {id, handler})

  def which(manager), do: trace(:gen_event.which_handlers(manager))

  def catch_exit(f) do
    f.()
  catch
    :exit, reason -> reason
  end
end

scenario "the last added handler sees an event first" do
  m = Events.start()
  trace(Events.add(m, :one))
  trace(Events.add(m, :two))
  trace(:gen_event.sync_notify(m, :hello))
  Events.which(m)
end

scenario "a handler without an id is its module" do
  m = Events.start()
  trace(:gen_event.add_handler(m, Listener, {:plain, &Events.show/2}))
  Events.add(m, :one)
  Events.which(m)
  trace(:gen_event.call(m, Listener, :ask))
  trace(:gen_event.call(m, {Listener, :one}, :ask))
end

scenario "notify does not wait" do
  m = Events.start()
  Events.add(m, :one)
  trace(:gen_event.notify(m, 1))
  :gen_event.sync_notify(m, 2)
end

scenario "events to a manager without handlers are gone" do
  m = Events.start()
  trace(:gen_event.sync_notify(m, :nobody))
  Events.add(m, :one)
  trace(:gen_event.sync_notify(m, :somebody))
end

scenario "a call is answered by the handler that it names" do
  m = Events.start()
  Events.add(m, :one)
  Events.add(m, :two)
  trace(:gen_event.call(m, {Listener, :one}, :ask))
end

scenario "a call to a handler that is not there" do
  m = Events.start()
  Events.add(m, :one)
  trace(:gen_event.call(m, {Listener, :two}, :ask))
  trace(:gen_event.call(m, Listener, :ask))
end

scenario "a handler that refuses is not added" do
  m = Events.start()
  trace(:gen_event.add_handler(m, {Listener, :one}, {:one, :refuse, :no_thanks}))
  Events.which(m)
end

scenario "a handler that exits as it begins is not added" do
  m = Events.start()
  trace(:gen_event.add_handler(m, {Listener, :one}, {:one, :exit, :broken}))
  Events.which(m)
end

scenario "a handler that hibernates stays" do
  m = Events.start()
  trace(:gen_event.add_handler(m, {Listener, :one}, {:one, :hibernate, fn _, _ -> :hibernate end}))
  trace(:gen_event.sync_notify(m, 1))
  trace(:gen_event.sync_notify(m, 2))
  Events.which(m)
end

scenario "a deleted handler is told why and leaves something" do
  m = Events.start()
  Events.add(m, :one)
  trace(:gen_event.delete_handler(m, {Listener, :one}, :enough))
  Events.which(m)
  trace(:gen_event.delete_handler(m, {Listener, :one}, :enough))
end

scenario "a handler that crashes in terminate is deleted" do
  m = Events.start()
  Events.add(m, :one)
  trace(:gen_event.delete_handler(m, {Listener, :one}, :crash_now))
  Events.which(m)
end

scenario "a handler removes itself after an event" do
  m = Events.start()
  Events.add(m, :one, fn :event, :go -> :remove; _, _ -> :show end)
  Events.add(m, :two)
  trace(:gen_event.sync_notify(m, :stay))
  trace(:gen_event.sync_notify(m, :go))
  Events.which(m)
end

scenario "a handler answers and removes itself" do
  m = Events.start()
  Events.add(m, :one, fn :call, :go -> {:remove, :gone} end)
  trace(:gen_event.call(m, {Listener, :one}, :go))
  Events.which(m)
end

scenario "a handler that exits is removed and the others go on" do
  m = Events.start()
  Events.add(m, :one)
  Events.add(m, :two, fn _, _ -> {:exit, :broken} end)
  Events.add(m, :three)
  trace(:gen_event.sync_notify(m, :hello))
  Events.which(m)
end

scenario "a handler that exits in a call is removed" do
  m = Events.start()
  Events.add(m, :one, fn _, _ -> {:exit, :broken} end)
  trace(:gen_event.call(m, {Listener, :one}, :ask))
  Events.which(m)
end

scenario "a handler swaps itself for another" do
  m = Events.start()
  Events.add(m, :zero)
  Events.add(m, :one, fn :event, :go -> {:swap, :my_turn_is_over, {Listener, :two}, {:two, &Events.show/2}} end)
  Events.add(m, :three)
  trace(:gen_event.sync_notify(m, :go))
  trace(:gen_event.sync_notify(m, :again))
  Events.which(m)
end

scenario "a handler answers and swaps itself for another" do
  m = Events.start()
  Events.add(m, :one, fn :call, :go -> {:swap, :swapped, :over, {Listener, :two}, {:two, &Events.show/2}} end)
  trace(:gen_event.call(m, {Listener, :one}, :go))
  Events.which(m)
end

scenario "a handler is swapped from outside" do
  m = Events.start()
  Events.add(m, :one)
  Events.add(m, :last)
  trace(:gen_event.swap_handler(m, {{Listener, :one}, :over}, {{Listener, :two}, {:two, &Events.show/2}}))
  Events.which(m)
end

scenario "swapping a handler that is not there adds one" do
  m = Events.start()
  trace(:gen_event.swap_handler(m, {{Listener, :one}, :over}, {{Listener, :two}, {:two, &Events.show/2}}))
  Events.which(m)
end

scenario "swapping for a handler that refuses leaves none" do
  m = Events.start()
  Events.add(m, :one)
  trace(:gen_event.swap_handler(m, {{Listener, :one}, :over}, {{Listener, :two}, {:two, :refuse, :no_thanks}}))
  Events.which(m)
end

scenario "who supervises a handler hears that it was deleted" do
  m = Events.start()
  trace(:gen_event.add_sup_handler(m, {Listener, :one}, {:one, &Events.show/2}))
  trace(:gen_event.delete_handler(m, {Listener, :one}, :enough))
  trace(next())
end

scenario "who supervises a handler hears that it failed" do
  m = Events.start()
  :gen_event.add_sup_handler(m, {Listener, :one}, {:one, fn _, _ -> {:exit, :broken} end})
  trace(:gen_event.sync_notify(m, :hello))
  trace(next())
end

scenario "who supervises a handler hears that it was swapped" do
  m = Events.start()
  :gen_event.add_sup_handler(m, {Listener, :one}, {:one, &Events.show/2})
  trace(:gen_event.swap_handler(m, {{Listener, :one}, :over}, {{Listener, :two}, {:two, &Events.show/2}}))
  trace(next())
  :gen_event.delete_handler(m, {Listener, :two}, :enough)
  trace(next())
end

scenario "who supervises a handler hears that it removed itself" do
  m = Events.start()
  :gen_event.add_sup_handler(m, {Listener, :one}, {:one, fn _, _ -> :remove end})
  trace(:gen_event.sync_notify(m, :go))
  trace(next())
end

scenario "a handler is swapped for one that is supervised" do
  m = Events.start()
  Events.add(m, :one)
  trace(:gen_event.swap_sup_handler(m, {{Listener, :one}, :over}, {{Listener, :two}, {:two, &Events.show/2}}))
  :gen_event.delete_handler(m, {Listener, :two}, :enough)
  trace(next())
end

scenario "a handler goes with the process that supervises it" do
  m = Events.start()
  main = self()

  Events.add(m, :other, fn type, _ ->
    if type == :info, do: send(main, :told)
    :show
  end)

  owner =
    spawn(fn ->
      :gen_event.add_sup_handler(m, {Listener, :one}, {:one, &Events.show/2})
      send(main, :added)
      receive do: (:go -> exit(:owner_is_gone))
    end)

  label(owner, :owner)
  next()
  send(owner, :go)
  next()
  trace(:gen_event.sync_notify(m, :afterwards))
  Events.which(m)
end

scenario "handlers are told that the manager stops" do
  m = Events.start()
  Process.flag(:trap_exit, true)
  Events.add(m, :one)
  :gen_event.add_sup_handler(m, {Listener, :two}, {:two, &Events.show/2})
  trace(:gen_event.stop(m))
  trace(next())
  trace(next())
end

scenario "other messages go to all handlers" do
  m = Events.start()
  Events.add(m, :one)
  Events.add(m, :two)
  send(m, :something)
  trace(:gen_event.sync_notify(m, :sync))
end

scenario "a call that takes too long fails" do
  m = Events.start()
  main = self()

  Events.add(m, :one, fn :call, _ ->
    send(main, :asked)
    receive do: (:never -> :show)
  end)

  trace(Events.catch_exit(fn -> :gen_event.call(m, {Listener, :one}, :ask, 10) end))
end

scenario "asking a manager that is not there fails" do
  trace(Events.catch_exit(fn -> :gen_event.call(:nobody, Listener, :ask) end))
  trace(Events.catch_exit(fn -> :gen_event.which_handlers(:nobody) end))
  trace(Events.catch_exit(fn -> :gen_event.sync_notify(:nobody, 1) end))
end

scenario "a suspended manager keeps its events" do
  m = Events.start()
  Events.add(m, :one)
  :sys.suspend(m)
  :gen_event.notify(m, 1)
  trace(:suspended)
  :sys.resume(m)
  trace(:gen_event.sync_notify(m, 2))
end
