#!/usr/bin/env escript
%% SPDX-License-Identifier: Apache-2.0
%%! -mode compile
%% The BEAM's side of TermsTest: escript terms.escript SEED COUNT IN OUT
%%
%% IN holds terms that a JVM made, each as <<Length:32, Bytes/binary>>. To OUT go, in the same form: the release; for each of
%% those terms what the BEAM makes of it, how Erlang prints it, and whether it is the same after another round; then COUNT
%% pairs of the bytes and the text of terms that the BEAM made up.
-mode(compile).

main([Seed, Count, In, Out]) ->
    rand:seed(exsss, list_to_integer(Seed)),
    {ok, Made} = file:read_file(In),
    {ok, File} = file:open(Out, [write, raw, binary, delayed_write]),
    put_frame(File, list_to_binary(erlang:system_info(otp_release))),
    lists:foreach(fun(Bytes) -> answer(File, Bytes) end, frames(Made)),
    lists:foreach(fun(_) -> made_up(File, term(4)) end, lists:seq(1, list_to_integer(Count))),
    ok = file:close(File).

frames(<<Length:32, Bytes:Length/binary, Rest/binary>>) -> [Bytes | frames(Rest)];
frames(<<>>) -> [].

answer(File, Bytes) ->
    Term = binary_to_term(Bytes),
    Again = encode(Term),
    put_frame(File, Again),
    put_frame(File, print(Term)),
    put_frame(File, atom_to_binary(binary_to_term(Again) =:= Term)).

made_up(File, Term) ->
    put_frame(File, encode(Term)),
    put_frame(File, print(Term)).

%% As it is written between nodes: atoms in UTF-8, which is the default since 26.
encode(Term) -> term_to_binary(Term, [{minor_version, 2}]).

print(Term) -> unicode:characters_to_binary(io_lib:format("~0tp", [Term])).

put_frame(File, Bytes) -> ok = file:write(File, <<(byte_size(Bytes)):32, Bytes/binary>>).

%% Any term, nested at most Depth deep.
term(Depth) ->
    case rand:uniform(case Depth of 0 -> 14; _ -> 20 end) of
        1 -> atom();
        2 -> lists:nth(rand:uniform(8), [0, 255, 256, -1, 2147483647, 2147483648, -2147483648, -2147483649]);
        3 -> rand:uniform(16#FFFFFFFF) - 16#80000000;
        4 -> (rand:uniform(16#FFFFFFFFFFFFFFFF) - 16#8000000000000000) bsr rand:uniform(40);
        5 -> big(rand:uniform(2200));
        6 -> float();
        7 -> rand:bytes(case rand:uniform(20) of 1 -> 5000; _ -> rand:uniform(40) - 1 end);
        8 -> Bits = rand:uniform(100), <<(rand:uniform(1 bsl Bits) - 1):Bits>>;
        9 -> unicode:characters_to_binary(text());
        10 -> text();
        11 -> lists:nth(rand:uniform(4), [self(), make_ref(), erlang:alias(), hd(erlang:ports())]);
        12 -> fun lists:map/2;
        13 -> [];
        14 -> [rand:uniform(256) - 1 || _ <- lists:seq(1, length_of_string(rand:uniform(1000)))];
        15 -> list_to_tuple(terms(Depth, case rand:uniform(100) of 1 -> 300; _ -> rand:uniform(6) - 1 end));
        16 -> terms(Depth, rand:uniform(6));
        17 -> terms(Depth, rand:uniform(4)) ++ term(Depth - 1);
        18 -> maps:from_list([{term(Depth - 1), term(Depth - 1)} || _ <- lists:seq(1, rand:uniform(6) - 1)]);
        19 -> maps:from_list([{term(0), term(0)} || _ <- lists:seq(1, 20 + rand:uniform(60))]);
        20 -> Free = term(Depth - 1), case rand:uniform(2) of 1 -> fun() -> Free end; 2 -> fun(A, B) -> {A, B, Free} end end
    end.

%% A list of bytes has a form of its own up to 65535.
length_of_string(1) -> 65535;
length_of_string(2) -> 65536;
length_of_string(N) -> N rem 60 + 1.

terms(Depth, Count) -> [term(Depth - 1) || _ <- lists:seq(1, Count)].

atom() ->
    Names = ["ok", "", "Elixir.Chat", "sup?", "a b", "h\x{e9}llo", "\x{65e5}\x{672c}", "\x{1f415}", "nil", "true",
        lists:duplicate(255, $x), lists:duplicate(255, 16#e9), lists:duplicate(255, 16#1f415), "a'b\\c\n"],
    case rand:uniform(3) of
        1 -> list_to_atom("a" ++ integer_to_list(rand:uniform(1000)));
        _ -> list_to_atom(lists:nth(rand:uniform(length(Names)), Names))
    end.

text() ->
    Letters = "abc \"\\\n\t\0\x{e9}\x{df}\x{ad}\x{65e5}\x{1f415}\x{7f}\x{85}",
    [lists:nth(rand:uniform(length(Letters)), Letters) || _ <- lists:seq(1, rand:uniform(30))].

big(Bits) ->
    <<Value:Bits>> = <<(rand:uniform(1 bsl Bits) - 1):Bits>>,
    case rand:uniform(2) of 1 -> Value; 2 -> -Value end.

float() ->
    case rand:uniform(3) of
        1 -> lists:nth(rand:uniform(7), [0.0, -0.0, 1.5, -1.0e300, 4.9406564584124654e-324, 1.7976931348623157e308, 1/3]);
        2 -> (rand:uniform() - 0.5) * math:pow(10, rand:uniform(40) - 20);
        3 -> any_float(rand:bytes(8))
    end.

any_float(<<F/float>>) -> F;
any_float(_) -> any_float(rand:bytes(8)).
