#!/usr/bin/env escript
%% SPDX-License-Identifier: Apache-2.0
%% Records what io_lib:format/2 of this release prints, one JSON object a line:
%%   otp, range   the release, and what counts as printable (latin1, or unicode with ERL_FLAGS="+pc unicode")
%%   call         format and arguments as text, cut short, for the reader
%%   hex          term_to_binary({Format, Arguments})
%%   text         the result; absent where format/2 raises badarg or its result is no text
%%
%%   interop/record/io_lib.escript | gzip -9n > runtime/src/test/resources/io_lib/otp25.jsonl.gz
%%   ERL_FLAGS="+pc unicode" interop/record/io_lib.escript texts | gzip -9n > .../otp25-unicode.jsonl.gz
%% Cases with the modifiers k and K need OTP 26 and are errors before.

-mode(compile).

main(Parts) ->
    io:setopts([{encoding, unicode}]),
    rand:seed(exsss, {25, 8, 5}),
    lists:foreach(fun record/1, case Parts of ["texts"] -> texts(); [] -> cases() end).

record({Format, Args}) ->
    Result = try unicode:characters_to_binary(io_lib:format(Format, Args)) catch _:_ -> error end,
    io:put_chars([${, field("otp", erlang:system_info(otp_release)), $,,
                  field("range", atom_to_list(io:printable_range())), $,,
                  field("call", io_lib:format("~0tP ~0tP", [Format, 20, Args, 20])), $,,
                  field("hex", hex(term_to_binary({Format, Args}, [{minor_version, 2}]))),
                  case Result of
                      Text when is_binary(Text) -> [$,, field("text", Text)];
                      _ -> []
                  end, $}, $\n]).

field(Name, Value) -> [$", Name, "\":\"", [escape(C) || C <- unicode:characters_to_list(Value)], $"].

escape($") -> "\\\"";
escape($\\) -> "\\\\";
escape(C) when C < 32; C >= 127, C < 160 -> io_lib:format("\\u~4.16.0b", [C]);
escape(C) -> C.

hex(Bin) -> [io_lib:format("~2.16.0b", [B]) || <<B>> <= Bin].

cases() ->
    literals() ++ characters() ++ strings() ++ integers() ++ floats() ++ written() ++ printed() ++ limited()
        ++ broken() ++ columns() ++ ordered() ++ foreign() ++ bad() ++ random_terms().

%% Where it matters what counts as printable.
texts() -> written() ++ limited().

each(Formats, ArgLists) -> [{F, A} || F <- Formats, A <- ArgLists].

literals() ->
    [{"", []}, {"plain", []}, {<<"binary">>, []}, {atom, []}, {"a~nb~n", []}, {"~~", []}, {"100~~ of ~p~n", [it]},
     {<<"grün ~ts"/utf8>>, [<<"é"/utf8>>]}, {"grün ~ts", ["日本"]}, {'form~w', [at]},
     {["nested ", "literal ~w", $\s, $~, $w], [1]}, {"~i~w", [ignored, shown]}, {"~3n|", []}, {"~0n|", []}, {"tab\t~p", [x]},
     {"~5~|", []}, {"~5.2~|", []}, {"~-5.2~|", []}].

characters() ->
    each(["~c", "~tc", "~5c", "~5.3c", "~-5.3c", "~.3c", "~5.3.*c", "~0c", "~3.5c"], [[$a], [$é], [955], [-1]])
        ++ [{"~5.3.xc|", [$a]}, {"~*c|", [4, $b]}, {"~*.*.*c|", [6, 2, $-, $b]}, {"~*c|", [-4, $b]}].

strings() ->
    Texts = ["hello", <<"hello">>, atom, ["deep", [<<"er">>, [$s]] | <<"tail">>], "", <<>>, "日本語", <<"日本語"/utf8>>,
             "émil", <<"émil"/utf8>>, <<"émil">>, 'ätöm', '日本', <<255, 254>>, <<195>>, [233, <<"é"/utf8>>], "e\x{301}a",
             [955, <<200>>], "👨‍👩‍👧x", [1.5], 17, {a}, <<1:3>>, [a], "a\r\nb", "λ\r\nb"],
    each(["~s", "~ts", "~10s|", "~-10s|", "~10ts|", "~-10ts|", "~.3s|", "~.3ts|", "~10.3s|", "~-10.3ts|", "~2s|", "~2ts|",
          "~8.8s|", "~10.8.*s|", "~3.8s|", "~0s|", "~.0ts|", "~5.10.xts|", "~10..-s|", "~-10.6._ts|"], [[T] || T <- Texts])
        ++ [{"~*s|", [10, "x"]}, {"~*s|", [-10, "x"]}, {"~*.*s|", [10, 2, "xyz"]}, {"~10.6.*s|", [$., "xyz"]},
            {"~-*s|", [-6, "x"]}, {"~s~s~s", ["a", b, <<"c">>]},
            {"~ts", [[16#D800]]}, {"~ts", [[16#110000]]}].

integers() ->
    Ints = [0, 1, -1, 255, -255, 4095, 1 bsl 70, -(1 bsl 70), 1.0, a],
    each(["~b", "~B", "~10b|", "~-10b|", "~10..0b|", "~.16b", "~.16B", "~2b|", "~.36B", "~.37b", "~.1b", "~8.2.0b|",
          "~-8.16.*B|", "~.2b", "~+", "~#", "~.16+", "~.16#", "~10.16+|", "~-10.8.0#|", "~.2+", "~+.2b", "~tb", "~lb", "~4.36.0b|"],
         [[I] || I <- Ints])
        ++ each(["~x", "~X", "~.16x", "~.16X", "~12.16.0x|", "~-12.16X|", "~10x|"],
                [[31, "0x"], [-31, "0x"], [31, hex], [31, ""], [1 bsl 70, ["1", [$6, "#"]]], [31, <<"0x">>], [31, 5], [x, "0x"]])
        ++ [{"~*.*.*b|", [8, 16, $_, 255]}, {"~8.16.*b|", [$0, 255]}].

floats() ->
    Floats = [0.0, -0.0, 1.0, -1.0, 0.1, 0.5, 1.5, 2.5, 0.05, 0.049, 9.995, 9.9999999, 99.5, 999.95, 9999.5, 10000.0, 12345.678,
              123456789.125, 1.0e10, 1.0e22, 1.0e23, 1.0e-10, 1.7976931348623157e308, 5.0e-324, 3.141592653589793,
              0.30000000000000004, 9007199254740992.0, 9007199254740991.0, -123.456, 1.0e15, 1.0e16, 123456.0, 1.0e5, 0.001, 1.0e-5,
              100.0, 1.0e3, 1234567890123.0, 0.0001234],
    each(["~w", "~p", "~f", "~e", "~g", "~.1f", "~.2f", "~.10f", "~.2e", "~.1e", "~.12e", "~.3g", "~.1g", "~10.3f|", "~-12.3f|",
          "~12.4e|", "~5.1f|", "~010.2f|", "~10.2.0f|", "~.0f", "~10f|", "~15g|", "~.25f", "~.30e", "~.2g", "~-15.4.*g|"],
         [[F] || F <- Floats] )
        ++ [{"~f", [1]}, {"~e", [a]}, {"~g", [<<>>]}, {"~*.*f|", [10, 2, 3.14159]}, {"~10.2.*f|", [$*, 3.14159]}].

written() ->
    Terms = atoms() ++ values(),
    each(["~w", "~tw", "~0p", "~0tp", "~p", "~tp", "~lp", "~0lp", "~tlp"], [[T] || T <- Terms])
        ++ each(["~10w|", "~-10w|", "~.4w|", "~10.4w|", "~20..*w|", "~10tw|", "~-10.6._tw|"],
                [[T] || T <- [a, 'a b', "abc", {1, 2}, <<"ab">>, 'λ', 123456789012]])
        ++ [{"~20.10.*w|", [$., atom]}, {"~*w|", [-8, a]}].

atoms() ->
    [a, 'A', 'a b', '', 'Elixir.Chat', 'sup?', a@b, a_B9, 'été', 'Été', '÷', 'λ', '日本', '\n', 'it\'s', "quo\"te", 'back\\slash',
     '0a', '_a', '@a', '\x{1}', '\d', '\e', '\x{80}', '\x{a0}', nonode@nohost]
        ++ ['after', 'begin', 'case', 'try', 'cond', 'catch', 'andalso', 'orelse', 'end', 'fun', 'if', 'let', 'of', 'receive',
            'when', 'bnot', 'not', 'div', 'rem', 'band', 'and', 'bor', 'bxor', 'bsl', 'bsr', 'or', 'xor', 'else', 'spec', 'true'].

values() ->
    [0, -7, 1 bsl 100, [], {}, #{}, <<>>, "", [a], [1, 2, 3], "abc", "tab\tnl\n\"q\" \\ \e\d\v\b\f\r", "é", "日本", [0], [127], [128],
     [160], [255], [256], [a | b], [1, 2 | 3], [$a, $b | c], {a}, {a, b}, {1, {2, {3}}}, <<"abc">>, <<"é">>, <<"é"/utf8>>,
     <<"日本"/utf8>>, <<"a\nb">>, <<0>>, <<1, 2, 3>>, <<"abc", 0>>, <<5:3>>, <<"ab", 1:1>>, <<255>>, <<200, 201>>, <<"日"/utf8, 255>>,
     <<"x", 195>>, #{a => 1}, #{"k" => "v", k => <<"v">>}, #{1 => #{2 => #{3 => []}}}, [[[]]], [[], {}], ["ab", <<"cd">>], {"ab", 'A'},
     [{k, v}, {k2, "v2"}], fun lists:map/2, fun 'Elixir.IO':puts/1, list_to_pid("<0.10.0>"), list_to_pid("<0.4.7>"),
     "😀", <<"😀"/utf8>>, [$a, 16#1F600], [16#D800], [16#FFFE], [16#110000], [-1], "e\x{301}", <<"e", 16#301/utf8>>,
     [{"日本", <<"日本"/utf8>>, '日本'}]].

printed() ->
    Long = lists:seq(1, 60),
    Terms = [Long, lists:seq(1000, 1030), list_to_tuple(Long), [record | Long], {tag, Long}, {tag, a, Long},
             {a_rather_long_tag_for_a_tuple, {another_long_tag_inside, Long}, <<"binary">>},
             lists:duplicate(20, "string"), lists:duplicate(12, <<"binary text">>), lists:duplicate(200, $a), list_to_binary(lists:duplicate(200, $a)),
             list_to_binary(Long), <<(list_to_binary(lists:seq(100, 180)))/binary, 5:3>>, [{key, I, "value"} || I <- lists:seq(1, 12)],
             [{I, [{J, <<"deep">>} || J <- lists:seq(1, 4)]} || I <- lists:seq(1, 4)],
             maps:from_list([{I, I * I} || I <- lists:seq(1, 30)]), #{key => Long}, #{Long => value}, #{Long => Long},
             #{a => #{b => #{c => #{d => #{e => Long}}}}}, #{first => "some text", second => <<"more text">>, third => [a, list, 'of', atoms, here], fourth => {a, tuple}},
             #{<<"a key of some length">> => <<"a value that is rather long, longer than a line has room for, really">>},
             #{message => <<"boom">>, '__exception__' => true, '__struct__' => 'Elixir.RuntimeError', stack => [{m, f, [1, 2, 3], [{file, "lib/some/file.ex"}, {line, 17}]}, {erl_eval, do_apply, 7, [{file, "erl_eval.erl"}, {line, 748}]}]},
             {badarg, [{erlang, binary_to_atom, [<<>>], [{error_info, #{module => erl_erts_errors}}]}, {'Elixir.Chat', receive_message, 1, [{file, "lib/chat.ex"}, {line, 5}]}, {proc_lib, init_p_do_apply, 3, [{file, "proc_lib.erl"}, {line, 240}]}]},
             {state, undefined, [], #{children => [{child, list_to_pid("<0.10.0>"), 'Elixir.Chat.TaskSupervisor', {'Elixir.Task.Supervisor', start_link, [[{name, 'Elixir.Chat.TaskSupervisor'}]]}, permanent, false, infinity, supervisor, ['Elixir.Task.Supervisor']}]}},
             [a | Long] ++ improper, Long ++ "tail", [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, cccccccccccccccccccccc | dddddddddddddddddd],
             [[lists:seq(1, 40)], [lists:seq(1, 40)]], {{{{Long}}}}, [[[[Long]]]], {a, {b, {c, {d, Long}}}},
             "a string that is longer than the line that it is printed on, which never breaks, since strings are texts",
             ["日本語のとても長い文字列がここにあります。", <<"日本語のとても長い文字列がここにあります。"/utf8>>, '日本語のとても長い文字列', lists:seq(1, 20)],
             {'a quoted tag that is long', x, Long}, [Long, 1.5, 'last one'], {1, 2, Long}, {"string first", Long},
             lists:duplicate(30, 'λ'), lists:duplicate(30, "λ"), [list_to_atom(lists:duplicate(I, $x)) || I <- lists:seq(1, 40)]],
    each(["~p", "~tp", "~lp", "~40p", "~20tp", "~5p", "~1p", "~120tp", "~.10p", "~60.20p", "~.0p"], [[T] || T <- Terms]).

limited() ->
    Terms = [lists:seq(1, 10), "a string", [$a | b], {1, 2, 3, 4}, {a, {b, {c, {d}}}}, #{a => #{b => #{c => 1}}}, <<"some binary text">>,
             <<1, 2, 3, 4, 5>>, <<"abc", 0, 1, 2>>, [[[[]]]], [1, 2 | 3], #{1 => 1, 2 => 2, 3 => 3, 4 => 4}, a, 17, [], {}, #{}, <<>>,
             [{a, [1, 2]}, {b, "text"}], <<"日本語 text"/utf8>>, <<5:3>>, ["one", "two", "three"], <<"abcd", 200, 201, 0>>],
    each(["~W", "~P", "~tP", "~0P", "~lP", "~20P", "~30W|"], [[T, D] || T <- Terms, D <- [-1, 0, 1, 2, 3, 4, 5, 8]])
        ++ [{"~P", [a, b]}, {"~W", [a]}, {"~P", [lists:seq(1, 9), 1 bsl 80]}].

broken() ->
    [{"~p~n~p~n", [lists:seq(1, 40), lists:seq(1, 40)]},
     {"Error in process ~p on node ~p with exit value:~n~p~n",
      [list_to_pid("<0.10.0>"), kate@localhost, {{badmatch, {error, enoent}}, [{'Elixir.Kate', say_name, 0, [{file, "iex"}, {line, 3}]}, {erlang, apply, 2, []}]}]}].

columns() ->
    [{Prefix ++ F ++ Suffix, Pre ++ [T]}
     || {Prefix, Pre} <- [{"value: ", []}, {"a\tb\t", []}, {"line one~nthen ", []}, {"~ts: ", ["日本語の見出し"]}, {"~s ", [lists:duplicate(70, $x)]}, {"~w ", [{some, tuple}]}, {"~p ", [lists:seq(1, 30)]}],
        F <- ["~p", "~tp", "~30p"], Suffix <- [".", "~n"],
        T <- [lists:seq(1, 30), {tag, [{key, <<"value">>}, {key2, lists:seq(1, 10)}]}, #{some => map, with => "several", keys => [in, it], more => lists:seq(1, 12)}, 'an atom']].

ordered() ->
    Map = #{b => 1, a => 2, "k" => 3, <<"k">> => 4, 1 => 5, 1.5 => 6, {a, b} => 7, {z} => 8, [] => 9, #{x => 1} => 10, -3 => 11, 2 => 12, 1.0 => 13, 'Elixir.Chat' => 14, [a] => 15, [1, 2] => 16, [1 | 2] => 17, <<1:1>> => 18},
    Large = maps:from_list([{I, I} || I <- lists:seq(1, 50)]),
    each(["~kp", "~tkp", "~ktp", "~0kp", "~kw", "~kW", "~20kP", "~k0p"], [[Map], [Large], [Map, 5], [Large, 9]])
        ++ each(["~Kp", "~0tKp", "~Kw"], [[ordered, Map], [reversed, Map], [reversed, Large], [sideways, Map], [Map]]).

foreign() ->
    Terms = [binary_to_term(fun_of(Module, Index)) || {Module, Index} <- [{goldmod, 0}, {'Elixir.A b', 7}, {erl_eval, 43}]]
        ++ [fun 'a b':'C d'/3, fun 'Elixir.Chat':send_message/2],
    each(["~p", "~w", "~tp"], [[T] || T <- Terms]).

%% NEW_FUN_EXT of a module that nobody has.
fun_of(Module, Index) ->
    <<131, ModuleBytes/binary>> = term_to_binary(Module, [{minor_version, 2}]),
    <<131, Pid/binary>> = term_to_binary(list_to_pid("<0.0.0>"), [{minor_version, 2}]),
    Rest = <<1, (erlang:md5(<<"x">>))/binary, Index:32, 0:32, ModuleBytes/binary, 97, Index, 98, 3316493:32, Pid/binary>>,
    <<131, 112, (byte_size(Rest) + 4):32, Rest/binary>>.

bad() ->
    [{"~q", [a]}, {"~", []}, {"~p", []}, {"~p~p", [a]}, {"~p", [a, b]}, {"x", [a]}, {"~-p", [a]}, {"~-10p", [a]}, {"~-5n", []}, {"~1", [a]},
     {"~.", [a]}, {"~10.", [a]}, {"~t", [a]}, {"~*p", [x, a]}, {"~.*p", [x, a]}, {"~s", [{a}]}, {"~p", a}, {"~p", [a | b]}, {17, []},
     {"~c", ["a"]}, {"~b", ["a"]}, {"~w", []}, {"~n", [x]}, {"~~", [x]}, {[$~ | p], [x]}, {"~i", []}, {"~d", [1]}, {"~ S", [1]}, {{a}, []}, {[a], []},
     {"~5..", [x]}, {<<1:3>>, []}, {"~tq", [1]}, {"~F", [1.0]}].

random_terms() ->
    [{F, [random_term(3)]} || _ <- lists:seq(1, 120), F <- ["~p", "~30tp", "~0p", "~w"]] ++
        [{F, [random_term(3), D]} || _ <- lists:seq(1, 40), F <- ["~P", "~tP", "~W"], D <- [3, 6, 12]].

random_term(0) -> random_leaf(rand:uniform(8));
random_term(D) ->
    N = rand:uniform(7) - 1,
    case rand:uniform(8) of
        1 -> list_to_tuple([random_term(D - 1) || _ <- lists:seq(1, N)]);
        2 -> list_to_tuple([random_leaf(1) | [random_term(D - 1) || _ <- lists:seq(1, N)]]);
        3 -> [random_term(D - 1) || _ <- lists:seq(1, N)];
        4 -> [random_term(D - 1) || _ <- lists:seq(1, N + 1)] ++ random_leaf(rand:uniform(4));
        5 -> maps:from_list([{random_leaf(rand:uniform(8)), random_term(D - 1)} || _ <- lists:seq(1, N)]);
        6 -> maps:from_list([{random_term(D - 1), random_term(D - 1)} || _ <- lists:seq(1, N div 2)]);
        _ -> random_leaf(rand:uniform(8))
    end.

random_leaf(1) -> lists:nth(rand:uniform(6), [ok, error, 'Elixir.Chat', undefined, a_long_atom_that_fills_space, 'λ λ']);
random_leaf(2) -> rand:uniform(1 bsl rand:uniform(40));
random_leaf(3) -> rand:uniform() * 100;
random_leaf(4) -> lists:nth(rand:uniform(4), [<<"text">>, <<1, 2, 3>>, <<"größer"/utf8>>, <<"a longer binary with some text in it">>]);
random_leaf(5) -> lists:nth(rand:uniform(4), ["string", "größer", "日本", "a rather long string that takes space"]);
random_leaf(6) -> list_to_binary([rand:uniform(255) || _ <- lists:seq(1, rand:uniform(40))]);
random_leaf(7) -> lists:seq(1, rand:uniform(40));
random_leaf(8) -> lists:nth(rand:uniform(5), [[], {}, #{}, <<>>, <<3:2>>]).
