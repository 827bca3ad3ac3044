# SPDX-License-Identifier: Apache-2.0
defmodule Counters.MixProject do
  use Mix.Project

  def project, do: [app: :counters, version: "0.1.0", elixir: "~> 1.14"]

  def application, do: [extra_applications: [:logger], mod: {Counters.Application, []}]
end
