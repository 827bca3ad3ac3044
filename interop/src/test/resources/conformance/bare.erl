%% SPDX-License-Identifier: Apache-2.0
%% Nodes that are only sockets: they say to another node what they like, the handshake step by step.
-module(bare).
-export([dial/1, offered/0, say_name/2, say_name/4, say/2, status/1, shake/4, reply/4, join/2, join/3, nodedown/1]).
-export([listen/0, registered/3, heard_name/1, ask/3, answer/1, let_in/3]).
-export([frame/1, frame/2, send/2, send/3, heard/1, pid/2, pid/3, ref/2, alive/2, closed/1, address/1]).

-define(OLD, 5).
-define(NOW, 6).
-define(CREATION, 4711).
-define(PATIENCE, 20_000).

%% What all nodes since OTP 26 insist on, and monitors, exit reasons as payloads, spawning and aliases.
offered() ->
    lists:foldl(fun(Bit, Flags) -> Flags bor (1 bsl Bit) end, 0, [
        2, 3, 4, 5, 7, 8, 9, 10, 11, 16, 17, 18, 22, 24, 25, 26, 32, 34, 35
    ]).

%% ---- to connect -----------------------------------------------------------------------------------------------------

address(Node) ->
    [Name, Host] = string:lexemes(atom_to_list(Node), "@"),
    {port, Port, _} = erl_epmd:port_please(Name, Host),
    {Host, Port}.

dial(Node) ->
    {Host, Port} = address(Node),
    {ok, Socket} = gen_tcp:connect(Host, Port, [binary, {active, false}, {packet, 2}, {nodelay, true}]),
    Socket.

say(Socket, What) -> ok = gen_tcp:send(Socket, What).

%% The first word, as nodes of today say it, or as those say it that do not know whom they reach.
say_name(Socket, Name) -> say_name(Socket, Name, ?NOW, offered()).

say_name(Socket, Name, ?OLD, Flags) ->
    say(Socket, [$n, <<?OLD:16, Flags:32>>, atom_to_binary(Name)]);
say_name(Socket, Name, ?NOW, Flags) ->
    Text = atom_to_binary(Name),
    say(Socket, [$N, <<Flags:64, ?CREATION:32, (byte_size(Text)):16>>, Text]).

status(Socket) ->
    {ok, <<$s, Status/binary>>} = gen_tcp:recv(Socket, 0, ?PATIENCE),
    binary_to_atom(Status).

%% From the challenge of Node, which let us in, to the last word of the handshake.
shake(Socket, Node, Version, Cookie) ->
    say(Socket, reply(Socket, Node, Version, Cookie)),
    last(Socket, Cookie).

last(Socket, Cookie) ->
    {ok, <<$a, Digest:16/binary>>} = gen_tcp:recv(Socket, 0, ?PATIENCE),
    Digest = digest(Cookie, 17),
    ok = inet:setopts(Socket, [{packet, 4}]).

%% What proves to Node that we know the cookie.
reply(Socket, Node, Version, Cookie) ->
    {ok, <<$N, Flags:64, Challenge:32, Creation:32, Length:16, Name:Length/binary>>} =
        gen_tcp:recv(Socket, 0, ?PATIENCE),
    Name = atom_to_binary(Node),
    true = Creation =/= 0,
    Offered = offered(),
    Offered = Offered band Flags,
    Version =:= ?OLD andalso say(Socket, [$c, <<(offered() bsr 32):32, ?CREATION:32>>]),
    [$r, <<17:32>>, digest(Cookie, Challenge)].

digest(Cookie, Challenge) -> erlang:md5([atom_to_binary(Cookie), integer_to_binary(Challenge)]).

%% A connection to Node of a hidden node Name.
join(Node, Name) -> join(Node, Name, offered()).

join(Node, Name, Flags) ->
    Socket = dial(Node),
    say_name(Socket, Name, ?NOW, Flags),
    ok = status(Socket),
    shake(Socket, Node, ?NOW, erlang:get_cookie()),
    Socket.

%% ---- to be connected to ---------------------------------------------------------------------------------------------

listen() ->
    {ok, Socket} = gen_tcp:listen(0, [binary, {active, false}, {packet, 2}, {nodelay, true}, {ip, {127, 0, 0, 1}}]),
    Socket.

%% Tells EPMD that Name is at Listener, and Protocol what it speaks, until the socket is closed.
registered(Name, Listener, Protocol) ->
    {ok, Port} = inet:port(Listener),
    [Short, _] = binary:split(atom_to_binary(Name), <<"@">>),
    EpmdPort = list_to_integer(os:getenv("ERL_EPMD_PORT")),
    {ok, Socket} = gen_tcp:connect({127, 0, 0, 1}, EpmdPort, [binary, {active, false}]),
    Request = [$x, <<Port:16, $M, 0, Protocol:16, ?OLD:16, (byte_size(Short)):16>>, Short, <<0:16>>],
    say(Socket, [<<(iolist_size(Request)):16>>, Request]),
    {ok, <<Answer, 0, _/binary>>} = gen_tcp:recv(Socket, 0, ?PATIENCE),
    true = lists:member(Answer, "xvy"),
    Socket.

heard_name(Socket) ->
    {ok, <<$N, Flags:64, _Creation:32, Length:16, Name:Length/binary>>} = gen_tcp:recv(Socket, 0, ?PATIENCE),
    {binary_to_atom(Name), Flags}.

%% Lets in whoever said its name on Socket, as Name: the last word is not sent yet, but given.
ask(Socket, Name, Status) ->
    Text = atom_to_binary(Name),
    say(Socket, [$s, atom_to_binary(Status)]),
    say(Socket, [$N, <<(offered()):64, 17:32, ?CREATION:32, (byte_size(Text)):16>>, Text]).

answer(Socket) ->
    Cookie = erlang:get_cookie(),
    {ok, <<$r, Challenge:32, Digest:16/binary>>} = gen_tcp:recv(Socket, 0, ?PATIENCE),
    Digest = digest(Cookie, 17),
    [$a, digest(Cookie, Challenge)].

let_in(Socket, Name, Status) ->
    ask(Socket, Name, Status),
    say(Socket, answer(Socket)),
    ok = inet:setopts(Socket, [{packet, 4}]).

%% ---- when connected -------------------------------------------------------------------------------------------------

frame(Control) -> [$p, term_to_binary(Control)].

frame(Control, Message) -> [$p, term_to_binary(Control), term_to_binary(Message)].

send(Socket, Control) -> say(Socket, frame(Control)).

send(Socket, Control, Message) -> say(Socket, frame(Control, Message)).

%% The next that comes, but for ticks: {Control, Message}, {Control}, or closed.
heard(Socket) ->
    case gen_tcp:recv(Socket, 0, ?PATIENCE) of
        {ok, <<>>} ->
            say(Socket, <<>>),
            heard(Socket);
        {ok, <<$p, Bytes/binary>>} ->
            {Control, Used} = binary_to_term(Bytes, [used]),
            case Bytes of
                <<_:Used/binary>> -> {Control};
                <<_:Used/binary, Message/binary>> -> {Control, binary_to_term(Message)}
            end;
        {error, closed} ->
            closed
    end.

%% Whether Node, connected to Name by Socket, answers: as it does when it is pinged.
alive(Socket, Name) ->
    From = pid(Name, 38),
    Ref = make_ref(),
    send(Socket, {6, From, '', net_kernel}, {'$gen_call', {From, Ref}, {is_auth, Name}}),
    alive(heard(Socket), Socket, Ref).

alive({_, {Ref, yes}}, _, Ref) -> ok;
alive(closed, _, _) -> error({closed, 'no answer'});
alive(_, Socket, Ref) -> alive(heard(Socket), Socket, Ref).

%% Waits until the other closes Socket; what comes before is passed over.
closed(Socket) ->
    case gen_tcp:recv(Socket, 0, ?PATIENCE) of
        {ok, _} -> closed(Socket);
        {error, closed} -> ok;
        {error, econnreset} -> ok
    end.

%% Waits until Node does not have Name among its nodes any more.
nodedown({Node, Name}) ->
    conformance:until({nodedown, Node, Name}, fun() ->
        not lists:member(Name, erpc:call(Node, erlang, nodes, [connected]))
    end).

%% Identifiers of Name.
pid(Name, Id) -> pid(Name, Id, ?CREATION).

pid(Name, Id, Creation) ->
    Text = atom_to_binary(Name),
    binary_to_term(<<131, 88, 119, (byte_size(Text)), Text/binary, Id:32, 0:32, Creation:32>>).

ref(Name, Id) ->
    Text = atom_to_binary(Name),
    binary_to_term(<<131, 90, 3:16, 119, (byte_size(Text)), Text/binary, ?CREATION:32, 0:32, Id:32, 0:32>>).
