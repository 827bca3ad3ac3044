# SPDX-License-Identifier: Apache-2.0
defmodule Counter do
  use GenServer

  def start_link(options), do: GenServer.start_link(__MODULE__, 0, options)

  def init(count), do: {:ok, count}

  def handle_call(:get, _from, count), do: {:reply, count, count}
  def handle_call({:add, by}, _from, count), do: {:reply, count + by, count + by}
  def handle_call({:share, among}, _from, count), do: {:reply, div(count, among), count}
end
