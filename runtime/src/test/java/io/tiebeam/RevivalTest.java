// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import java.io.Serializable;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Lambdas go out as terms and come back to life, and nothing else does. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RevivalTest {
    private static final ThreadLocal<String> SAID = new ThreadLocal<>();

    private final Exposure exposure = new Exposure(Atom.of("kate@localhost"));

    /** Application code that both nodes have. */
    static final class App {
        private App() {}

        static Remote.Action0 plain() {
            return () -> SAID.set("plain");
        }

        static Remote.Action0 capturing(String name, long times, int count, boolean loud) {
            return () -> SAID.set(name + times + count + loud);
        }

        static Remote.Func2<String, Long, String> function(String prefix) {
            return (String word, Long times) -> prefix + word.repeat(times.intValue());
        }

        static Remote.Func3<String, String, String, String> three() {
            return (String a, String b, String c) -> a + b + c;
        }

        static Remote.Func4<String, String, String, String, String> four() {
            return (String a, String b, String c, String d) -> a + b + c + d;
        }

        static Remote.Action4<String, String, String, String> actionOfFour() {
            return (String a, String b, String c, String d) -> SAID.set(a + b + c + d);
        }

        static Remote.Func0<Object> thread() {
            return () -> Thread.currentThread();
        }

        static Remote.Action0 failing() {
            return () -> {
                throw new java.io.IOException("disk on fire");
            };
        }

        static Supplier<String> forAnotherPurpose() {
            return (Supplier<String> & Serializable) () -> "secret";
        }
    }

    @BeforeEach
    void expose_the_application() {
        exposure.expose(App.class);
        SAID.remove();
    }

    @Test
    void a_lambda_runs_with_the_values_it_captured() throws Exception {
        assertThat(run(Functions.toMfa(App.plain()))).isEqualTo(Atom.OK);
        assertThat(SAID.get()).isEqualTo("plain");
        assertThat(run(Functions.toMfa(App.capturing("kate", 3, 4, true)))).isEqualTo(Atom.OK);
        assertThat(SAID.get()).isEqualTo("kate34true");
    }

    @Test
    void a_lambda_takes_arguments_and_answers() throws Exception {
        assertThat(run(Functions.toMfa(App.function("<"), "ab", 2L))).isEqualTo(Bits.of("<abab"));
        assertThat(run(Functions.toMfa(App.three(), "a", "b", "c"))).isEqualTo(Bits.of("abc"));
        assertThat(run(Functions.toMfa(App.four(), "a", "b", "c", "d"))).isEqualTo(Bits.of("abcd"));
        assertThat(run(Functions.toMfa(App.actionOfFour(), "a", "b", "c", "d"))).isEqualTo(Atom.OK);
        assertThat(SAID.get()).isEqualTo("abcd");
    }

    @Test
    void what_a_lambda_throws_comes_out_as_it_is() {
        assertThatThrownBy(() -> run(Functions.toMfa(App.failing())))
                .isInstanceOf(java.io.IOException.class)
                .hasMessage("disk on fire");
        assertThatThrownBy(() -> run(Functions.toMfa(App.thread())))
                .isInstanceOf(TermException.class)
                .hasMessageStartingWith("the result of a lambda in io.tiebeam.RevivalTest$App: ");
    }

    @Test
    void a_lambda_of_a_class_that_is_not_exposed_is_undefined() {
        Fun fun = fun(() -> SAID.set("never"));
        Resolved.Refused refused = refused(fun);
        assertThat(refused.reason().toString())
                .startsWith("{:undef, [{#Function<")
                .endsWith(", [], []}]}");
        assertThat(refused.explanation())
                .contains("io.tiebeam.RevivalTest", "not exposed on kate@localhost", "Application.modules()");
    }

    @Test
    void another_version_of_the_class_is_a_bad_function() {
        Fun fun = fun(App.plain());
        byte[] digest = fun.uniq().toByteArray();
        digest[3] ^= 1;
        Fun other = with(fun, fun.index(), Bits.of(digest), fun.arity(), fun.free());
        Resolved.Refused refused = refused(other);
        assertThat(refused.reason().toString())
                .startsWith("{{:badfun, #Function<")
                .endsWith("[{:erlang, :apply, 2, []}]}");
        assertThat(refused.explanation())
                .isEqualTo(
                        "badfun: io.tiebeam.RevivalTest$App differs between the sender and kate@localhost; redeploy or"
                                + " use a method reference");
    }

    @Test
    void the_explanation_names_both_nodes_where_the_sender_has_a_name() {
        Fun fun = fun(App.plain());
        Pid alex = new Pid(Atom.of("alex@localhost"), 0, 0, 1);
        Fun other = new Fun(
                fun.module(), fun.index(), Bits.of(new byte[16]), fun.oldIndex(), fun.oldUniq(), alex, 0, List.of());
        assertThat(refused(other).explanation()).contains("differs between alex@localhost and kate@localhost;");
    }

    @Test
    void only_lambdas_that_the_compiler_put_there_exist() {
        Fun fun = fun(App.plain());
        for (int index : new int[] {0, 1, -1, fun.index() + 1, Integer.MIN_VALUE}) {
            assertThat(refused(with(fun, index, fun.uniq(), fun.arity(), fun.free()))
                            .explanation())
                    .contains("has no such lambda");
        }
    }

    @Test
    void serializable_lambdas_for_other_purposes_are_no_functions() {
        List<java.lang.reflect.Method> others = Arrays.stream(App.class.getDeclaredMethods())
                .filter(m -> m.isSynthetic() && m.getName().contains("forAnotherPurpose"))
                .toList();
        assertThat(others).hasSize(1);
        String type = MethodType.methodType(String.class).descriptorString();
        int index = LambdaTable.Entry.index(
                "java/util/function/Supplier", others.get(0).getName(), type, type);
        assertThat(LambdaTable.of(App.class).at(index)).isEmpty();
    }

    @Test
    void forged_captured_values_are_refused_before_anything_runs() {
        Fun fun = fun(App.capturing("kate", 3, 4, true));
        assertThat(refused(with(fun, fun.index(), fun.uniq(), fun.arity(), List.of()))
                        .explanation())
                .contains("has no such lambda");
        List<Term> wrong = List.of(Int.of(1), Int.of(3), Int.of(4), Atom.TRUE);
        assertThatThrownBy(() -> run(apply(with(fun, fun.index(), fun.uniq(), fun.arity(), wrong), ListTerm.EMPTY)))
                .isInstanceOf(TermException.class)
                .hasMessageStartingWith("captured value 1 of a lambda in io.tiebeam.RevivalTest$App: ");
        assertThat(SAID.get()).isNull();
    }

    @Test
    void forged_arities_and_arguments_are_refused() {
        Fun fun = fun(App.plain());
        assertThat(refused(with(fun, fun.index(), fun.uniq(), 1, fun.free())).explanation())
                .contains("has no such lambda");
        Resolved.Refused refused = (Resolved.Refused) exposure.resolve(apply(fun, ListTerm.of(Int.of(1))));
        assertThat(refused.reason().toString()).startsWith("{{:badarity, {#Function<");
        Fun function =
                (Fun) Functions.toMfa(App.function("<"), "a", 1L).arguments().get(0);
        assertThatThrownBy(() -> run(apply(function, ListTerm.of(Int.of(1), Int.of(1)))))
                .isInstanceOf(TermException.class)
                .hasMessageStartingWith("argument 1 of a lambda in io.tiebeam.RevivalTest$App: ");
    }

    @Test
    void a_fun_that_names_a_class_of_the_jdk_is_undefined() {
        Fun fun = fun(App.plain());
        for (String name :
                List.of("java.lang.Runtime", "java/lang/Runtime", "[B", "", "erl_eval", "io.tiebeam.Kernel")) {
            Fun forged = new Fun(
                    Atom.of(name), fun.index(), fun.uniq(), fun.oldIndex(), fun.oldUniq(), fun.creator(), 0, List.of());
            assertThat(refused(forged).reason().toString()).startsWith("{:undef, [{#Function<");
        }
    }

    private static Fun fun(Remote.Action0 function) {
        return (Fun) Functions.toMfa(function).arguments().get(0);
    }

    private static Fun with(Fun fun, int index, Bits uniq, int arity, List<Term> free) {
        return new Fun(fun.module(), index, uniq, fun.oldIndex(), fun.oldUniq(), fun.creator(), arity, free);
    }

    private static Mfa apply(Fun fun, ListTerm arguments) {
        return new Mfa(Atom.of("erlang"), Atom.of("apply"), ListTerm.of(fun, arguments));
    }

    private Resolved.Refused refused(Fun fun) {
        return (Resolved.Refused) exposure.resolve(apply(fun, ListTerm.EMPTY));
    }

    private Term run(Mfa call) throws Exception {
        return switch (exposure.resolve(call)) {
            case Resolved.Call admitted -> admitted.invoke();
            case Resolved.Refused refused -> throw new AssertionError(refused.explanation());
        };
    }
}
