# SPDX-License-Identifier: Apache-2.0
defmodule Chat do
  @moduledoc """
  The chat of the Elixir School lesson "OTP Distribution", which Tiebeam's own chat has to get along with. Below it, what
  the tests of failures need: a task that takes its time and one that fails.
  """

  def receive_message(message) do
    IO.puts(message)
  end

  def receive_message_for_moebi(message, from) do
    IO.puts(message)
    send_message(from, "chicken?")
  end

  def send_message(:moebi@localhost, message) do
    spawn_task(__MODULE__, :receive_message_for_moebi, :moebi@localhost, [message, Node.self()])
  end

  def send_message(recipient, message) do
    spawn_task(__MODULE__, :receive_message, recipient, [message])
  end

  def spawn_task(module, fun, recipient, args) do
    recipient
    |> remote_supervisor()
    |> Task.Supervisor.async(module, fun, args)
    |> Task.await()
  end

  defp remote_supervisor(recipient) do
    {Chat.TaskSupervisor, recipient}
  end

  def slow(millis), do: Process.sleep(millis)

  def boom(text), do: raise("boom " <> text)
end
