// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tiebeam.Exposure;
import io.tiebeam.Mfa;
import io.tiebeam.Resolved;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SessionTest {
    private static SnippetEngine engine;
    private static Evaluator evaluator;
    private static Workbench bench;
    private static final List<Class<?>> typed = new ArrayList<>();

    private RecordingPrompt prompt;
    private Session session;
    private int number;

    @BeforeAll
    static void start() {
        engine = new SnippetEngine("", SessionTest.class.getClassLoader(), SnippetEngine.IMPORTS);
        bench = Workbench.of(engine, typed::add);
        evaluator = new Evaluator(bench, _ -> {});
    }

    @AfterAll
    static void stop() {
        evaluator.close();
        engine.close();
    }

    @BeforeEach
    void new_session() {
        prompt = new RecordingPrompt();
        typed.clear();
        session = new Session(bench, evaluator, prompt);
    }

    private void shows(String source, String... values) throws InterruptedException {
        prompt.shown.clear();
        prompt.complaints.clear();
        assertThat(session.evaluate(source, ++number))
                .as("%s; %s", source, prompt.complaints)
                .isTrue();
        assertThat(prompt.shown).containsExactly(values);
        assertThat(prompt.complaints).isEmpty();
    }

    private String complains(String source) throws InterruptedException {
        prompt.complaints.clear();
        assertThat(session.evaluate(source, ++number)).as(source).isFalse();
        return String.join("\n", prompt.complaints);
    }

    @Test
    void values_are_shown_as_elixir_inspects_them() throws Exception {
        shows("1 + 1", "2");
        shows("\"say \\\"hi\\\"\"", "\"say \\\"hi\\\"\"");
        shows("true", "true");
        shows("Atom.of(\"sup?\")", ":sup?");
        shows("List.of(1, 2)", "[1, 2]");
        shows("Map.of(\"a\", 1)", "%{\"a\" => 1}");
        shows("Thread.yield()", ":ok");
        shows("(Object) null", "nil");
    }

    @Test
    void a_record_that_was_typed_is_shown_as_its_term() throws Exception {
        shows("record Hi(String name) {}", "{:module, Hi}");
        shows("new Hi(\"kate\")", "{:hi, \"kate\"}");
        shows("send(self(), new Hi(\"kate\"))", "{:hi, \"kate\"}");
        shows("receive(Hi.class).name()", "\"kate\"");
    }

    @Test
    void a_value_without_a_mapping_is_shown_all_the_same() throws Exception {
        shows("class Foo { public String toString() { return \"a foo\"; } }", "{:module, Foo}");
        prompt.shown.clear();
        assertThat(session.evaluate("new Foo()", ++number)).isTrue();
        assertThat(prompt.shown)
                .singleElement()
                .asString()
                .startsWith("#Java<REPL")
                .endsWith("Foo a foo>");
        shows("class Bad { public String toString() { throw new IllegalStateException(); } }", "{:module, Bad}");
        assertThat(session.evaluate("new Bad()", ++number)).isTrue();
    }

    @Test
    void an_exception_is_shown_with_the_frames_that_matter() throws Exception {
        assertThat(complains("throw new IllegalStateException(\"boom\");"))
                .isEqualTo("** (java.lang.IllegalStateException) boom");
        assertThat(complains("List.of().getFirst()"))
                .startsWith("** (java.util.NoSuchElementException)\n    at java.")
                .doesNotContain("do_it$")
                .doesNotContain("io.tiebeam.shell");
        shows("void deep() { throw new IllegalArgumentException(\"no\", new RuntimeException(\"why\")); }");
        assertThat(complains("deep()")).isEqualTo("""
                        ** (java.lang.IllegalArgumentException) no
                            at deep(typed here)
                            caused by java.lang.RuntimeException: why""");
    }

    @Test
    void exits_are_shown_in_the_words_of_iex() throws Exception {
        assertThat(complains("exit(\"bye\")")).startsWith("** (exit) :bye");
        assertThat(complains("{ spawnLink(() -> exit(\"bye\")); receive(); }"))
                .matches("\\*\\* \\(EXIT from #PID<0\\.\\d+\\.0>\\) shell process exited with reason: :bye");
        assertThat(complains("{ spawnLink(() -> { throw new IllegalStateException(\"boom\"); }); receive(); }"))
                .contains("shell process exited with reason: an exception was raised:\n    ** (RuntimeError)")
                .contains("boom");
        shows("1 + 1", "2");
    }

    @Test
    void an_interrupt_ends_what_is_still_compiled() throws Exception {
        Thread other = Thread.ofVirtual().start(() -> {
            while (prompt.complaints.isEmpty()) {
                session.interrupt();
                Thread.onSpinWait();
            }
        });
        assertThat(session.evaluate("{ while (true) {} }", ++number)).isFalse();
        other.join(); // it interrupts from before the compiler has begun until the evaluation has ended
        assertThat(prompt.complaints.getFirst()).matches("\\*\\* \\((interrupted\\)|EXIT from .*)");
        shows("1 + 1", "2");
    }

    @Test
    void evaluation_stops_at_the_first_piece_that_fails() throws Exception {
        assertThat(complains("int one = 1; int two = missing; int three = 3;"))
                .contains("cannot find symbol: variable missing");
        assertThat(prompt.shown).containsExactly("1");
    }

    @Test
    void a_class_that_was_typed_can_be_called_by_others_without_saying_public() throws Exception {
        shows(
                "class Dog { static String say(String what, long times) { return what.repeat((int) times); } private static void own() {} }",
                "{:module, Dog}");
        Exposure exposure = new Exposure(Atom.of("kate@localhost"));
        exposure.replace(typed.getFirst());
        var call = (Resolved.Call) exposure.resolve(Mfa.of("Elixir.Dog", "say", "wau", 2));
        assertThat(call.handler().call(ListTerm.of(Bits.of("wau"), Int.of(2)))).isEqualTo(Bits.of("wauwau"));
        assertThat(exposure.resolve(Mfa.of("Elixir.Dog", "own"))).isNotInstanceOf(Resolved.Call.class);
    }

    @Test
    void evaluation_for_others_shares_classes_and_variables_and_refuses_what_is_no_java() throws Exception {
        shows("int bones = 3", "3");
        Exposure exposure = new Exposure(Atom.of("kate@localhost"));
        RemoteEval.allow(exposure, engine, () -> bench);
        assertThat(call(exposure, "bones = bones + 1")).isEqualTo(Int.of(4));
        shows("bones", "4");
        assertThat(call(exposure, "Thread.yield(); int a = 1; a + 1")).isEqualTo(Int.of(2));
        assertThat(call(exposure, "new Object()").toString()).contains("#Java<java.lang.Object");
        assertThat(catchThrowable(() -> call(exposure, "Nobody.x()")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot find symbol: variable Nobody");
        assertThat(catchThrowable(() -> call(exposure, "throw new java.io.IOException(\"x\");")))
                .isInstanceOf(java.io.IOException.class);
    }

    private static Object call(Exposure exposure, String source) throws Exception {
        Mfa eval = Mfa.eval(source);
        return ((Resolved.Call) exposure.resolve(eval)).handler().call(eval.arguments());
    }

    @Test
    void help_says_what_there_is() throws Exception {
        shows("help()", ":ok");
    }
}
