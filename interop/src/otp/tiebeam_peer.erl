%% SPDX-License-Identifier: Apache-2.0
%% Stands in the place of the module peer: what it starts is a Tiebeam node, a JVM of its own. It is controlled over a
%% connection to the program that started it, so calls work without distribution too. With {peers, beam} everything goes to
%% the real module: what fails there as well is no matter of Tiebeam.
-module(tiebeam_peer).
-behaviour(gen_server).

-export([use/1, started/0, stop_all/1]).
-export([start/1, start_link/0, start_link/1, stop/1, stop_node/1, get_state/1, random_name/0, random_name/1]).
-export([call/4, call/5, cast/4, send/3]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2]).

-define(TABLE, tiebeam_peers).
-define(PATIENCE, 60000).

%% #{peers => tiebeam | beam, port => Port, modules => [{Module, File, Beam}], paths => [Folder]}
use(Setup) ->
    ets:new(?TABLE, [named_table, public]),
    persistent_term:put(?MODULE, Setup).

setup(Key) -> maps:get(Key, persistent_term:get(?MODULE)).

%% The peers that were started and may still run.
started() -> [Pid || {Pid, _} <- ets:tab2list(?TABLE)].

stop_all(Pids) ->
    lists:foreach(fun(Pid) ->
        try is_process_alive(Pid) andalso stop(Pid) catch exit:_ -> ok end, % it ended in the meantime
        ets:delete(?TABLE, Pid)
    end, Pids).

random_name() -> random_name(peer).
random_name(Prefix) -> peer:random_name(Prefix).

start_link() -> start_link(#{name => random_name()}).
start_link(Options) -> start(start_link, Options).
start(Options) -> start(start, Options).

start(How, Options) ->
    case setup(peers) of
        beam ->
            Paths = lists:append([["-pa", Folder] || Folder <- setup(paths)]),
            Cookie = ["-setcookie", atom_to_list(erlang:get_cookie())],
            Given = maps:get(args, Options, []),
            Arguments = case lists:member("-setcookie", Given) of true -> Paths; false -> Cookie ++ Paths end ++ Given,
            note(peer:How(maps:merge(#{host => host()}, Options#{args => Arguments})));
        tiebeam ->
            {Settings, Flags} = settings(Options),
            case gen_server:How(?MODULE, {self(), Options, Settings, Flags}, []) of
                {ok, Pid} ->
                    ets:insert(?TABLE, {Pid, Options}),
                    case maps:get(wait_boot, Options, ?PATIENCE) of
                        {Whom, Tag} ->
                            spawn(fun() -> Whom ! {Tag, {started, node_of(Pid), Pid}} end),
                            {ok, Pid};
                        false -> {ok, Pid};
                        _ -> {ok, Pid, node_of(Pid)}
                    end;
                {error, _} = Failed -> Failed
            end
    end.

note({ok, Pid, _} = Started) -> ets:insert(?TABLE, {Pid, beam}), Started;
note({ok, Pid} = Started) -> ets:insert(?TABLE, {Pid, beam}), Started;
note(Failed) -> Failed.

node_of(Pid) -> gen_server:call(Pid, node, ?PATIENCE).

stop(Pid) ->
    case setup(peers) of beam -> peer:stop(Pid); tiebeam -> gen_server:stop(Pid) end.

%% A node that a suite started without the module peer.
stop_node(Node) ->
    [stop(Pid) || Pid <- started(), is_process_alive(Pid), setup(peers) =:= beam orelse node_of(Pid) =:= Node],
    true.

get_state(Pid) ->
    case setup(peers) of beam -> peer:get_state(Pid); tiebeam -> gen_server:call(Pid, get_state) end.

call(Pid, M, F, A) -> call(Pid, M, F, A, 5000).
call(Pid, M, F, A, Timeout) ->
    case setup(peers) of
        beam -> peer:call(Pid, M, F, A, Timeout);
        tiebeam ->
            case gen_server:call(Pid, {call, M, F, A}, Timeout) of
                {ok, Value} -> Value;
                {Class, Reason, Stack} -> erlang:raise(Class, Reason, Stack)
            end
    end.

cast(Pid, M, F, A) ->
    case setup(peers) of beam -> peer:cast(Pid, M, F, A); tiebeam -> gen_server:cast(Pid, {cast, M, F, A}) end.

send(Pid, To, Message) ->
    case setup(peers) of beam -> peer:send(Pid, To, Message); tiebeam -> gen_server:cast(Pid, {send, To, Message}) end.

%% ---- what a suite asks for, and what a JVM can be asked for ----------------------------------------------------------------

settings(Options) ->
    [unsupported("the option " ++ atom_to_list(O) ++ " of peer") || O <- [exec, post_process_args], maps:is_key(O, Options)],
    Name = case maps:find(name, Options) of
        {ok, Given} -> Given;
        error -> unsupported("a peer without a name")
    end,
    Host = maps:get(host, Options, host()),
    flags(maps:get(args, Options, []), #{
        name => list_to_atom(lists:concat([Name, "@", Host])),
        long => maps:get(longnames, Options, net_kernel:longnames()) =:= true,
        cookie => atom_to_list(erlang:get_cookie()),
        hidden => false,
        parameters => []}, []).

host() -> tl(string:find(atom_to_list(node()), "@")).

flags([], Settings, Flags) -> {Settings, lists:reverse(Flags)};
flags(["-setcookie", Cookie | Rest], Settings, Flags) -> flags(Rest, Settings#{cookie => Cookie}, Flags);
flags(["-hidden" | Rest], Settings, Flags) -> flags(Rest, Settings#{hidden => true}, [{hidden, []} | Flags]);
flags([Path, _ | Rest], Settings, Flags) when Path =:= "-pa"; Path =:= "-pz" -> flags(Rest, Settings, Flags);
flags(["-env", _, _ | Rest], Settings, Flags) -> flags(Rest, Settings, Flags);
flags([Quiet | Rest], Settings, Flags)
        when Quiet =:= "-noshell"; Quiet =:= "-noinput"; Quiet =:= "-detached"; Quiet =:= "-noorigin" ->
    flags(Rest, Settings, Flags);
flags(["-kernel", "dist_auto_connect", "never" | Rest], Settings, Flags) -> % it connects to nodes, but none of its own accord
    flags(Rest, Settings, Flags);
flags(["-kernel", Parameter, Value | Rest], Settings = #{parameters := Before}, Flags) ->
    Known = ["prevent_overlapping_partitions", "net_ticktime"],
    lists:member(Parameter, Known) orelse unsupported("the kernel parameter " ++ Parameter),
    flags(Rest, Settings#{parameters => [{list_to_atom(Parameter), value(Value)} | Before]}, Flags);
flags(["-connect_all", "false" | Rest], Settings = #{parameters := Before}, Flags) ->
    flags(Rest, Settings#{parameters => [{connect_all, false} | Before]}, [{connect_all, ["false"]} | Flags]);
flags(["+" ++ _ = Flag | _], _, _) -> unsupported("the emulator's flag " ++ Flag);
flags(["-" ++ Flag | Rest], Settings, Flags) ->
    Emulators = ["boot", "mode", "proto_dist", "epmd_module", "dist_listen", "start_epmd", "no_epmd", "run", "s", "eval",
                 "config", "extra", "args_file", "emu_type", "pg", "stdlib", "sasl", "sname", "name", "erl_epmd_port",
                 "rsh", "heart", "loader", "master", "connection", "user", "ssl_dist_optfile", "ssl_dist_opt"],
    lists:member(Flag, Emulators) andalso unsupported("the flag -" ++ Flag),
    {Values, After} = lists:splitwith(fun(Word) -> not lists:member(hd(Word), "-+") end, Rest),
    flags(After, Settings, [{list_to_atom(Flag), Values} | Flags]);
flags([Word | _], _, _) -> unsupported("the argument " ++ Word).

value(Text) ->
    {ok, Tokens, _} = erl_scan:string(Text ++ "."),
    {ok, Value} = erl_parse:parse_term(Tokens),
    Value.

%% The runner tells it as the reason why the case is skipped.
unsupported(What) -> exit({tiebeam_unsupported, What}).

%% ---- the process ------------------------------------------------------------------------------------------------------------

init({Starter, Options, Settings = #{name := Node}, Flags}) ->
    process_flag(trap_exit, true),
    {ok, Socket} = gen_tcp:connect({127, 0, 0, 1}, setup(port), [binary, {packet, 4}, {active, false}]),
    ok = tell(Socket, {start, maps:to_list(Settings), Flags}),
    case gen_tcp:recv(Socket, 0, ?PATIENCE) of
        {ok, Bytes} ->
            {started, Node} = binary_to_term(Bytes),
            [load(Module, File, Beam, Socket) || {Module, File, Beam} <- setup(modules)],
            ok = inet:setopts(Socket, [{active, true}]),
            State = #{socket => Socket, node => Node, options => Options, asked => #{}, parent => Starter,
                      connected => not maps:is_key(connection, Options)},
            maps:get(connected, State) andalso connect(Node),
            {ok, State};
        {error, Reason} ->
            {stop, {boot_failed, Reason}}
    end.

load(Module, File, Beam, Socket) ->
    ok = tell(Socket, {call, 0, code, load_binary, [Module, File, Beam]}),
    {ok, Bytes} = gen_tcp:recv(Socket, 0, ?PATIENCE),
    {reply, 0, {ok, {module, Module}}} = binary_to_term(Bytes).

connect(Node) ->
    case net_kernel:connect_node(Node) of
        true -> erlang:monitor_node(Node, true);
        _ -> exit({no_connection_to, Node})
    end.

ask(M, F, A, From, State = #{socket := Socket, asked := Asked}) ->
    Number = erlang:unique_integer([positive]),
    ok = tell(Socket, {call, Number, M, F, A}),
    State#{asked => Asked#{Number => From}}.

tell(Socket, Term) -> gen_tcp:send(Socket, term_to_binary(Term)).

handle_call(node, _, State = #{node := Node}) -> {reply, Node, State};
handle_call(get_state, _, State) -> {reply, running, State};
handle_call({call, _, _, _}, _, State = #{options := Options}) when not is_map_key(connection, Options) ->
    {reply, {error, noconnection, []}, State}; % as peer has it: this is for peers with a connection of their own
handle_call({call, M, F, A}, From, State) -> {noreply, ask(M, F, A, From, State)}.

handle_cast({cast, M, F, A}, State) -> {noreply, ask(M, F, A, none, State)};
handle_cast({send, To, Message}, State = #{socket := Socket}) ->
    ok = tell(Socket, {send, To, Message}),
    {noreply, State}.

handle_info({tcp, _, Bytes}, State = #{asked := Asked}) ->
    {reply, Number, Result} = binary_to_term(Bytes),
    case maps:take(Number, Asked) of
        {none, Rest} when element(1, Result) =:= ok -> {noreply, State#{asked => Rest}};
        {none, Rest} -> logger:notice("peer: ~tp", [Result]), {noreply, State#{asked => Rest}};
        {From, Rest} -> gen_server:reply(From, Result), {noreply, State#{asked => Rest}}
    end;
handle_info({tcp_closed, _}, State) -> down(tcp_closed, State#{socket => closed});
handle_info({nodedown, Node}, State = #{node := Node, connected := true}) -> down(nodedown, State#{connected => false});
handle_info({'EXIT', Parent, Reason}, State = #{parent := Parent}) -> {stop, Reason, State};
handle_info(_, State) -> {noreply, State}.

down(Reason, State = #{options := Options}) ->
    case maps:get(peer_down, Options, stop) of
        stop -> {stop, normal, State};
        continue -> {noreply, State};
        crash -> {stop, Reason, State}
    end.

terminate(_, #{socket := Socket, node := Node, connected := Connected}) ->
    Socket =:= closed orelse begin
        tell(Socket, stop),
        receive {tcp_closed, Socket} -> ok after 10000 -> gen_tcp:close(Socket) end
    end,
    Connected andalso receive {nodedown, Node} -> ok after 10000 -> ok end,
    ok.
