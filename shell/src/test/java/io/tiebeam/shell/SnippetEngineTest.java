// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SnippetEngineTest {
    private static SnippetEngine engine;

    @BeforeAll
    static void start() {
        engine = new SnippetEngine("", SnippetEngineTest.class.getClassLoader(), List.of("java.util.*"));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    /** Compiles and runs all of {@code text} on this thread: the values, or the texts of what was not run. */
    private static List<Object> evaluate(String text) throws Exception {
        List<Object> results = new ArrayList<>();
        for (Optional<SnippetEngine.Step> step = engine.next(text); step.isPresent(); ) {
            results.add(
                    switch (step.get().prepared()) {
                        case Prepared.Runs(var method, var hasValue) -> {
                            Object value = method.invoke(null);
                            yield hasValue ? value : "void";
                        }
                        case Prepared.DefinedType(var name, var type) -> type;
                        case Prepared.Declared(var note) -> note;
                        case Prepared.Rejected(var why) -> why;
                    });
            step = engine.next(step.get().rest());
        }
        return results;
    }

    @Test
    void an_expression_has_a_value_and_a_void_call_has_none() throws Exception {
        assertThat(evaluate("1 + 1")).containsExactly(2);
        assertThat(evaluate("List.of(1)")).containsExactly(List.of(1));
        assertThat(evaluate("Thread.yield()")).containsExactly("void");
        assertThat(evaluate("for (int i = 0; i < 3; i++) {}")).containsExactly("void");
    }

    @Test
    void variables_and_methods_stay_and_several_snippets_may_share_a_line() throws Exception {
        assertThat(evaluate("int fortyTwo = 42; int twice(int n) { return 2 * n; } twice(fortyTwo)"))
                .containsExactly(42, "", 84);
        assertThat(evaluate("fortyTwo = 43")).containsExactly(43);
        assertThat(evaluate("fortyTwo")).containsExactly(43);
    }

    @Test
    void a_class_can_be_typed_used_and_typed_again() throws Exception {
        Class<?> first = (Class<?>) evaluate("class Moebi { static String says() { return \"wau\"; } }")
                .getFirst();
        assertThat(first.getSimpleName()).isEqualTo("Moebi");
        assertThat(evaluate("Moebi.says()")).containsExactly("wau");
        Class<?> second = (Class<?>) evaluate("class Moebi { static String says() { return \"chicken?\"; } }")
                .getFirst();
        assertThat(second).isNotSameAs(first);
        assertThat(evaluate("Moebi.says()")).containsExactly("chicken?");
    }

    @Test
    void an_unknown_class_is_explained_with_the_way_that_binds_late() throws Exception {
        assertThat(evaluate("Kate.sayName(\"hi\")")).containsExactly("""
                        ** (CompileError) cannot find symbol: variable Kate
                           Kate.sayName("hi")
                           ^^^^
                           Java needs Kate at compile time. What only another node has is called there:
                           → by its name:    Mfa.of("Elixir.Kate", "say_name", "hi")
                           → as it is typed: Mfa.eval("Kate.sayName(\\"hi\\")"), if that node is a shell that allows it
                           as in Node.spawnLink("kate@localhost", Mfa...)""");
        assertThat(evaluate("Kate::sayName").getFirst().toString()).contains("Mfa.of(\"Elixir.Kate\", \"say_name\")\n");
        assertThat(evaluate("new Kate()").getFirst().toString()).contains("Mfa.of(\"Elixir.Kate\", \"function\")\n");
    }

    @Test
    void input_that_is_not_java_is_rejected_and_the_next_line_works() throws Exception {
        assertThat(evaluate("int x = ").getFirst().toString()).contains("the input ends before this is complete");
        assertThat(evaluate("\"a\" - 1").getFirst().toString())
                .contains("bad operand types for binary operator '-'")
                .contains("\n   \"a\" - 1\n   ^^^^^^^");
        assertThat(evaluate("2")).containsExactly(2);
    }

    @Test
    void a_declaration_may_wait_for_another() throws Exception {
        assertThat(evaluate("int later() { return notYet(); }").getFirst().toString())
                .isEqualTo("later cannot be used before method notYet() is declared");
        assertThat(evaluate("int notYet() { return 7; } later()")).containsExactly("", 7);
    }

    @Test
    void asks_for_more_only_while_the_input_is_open() throws Exception {
        assertThat(engine.needsMore("int f() {")).isTrue();
        assertThat(engine.needsMore("var s = \"\"\"\nhello")).isTrue();
        assertThat(engine.needsMore("int f() { return 1; }")).isFalse();
        assertThat(engine.needsMore("1 +* 2")).isFalse();
        assertThat(engine.needsMore("int a = 1; int b() {")).isTrue();
        assertThat(engine.needsMore("")).isFalse();
    }

    @Test
    void completes_what_is_known() throws Exception {
        evaluate("int chickens = 3");
        var completions = engine.complete("chick", 5);
        assertThat(completions.anchor()).isZero();
        assertThat(completions.texts()).contains("chickens");
    }

    @Test
    void an_endless_loop_ends_when_its_thread_is_interrupted() throws Exception {
        var endless = (Prepared.Runs)
                engine.next("while (true) { try { long n = 0; do { n++; } while (n > 0); } catch (Exception e) {} }")
                        .orElseThrow()
                        .prepared();
        var outcome = new java.util.concurrent.CompletableFuture<Throwable>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                endless.method().invoke(null);
            } catch (InvocationTargetException e) {
                outcome.complete(e.getCause());
            } catch (IllegalAccessException e) {
                outcome.complete(e);
            }
        });
        thread.interrupt();
        assertThat(outcome.get()).isInstanceOf(StopCheck.Stopped.class);
        thread.join();
    }

    @Test
    void loops_in_lambdas_and_typed_classes_are_checked_too_and_keep_their_meaning() throws Exception {
        assertThat(evaluate("""
                        class Sums {
                            static long to(int n) {
                                long sum = 0;
                                outer:
                                for (int i = 1; ; i++) {
                                    for (int j = 0; j < 1; j++) {
                                        if (i > n) break outer;
                                        String s = switch (i % 3) { case 0 -> "a"; case 1 -> "b"; default -> "c"; };
                                        sum += s.isEmpty() ? 0 : i;
                                    }
                                }
                                return sum;
                            }
                        }
                        Function<Integer, Long> f = n -> { long s = 0; while (n-- > 0) s += Sums.to(2); return s; };
                        f.apply(10)
                        """.replace("Function", "java.util.function.Function"))
                        .getLast())
                .isEqualTo(30L);
    }

    @Test
    void all_imports_are_there_and_one_that_is_typed_again_takes_none_of_them_away() throws Exception {
        try (SnippetEngine several = new SnippetEngine(
                "",
                SnippetEngineTest.class.getClassLoader(),
                List.of("static java.lang.Math.*", "java.util.*", "java.time.*"))) {
            for (String again : List.of("import static  java.lang.Math.*", "import java.util.*;", "")) {
                assertThat(several.next(again).map(SnippetEngine.Step::prepared))
                        .isEqualTo(again.isEmpty() ? Optional.empty() : Optional.of(new Prepared.Declared("")));
                assertThat(several.next("List.of(max(1, 2), Duration.ZERO)")
                                .orElseThrow()
                                .prepared())
                        .as("after " + again)
                        .isInstanceOf(Prepared.Runs.class);
            }
        }
    }

    @Test
    void an_import_of_nothing_is_said_when_the_first_line_is_read() {
        try (SnippetEngine broken = new SnippetEngine(
                "", SnippetEngineTest.class.getClassLoader(), List.of("java.util.*", "no.such.Thing"))) {
            assertThatThrownBy(() -> broken.next("1"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot import into the shell: ")
                    .hasMessageContaining("no.such");
        }
    }
}
