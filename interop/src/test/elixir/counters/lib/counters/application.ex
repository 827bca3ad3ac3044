# SPDX-License-Identifier: Apache-2.0
defmodule Counters.Application do
  use Application

  def start(_type, _args) do
    children = [
      {Counter, name: Counter},
      {Registry, keys: :unique, name: Counters.Names},
      {DynamicSupervisor, name: Counters.More},
      {Task.Supervisor, name: Counters.Tasks}
    ]

    Supervisor.start_link(children, strategy: :one_for_one, name: Counters.Supervisor)
  end
end
