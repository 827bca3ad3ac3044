%% SPDX-License-Identifier: Apache-2.0
%% Compiles a suite of OTP, as it is, so that it can be driven with peers that have no code of it:
%%
%% - What it asks the module peer goes to tiebeam_peer.
%% - Functions written in it become what functions typed into a shell are: forms, which a node with --allow-eval runs. A
%%   local call in one of them becomes a call of the module.
%% - The whole module, with records expanded, is a second object file, whose forms a peer loads with code:load_binary/3.
%%
%% As a parse transform it does the first two; compile/2 does all.
-module(tiebeam_suite).

-export([compile/2, parse_transform/2, function/2]).

%% {ok, Module, Beam, BeamForPeers} or {error, Text}.
compile(File, Include) ->
    Options = [binary, return_errors, export_all, nowarn_export_all, nowarn_unused_vars, no_spawn_compiler_process],
    Folders = [{i, Folder} || Folder <- Include ++ [filename:dirname(File)]],
    case compile:file(File, [{parse_transform, ?MODULE} | Options ++ Folders]) of
        {ok, Module, Beam} ->
            {ok, Module, ForPeers} = compile:forms(erase(?MODULE), [debug_info | Options]),
            {ok, Module, Beam, ForPeers};
        {error, Errors, _} ->
            {error, lists:flatten([io_lib:format("~ts:~tp: ~ts ", [filename:basename(Where), Line, M:format_error(What)])
                                   || {Where, List} <- Errors, {Line, M, What} <- List])};
        error ->
            {error, "it does not compile"}
    end.

parse_transform(Forms, Options) ->
    case erl_lint:module(Forms, "", [nowarn_unused_vars | Options]) of
        {ok, _} ->
            Expanded = [F || F <- erl_expand_records:module(Forms, []), element(1, F) =/= warning],
            Module = hd([M || {attribute, _, module, M} <- Expanded]),
            Own = sets:from_list([{F, A} || {function, _, F, A, _} <- Expanded]),
            Told = redirect(Expanded),
            put(?MODULE, Told), % the compiler runs in the process of compile/2
            [convert(F, Module, Own) || F <- Told];
        _ ->
            Forms % the compiler says what is wrong
    end.

%% Calls of peer, wherever they stand.
redirect({remote, A, {atom, B, peer}, Name}) -> {remote, A, {atom, B, tiebeam_peer}, redirect(Name)};
redirect({'fun', A, {function, {atom, B, peer}, F, N}}) -> {'fun', A, {function, {atom, B, tiebeam_peer}, F, N}};
redirect(T) when is_tuple(T) -> list_to_tuple(redirect(tuple_to_list(T)));
redirect([H | T]) -> [redirect(H) | redirect(T)];
redirect(Other) -> Other.

%% ---- local calls made calls of the module ---------------------------------------------------------------------------------

remote({call, A, {atom, B, F}, Arguments}, Module, Own) ->
    Callee = case sets:is_element({F, length(Arguments)}, Own) of
        true -> {remote, B, {atom, B, Module}, {atom, B, F}};
        false -> {atom, B, F}
    end,
    {call, A, Callee, remote(Arguments, Module, Own)};
remote({'fun', A, {function, F, N}}, Module, Own) ->
    Of = case sets:is_element({F, N}, Own) of true -> Module; false -> erlang end,
    {'fun', A, {function, {atom, A, Of}, {atom, A, F}, {integer, A, N}}};
remote(T, Module, Own) when is_tuple(T) -> list_to_tuple([remote(E, Module, Own) || E <- tuple_to_list(T)]);
remote([H | T], Module, Own) -> [remote(H, Module, Own) | remote(T, Module, Own)];
remote(Other, _, _) -> Other.

%% ---- forms for this node: functions become data ------------------------------------------------------------------------------

convert({function, A, F, N, Clauses}, Module, Own) ->
    Context = {Module, Own},
    {function, A, F, N, [clause(C, [], Context) || C <- Clauses]};
convert(Form, _, _) ->
    Form.

clause({clause, A, Heads, Guards, Body}, Bound, Context) ->
    Inside = names(Heads, Bound),
    {Converted, _} = sequence(Body, Inside, Context),
    {clause, A, Heads, Guards, Converted}.

%% Clauses of case and the like; what they bind is bound afterwards.
clauses(Clauses, Bound, Context) ->
    lists:mapfoldl(fun({clause, A, Heads, Guards, Body}, After) ->
        {Converted, End} = sequence(Body, names(Heads, Bound), Context),
        {{clause, A, Heads, Guards, Converted}, union(After, End)}
    end, Bound, Clauses).

sequence(Exprs, Bound, Context) -> lists:mapfoldl(fun(E, B) -> expr(E, B, Context) end, Bound, Exprs).

expr({'fun', A, {clauses, _}} = Fun, Bound, Context) -> {as_data(A, Fun, Bound, Context), Bound};
expr({named_fun, A, _, _} = Fun, Bound, Context) -> {as_data(A, Fun, Bound, Context), Bound};
expr({'fun', _, {function, _, _}} = Local, Bound, {Module, Own}) -> {remote(Local, Module, Own), Bound};
expr({match, A, Pattern, Value}, Bound, Context) ->
    {Converted, After} = expr(Value, Bound, Context),
    {{match, A, Pattern, Converted}, names(Pattern, After)};
expr({maybe_match, A, Pattern, Value}, Bound, Context) ->
    {Converted, After} = expr(Value, Bound, Context),
    {{maybe_match, A, Pattern, Converted}, names(Pattern, After)};
expr({var, _, Name} = Var, Bound, _) -> {Var, union([Name], Bound)};
expr({'case', A, Value, Clauses}, Bound, Context) ->
    {Converted, After} = expr(Value, Bound, Context),
    {Cs, End} = clauses(Clauses, After, Context),
    {{'case', A, Converted, Cs}, End};
expr({'if', A, Clauses}, Bound, Context) ->
    {Cs, End} = clauses(Clauses, Bound, Context),
    {{'if', A, Cs}, End};
expr({'receive', A, Clauses}, Bound, Context) ->
    {Cs, End} = clauses(Clauses, Bound, Context),
    {{'receive', A, Cs}, End};
expr({'receive', A, Clauses, Timeout, Expired}, Bound, Context) ->
    {T, Before} = expr(Timeout, Bound, Context),
    {Cs, End} = clauses(Clauses, Before, Context),
    {Es, Late} = sequence(Expired, Before, Context),
    {{'receive', A, Cs, T, Es}, union(End, Late)};
expr({'try', A, Body, Of, Catch, After}, Bound, Context) ->
    {B, Inside} = sequence(Body, Bound, Context),
    {O, _} = clauses(Of, Inside, Context),
    {C, _} = clauses(Catch, Bound, Context),
    {F, _} = sequence(After, Bound, Context),
    {{'try', A, B, O, C, F}, Bound};
expr({Kind, A, Element, Qualifiers}, Bound, Context) when Kind =:= lc; Kind =:= bc; Kind =:= mc ->
    {Qs, Inside} = lists:mapfoldl(fun(Q, B) -> qualifier(Q, B, Context) end, Bound, Qualifiers),
    {E, _} = expr(Element, Inside, Context),
    {{Kind, A, E, Qs}, Bound};
expr(T, Bound, Context) when is_tuple(T) ->
    {Es, After} = lists:mapfoldl(fun(E, B) -> expr(E, B, Context) end, Bound, tuple_to_list(T)),
    {list_to_tuple(Es), After};
expr([H | T], Bound, Context) ->
    {First, Middle} = expr(H, Bound, Context),
    {Rest, After} = expr(T, Middle, Context),
    {[First | Rest], After};
expr(Other, Bound, _) ->
    {Other, Bound}.

qualifier({Generate, A, Pattern, Source}, Bound, Context)
        when Generate =:= generate; Generate =:= b_generate; Generate =:= m_generate;
             Generate =:= generate_strict; Generate =:= b_generate_strict; Generate =:= m_generate_strict ->
    {Converted, _} = expr(Source, Bound, Context),
    {{Generate, A, Pattern, Converted}, names(Pattern, Bound)};
qualifier(Filter, Bound, Context) ->
    {Converted, _} = expr(Filter, Bound, Context),
    {Converted, Bound}.

%% A call that makes the function: its forms, and the values of what it may use.
as_data(A, Fun, Bound, {Module, Own}) ->
    Used = [Name || Name <- names(Fun, []), lists:member(Name, Bound)],
    Pairs = lists:foldr(fun(Name, Rest) ->
        {cons, A, {tuple, A, [{atom, A, Name}, {var, A, Name}]}, Rest}
    end, {nil, A}, Used),
    Forms = erl_parse:abstract(without_places(remote(Fun, Module, Own)), [{location, erl_anno:location(A)}]),
    {call, A, {remote, A, {atom, A, ?MODULE}, {atom, A, function}}, [Forms, Pairs]}.

without_places(Fun) -> erl_parse:map_anno(fun erl_anno:line/1, Fun).

function(Fun, Bindings) ->
    {value, Value, _} = erl_eval:expr(Fun, lists:foldl(fun({Name, Value}, Bound) ->
        erl_eval:add_binding(Name, Value, Bound)
    end, erl_eval:new_bindings(), Bindings)),
    Value.

names({var, _, '_'}, Bound) -> Bound;
names({var, _, Name}, Bound) -> union([Name], Bound);
names({named_fun, _, Name, Clauses}, Bound) -> names(Clauses, union([Name], Bound));
names(T, Bound) when is_tuple(T) -> names(tuple_to_list(T), Bound);
names([H | T], Bound) -> names(T, names(H, Bound));
names(_, Bound) -> Bound.

union(A, B) -> ordsets:union(ordsets:from_list(A), ordsets:from_list(B)).
