%% SPDX-License-Identifier: Apache-2.0
%% What mailboxes do in OTP's suite processes of Java do here: Puppet.java.
-module(jinterface_cases).
-export([
    get_names/1, node_ping/1, mbox_ping/1,
    java_erlang_send_receive/1, java_internal_send_receive_same_node/1,
    java_internal_send_receive_different_nodes/1, java_internal_send_receive_self/1,
    java_link_and_exit/1, erl_link_and_exit/1, erl_link_java_exit/1, java_link_erl_exit/1,
    internal_link_linking_exits/1, internal_link_linked_exits/1,
    internal_unlink_linking_exits/1, internal_unlink_linked_exits/1,
    normal_exit/1, kill_mbox/1, kill_erl_proc_from_java/1, kill_mbox_from_erlang/1,
    erl_exit_with_reason_any_term/1, java_exit_with_reason_any_term/1,
    maps/1, fun_equals/1
]).
-import(conformance, [flushed/0, jvm/2, leave/2]).

-define(ANY, {[<<"any">>, #{a => 1.5}], self(), make_ref(), 1 bsl 70}).

%% One that traps exits already.
puppet(Node) ->
    Puppet = spawn(Node, puppet, run, [self()]),
    do(Puppet, send, {self(), ready}),
    receive ready -> Puppet end.

do(Puppet, What, Argument) ->
    Puppet ! {self(), What, Argument},
    receive {Puppet, done} -> ok after 20_000 -> error({'not done', What}) end.

tells(Puppet, What) ->
    receive {Puppet, What} -> ok after 20_000 -> error({'not told', What, flushed()}) end.

ends(Pid, Reason) ->
    Ref = monitor(process, Pid),
    fun() -> receive {'DOWN', Ref, process, Pid, Reason} -> ok after 20_000 -> error({'not ended', flushed()}) end end.

%% A process of this BEAM: it links to Pids, and ends when it is told to.
mine(Pids) ->
    Me = self(),
    Mine = spawn(fun() ->
        [link(Pid) || Pid <- Pids],
        Me ! {self(), linked},
        receive {die, Reason} -> exit(Reason) end
    end),
    receive {Mine, linked} -> Mine end.

get_names(#{node := Node}) ->
    {ok, Names} = erl_epmd:names("localhost"),
    [true = lists:keymember(hd(string:split(atom_to_list(Each), "@")), 1, Names) || Each <- [node(), Node]].

node_ping(#{node := Node}) ->
    pong = net_adm:ping(Node),
    pong = erpc:call(Node, net_adm, ping, [node()]),
    pang = erpc:call(Node, net_adm, ping, [nobody@localhost]).

mbox_ping(Config) ->
    Other = jvm(Config, mbox_ping),
    pong = erpc:call(Other, net_adm, ping, [node()]),
    leave(Config, Other),
    pang = net_adm:ping(Other).

java_erlang_send_receive(#{node := Node}) ->
    Puppet = puppet(Node),
    Me = self(),
    Echo = spawn_link(fun Echo() -> receive {From, Message} -> From ! Message, Echo() end end),
    [
        begin
            do(Puppet, send, {Echo, {Puppet, Term}}),
            tells(Puppet, Term)
        end
     || Term <- [hello, "hello", <<"hello">>, 1, 1.5, {a, [b | c]}, #{a => Me}]
    ].

java_internal_send_receive_same_node(#{node := Node}) -> between(puppet(Node), puppet(Node)).

java_internal_send_receive_different_nodes(Config = #{node := Node}) ->
    between(puppet(Node), puppet(jvm(Config, other_puppet))).

java_internal_send_receive_self(#{node := Node}) ->
    Puppet = puppet(Node),
    between(Puppet, Puppet).

between(One, Two) ->
    do(One, send, {Two, {hello, from, one, self()}}),
    Me = self(),
    tells(Two, {hello, from, one, Me}),
    do(Two, send, {One, hello}),
    tells(One, hello).

java_link_and_exit(#{node := Node}) ->
    Puppet = puppet(Node),
    Mine = mine([]),
    Ended = ends(Mine, link_test),
    do(Puppet, link, Mine),
    Puppet ! {self(), exit, link_test},
    Ended().

erl_link_and_exit(#{node := Node}) ->
    Puppet = puppet(Node),
    Mine = mine([Puppet]),
    Mine ! {die, link_test},
    tells(Puppet, {'EXIT', Mine, link_test}).

erl_link_java_exit(#{node := Node}) ->
    Puppet = puppet(Node),
    Ended = ends(mine([Puppet]), link_test),
    Puppet ! {self(), exit, link_test},
    Ended().

java_link_erl_exit(#{node := Node}) ->
    Puppet = puppet(Node),
    Mine = mine([]),
    do(Puppet, link, Mine),
    Mine ! {die, link_test},
    tells(Puppet, {'EXIT', Mine, link_test}).

internal_link_linking_exits(#{node := Node}) ->
    [One, Two] = [puppet(Node), puppet(Node)],
    do(One, link, Two),
    One ! {self(), exit, link_test},
    tells(Two, {'EXIT', One, link_test}).

internal_link_linked_exits(#{node := Node}) ->
    [One, Two] = [puppet(Node), puppet(Node)],
    do(One, link, Two),
    Two ! {self(), exit, link_test},
    tells(One, {'EXIT', Two, link_test}).

internal_unlink_linking_exits(#{node := Node}) ->
    [One, Two] = unlinked(Node),
    not_told(One, Two).

internal_unlink_linked_exits(#{node := Node}) ->
    [One, Two] = unlinked(Node),
    not_told(Two, One).

%% Two that were linked twice, and are no more: each has taken a link away once.
unlinked(Node) ->
    [One, Two] = [puppet(Node), puppet(Node)],
    do(One, link, Two),
    do(One, unlink, Two),
    do(One, link, Two),
    do(Two, unlink, One),
    [One, Two].

not_told(Dies, Lives) ->
    Ended = ends(Dies, link_test),
    Dies ! {self(), exit, link_test},
    Ended(),
    do(Lives, send, {self(), lives}),
    [lives] = flushed().

normal_exit(#{node := Node}) ->
    process_flag(trap_exit, true),
    Puppet = puppet(Node),
    Mine = mine([Puppet]),
    link(Puppet),
    Puppet ! {self(), exit, normal},
    receive {'EXIT', Puppet, normal} -> ok end,
    Ended = ends(Mine, told_to),
    Mine ! {die, told_to},
    Ended().

kill_mbox(#{node := Node}) ->
    [One, Two] = [puppet(Node), puppet(Node)],
    do(Two, link, One),
    Ended = ends(mine([One]), killed),
    do(Two, kill, One),
    Ended(),
    tells(Two, {'EXIT', One, killed}).

kill_erl_proc_from_java(#{node := Node}) ->
    Puppet = puppet(Node),
    Mine = mine([Puppet]),
    Ended = ends(Mine, killed),
    do(Puppet, kill, Mine),
    Ended(),
    tells(Puppet, {'EXIT', Mine, killed}).

kill_mbox_from_erlang(#{node := Node}) ->
    process_flag(trap_exit, true),
    Puppet = puppet(Node),
    link(Puppet),
    exit(Puppet, kill),
    receive {'EXIT', Puppet, killed} -> ok end.

erl_exit_with_reason_any_term(#{node := Node}) ->
    Puppet = puppet(Node),
    Mine = mine([Puppet]),
    Reason = ?ANY,
    Mine ! {die, Reason},
    tells(Puppet, {'EXIT', Mine, Reason}).

java_exit_with_reason_any_term(#{node := Node}) ->
    process_flag(trap_exit, true),
    Puppet = puppet(Node),
    link(Puppet),
    Reason = ?ANY,
    Puppet ! {self(), exit, Reason},
    receive {'EXIT', Puppet, Reason} -> ok end.

echoed(Node, Terms) ->
    Echo = spawn(Node, puppet, echo, []),
    [
        begin
            Echo ! {self(), Term},
            receive
                {Echo, Term} -> ok;
                {Echo, Other} -> error({Term, 'came back as', Other})
            end
        end
     || Term <- Terms
    ],
    Echo ! bye.

maps(#{node := Node}) ->
    Large = maps:from_list([{N, {N}} || N <- lists:seq(1, 100)]),
    echoed(Node, [#{}, #{a => 1}, #{1 => a, 1.0 => b}, #{#{} => [#{a => #{}}]}, Large]).

fun_equals(#{node := Node}) ->
    N = erlang:unique_integer(),
    Fun = fun(X) -> X + N end,
    echoed(Node, [Fun, fun erlang:node/0, conformance:typed("fun(X) -> X end")]).
