# SPDX-License-Identifier: Apache-2.0
#
# Records how this Elixir prints terms and in which order this Erlang has them, for InspectVectorsTest and TermOrderTest:
#
#     elixir interop/record/inspect.exs term/src/test/resources/golden
#
# reads terms-otp25.jsonl.gz there and writes inspect-elixir<release>.jsonl.gz beside it. One object a line: the term in
# external format (or the name of the golden vector), what inspect/2 makes of it on one line, as iex prints it, and in 20
# columns; "nodes" says which number stands for which node. The last line holds the order of all terms before it.

[dir] = System.argv()
release = System.version() |> String.split(".") |> Enum.take(2) |> Enum.join(".")

str = fn n -> String.duplicate("x", n) end

ref = fn node, words ->
  :erlang.binary_to_term(
    <<131, 90, length(words)::16, 119, byte_size(node), node::binary, 7::32>> <>
      for(w <- words, into: <<>>, do: <<w::32>>)
  )
end

pid = fn node, id, serial, creation ->
  :erlang.binary_to_term(<<131, 88, 119, byte_size(node), node::binary, id::32, serial::32, creation::32>>)
end

port = fn node, id -> :erlang.binary_to_term(<<131, 120, 119, byte_size(node), node::binary, id::64, 7::32>>) end

fun = fn module, index, uniq, arity, free ->
  body =
    <<arity, 0::128, index::32, length(free)::32, 119, byte_size(module), module::binary>> <>
      for(
        t <- [index, uniq, pid.("kate@localhost", 1, 0, 7) | free],
        into: <<>>,
        do: binary_part(:erlang.term_to_binary(t), 1, byte_size(:erlang.term_to_binary(t)) - 1)
      )

  :erlang.binary_to_term(<<131, 112, byte_size(body) + 4::32>> <> body)
end

export = fn m, f, a -> :erlang.make_fun(m, f, a) end

stack = [
  {Chat, :boom, 1, [file: ~c"lib/chat.ex", line: 32, error_info: %{module: Exception}]},
  {Task.Supervised, :invoke_mfa, 2, [file: ~c"lib/task/supervised.ex", line: 89]},
  {Task.Supervised, :reply, 4, [file: ~c"lib/task/supervised.ex", line: 34]},
  {:proc_lib, :init_p_do_apply, 3, [file: ~c"proc_lib.erl", line: 240]}
]

task =
  Map.merge(struct(Task, %{}), %{
    owner: pid.("kate@localhost", 191, 0, 7),
    pid: pid.("moebi@localhost", 187, 0, 7),
    ref: ref.("kate@localhost", [107_054, 151_584_769, 2_261_469_430]),
    mfa: {Chat, :slow, 1}
  })

atoms =
  [
    :ok,
    nil,
    true,
    false,
    :"",
    :a,
    :A,
    :_,
    :"a b",
    :a?,
    :a!,
    :"a?b",
    :a@b,
    :kate@localhost,
    :"@a",
    :"9a",
    :"a-b",
    :a1_B,
    Chat,
    Chat.Server,
    :"Elixir.a",
    :"Elixir.A.b",
    :"Elixir.A?",
    :"Elixir.",
    Elixir,
    Elixir.Elixir,
    :"Elixir.Elixir.A",
    :"Elixir.É",
    :Elixirx,
    :é,
    :日本,
    :Éa,
    :ñandú,
    :"a\0b",
    :"\x01 ",
    :"\u0080 ",
    :"\u200B",
    :"a\nb\"c\#{d}#",
    :and,
    :or,
    :in,
    :not,
    :when,
    :fn,
    :do,
    :end,
    :nonode@nohost,
    :ünï@cödé,
    :"a.b",
    :"'",
    :"aб",
    :日本ひらがなカ,
    :"ａ",
    :"x²"
  ] ++
    for(
      a <-
        ~w(! @ $ % ^ & * - + = | ~ < > . / ? : ; { } [ ] , \( \) \\ && || ** -- ++ -> <- == =~ != <= >= <> |> ~> <~ => :: .. {} [] %{} <<>> \(\) === !== &&& ||| +++ --- <<< >>> <<~ ~>> <~> <|> ^^^ ~~~ ... ..//),
      do: String.to_atom(a)
    )

base = [
  0,
  1,
  -1,
  255,
  1_000_000,
  9_223_372_036_854_775_807,
  -9_223_372_036_854_775_808,
  9_223_372_036_854_775_808,
  123_456_789_012_345_678_901_234_567_890,
  "",
  "hi",
  "é日本🦀",
  "a\"b\\c\n\t\r\e\d\a\b\v\f",
  "a\#{b}#c#",
  "\0",
  "\x80",
  <<255>>,
  <<1, 2>>,
  "\u202A",
  "\u200B",
  "\uFEFF",
  "\u00A0",
  "\uFFFE",
  "\u0085",
  "~c\"",
  "'",
  str.(4096),
  str.(4097),
  str.(5000),
  String.duplicate("é", 4096),
  String.duplicate("é", 4100),
  str.(4096) <> <<0>>,
  str.(4096) <> <<255>>,
  str.(4095) <> <<255>>,
  str.(100) <> <<0>>,
  <<1::1>>,
  <<1, 2, 3::4>>,
  <<"abc", 1::1>>,
  <<0::7>>,
  :binary.copy(<<1>>, 49),
  :binary.copy(<<1>>, 50),
  :binary.copy(<<1>>, 51),
  <<0::803>>,
  [],
  [1],
  [1, 2, 3],
  ~c"abc",
  ~c"it's \"q\" \#{",
  [7],
  [8, 9, 10, 11, 12, 13],
  [14],
  [27],
  [127],
  [31],
  [32],
  [126],
  [233],
  ~c"日本",
  [0],
  ~c"abc" ++ [0],
  :lists.duplicate(4096, ?a),
  :lists.duplicate(4097, ?a),
  :lists.duplicate(4097, 300),
  :lists.duplicate(4096, ?a) ++ [0],
  [1 | 2],
  [?a | :b],
  [1, 2 | 3],
  [[1 | 2] | {3}],
  [[[]]],
  [nil],
  [:a, "b", 1.5],
  Enum.to_list(1000..1049),
  Enum.to_list(1000..1050),
  Enum.to_list(1000..1100),
  [1000 | Enum.to_list(1001..1060) |> Enum.reduce(:tail, &[&1 | &2])],
  [a: 1],
  [a: 1, b: [c: 2]],
  [{:a, 1}, {:b, 2, 3}],
  [{:a, 1}, :b],
  [{"a", 1}],
  [{Foo, 1}],
  [{:"Elixir.foo", 1}],
  [{nil, 1}, {true, 2}],
  [{:"a b", 1}, {:+, 2}, {:a?, 3}, {:"", 4}, {:A, 5}, {:a@b, 6}, {:é, 7}, {:.., 8}],
  [{:a, 1} | {:b, 2}],
  [{:"Elixir", 1}],
  [{:"::", 1}, {:"=>", 1}, {:{}, 1}, {:"[]", 1}],
  {},
  {1},
  {:ok, "v"},
  {:error, {:badmatch, nil}},
  {{}, {{}}},
  Enum.to_list(1..60) |> List.to_tuple(),
  {1, [2, %{a: Enum.to_list(1000..1100)}], <<0::8000>>},
  List.duplicate({1, [2, %{a: List.duplicate(3, 100)}], <<0::8000>>}, 60),
  %{},
  %{a: 1},
  %{"k" => 2},
  %{:a => 1, "k" => 2},
  %{Foo => 1},
  %{1 => %{2 => %{3 => 4}}},
  %{nil => 1, true => 2},
  %{a: %{b: [c: %{}]}},
  %{{1, 2} => [3], [4] => {5}},
  %{:"a b" => 1, :c? => 2},
  %{2 => :a, 10 => :b, 1 => :c},
  %{b: 1, a: 2, Z: 3, _: 4},
  %{"é" => 1, "z" => 2, "" => 3},
  %{1.5 => 1, 2.5 => 2},
  Map.new(1..32, &{&1, &1}),
  Map.new(1..60, &{&1, &1}),
  %{__struct__: "x", a: 1},
  %{__struct__: nil},
  %{__struct__: [], b: 1},
  %RuntimeError{message: "boom"},
  %ArgumentError{},
  %ArithmeticError{},
  task,
  {:EXIT, pid.("moebi@localhost", 138, 0, 7),
   {%RuntimeError{message: "boom"},
    [{:erl_eval, :do_apply, 7, [file: ~c"erl_eval.erl", line: 742, error_info: %{module: Exception}]}]}},
  {:exit, {%RuntimeError{message: "boom x"}, stack}},
  [stack, stack],
  %{stack: stack, other: task},
  {:nodedown, :kate@localhost},
  {:DOWN, ref.("kate@localhost", [140_394, 3_639_607_298, 3_063_311_957]), :process,
   pid.("moebi@localhost", 139, 0, 7), :noconnection},
  1..3,
  3..1//-1,
  3..1//1,
  1..10//3,
  -5..5,
  %{range: 1..3},
  [1..2, 3..4],
  {%{first: 1, last: 2}},
  pid.("kate@localhost", 112, 0, 7),
  pid.("kate@localhost", 4_294_967_295, 8191, 8),
  pid.("moebi@localhost", 1, 0, 0),
  pid.("kate@localhost", 112, 1, 7),
  pid.("a@b", 4, 0, 0),
  port.("kate@localhost", 5),
  port.("moebi@localhost", 18_446_744_073_709_551_615),
  port.("kate@localhost", 4),
  ref.("kate@localhost", [1, 2, 3]),
  ref.("moebi@localhost", [4_294_967_295]),
  ref.("kate@localhost", [1, 2, 3, 4, 5]),
  ref.("kate@localhost", [3, 2]),
  ref.("moebi@localhost", [1, 2, 3]),
  ref.("kate@localhost", [2, 1, 3]),
  fun.("nosuch", 43, 3_316_493, 0, []),
  fun.("Elixir.Nobody.Knows", 0, 123, 1, [1, :a]),
  fun.("nosuch", 3, 134_217_727, 255, ["x"]),
  fun.("nosuch", 43, 3_316_493, 0, [1]),
  fun.("nosuch", 43, 3_316_494, 0, []),
  &Enum.map/2,
  &:erlang.send/2,
  &:erlang.+/2,
  export.(:m, :"", 0),
  export.(:m, :"a b", 1),
  export.(:m, :.., 2),
  export.(:m, :., 2),
  export.(:m, :A, 2),
  export.(:m, :a@b, 2),
  export.(:m, :a?, 2),
  export.(:m, :é, 2),
  export.(:m, :"Elixir.A", 2),
  export.(:m, :->, 2),
  export.(:m, nil, 2),
  export.(:m, :!, 2),
  export.(:m, :and, 2),
  export.(:m, :"::", 2),
  export.(:m, :^, 2),
  export.(:m, :%{}, 2),
  export.(:"a b", :c, 3),
  export.(nil, :c, 3),
  export.(:+, :c, 3),
  export.(:"Elixir.foo", :c, 255),
  %{
    text: String.duplicate("é", 30),
    other: [String.duplicate("é", 30), :a, "bcd", 1_234_567_890_123],
    bits: <<0::800>>
  },
  [String.duplicate("é", 70), 2, 3, 4, 5, 6, 7, 8, 9, 10],
  [String.duplicate("é", 36), 2, 3, 4, 5, 6, 7, 8, 9, 10],
  %{
    List.duplicate(:abcdefgh, 11) => List.duplicate(:abcdefgh, 12),
    "key key key key key key key key key key key key key" => %{a: List.duplicate(:abcdefgh, 12)}
  },
  [a: List.duplicate(:abcdefgh, 12), b: {:abcdefgh, str.(43), "fsdfdsfjkldsflk", %RuntimeError{message: str.(60)}}],
  {:reply,
   %{
     node: :kate@localhost,
     servers: [{Chat.TaskSupervisor, :kate@localhost}, {Chat.TaskSupervisor, :moebi@localhost}],
     since: 1_234_567_890
   }, [timeout: 5000, shutdown: :brutal_kill]},
  [{:a, 1, 2}, {:b, 1, 2}, {:c, [1, 2, 3], "abcdefghijklmnopqrstuvwxyz", %{x: 1.0, y: -2.5e-8}}],
  {str.(78)},
  {str.(79)},
  {str.(80)},
  {str.(76), 1},
  {str.(74), 1},
  {1, str.(90), 2},
  [str.(90)],
  [a: str.(90)],
  %{a: str.(90)},
  [[str.(40), str.(40)], [1]],
  [1, [2, [3, [4, [5, [6, [str.(70)]]]]]]],
  {{{{{str.(76)}}}}},
  [{str.(38), str.(38)} | {str.(38), str.(38)}],
  [:a | str.(90)]
]

exports =
  for o <- ~w(+ - * / ! % & < = > . .. ... -> <- {} %{} <<>> ..// :: ^^^ ~~~ <|> <~> <<~ ~>> &&& ||| == === =~ != !== @ ^ | |> ++ --- ** => [] ~ in not),
      do: export.(:m, String.to_atom(o), 2)

floats =
  for(
    e <- -30..30,
    m <- ["1.0", "1.5", "1.2345678901234567", "9.999999999999999", "5.0e-1"],
    do: String.to_float(if m == "5.0e-1", do: "5.0e#{e}", else: "#{m}e#{e}")
  ) ++
    [
      0.0,
      -0.0,
      -1.5,
      3.14,
      0.1,
      0.30000000000000004,
      5.0e-324,
      1.0e-323,
      1.7976931348623157e308,
      2.2250738585072014e-308,
      9_007_199_254_740_991.0,
      9_007_199_254_740_992.0,
      9_007_199_254_740_994.0,
      123_456_789_012_345_680.0,
      12345.678,
      123_456_789.125,
      1.0e22,
      1.0e23,
      1.0e100,
      4.35,
      100.0,
      2.0e-3,
      4_503_599_627_370_497.5
    ]

mixed = [
  1.0,
  2.0,
  -1,
  0,
  36_893_488_147_419_103_232,
  36_893_488_147_419_103_232.0,
  36_893_488_147_419_103_233,
  9_007_199_254_740_993,
  -1.0e300,
  [1.0],
  [1],
  {2, 1.0},
  {2, 1},
  %{1 => 1},
  %{1.0 => 1},
  %{1 => 1.0},
  %{2 => 1},
  %{a: 2},
  %{a: 1},
  %{"a" => 0},
  %{a: 1, b: 1},
  [[]],
  [1 | 1],
  [1 | 3],
  <<1::3>>,
  <<1::2>>,
  <<0::2>>,
  <<32>>,
  <<32, 0::1>>
]

golden =
  Path.join(dir, "terms-otp25.jsonl.gz")
  |> File.read!()
  |> :zlib.gunzip()
  |> String.split("\n", trim: true)
  |> Enum.filter(&String.contains?(&1, ~s("opts":"[]")))
  |> Enum.map(fn line ->
    [_, name] = Regex.run(~r/"name":"([^"]*)"/, line)
    [_, hex] = Regex.run(~r/"hex":"([0-9a-f]*)"/, line)
    {name, :erlang.binary_to_term(Base.decode16!(hex, case: :lower))}
  end)

defmodule Walk do
  def leaves(t, f) when is_tuple(t), do: t |> Tuple.to_list() |> Enum.reduce([], &(leaves(&1, f) ++ &2))
  def leaves([h | t], f), do: leaves(h, f) ++ leaves(t, f)
  def leaves(t, f) when is_map(t), do: f.(t) ++ (t |> :maps.to_list() |> Enum.reduce([], &(leaves(&1, f) ++ &2)))
  def leaves(t, f), do: f.(t)

  def number(t) when is_pid(t) or is_reference(t) or is_port(t) do
    [_, n] = Regex.run(~r/<(\d+)\./, inspect(t))
    [{node(t), n}]
  end

  def number(_), do: []
  def json(s), do: for(<<c::utf8 <- s>>, into: "\"", do: char(c)) <> "\""
  defp char(c) when c in [?", ?\\], do: <<?\\, c>>

  defp char(c) when c < 32 or c in 0x7F..0x9F or c in 0x2000..0x206F or c == 0xFEFF,
    do: "\\u" <> (c |> Integer.to_string(16) |> String.pad_leading(4, "0"))

  defp char(c), do: <<c::utf8>>
end

lines =
  (Enum.map(atoms ++ base ++ exports ++ floats ++ mixed, &{nil, &1}) ++ golden)
  |> Enum.map(fn {name, t} ->
    nodes =
      Walk.leaves(t, &Walk.number/1)
      |> Enum.uniq()
      |> Enum.map_join(",", fn {n, i} -> "#{Walk.json(to_string(n))}:#{i}" end)

    source =
      if name,
        do: ~s("golden":#{Walk.json(name)}),
        else: ~s("hex":"#{Base.encode16(:erlang.term_to_binary(t), case: :lower)}")

    big = Walk.leaves(t, fn m -> if is_map(m) and map_size(m) > 32, do: [1], else: [] end) != []
    sorted = [custom_options: [sort_maps: true], printable_limit: :infinity]
    one = inspect(t, [limit: :infinity] ++ sorted)

    more =
      if name,
        do: "",
        else:
          ~s(,"shell":#{Walk.json(inspect(t, pretty: true, width: 80, custom_options: [sort_maps: true]))},"narrow":#{Walk.json(inspect(t, [pretty: true, width: 20, limit: :infinity] ++ sorted))})

    ~s({#{source},"one":#{Walk.json(one)}#{more},"big":#{big},"nodes":{#{nodes}}})
  end)

indexed = (atoms ++ base ++ exports ++ floats ++ mixed ++ Enum.map(golden, &elem(&1, 1))) |> Enum.with_index()
standard = indexed |> Enum.sort_by(&elem(&1, 0), &<=/2) |> Enum.map_join(",", &elem(&1, 1))

keys =
  indexed |> Enum.sort_by(&elem(&1, 0), &(:erts_internal.cmp_term(&1, &2) <= 0)) |> Enum.map_join(",", &elem(&1, 1))

order = ~s({"order":[#{standard}],"keys":[#{keys}]})

File.write!(
  Path.join(dir, "inspect-elixir#{release}.jsonl.gz"),
  :zlib.gzip(Enum.map_join(lines ++ [order], &(&1 <> "\n")))
)

