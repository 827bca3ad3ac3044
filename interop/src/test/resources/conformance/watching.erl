%% SPDX-License-Identifier: Apache-2.0
%% What processes of another node hear when nodes come and go.
-module(watching).
-export([watch/2, heard/1, heard/2, stop/1]).
-import(conformance, [typed/2]).

%% A process on Node that subscribes to each of Options, and says what it hears.
watch(Node, Options) ->
    Source =
        "fun() -> [ok = net_kernel:monitor_nodes(true, O) || O <- Options], Me ! {self(), ready},"
        " (fun Loop() -> receive {off, O} -> Me ! {self(), net_kernel:monitor_nodes(false, O)}, Loop();"
        " stop -> Me ! {self(), stopped}; M -> Me ! {self(), M}, Loop() end end)() end",
    Watcher = spawn_link(Node, typed(Source, [{'Me', self()}, {'Options', Options}])),
    receive {Watcher, ready} -> Watcher end.

heard(Watcher) -> receive {Watcher, Message} -> Message after 10_000 -> error({nothing, conformance:flushed()}) end.

heard(_, 0) -> [];
heard(Watcher, N) -> [heard(Watcher) | heard(Watcher, N - 1)].

%% Ends it; it must have heard nothing since.
stop(Watcher) ->
    Watcher ! stop,
    stopped = heard(Watcher),
    ok.
