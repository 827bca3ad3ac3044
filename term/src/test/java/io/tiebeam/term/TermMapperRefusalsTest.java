// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What has no mapping, what does not fit, and the texts that say so. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TermMapperRefusalsTest {
    private static final String HERE = TermMapperRefusalsTest.class.getName() + "$";

    record Quit(Instant at) {}

    record Outer(String name, List<Quit> quits) {}

    record User(String name, int age) {}

    record Group(List<User> users, Map<String, Optional<User>> byName) {}

    @AsMap
    record Config(int timeout, Optional<Config> inner) {}

    @Struct("Elixir.Config")
    record ConfigStruct(int timeout) {}

    record Text(String text) {}

    record Data(byte[] bytes) {}

    record Holder(List<Data> data) {}

    record Loop(Optional<Loop> loop, Data data) {}

    record Free(Object value) {}

    record Validated(int age) {
        Validated {
            if (age < 0) {
                throw new IllegalArgumentException("age from 0, got " + age);
            }
        }
    }

    enum Colour {
        RED,
        GREEN
    }

    sealed interface Twice {}

    record Same(int a) implements Twice {}

    @WireName("same")
    record Other(String b) implements Twice {}

    sealed interface TwiceConstant {}

    enum Direction implements TwiceConstant {
        UP
    }

    record Up() implements TwiceConstant {}

    enum Clash {
        @WireName("a")
        A,
        @WireName("a")
        B
    }

    sealed interface WithClass {}

    static final class Bean implements WithClass {}

    interface Open {}

    private static void refused(Object value, String message) {
        assertThatThrownBy(() -> TermMapper.toTerm(value))
                .isInstanceOf(TermException.class)
                .hasMessage(message);
    }

    private static void unfit(Term term, Class<?> type, String message) {
        assertThatThrownBy(() -> TermMapper.fromTerm(term, type))
                .isInstanceOf(TermException.class)
                .hasMessage(message);
        assertThat(TermMapper.tryFromTerm(term, type)).isEmpty();
    }

    private static void unreadable(Class<?> type, String message) {
        assertThatThrownBy(() -> TermMapper.fromTerm(Atom.OK, type))
                .isInstanceOf(TermException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> TermMapper.tryFromTerm(Atom.OK, type))
                .isInstanceOf(TermException.class)
                .hasMessage(message);
    }

    private static Term user(String name, Term age) {
        return Tuple.of(Atom.of("user"), Bits.of(name), age);
    }

    @Test
    void a_date_names_the_component_and_the_remedy() {
        refused(
                new Quit(Instant.EPOCH),
                HERE + "Quit cannot be sent: component 'at' is java.time.Instant"
                        + " → send a long (milliseconds since 1970) or a String (ISO 8601)");
        refused(
                new Outer("x", List.of()),
                HERE + "Outer cannot be sent: component 'quits[].at' is java.time.Instant"
                        + " → send a long (milliseconds since 1970) or a String (ISO 8601)");
        unreadable(
                Quit.class,
                HERE + "Quit cannot be received: component 'at' is java.time.Instant"
                        + " → send a long (milliseconds since 1970) or a String (ISO 8601)");
        refused(
                Instant.EPOCH,
                "java.time.Instant cannot be sent → send a long (milliseconds since 1970) or a String (ISO 8601)");
    }

    @Test
    void null_is_never_sent() {
        String remedy = " → null is never sent; use an Optional, or an atom such as Atom.NIL";
        refused(null, "null cannot be sent" + remedy);
        refused(new Text(null), HERE + "Text cannot be sent: component 'text' is null" + remedy);
        refused(Arrays.asList("a", null), "list cannot be sent: element '[1]' is null" + remedy);
        var map = new HashMap<String, Object>();
        map.put("k", null);
        refused(map, "map cannot be sent: element '[k]' is null" + remedy);
        refused(new Charlist(null), "io.tiebeam.term.Charlist cannot be sent: it is null" + remedy);
    }

    @Test
    void each_refused_type_has_a_remedy() {
        refused(Set.of(1), Set.of(1).getClass().getName() + " cannot be sent → send a List");
        refused(new int[0], "int[] cannot be sent → send a List");
        refused((short) 1, "java.lang.Short cannot be sent → use int");
        refused((byte) 1, "java.lang.Byte cannot be sent → use int");
        refused('c', "java.lang.Character cannot be sent → use String, or int for the code point");
        refused(1f, "java.lang.Float cannot be sent → use double");
        refused(new StringBuilder(), "java.lang.StringBuilder cannot be sent → use String");
        refused(
                OptionalInt.empty(),
                "java.util.OptionalInt cannot be sent → use Optional<Integer>, Optional<Long> or Optional<Double>");
        refused(
                new Exception("x"),
                "java.lang.Exception cannot be sent → send its message, or a record that says what went wrong");
        refused(
                new AtomicInteger(),
                "java.util.concurrent.atomic.AtomicInteger cannot be sent → use int, long, BigInteger, double or a String");
        refused(new Object(), "java.lang.Object cannot be sent → send a String, a number or a record of what matters");
        refused(new Bean(), HERE + "Bean cannot be sent → make it a record");
        Runnable lambda = () -> {};
        assertThatThrownBy(() -> TermMapper.toTerm(lambda))
                .hasMessageEndingWith(" → functions travel by name: Mfa, or a method reference where one is asked for");
        unreadable(ArrayList.class, "java.util.ArrayList cannot be received → declare it as List");
        unreadable(HashMap.class, "java.util.HashMap cannot be received → declare it as Map");
        unreadable(Open.class, HERE + "Open cannot be received → make it a sealed interface of records, or use Term");
        unreadable(
                WithClass.class,
                HERE + "WithClass cannot be received: it permits " + HERE + "Bean"
                        + " → permit records, enums and sealed interfaces of them");
    }

    @Test
    void values_without_a_term_are_refused() {
        refused(
                Double.NaN,
                "java.lang.Double cannot be sent: it is NaN → Erlang has finite floats only; send an atom, or an Optional");
        refused(
                new Text("a\uD83E"),
                HERE + "Text cannot be sent: component 'text' is a string with half a character (U+D83E) at index 1"
                        + " → send whole characters, or Bits");
        refused(
                Duration.ofMillis(-1),
                "java.time.Duration cannot be sent: it is negative (PT-0.001S) → send a duration from zero");
        refused(
                Duration.ofSeconds(Long.MAX_VALUE),
                "java.time.Duration cannot be sent: it is PT2562047788015215H30M7S"
                        + " → send ChronoUnit.FOREVER.getDuration() for :infinity");
        refused(
                Optional.of(Atom.NIL),
                "java.util.Optional cannot be sent: it is an Optional of nil, which would be read as an empty one → use another atom");
        refused(
                Map.of(1, "a", 1L, "b"),
                "map cannot be sent: element '[1]' is not the only key that is 1 → use other keys");
    }

    @Test
    void a_term_that_does_not_fit_names_the_path() {
        Atom tag = Atom.of("group");
        var users = ListTerm.of(user("a", Int.of(1)), user("b", Int.of(2)), user("c", Bits.of("x")));
        unfit(Tuple.of(tag, users, MapTerm.EMPTY), Group.class, "group at .users[2].age: expected integer, got \"x\"");
        unfit(
                Tuple.of(tag, ListTerm.EMPTY, MapTerm.of(Bits.of("k"), user("k", Atom.OK))),
                Group.class,
                "group at .byName[\"k\"].age: expected integer, got :ok");
        unfit(
                Tuple.of(tag, ListTerm.EMPTY, MapTerm.of(Bits.of("k"), Atom.OK)),
                Group.class,
                "group at .byName[\"k\"]: expected {:user, name, age} or nil, got :ok");
        unfit(
                Tuple.of(tag, ListTerm.EMPTY, MapTerm.of(Atom.of("k"), Atom.NIL)),
                Group.class,
                "group at .byName: in a key, expected string, got :k");
        unfit(Tuple.of(tag, Atom.OK, MapTerm.EMPTY), Group.class, "group at .users: expected proper list, got :ok");
        unfit(
                Tuple.of(tag, ListTerm.of(List.of(Atom.OK), Atom.OK), MapTerm.EMPTY),
                Group.class,
                "group at .users: expected proper list, got [:ok | :ok]");
    }

    @Test
    void a_root_that_does_not_fit_says_what_was_expected() {
        unfit(Bits.of("x"), Integer.class, "expected integer, got \"x\"");
        unfit(Int.of(1L << 31), Integer.class, "expected integer from -2147483648 to 2147483647, got 2147483648");
        unfit(
                Int.of(BigInteger.TWO.pow(63)),
                Long.class,
                "expected integer from -9223372036854775808 to 9223372036854775807, got 9223372036854775808");
        unfit(Atom.OK, User.class, "expected {:user, name, age}, got :ok");
        unfit(Atom.of("blue"), Colour.class, "expected one of :red, :green, got :blue");
        unfit(Atom.of("x"), NodeName.class, "expected node name such as :kate@localhost, got :x");
        unfit(Int.of(1), ServerRef.class, "expected pid, name, {name, node} or {:via, module, name}, got 1");
        unfit(Atom.OK, Pid.class, "expected pid, got :ok");
        unfit(Int.of(-1), Duration.class, "expected milliseconds or :infinity, got -1");
        unfit(Int.of(1), Keyword.class, "expected keyword list, got 1");
        unfit(
                Tuple.of(Atom.of("validated"), Int.of(-1)),
                Validated.class,
                "Validated refuses it: java.lang.IllegalArgumentException: age from 0, got -1, got {:validated, -1}");
        unfit(MapTerm.EMPTY, Config.class, "expected a key :timeout, got %{}");
        unfit(Atom.OK, Config.class, "expected %{timeout: _, inner: _}, got :ok");
        unfit(
                MapTerm.of(Atom.of("timeout"), Int.of(1), Atom.of("inner"), MapTerm.of(Atom.of("timeout"), Atom.OK)),
                Config.class,
                "Config at .inner.timeout: expected integer, got :ok");
        unfit(
                MapTerm.of(Atom.of("timeout"), Int.of(1)),
                ConfigStruct.class,
                "expected %Config{timeout: _}, got %{timeout: 1}");
    }

    @Test
    void a_long_term_is_cut_in_the_message() {
        assertThatThrownBy(() -> TermMapper.fromTerm(Bits.of("x".repeat(5000)), Integer.class))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300).endsWith("..."));
    }

    @Test
    void cases_that_the_wire_cannot_tell_apart_fail_at_first_use() {
        unreadable(
                Twice.class,
                HERE + "Twice cannot be received: it has two cases that are {:same, ...} with 1 components: " + HERE
                        + "Same and " + HERE + "Other → give one of them another @WireName");
        unreadable(
                TwiceConstant.class,
                HERE + "TwiceConstant cannot be received: it has two cases that are :up: " + HERE + "Direction and "
                        + HERE + "Up → give one of them another @WireName");
        unreadable(
                Clash.class,
                HERE
                        + "Clash cannot be received: it has two constants that are :a: A and B → give one of them another @WireName");
    }

    @Test
    void only_what_cannot_change_is_sendable() {
        TermMapper.checkSendable(Atom.OK);
        TermMapper.checkSendable("text");
        TermMapper.checkSendable(1L);
        TermMapper.checkSendable(new User("a", 1));
        TermMapper.checkSendable(Colour.RED);
        TermMapper.checkSendable(List.of(new User("a", 1)));
        TermMapper.checkSendable(new Group(List.of(), Map.of()));
        unsendable(null, "null cannot be sent → null is never sent; use an Optional, or an atom such as Atom.NIL");
        unsendable(new Quit(Instant.EPOCH), "component 'at' is java.time.Instant");
        unsendable(
                new byte[1],
                "byte[] cannot be sent: it is byte[], which may change after it was sent → send Bits.of(bytes)");
        unsendable(
                new Data(new byte[1]),
                "component 'bytes' is byte[], which may change after it was sent → send Bits.of(bytes)");
        unsendable(new Holder(List.of()), "component 'data[].bytes' is byte[], which may change");
        unsendable(new Loop(Optional.empty(), null), "component 'data.bytes' is byte[], which may change");
        unsendable(new Bean(), "Bean cannot be sent → make it a record");
        unsendable(Set.of(), "send a List");
    }

    @Test
    void with_assertions_the_values_inside_are_checked_too() {
        unsendable(
                new Free(new Bean()), "Free cannot be sent: component 'value' is " + HERE + "Bean → make it a record");
        unsendable(List.of(new Bean()), "list cannot be sent: element '[0]' is " + HERE + "Bean → make it a record");
    }

    private static void unsendable(Object message, String text) {
        for (int i = 0; i < 2; i++) { // the second answer comes from the cache
            assertThatThrownBy(() -> TermMapper.checkSendable(message))
                    .isInstanceOf(TermException.class)
                    .hasMessageContaining(text);
        }
    }

    @Test
    void a_description_is_always_there() {
        assertThat(TermMapper.describe(new User("a", 1))).isEqualTo("{:user, \"a\", 1}");
        assertThat(TermMapper.describe(null)).isEqualTo("nil");
        assertThat(TermMapper.describe(new Quit(Instant.EPOCH)))
                .isEqualTo("#Java<" + HERE + "Quit Quit[at=1970-01-01T00:00:00Z]>");
        assertThat(TermMapper.describe(new Bean()))
                .startsWith("#Java<" + HERE + "Bean@")
                .endsWith(">");
        assertThat(TermMapper.describe(new StringBuilder("a\nb"))).isEqualTo("#Java<java.lang.StringBuilder a...>");
        assertThat(TermMapper.describe(new StringBuilder("x".repeat(1000))))
                .hasSizeLessThan(600)
                .endsWith("x...>");
        Object hostile = new Object() {
            @Override
            public String toString() {
                throw new StackOverflowError("of its own making");
            }
        };
        assertThat(TermMapper.describe(hostile))
                .isEqualTo("#Java<" + hostile.getClass().getName() + ">");
        Object silent = new Object() {
            @Override
            public String toString() {
                return null;
            }
        };
        assertThat(TermMapper.describe(silent)).startsWith("#Java<").endsWith(" null>");
    }

    record Chain(Optional<Chain> next) {}

    @Test
    void depth_beyond_the_stack_is_an_error_and_no_match() {
        Term deep = Atom.NIL;
        Chain chain = new Chain(Optional.empty());
        for (int i = 0; i < 200_000; i++) {
            deep = Tuple.of(Atom.of("chain"), deep);
            chain = new Chain(Optional.of(chain));
        }
        Term term = deep;
        assertThatThrownBy(() -> TermMapper.fromTerm(term, Chain.class))
                .isInstanceOf(TermException.class)
                .hasMessageContaining("Chain cannot be received: the term is nested too deeply");
        assertThat(TermMapper.tryFromTerm(term, Chain.class)).isEmpty();
        Chain value = chain;
        assertThatThrownBy(() -> TermMapper.toTerm(value))
                .isInstanceOf(TermException.class)
                .hasMessageContaining("Chain cannot be sent: it is nested too deeply");
    }

    @Test
    void a_list_that_contains_itself_is_described() {
        List<Object> loop = new ArrayList<>();
        loop.add(loop);
        assertThat(TermMapper.describe(loop)).isEqualTo("#Java<java.util.ArrayList [(this Collection)]>");
    }
}
