// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.term.Inspect.Options;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What needs no recorded text; The comparison with real Elixir is in a test of its own. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class InspectTest {
    private static final Atom STRUCT = Atom.of("__struct__");
    private static final Atom KATE = Atom.of("kate@localhost");

    @Test
    void prints_the_values_of_a_conversation() {
        assertThat(Tuple.of(Atom.of("hi"), new Pid(Atom.of("nonode@nohost"), 112, 0, 0)))
                .hasToString("{:hi, #PID<0.112.0>}");
        assertThat(Atom.of("sup?")).hasToString(":sup?");
        assertThat(Atom.of("Elixir.Chat.TaskSupervisor")).hasToString("Chat.TaskSupervisor");
        assertThat(Bits.of("chicken?")).hasToString("\"chicken?\"");
        assertThat(ListTerm.charlist("abc")).hasToString("~c\"abc\"");
        assertThat(MapTerm.of(Atom.of("b"), Int.of(2), Atom.of("a"), Int.of(1))).hasToString("%{a: 1, b: 2}");
        assertThat(new Name(Atom.of("counter")).at("kate@localhost")).hasToString("{:counter, :kate@localhost}");
    }

    @Test
    void shows_every_map_with_a_module_as_a_struct() {
        var user = MapTerm.of(STRUCT, Atom.of("Elixir.Nobody.Knows"), Atom.of("name"), Bits.of("kate"));
        assertThat(user).hasToString("%Nobody.Knows{name: \"kate\"}");
        var noStruct = MapTerm.of(STRUCT, Atom.NIL, Atom.of("a"), Int.of(1));
        assertThat(noStruct).hasToString("%{__struct__: nil, a: 1}");
        var otherKeys = MapTerm.of(STRUCT, Atom.of("Elixir.A"), Int.of(1), Int.of(2));
        assertThat(otherKeys).hasToString("%{1 => 2, :__struct__ => A}");
    }

    @Test
    void leaves_out_the_mark_of_exceptions() {
        var error = MapTerm.of(
                STRUCT,
                Atom.of("Elixir.RuntimeError"),
                Atom.of("__exception__"),
                Atom.TRUE,
                Atom.of("message"),
                Bits.of("boom"));
        assertThat(error).hasToString("%RuntimeError{message: \"boom\"}");
    }

    @Test
    void numbers_nodes_as_the_caller_says() {
        var pid = new Pid(KATE, 132, 1, 7);
        Options options = Options.FULL.nodes((node, creation) -> node.equals(KATE) ? 10000 + creation : 0);
        assertThat(Inspect.inspect(pid, options)).isEqualTo("#PID<10007.132.1>");
        assertThat(Inspect.inspect(Ref.of(KATE, 7, 1, 2, -1), options)).isEqualTo("#Reference<10007.4294967295.2.1>");
        assertThat(Inspect.inspect(new Port(KATE, -1L, 7), options)).isEqualTo("#Port<10007.18446744073709551615>");
    }

    @Test
    void numbers_a_node_the_same_all_the_time_when_nobody_says() {
        String first = new Pid(KATE, 1, 0, 7).toString();
        assertThat(new Pid(KATE, 1, 0, 8)).hasToString(first);
        assertThat(first).matches("#PID<[1-9][0-9]*\\.1\\.0>");
        assertThat(new Pid(Atom.of("moebi@localhost"), 1, 0, 7).toString()).isNotEqualTo(first);
    }

    @Test
    void prints_functions_without_what_only_their_code_knows() {
        var fun = new Fun(
                Atom.of("erl_eval"), 43, Bits.of(new byte[16]), 43, 3316493, new Pid(KATE, 1, 0, 7), 0, List.of());
        assertThat(fun).hasToString("#Function<43.3316493/0 in :erl_eval>");
        assertThat(new ExportFun(Atom.of("erlang"), Atom.of("send"), 2)).hasToString("&:erlang.send/2");
    }

    @Test
    void prints_native_records_as_erlang_does() {
        var point = new NativeRecord(
                1,
                Atom.of("goldrec"),
                Atom.of("point"),
                List.of(Atom.of("x"), Atom.of("y")),
                List.of(Int.of(1), Bits.of("s")));
        assertThat(point).hasToString("#goldrec:point{x = 1,y = \"s\"}");
    }

    @Test
    void prints_terms_of_any_depth() {
        Term deep = Int.of(1);
        for (int i = 0; i < 100_000; i++) {
            deep = i % 2 == 0 ? ListTerm.of(deep) : Tuple.of(deep);
        }
        assertThat(Inspect.inspect(deep)).hasSize(200_001).startsWith("{[{[").endsWith("]}]}");
        assertThat(Inspect.inspect(deep, Options.SHELL)).contains("...");
    }

    @Test
    void refuses_senseless_options() {
        assertThatThrownBy(() -> new Options(-1, 80, (_, _) -> 0)).hasMessageContaining("got -1 and 80");
        assertThatThrownBy(() -> new Options(50, 0, (_, _) -> 0)).hasMessageContaining("got 50 and 0");
    }
}
