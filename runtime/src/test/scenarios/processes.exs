# SPDX-License-Identifier: Apache-2.0
import Scenario

scenario "a linked process dies with the one that fails" do
  Process.flag(:trap_exit, true)

  pid =
    spawn_link(fn ->
      spawn_link(fn -> exit(:boom) end)
      Process.sleep(:infinity)
    end)

  label(pid, :parent)
  trace(next())
end

scenario "an exit with normal ends nobody else" do
  Process.flag(:trap_exit, true)
  pid = spawn_link(fn -> next() |> trace() end)
  label(pid, :child)
  Process.exit(pid, :normal)
  send(pid, :still_there)
  trace(next())
end
