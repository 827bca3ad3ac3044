# SPDX-License-Identifier: Apache-2.0
defmodule Machine do
  @moduledoc "A machine whose data is the function that handles its events."
  @behaviour :gen_statem

  def start(state, handler, actions \\ []), do: :gen_statem.start_link(__MODULE__, {state, handler, actions}, [])

  @impl true
  def callback_mode, do: :handle_event_function

  @impl true
  def init({:raw, result}), do: result
  def init({:run, function}), do: function.()
  def init({state, handler, actions}), do: {:ok, state, handler, actions}

  @impl true
  def handle_event({:call, from}, content, state, h), do: full(h.(:call, content, state, from), h)
  def handle_event(type, content, state, h), do: full(h.(type, content, state, nil), h)

  def full({:keep, actions}, _), do: {:keep_state_and_data, actions}
  def full({:next, state, actions}, h), do: {:next_state, state, h, actions}
  def full({:repeat, actions}, _), do: {:repeat_state_and_data, actions}
  def full(other, _), do: other

  # The data of a machine is no part of what is compared: in Java it is in fields.
  @impl true
  def terminate({what, {:next_state, to, _, _}}, state, _), do: Scenario.trace({:terminate, {what, {:next_state, to}}, state})
  def terminate(reason, state, _), do: Scenario.trace({:terminate, reason, state})
end

defmodule Entering do
  @behaviour :gen_statem

  def start(state, handler, actions \\ []), do: :gen_statem.start_link(__MODULE__, {state, handler, actions}, [])

  @impl true
  def callback_mode, do: [:handle_event_function, :state_enter]

  @impl true
  def init({state, handler, actions}), do: {:ok, state, handler, actions}

  @impl true
  defdelegate handle_event(type, content, state, h), to: Machine

  @impl true
  defdelegate terminate(reason, state, h), to: Machine
end

defmodule Script do
  import Scenario

  @doc "Shows the event; a call is answered with ok."
  def show(type, content, state, from) do
    trace({type, content, state})
    {:keep, if(type == :call, do: [{:reply, from, :ok}], else: [])}
  end

  @doc "Casts to a machine of `clauses`, which may leave an event to `show`; waits until all are handled."
  def drive(module, casts, handler, actions \\ []) do
    {:ok, pid} = module.start(:a, fallback(handler), actions)
    Enum.each(casts, &:gen_statem.cast(pid, &1))
    trace(:gen_statem.call(pid, :sync))
    pid
  end

  def fallback(handler) do
    fn type, content, state, from ->
      try do
        handler.(type, content, state, from)
      rescue
        FunctionClauseError -> show(type, content, state, from)
      end
    end
  end

  def catch_exit(f) do
    f.()
  catch
    :exit, reason -> reason
  end

  @doc "As `drive`; the casts wait already when the first is handled."
  def drive_waiting(module, casts, handler) do
    {:ok, pid} = module.start(:a, fallback(handler))
    :sys.suspend(pid)
    Enum.each(casts, &:gen_statem.cast(pid, &1))
    :sys.resume(pid)
    trace(:gen_statem.call(pid, :sync))
  end

  @doc "Calls a machine that answers in a later event."
  def ask(handler) do
    {:ok, pid} = Machine.start(:a, fallback(handler))
    trace(:gen_statem.call(pid, :start))
  end

  @doc "Casts what ends the machine, and waits for its end."
  def ends(module, casts, handler, actions \\ []) do
    Process.flag(:trap_exit, true)
    {:ok, pid} = module.start(:a, fallback(handler), actions)
    label(pid, :machine)
    Enum.each(casts, &:gen_statem.cast(pid, &1))
    trace(next())
  end
end
