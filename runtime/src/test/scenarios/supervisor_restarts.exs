# SPDX-License-Identifier: Apache-2.0
import Scenario
import Kids

# Who is restarted: every way in which a child ends, for every kind of child, under every strategy.
reasons = [normal: :normal, shutdown: :shutdown, "shutdown of its own": {:shutdown, :own}, boom: :boom, kill: :kill]

for strategy <- [:one_for_one, :one_for_all, :rest_for_one],
    restart <- [:permanent, :transient, :temporary],
    {words, reason} <- reasons do
  title = "#{String.replace(to_string(strategy), "_", " ")} with a #{restart} child that ends with #{words}"

  scenario title do
    parent()
    specs = [kid(:a), kid(:b, restart: restart), kid(:c)]
    {:ok, sup} = Supervisor.start_link(specs, strategy: strategy)
    up([:a, :b, :c])
    die(:b, reason)

    if restart == :permanent or (restart == :transient and reason in [:boom, :kill]) do
      up(%{one_for_one: [:b], one_for_all: [:a, :b, :c], rest_for_one: [:b, :c]}[strategy])
    else
      down(sup, :b)
    end

    children(sup)
    stop(sup)
  end
end
