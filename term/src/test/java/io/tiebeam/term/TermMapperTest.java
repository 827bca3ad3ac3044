// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.math.BigInteger;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Each row of the table in {@link TermMapper}, both ways. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TermMapperTest {
    private static final Pid PID = new Pid(Atom.of("kate@localhost"), 112, 0, 7);

    record Hi(Pid from) {}

    @WireName("sup?")
    record Sup() {}

    record TaskReply(int a, long b, double c, boolean d, String e) {}

    record HTTPServer2Go() {}

    @Untagged
    record Point(int x, int y) {}

    @Untagged
    record Nothing() {}

    enum Strategy {
        ONE_FOR_ONE,
        RestForOne,
        @WireName("all!")
        ONE_FOR_ALL {
            @Override
            public String toString() {
                return "a constant with a class of its own";
            }
        }
    }

    @AsMap
    record User(
            String firstName,
            Optional<Integer> age,
            @WireName("e-mail") String mail) {}

    @Struct("Elixir.User")
    record Account(String name, @Rest Map<Atom, Term> others) {}

    sealed interface Message {}

    record Get() implements Message {}

    @WireName("get")
    record GetAt(int index) implements Message {}

    sealed interface Nested extends Message {}

    record Put(int index, String value) implements Nested {}

    enum Order implements Nested {
        STOP,
        GO
    }

    @Untagged
    record Pair(Message left, Message right) implements Message {}

    @Struct("Elixir.Stop")
    record StopStruct(int code) implements Message {}

    @AsMap
    record Options(int timeout) implements Message {}

    sealed interface Tree<T> {}

    record Leaf<T>(T value) implements Tree<T> {}

    record Node<T>(Tree<T> left, Tree<T> right) implements Tree<T> {}

    record IntTree(Tree<Integer> tree) {}

    record Holder<T>(List<T> items, Map<String, T> named) {}

    record Holders(Holder<Long> longs, Holder<List<? extends Message>> messages) {}

    record Anything(Object value, Term term) {}

    record Validated(int age) {
        Validated {
            if (age < 0) {
                throw new IllegalArgumentException("age from 0");
            }
        }
    }

    private static <T> void mapsTo(T value, String elixir, Type type) {
        Term term = TermMapper.toTerm(value);
        assertThat(term).hasToString(elixir);
        assertThat(TermMapper.fromTerm(term, type)).isEqualTo(value);
    }

    private static void mapsTo(Object value, String elixir) {
        mapsTo(value, elixir, value.getClass());
    }

    @Test
    void records_are_tagged_tuples_and_atoms() {
        mapsTo(new Hi(PID), "{:hi, " + PID + "}");
        mapsTo(new Sup(), ":sup?");
        mapsTo(new TaskReply(1, 1L << 40, 1.5, true, "é"), "{:task_reply, 1, 1099511627776, 1.5, true, \"é\"}");
        mapsTo(new HTTPServer2Go(), ":http_server2_go");
        mapsTo(new Point(1, 2), "{1, 2}");
        mapsTo(new Nothing(), "{}");
    }

    @Test
    void constants_are_atoms() {
        mapsTo(Strategy.ONE_FOR_ONE, ":one_for_one");
        mapsTo(Strategy.RestForOne, ":rest_for_one");
        mapsTo(Strategy.ONE_FOR_ALL, ":all!", Strategy.class);
    }

    @Test
    void records_are_maps_and_structs_if_they_say_so() {
        mapsTo(new User("Kate", Optional.of(7), "k@x"), "%{age: 7, \"e-mail\": \"k@x\", first_name: \"Kate\"}");
        mapsTo(new User("Kate", Optional.empty(), "k@x"), "%{age: nil, \"e-mail\": \"k@x\", first_name: \"Kate\"}");
        var others = Map.<Atom, Term>of(Atom.of("role"), Atom.of("admin"));
        mapsTo(new Account("Kate", others), "%User{name: \"Kate\", role: :admin}");
    }

    @Test
    void a_missing_key_is_an_empty_optional_and_unknown_keys_are_dropped() {
        var term = MapTerm.of(
                Atom.of("e-mail"), Bits.of("k"), Atom.of("first_name"), Bits.of("Kate"), Atom.of("x"), Int.of(1));
        assertThat(TermMapper.fromTerm(term, User.class)).isEqualTo(new User("Kate", Optional.empty(), "k"));
    }

    @Test
    void text_numbers_and_truth() {
        mapsTo("", "\"\"");
        mapsTo("日本🦀", "\"日本🦀\"");
        mapsTo(new Charlist("日本🦀"), "[26085, 26412, 129408]");
        mapsTo(Charlist.of(""), "[]");
        mapsTo(Integer.MIN_VALUE, "-2147483648");
        mapsTo(Long.MAX_VALUE, "9223372036854775807");
        mapsTo(BigInteger.TWO.pow(70), "1180591620717411303424");
        mapsTo(BigInteger.TWO, "2");
        mapsTo(-0.0, "-0.0");
        mapsTo(true, "true");
        mapsTo(Bits.ofBits(new byte[] {1, (byte) 0x80}, 1), "<<1, 1::size(1)>>");
        assertThat(TermMapper.toTerm(new byte[] {1, 2})).isEqualTo(Bits.of(new byte[] {1, 2}));
        assertThat(TermMapper.fromTerm(Bits.of(new byte[] {1, 2}), byte[].class))
                .containsExactly(1, 2);
    }

    @Test
    void primitive_classes_read_as_their_boxes() {
        assertThat((Object) TermMapper.fromTerm(Int.of(5), int.class)).isEqualTo(5);
        assertThat((Object) TermMapper.fromTerm(Int.of(5), long.class)).isEqualTo(5L);
        assertThat((Object) TermMapper.fromTerm(Int.of(5), double.class)).isEqualTo(5.0);
        assertThat((Object) TermMapper.fromTerm(Atom.TRUE, boolean.class)).isEqualTo(true);
    }

    @Test
    void an_integer_is_a_double_only_if_no_digit_is_lost() {
        assertThat(TermMapper.fromTerm(Int.of(1L << 60), Double.class)).isEqualTo(0x1p60);
        assertThat(TermMapper.fromTerm(Int.of(BigInteger.TWO.pow(1000)), Double.class))
                .isEqualTo(0x1p1000);
        assertThat(TermMapper.tryFromTerm(Int.of((1L << 53) + 1), Double.class)).isEmpty();
        assertThat(TermMapper.tryFromTerm(Int.of(BigInteger.TWO.pow(1024)), Double.class))
                .isEmpty();
    }

    @Test
    void optionals_are_the_value_or_nil() {
        record Some(Optional<String> text, Optional<Atom> atom, Optional<Term> term, Optional<Strategy> strategy) {}
        mapsTo(
                new Some(Optional.of("a"), Optional.of(Atom.UNDEFINED), Optional.of(Int.of(1)), Optional.empty()),
                "{:some, \"a\", :undefined, 1, nil}");
        var undefined = Tuple.of(Atom.of("some"), Atom.UNDEFINED, Atom.UNDEFINED, Atom.UNDEFINED, Atom.UNDEFINED);
        assertThat(TermMapper.fromTerm(undefined, Some.class))
                .isEqualTo(new Some(
                        Optional.empty(), Optional.of(Atom.UNDEFINED), Optional.of(Atom.UNDEFINED), Optional.empty()));
    }

    @Test
    void names_of_processes_and_nodes() {
        record Servers(NodeName node, Name name, Name.At at, ServerRef a, ServerRef b, ServerRef c, Ref ref) {}
        var kate = NodeName.of("kate@localhost");
        var at = Name.of("Elixir.Chat").at(kate);
        mapsTo(
                new Servers(kate, Name.of("x"), at, PID, Name.of("y"), at, Ref.of(kate.atom(), 1, 1, 2, 3)),
                "{:servers, :kate@localhost, :x, {Chat, :kate@localhost}, " + PID + ", :y, {Chat, :kate@localhost}, "
                        + Ref.of(kate.atom(), 1, 1, 2, 3) + "}");
        assertThat(TermMapper.tryFromTerm(Atom.of("no node"), NodeName.class)).isEmpty();
        assertThat(TermMapper.tryFromTerm(Atom.of("no node@"), NodeName.class)).isEmpty();
    }

    @Test
    void names_of_a_directory_are_via_tuples() {
        record Servers(Via via, ServerName name, ServerName other, ServerRef any) {}
        var via = new Via(Atom.of("Elixir.Registry"), Tuple.of(Atom.of("Elixir.R"), Int.of(1)));
        mapsTo(
                new Servers(via, via, Name.of("x"), via),
                "{:servers, {:via, Registry, {R, 1}}, {:via, Registry, {R, 1}}, :x, {:via, Registry, {R, 1}}}");
        assertThat(via).hasToString("{:via, Registry, {R, 1}}");
        assertThat(TermMapper.tryFromTerm(PID, ServerName.class)).isEmpty();
        assertThat(TermMapper.tryFromTerm(Tuple.of(Atom.of("via"), Int.of(1), Int.of(2)), ServerRef.class))
                .isEmpty();
    }

    @Test
    void durations_are_milliseconds_rounded_up() {
        mapsTo(Duration.ofSeconds(5), "5000");
        mapsTo(ChronoUnit.FOREVER.getDuration(), ":infinity");
        assertThat(TermMapper.toTerm(Duration.ofNanos(1))).isEqualTo(Int.of(1));
        assertThat(TermMapper.toTerm(Duration.ZERO)).isEqualTo(Int.of(0));
    }

    @Test
    void results_are_ok_and_error() throws Exception {
        record Reply(Result<List<Point>> points, Result<String> failed) {}
        mapsTo(
                new Reply(Result.ok(List.of(new Point(1, 2))), Result.error(Atom.of("enoent"))),
                "{:reply, {:ok, [{1, 2}]}, {:error, :enoent}}");
        mapsTo(Result.ok("v"), "{:ok, \"v\"}", Reply.class.getRecordComponents()[1].getGenericType());
        assertThat(TermMapper.fromTerm(Tuple.of(Atom.OK, Int.of(1)), Result.class))
                .isEqualTo(Result.ok(Int.of(1)));
    }

    @Test
    void lists_maps_and_keywords() {
        record Box(List<Point> points, Map<String, List<Integer>> byName, Keyword options) {}
        var byName = new LinkedHashMap<String, List<Integer>>();
        byName.put("z", List.of(1));
        byName.put("a", List.of());
        var box = new Box(
                List.of(new Point(1, 2)), byName, Keyword.of("timeout", 5000).with("node", "n"));
        mapsTo(box, "{:box, [{1, 2}], %{\"a\" => [], \"z\" => [1]}, [timeout: 5000, node: \"n\"]}");
        var read = TermMapper.fromTerm(TermMapper.toTerm(box), Box.class);
        assertThat(read.byName().keySet()).containsExactly("z", "a");
        assertThatThrownBy(() -> read.points().add(null)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> read.byName().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(box.options().get("timeout")).contains(Int.of(5000));
        assertThat(TermMapper.fromTerm(ListTerm.EMPTY, Keyword.class)).isEqualTo(Keyword.EMPTY);
    }

    @Test
    void terms_and_objects_are_themselves() {
        mapsTo(new Anything(Int.of(1), Tuple.of()), "{:anything, 1, {}}");
        assertThat(TermMapper.toTerm(new Anything(List.of(new Sup(), 2L), Atom.OK)))
                .hasToString("{:anything, [:sup?, 2], :ok}");
        for (Term term : List.of(PID, Atom.OK, MapTerm.EMPTY, ListTerm.EMPTY, Bits.EMPTY)) {
            mapsTo(term, term.toString(), Term.class);
            mapsTo(term, term.toString());
        }
    }

    @Test
    void a_sealed_interface_is_whichever_case_has_the_tag_and_the_size() {
        mapsTo(new Get(), ":get", Message.class);
        mapsTo(new GetAt(3), "{:get, 3}", Message.class);
        mapsTo(new Put(3, "x"), "{:put, 3, \"x\"}", Message.class);
        mapsTo(Order.GO, ":go", Message.class);
        mapsTo(new Pair(new Get(), new GetAt(1)), "{:get, {:get, 1}}", Pair.class);
        mapsTo(new Pair(new Pair(Order.GO, Order.GO), new GetAt(1)), "{{:go, :go}, {:get, 1}}", Message.class);
        mapsTo(new StopStruct(3), "%Stop{code: 3}", Message.class);
        mapsTo(new Options(3), "%{timeout: 3}", Message.class);
        assertThat(TermMapper.tryFromTerm(Atom.of("unknown"), Message.class)).isEmpty();
        assertThat(TermMapper.tryFromTerm(Int.of(1), Message.class)).isEmpty();
        assertThat(TermMapper.tryFromTerm(Atom.of("get"), Nested.class)).isEmpty();
    }

    @Test
    void generic_records_read_what_their_arguments_say() {
        var tree = new IntTree(new Node<>(new Leaf<>(1), new Node<>(new Leaf<>(2), new Leaf<>(3))));
        mapsTo(tree, "{:int_tree, {:node, {:leaf, 1}, {:node, {:leaf, 2}, {:leaf, 3}}}}");
        var holders = new Holders(
                new Holder<>(List.of(1L), Map.of("a", 2L)), new Holder<>(List.of(List.of(new Get())), Map.of()));
        mapsTo(holders, "{:holders, {:holder, [1], %{\"a\" => 2}}, {:holder, [[:get]], %{}}}");
    }

    @Test
    void without_arguments_type_variables_are_terms() {
        var leaf = TermMapper.fromTerm(TermMapper.toTerm(new Leaf<>("x")), Leaf.class);
        assertThat(leaf).isEqualTo(new Leaf<>(Bits.of("x")));
    }

    @Test
    void what_does_not_fit_is_no_match() {
        assertThat(TermMapper.tryFromTerm(Tuple.of(Atom.of("hi"), PID), Hi.class))
                .contains(new Hi(PID));
        assertThat(TermMapper.tryFromTerm(Tuple.of(Atom.of("ho"), PID), Hi.class))
                .isEmpty();
        assertThat(TermMapper.tryFromTerm(Tuple.of(Atom.of("hi"), Int.of(1)), Hi.class))
                .isEmpty();
        assertThat(TermMapper.tryFromTerm(Tuple.of(Atom.of("hi"), PID, PID), Hi.class))
                .isEmpty();
        assertThat(TermMapper.tryFromTerm(Atom.of("hi"), Hi.class)).isEmpty();
        assertThat(TermMapper.tryFromTerm(Tuple.of(Atom.of("validated"), Int.of(-1)), Validated.class))
                .isEmpty();
        assertThat(TermMapper.tryFromTerm(Bits.of(new byte[] {(byte) 0xFF}), String.class))
                .isEmpty();
        assertThat(TermMapper.tryFromTerm(ListTerm.charlist("abc"), String.class))
                .isEmpty();
    }
}
