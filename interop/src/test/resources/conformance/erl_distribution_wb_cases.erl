%% SPDX-License-Identifier: Apache-2.0
-module(erl_distribution_wb_cases).
-export([whitebox/1, switch_options/1, missing_compulsory_dflags/1, dflag_mandatory_25/1]).
-import(conformance, [until/2]).

whitebox(#{node := Node}) ->
    [
        begin
            pending_up(Node, ccc@localhost, Version),
            simultaneous(Node, 'A@localhost', Version),
            simultaneous(Node, zzzzzzzzzzzzzz@localhost, Version)
        end
     || Version <- [5, 6]
    ].

%% A node connects that is connected: it is asked whether it means that, and what was before is over.
pending_up(Node, Name, Version) ->
    First = first(Node, Name, Version),
    Second = second(Node, Name, Version),
    bare:say(Second, "sfalse"),
    ok = bare:closed(Second),
    ok = bare:alive(First, Name),
    Third = second(Node, Name, Version),
    bare:say(Third, "strue"),
    bare:shake(Third, Node, Version, erlang:get_cookie()),
    ok = bare:closed(First),
    ok = bare:alive(Third, Name),
    gen_tcp:close(First),
    gen_tcp:close(Third),
    bare:nodedown({Node, Name}).

first(Node, Name, Version) ->
    Socket = bare:dial(Node),
    bare:say_name(Socket, Name, Version, bare:offered() band flags(Version)),
    ok = bare:status(Socket),
    bare:shake(Socket, Node, Version, erlang:get_cookie()),
    ok = bare:alive(Socket, Name),
    Socket.

second(Node, Name, Version) ->
    Socket = bare:dial(Node),
    bare:say_name(Socket, Name, Version, bare:offered() band flags(Version)),
    alive = bare:status(Socket),
    Socket.

flags(5) -> 16#FFFFFFFF;
flags(6) -> 16#FFFFFFFFFFFFFFFF.

%% Both connect at once: the attempt of the greater name lives.
simultaneous(Node, Name, Version) ->
    Listener = bare:listen(),
    Epmd = bare:registered(Name, Listener, 6),
    greets(Node, Name),
    {ok, Theirs} = gen_tcp:accept(Listener, 20_000),
    {Node, _} = bare:heard_name(Theirs),
    Ours = bare:dial(Node),
    bare:say_name(Ours, Name, Version, bare:offered() band flags(Version)),
    Lives =
        case Name < Node of
            true ->
                nok = bare:status(Ours),
                ok = bare:closed(Ours),
                bare:let_in(Theirs, Name, ok_simultaneous),
                Theirs;
            false ->
                ok_simultaneous = bare:status(Ours),
                ok = bare:closed(Theirs),
                bare:shake(Ours, Node, Version, erlang:get_cookie()),
                Ours
        end,
    {{6, _, '', box}, hello} = bare:heard(Lives),
    ok = bare:alive(Lives, Name),
    [gen_tcp:close(Socket) || Socket <- [Ours, Theirs, Listener, Epmd]],
    bare:nodedown({Node, Name}).

%% A process there sends to Name, which nobody is connected to yet.
greets(Node, Name) ->
    spawn(Node, conformance:typed("fun() -> {box, Name} ! hello end", [{'Name', Name}])).

%% Lengths have two bytes up to the end of the handshake, and four from there on, wherever the pieces are cut in which all
%% that arrives.
switch_options(#{node := Node}) ->
    [ok = cut_on_arrival(Node, At) || At <- lists:seq(0, 9)],
    [ok = cut_on_departure(Node, At) || At <- lists:seq(0, 9)].

%% Another node proves who it is, and does not wait for the answer.
cut_on_arrival(Node, At) ->
    Name = cut@localhost,
    Socket = bare:dial(Node),
    bare:say_name(Socket, Name),
    ok = bare:status(Socket),
    Last = bare:reply(Socket, Node, 6, erlang:get_cookie()),
    pieces(Socket, Last, Name, At),
    {ok, <<0, 17, $a, _:16/binary>>} = gen_tcp:recv(Socket, 19, 20_000),
    over(Node, Name, Socket).

%% Another node lets ours in, and goes on at once.
cut_on_departure(Node, At) ->
    Name = cut@localhost,
    Listener = bare:listen(),
    Epmd = bare:registered(Name, Listener, 6),
    greets(Node, Name),
    {ok, Socket} = gen_tcp:accept(Listener, 20_000),
    {Node, _} = bare:heard_name(Socket),
    bare:ask(Socket, Name, ok),
    pieces(Socket, bare:answer(Socket), Name, At),
    gen_tcp:close(Listener),
    gen_tcp:close(Epmd),
    over(Node, Name, Socket).

%% The last word of the handshake, a tick, and two signals; a second piece begins At bytes after the first of these.
pieces(Socket, Last, Name, At) ->
    ok = inet:setopts(Socket, [{packet, raw}]),
    From = bare:pid(Name, 38),
    Frames = iolist_to_binary([
        <<0:32>>
        | [prefixed(32, bare:frame({6, From, '', net_kernel}, {'$gen_call', {From, N}, {is_auth, Name}})) || N <- [1, 2]]
    ]),
    <<First:At/binary, Second/binary>> = Frames,
    bare:say(Socket, [prefixed(16, Last), First]),
    receive after 10 -> ok end,
    bare:say(Socket, Second).

prefixed(Bits, What) -> [<<(iolist_size(What)):Bits>>, What].

over(Node, Name, Socket) ->
    ok = inet:setopts(Socket, [{packet, 4}]),
    [yes, yes] = answers(Socket, [1, 2]),
    gen_tcp:close(Socket),
    bare:nodedown({Node, Name}).

answers(_, []) ->
    [];
answers(Socket, [N | More]) ->
    case bare:heard(Socket) of
        {_, {N, Answer}} -> [Answer | answers(Socket, More)];
        closed -> error(closed);
        _ -> answers(Socket, [N | More])
    end.

missing_compulsory_dflags(#{node := Node}) ->
    [not_allowed = refused(Node, Version, 0) || Version <- [5, 6]],
    %% Each of them alone: references, funs, pids and ports, atoms, creations, floats, maps, exports, bitstrings, the
    %% handshake itself; and of those which came later, fresh identifiers and the ids of unlinks.
    [
        not_allowed = refused(Node, 6, (bare:offered() band (bnot (1 bsl 26))) band (bnot (1 bsl Bit)))
     || Bit <- [2, 4, 7, 8, 9, 10, 11, 16, 17, 18, 24, 25, 34]
    ],
    ok.

refused(Node, Version, Flags) ->
    Socket = bare:dial(Node),
    bare:say_name(Socket, lacking@localhost, Version, Flags),
    Status = bare:status(Socket),
    ok = bare:closed(Socket),
    gen_tcp:close(Socket),
    Status.

%% One flag stands for all that OTP 25 insisted on; what has become mandatory since has flags of its own.
dflag_mandatory_25(#{node := Node}) ->
    Socket = bare:dial(Node),
    bare:say_name(Socket, digest@localhost, 6, (1 bsl 26) bor (1 bsl 25) bor (1 bsl 34)),
    ok = bare:status(Socket),
    bare:shake(Socket, Node, 6, erlang:get_cookie()),
    ok = bare:alive(Socket, digest@localhost),
    gen_tcp:close(Socket),
    until("the node is gone", fun() -> not lists:member(digest@localhost, erpc:call(Node, erlang, nodes, [connected])) end).
