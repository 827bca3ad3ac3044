// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.Exposure;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Processes;
import io.tiebeam.RaisedException;
import io.tiebeam.Resolved;
import io.tiebeam.eval.library.Library;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Loops, limits, and forms that Elixir does not write. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EvaluatorTest {
    private static final Term A = Int.of(1);
    private static final Exposure DOOR = new Exposure(Atom.of("nonode@nohost"));

    static {
        new Entrance(DOOR, Library.SHARED).open();
    }

    private static Tuple form(String kind, Term... parts) {
        Term[] all = new Term[parts.length + 2];
        all[0] = Atom.of(kind);
        all[1] = A;
        System.arraycopy(parts, 0, all, 2, parts.length);
        return Tuple.of(all);
    }

    private static Tuple integer(long n) {
        return form("integer", Int.of(n));
    }

    private static Tuple variable(String name) {
        return form("var", Atom.of(name));
    }

    private static Tuple clause(ListTerm patterns, Term... body) {
        return form("clause", patterns, ListTerm.EMPTY, ListTerm.of(body));
    }

    private static Tuple operator(String name, Term left, Term right) {
        return form("op", Atom.of(name), left, right);
    }

    private static Term value(Term... forms) throws Exception {
        Mfa call = Mfa.forms(ListTerm.of(forms), MapTerm.EMPTY);
        return Processes.run(() -> ((Tuple) ((Resolved.Call) DOOR.resolve(call)).invoke()).get(1));
    }

    /** {@code fun Loop(N) when N == limit -> N; Loop(N) -> Loop(N + 1) end(0)}. */
    private static Tuple loop(long limit) {
        ListTerm n = ListTerm.of(variable("N"));
        Tuple end = form(
                "clause",
                n,
                ListTerm.of(ListTerm.of(operator("==", variable("N"), integer(limit)))),
                ListTerm.of(variable("N")));
        Tuple next = clause(n, form("call", variable("Loop"), ListTerm.of(operator("+", variable("N"), integer(1)))));
        return form("call", form("named_fun", Atom.of("Loop"), ListTerm.of(end, next)), ListTerm.of(integer(0)));
    }

    @Test
    void a_call_at_the_end_needs_no_stack() throws Exception {
        assertThat(value(loop(300_000))).isEqualTo(Int.of(300_000));
    }

    @Test
    void an_endless_loop_ends_when_its_process_is_killed() throws Exception {
        Term reason = Processes.run(() -> {
            Kernel.Monitored looping = Kernel.spawnMonitor(() -> value(loop(-1)));
            Kernel.exit(looping.pid(), "kill");
            return Kernel.receive(io.tiebeam.Down.class).reason();
        });
        assertThat(reason).isEqualTo(Atom.of("killed"));
    }

    @Test
    void what_is_nested_too_deep_is_refused() {
        Term deep = integer(1);
        for (int i = 0; i <= Budget.MAX_DEPTH; i++) {
            deep = form("tuple", ListTerm.of(deep));
        }
        Term form = deep;
        assertThatThrownBy(() -> value(form))
                .isInstanceOf(RaisedException.class)
                .hasMessageContaining("nested deeper than " + Budget.MAX_DEPTH);
    }

    @Test
    void what_is_too_large_is_refused() {
        Term[] many = new Term[Budget.MAX_NODES + 1];
        java.util.Arrays.fill(many, integer(1));
        assertThatThrownBy(() -> value(many))
                .isInstanceOf(RaisedException.class)
                .hasMessageContaining("more than " + Budget.MAX_NODES + " nodes");
    }

    @Test
    void what_is_no_form_is_told() {
        assertThatThrownBy(() -> value(form("record", Atom.of("r"), ListTerm.EMPTY)))
                .isInstanceOf(RaisedException.class)
                .hasMessageContaining("no form of Erlang");
    }

    @Test
    void recursion_that_needs_too_much_stack_is_an_error_of_its_process() {
        ListTerm n = ListTerm.of(variable("N"));
        Tuple next = clause(n, operator("+", integer(1), form("call", variable("F"), n)));
        Tuple call = form("call", form("named_fun", Atom.of("F"), ListTerm.of(next)), ListTerm.of(integer(0)));
        assertThatThrownBy(() -> value(call))
                .isInstanceOfSatisfying(
                        RaisedException.class, e -> assertThat(e.term()).isEqualTo(Atom.of("system_limit")));
    }

    @Test
    void comprehensions_maybe_if_and_catch_do_what_they_do_in_erlang() throws Exception {
        Tuple list = form("cons", integer(1), form("cons", integer(2), form("nil")));
        assertThat(value(form(
                        "lc",
                        operator("*", variable("X"), integer(2)),
                        ListTerm.of(form("generate", variable("X"), list)))))
                .isEqualTo(ListTerm.of(Int.of(2), Int.of(4)));
        assertThat(value(form("maybe", ListTerm.of(form("maybe_match", integer(1), integer(2)), integer(3)))))
                .isEqualTo(Int.of(2));
        Tuple thrown = form(
                "call",
                form("remote", form("atom", Atom.of("erlang")), form("atom", Atom.of("throw"))),
                ListTerm.of(integer(5)));
        assertThat(value(form("catch", thrown))).isEqualTo(Int.of(5));
        assertThat(value(form(
                        "if",
                        ListTerm.of(
                                form(
                                        "clause",
                                        ListTerm.EMPTY,
                                        ListTerm.of(ListTerm.of(form("atom", Atom.FALSE))),
                                        ListTerm.of(integer(1))),
                                form(
                                        "clause",
                                        ListTerm.EMPTY,
                                        ListTerm.of(ListTerm.of(form("atom", Atom.TRUE))),
                                        ListTerm.of(integer(2)))))))
                .isEqualTo(Int.of(2));
    }

    @Test
    void a_function_made_here_carries_its_code_and_its_values() throws Exception {
        Term fun = value(
                form("match", variable("X"), integer(41)),
                form(
                        "fun",
                        Tuple.of(
                                Atom.of("clauses"),
                                ListTerm.of(clause(
                                        ListTerm.of(variable("Y")), operator("+", variable("X"), variable("Y")))))));
        assertThat(fun).isInstanceOfSatisfying(Fun.class, f -> {
            assertThat(f.arity()).isEqualTo(1);
            assertThat(f.index()).isEqualTo(42);
            assertThat(((Tuple) f.free().getFirst()).get(1)).isEqualTo(MapTerm.of(Atom.of("X"), Int.of(41)));
        });
    }
}
