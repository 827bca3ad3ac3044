%% SPDX-License-Identifier: Apache-2.0
%% The BEAM's half of the races of links: partners that link, unlink and die as they are told, and who tells their links.
-module(races).
-export([main/0]).

main() ->
    register(races, self()),
    io:format("= ready~n"),
    loop([]).

loop(Partners) ->
    receive
        {new, From, Count} ->
            New = [spawn(fun partner/0) || _ <- lists:seq(1, Count)],
            From ! {partners, New},
            loop(New ++ Partners);
        {links, From} ->
            From ! {links, lists:append([links(P) || P <- Partners])},
            loop(Partners)
    end.

%% Dead ones have none.
links(Partner) ->
    case process_info(Partner, links) of
        {links, Links} -> [{Partner, Peer} || Peer <- Links];
        undefined -> []
    end.

partner() ->
    process_flag(trap_exit, true),
    receive
        {go, Peer, Steps} ->
            [step(Step, Peer) || Step <- Steps],
            idle()
    end.

step(link, Peer) -> link(Peer);
step(unlink, Peer) -> unlink(Peer);
step(exit, Peer) -> exit(Peer, kill);
step(yield, _) -> erlang:yield();
step(die, _) -> exit(boom).

idle() ->
    receive _ -> idle() end.
