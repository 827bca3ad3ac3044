%% SPDX-License-Identifier: Apache-2.0
%% The echo is a process of Java: Puppet.java.
-module(nc_cases).
-export([
    pid_roundtrip/1, port_roundtrip/1, ref_roundtrip/1, new_float/1, old_stuff/1, binary_roundtrip/1,
    decompress_roundtrip/1, integer_roundtrip/1, fun_roundtrip/1,
    lists_roundtrip/1, lists_roundtrip_2/1, unicode/1, unicode_list_to_string/1, unicode_string_to_list/1,
    utf8_atom/1, utf8_pid/1, utf8_port/1, utf8_ref/1, connect/1
]).
-import(conformance, [typed/1, until/2]).

%% Each term comes back as it was.
echo(#{node := Node}, Terms) ->
    Echo = spawn(Node, puppet, echo, []),
    [same(Echo, {self(), Term}, Term) || Term <- Terms],
    Echo ! bye.

same(Echo, Message, Expected) ->
    Echo ! Message,
    receive
        {Echo, Expected} -> ok;
        {Echo, Other} -> error({Message, 'expected', Expected, 'got', Other})
    after 20_000 -> error({'not answered', Message})
    end.

%% Terms in the external format, written in ways that only old nodes, or none, use.
decoded(#{node := Node}, Terms, Options) ->
    Echo = spawn(Node, puppet, echo, []),
    [same(Echo, {self(), term_to_binary(Term, Options), decoded}, Term) || Term <- Terms],
    Echo ! bye.

%% Identifiers of Name, another node, in the external format of today.
atom(Name) ->
    Text = atom_to_binary(Name),
    <<119, (byte_size(Text)), Text/binary>>.

pid(Name, Id, Serial) -> binary_to_term(<<131, 88, (atom(Name))/binary, Id:32, Serial:32, 2:32>>).

port(Name, Id) -> binary_to_term(<<131, 120, (atom(Name))/binary, Id:64, 2:32>>).

ref(Name, Words) ->
    binary_to_term(<<131, 90, (length(Words)):16, (atom(Name))/binary, 2:32, << <<W:32>> || W <- Words >>/binary>>).

pids(Name) -> [pid(Name, Id, Serial) || Id <- [0, 4711, 32767], Serial <- [0, 4711, 8191]].
ports(Name) -> [port(Name, Id) || Id <- [0, 4711, 268435455, 1 bsl 40]].
refs(Name) -> [ref(Name, Words) || Words <- [[4711], [4711, 4711, 4711], [262143, 4294967295, 4294967295]]].

pid_roundtrip(Config) -> echo(Config, [self(), whereis(kernel_sup) | pids(gurka@sallad)]).
port_roundtrip(Config) -> echo(Config, erlang:ports() ++ ports(gurka@sallad)).
ref_roundtrip(Config) -> echo(Config, [make_ref(), erlang:alias([reply]) | refs(gurka@sallad)]).

utf8_atom(Config) ->
    echo(Config, [binary_to_atom(unicode:characters_to_binary(Text)) || Text <- [[16#e5, 16#e4], [1234], [16#1f600], lists:duplicate(255, 16#20ac)]]).

utf8_pid(Config) -> echo(Config, pids(foreign())).
utf8_port(Config) -> echo(Config, ports(foreign())).
utf8_ref(Config) -> echo(Config, refs(foreign())).

foreign() -> binary_to_atom(<<"ґорка@салат"/utf8>>).

new_float(Config) ->
    Root = math:sqrt(2),
    Powers = [math:pow(2.0, N * 16) || N <- lists:seq(-62, 62)],
    echo(Config, [0.0, -0.0, 1.7976931348623157e308, 5.0e-324] ++ [Root * P || P <- Powers] ++ [-P / Root || P <- Powers]).

%% Floats as text.
old_stuff(Config) -> decoded(Config, [0.0, math:sqrt(2), -1.0e300], [{minor_version, 0}]).

binary_roundtrip(Config) ->
    echo(Config, [<<>>, <<17>>, <<(list_to_binary(lists:seq(1, 255)))/binary>>, <<3:2>>, <<3, 7:3>>, <<0:100000, 1:1>>]).

decompress_roundtrip(Config) ->
    Large = [{N, "the same again and again"} || N <- lists:seq(1, 1000)],
    decoded(Config, [0.0, math:sqrt(2), <<1, 2, 3, 31:5>>, make_ref(), Large], [compressed]),
    decoded(Config, [Large], [{compressed, 9}]).

integer_roundtrip(Config) ->
    Edges = [1 bsl N || N <- [7, 8, 15, 16, 26, 27, 28, 31, 32, 59, 60, 62, 63, 64, 65, 126, 127, 128, 129, 2040, 2048]],
    Integers = [0, 1, -1] ++ lists:append([[X - 1, X, X + 1, -X + 1, -X, -X - 1] || X <- Edges]),
    echo(Config, Integers),
    #{node := Node} = Config,
    Echo = spawn(Node, puppet, echo, []),
    [same(Echo, {self(), N, shown}, integer_to_binary(N)) || N <- Integers],
    Echo ! bye.

fun_roundtrip(Config) ->
    X = {self(), <<"closed over">>},
    echo(Config, [
        fun() -> X end,
        fun(A, B) -> {A, B, X} end,
        fun lists:reverse/1,
        fun ?MODULE:fun_roundtrip/1,
        typed("fun(A) -> A end")
    ]).

lists_roundtrip(Config) ->
    echo(Config, [
        lists:seq(1, 10),
        lists:seq(11, 17) ++ last_tail,
        lists:seq(250, 260),
        lists:duplicate(70_000, $a),
        [{default}],
        [car | cdr],
        [[]],
        []
    ]).

lists_roundtrip_2(#{node := Node}) ->
    Echo = spawn(Node, puppet, echo, []),
    [same(Echo, {self(), List, tail}, tl(List)) || List <- [[a, b], [c, d, e], [f], "text", [1, 2, 300]]],
    same(Echo, {self(), [], tail}, null),
    Echo ! bye.

%% Texts as lists and as binaries: a list of small numbers travels in another way.
unicode(Config) ->
    Texts = [
        "plain ascii",
        [228, 246, 252],
        [228, 246, 252, 16#1000],
        [0, 1, 31, 32, 63, 64, 127, 128, 255],
        [0, 1, 127, 128, 255, 256, 16#d7ff, 16#e000, 16#fffd, 16#10000, 16#10ffff]
    ],
    echo(Config, [[-1, 16#d800, 16#110000] | Texts] ++ [unicode:characters_to_binary(Text) || Text <- Texts]).

%% A list is shown as what it is, whatever a Java string could hold.
unicode_list_to_string(Config) ->
    echo(Config, [lists:seq(From, From + 70) || From <- lists:seq(0, 16#3000, 71) ++ [16#d7b0, 16#ffd0, 16#10fff0]]).

unicode_string_to_list(Config) ->
    echo(Config, [unicode:characters_to_binary(lists:seq(From, From + 78)) || From <- lists:seq(0, 16#3000, 79) ++ [16#e000, 16#1f600]]).

%% A connection ends and comes again. The other node is hidden: one that others see would take its leave from all of them.
connect(Config = #{node := Node}) ->
    {_, Other} = conformance:beam(Config, nc_connect, ["-hidden"]),
    Knows = fun(One, Another) -> lists:member(Another, erpc:call(One, erlang, nodes, [connected])) end,
    pong = erpc:call(Node, net_adm, ping, [Other]),
    true = Knows(Other, Node),
    true = Knows(Node, Other),
    true = erpc:call(Other, erlang, disconnect_node, [Node]),
    until("it is told", fun() -> not Knows(Node, Other) end),
    false = Knows(Other, Node),
    pong = erpc:call(Node, net_adm, ping, [Other]),
    true = Knows(Other, Node).
