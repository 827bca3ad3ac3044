# SPDX-License-Identifier: Apache-2.0
import Scenario

defmodule App do
  # An application whose callbacks say that they were called. What start/2 returns is in its argument.
  @behaviour :application

  def load(name, needs \\ [], how \\ :supervisor) do
    :application.load({:application, name, [description: ~c"of a test", vsn: ~c"1", modules: [], registered: [], applications: needs, mod: {App, {name, how}}]})
  end

  def start(_type, {name, how}) do
    case how do
      :supervisor ->
        trace({:starts, name})
        {:ok, pid} = Supervisor.start_link([], strategy: :one_for_one)
        label(pid, name)
        {:ok, pid, name}

      {:stray, owner, ends} ->
        stray = spawn(fn -> receive do: (:never -> :ok) end)
        label(stray, :stray)
        send(owner, {:stray, stray})

        if ends == :error do
          {:error, :no_disk}
        else
          {:ok, pid} = Supervisor.start_link([], strategy: :one_for_one)
          label(pid, name)
          {:ok, pid, name}
        end

      :error -> {:error, :no_disk}
      :nothing -> :nothing
      :exit -> exit(:boom)
      :normal -> exit(:normal)
    end
  end

  def prep_stop(name) do
    trace({:prep_stop, name})
    name
  end

  def stop(name), do: trace({:stop, name})

  # Those of the scenario that run, the last started first.
  def running, do: for({name, description, version} <- :application.which_applications(), description == ~c"of a test", do: {name, List.to_string(version)})

  def unload_all, do: for({name, ~c"of a test", _} <- :application.loaded_applications(), do: :application.unload(name))

  # The same in all languages: the module, but not the argument of its start.
  def short({:error, {:already_loaded, _}}), do: {:error, :already_loaded}
  def short({:error, {reason, {App, :start, [:normal, _]}}}), do: {:error, {reason, {App, :start, [:normal, []]}}}
  def short({:error, {name, {reason, {App, :start, [:normal, _]}}}}), do: {:error, {name, {reason, {App, :start, [:normal, []]}}}}
  def short({:error, {name, {why, file}}}) when is_list(file), do: {:error, {name, {List.to_string(why), List.to_string(file)}}}
  def short({:error, {why, file}}) when is_list(file), do: {:error, {List.to_string(why), List.to_string(file)}}
  def short(other), do: other

  # The top of the tree.
  def top(name) do
    {pid, App} = :application_master.get_child(:application_controller.get_master(name))
    pid
  end

  # The exit of the tree is handled by the controller before it answers.
  def await_stopped(name) do
    if Enum.any?(running(), &(elem(&1, 0) == name)), do: await_stopped(name), else: :ok
  end
end

:error_logger.tty(false)

scenario "starts an application and lists it until it is stopped" do
  App.load(:shop)
  trace(App.running())
  trace(App.short(:application.start(:shop)))
  trace(App.running())
  trace(:application.stop(:shop))
  trace(App.running())
  App.unload_all()
end

scenario "an application is started once" do
  App.load(:shop)
  trace(App.short(:application.start(:shop)))
  trace(App.short(:application.start(:shop)))
  trace(:application.ensure_started(:shop))
  :application.stop(:shop)
  trace(:application.stop(:shop))
  App.unload_all()
end

scenario "needs others to run" do
  App.load(:store)
  App.load(:shop, [:store])
  trace(App.short(:application.start(:shop)))
  trace(:application.start(:store))
  trace(App.short(:application.start(:shop)))
  trace(App.running())
  :application.stop(:shop)
  :application.stop(:store)
  App.unload_all()
end

scenario "starts all that is needed in order" do
  App.load(:shop, [:store, :mail])
  App.load(:store, [:disk])
  App.load(:mail, [:disk])
  App.load(:disk)
  trace(App.short(:application.ensure_all_started(:shop)))
  trace(App.short(:application.ensure_all_started(:shop)))
  trace(App.running())
  for name <- [:shop, :mail, :store, :disk], do: :application.stop(name)
  App.unload_all()
end

scenario "stops what it started when one of them cannot start" do
  App.load(:shop, [:store, :mail])
  App.load(:store)
  App.load(:mail, [], :error)
  trace(App.short(:application.ensure_all_started(:shop)))
  trace(App.running())
  App.unload_all()
end

scenario "leaves running what ran before when one of them cannot start" do
  App.load(:shop, [:store, :mail])
  App.load(:store)
  App.load(:mail, [], :error)
  :application.start(:store)
  trace(App.short(:application.ensure_all_started(:shop)))
  trace(App.running())
  :application.stop(:store)
  App.unload_all()
end

scenario "an application that is not known" do
  trace(App.short(:application.start(:nobody)))
  trace(App.short(:application.ensure_all_started(:nobody)))
  App.load(:shop, [:nobody])
  trace(App.short(:application.start(:shop)))
  trace(App.short(:application.ensure_all_started(:shop)))
  trace(:application.stop(:nobody))
  App.unload_all()
end

scenario "is loaded once and not unloaded while it runs" do
  trace(App.short(App.load(:shop)))
  trace(App.short(App.load(:shop)))
  :application.start(:shop)
  trace(:application.unload(:shop))
  :application.stop(:shop)
  trace(:application.unload(:shop))
  trace(:application.unload(:shop))
end

scenario "a start that returns an error" do
  App.load(:shop, [], :error)
  trace(App.short(:application.start(:shop)))
  trace(App.running())
  App.unload_all()
end

scenario "a start that exits with normal" do
  App.load(:shop, [], :normal)
  trace(App.short(:application.start(:shop)))
  trace(App.short(:application.start(:shop, :transient)))
  App.unload_all()
end

scenario "can be started anew after a failure" do
  App.load(:shop, [:store])
  trace(App.short(:application.start(:shop)))
  App.load(:store)
  :application.start(:store)
  trace(App.short(:application.start(:shop)))
  :application.stop(:shop)
  :application.stop(:store)
  App.unload_all()
end

scenario "a temporary application that crashes leaves the others alone" do
  App.load(:shop)
  App.load(:store)
  :application.start(:store)
  :application.start(:shop)
  shop = App.top(:shop)
  Process.exit(shop, :kill)
  App.await_stopped(:shop)
  trace(App.running())
  trace(App.short(:application.start(:shop)))
  :application.stop(:shop)
  :application.stop(:store)
  App.unload_all()
end

scenario "a transient application may end with normal" do
  App.load(:shop)
  :application.start(:shop, :transient)
  shop = App.top(:shop)
  Supervisor.stop(shop)
  App.await_stopped(:shop)
  trace(App.running())
  App.unload_all()
end

scenario "a permanent application may be stopped" do
  App.load(:shop)
  trace(:application.start(:shop, :permanent))
  trace(:application.stop(:shop))
  trace(App.running())
  App.unload_all()
end

stray = fn ->
  {:stray, pid} = next()
  {pid, Process.monitor(pid)}
end

ended = fn ref ->
  receive do
    {:DOWN, ^ref, _, _, reason} -> reason
  end
end

scenario "what an application leaves behind is killed when it stops" do
  App.load(:shop, [], {:stray, self(), :ok})
  :application.start(:shop)
  {_, ref} = stray.()
  trace(:application.stop(:shop))
  trace(ended.(ref))
  App.unload_all()
end

scenario "what an application leaves behind is killed when its tree crashes" do
  App.load(:shop, [], {:stray, self(), :ok})
  :application.start(:shop)
  {_, ref} = stray.()
  Process.exit(App.top(:shop), :kill)
  trace(ended.(ref))
  App.await_stopped(:shop)
  App.unload_all()
end

scenario "what a start that failed leaves behind runs on" do
  App.load(:shop, [], {:stray, self(), :error})
  trace(App.short(:application.start(:shop)))
  {pid, _} = stray.()
  trace(Process.alive?(pid))
  trace(:application.get_application(pid))
  App.unload_all()
end

scenario "processes belong to the application that they were started by" do
  App.load(:shop, [], {:stray, self(), :ok})
  :application.start(:shop)
  {pid, _} = stray.()
  trace(:application.get_application(pid))
  trace(:application.get_application(App.top(:shop)))
  trace(:application.get_application(self()))
  :application.stop(:shop)
  trace(:application.get_application(pid))
  App.unload_all()
end

scenario "the leader of its processes is killed" do
  App.load(:shop)
  :application.start(:shop)
  top = App.top(:shop)
  {:group_leader, master} = Process.info(top, :group_leader)
  {:links, [starter]} = Process.info(top, :links)
  ref = Process.monitor(top)
  last = Process.monitor(starter)
  Process.exit(master, :kill)
  trace(ended.(last))
  trace(ended.(ref))
  App.await_stopped(:shop)
  trace(App.running())
  App.unload_all()
end
