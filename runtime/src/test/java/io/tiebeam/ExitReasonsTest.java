// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermReader;
import io.tiebeam.term.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExitReasonsTest {

    /** What interop/record/exit_reasons.exs wrote. */
    record Recorded(String shown, Term reason, String text) {
        @Override
        public String toString() {
            return shown;
        }
    }

    static List<Recorded> recorded() {
        try (var in = ExitReasonsTest.class.getResourceAsStream("/exits/elixir-1.14.txt")) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<Recorded> records = new ArrayList<>();
            for (String block : ("\n" + all.stripTrailing()).split("\n= ")) {
                if (!block.isEmpty()) {
                    List<String> lines = block.lines().toList();
                    Term reason = TermReader.decode(HexFormat.of().parseHex(lines.get(1)));
                    List<String> text = lines.subList(2, lines.size()).stream()
                            .map(line -> line.substring(Math.min(2, line.length())))
                            .toList();
                    records.add(new Recorded(lines.get(0), reason, String.join("\n", text)));
                }
            }
            return records;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void a_reason_reads_as_in_elixir(Recorded recorded) {
        assertThat(ExitReasons.format(recorded.reason())).isEqualTo(recorded.text());
    }

    @Test
    void the_recording_is_there() {
        assertThat(recorded()).hasSizeGreaterThan(150);
    }

    @Test
    void reasons_within_reasons_without_end_are_cut() {
        Term reason = Atom.of("x");
        Term call = Tuple.of(Atom.of("Elixir.Task"), Atom.of("await"), ListTerm.EMPTY);
        for (int i = 0; i < 5_000; i++) {
            reason = Tuple.of(reason, call);
        }
        assertThat(ExitReasons.format(reason))
                .startsWith("exited in: Task.await()\n    ** (EXIT) exited in: Task.await()\n");
    }

    @Test
    void an_error_in_a_log_has_its_stack_beneath_it() {
        Term error = exception("RuntimeError", "boom");
        Term location = ListTerm.of(
                Tuple.of(Atom.of("file"), ListTerm.charlist("lib/chat.ex")), Tuple.of(Atom.of("line"), Int.of(32)));
        Term frame = Tuple.of(Atom.of("Elixir.Chat"), Atom.of("boom"), Int.of(1), location);
        assertThat(ExitReasons.formatError(error, ListTerm.of(frame, frame))).isEqualTo("""
                        ** (RuntimeError) boom
                            lib/chat.ex:32: Chat.boom/1
                            lib/chat.ex:32: Chat.boom/1""");
        assertThat(ExitReasons.formatError(error, ListTerm.EMPTY)).isEqualTo("** (RuntimeError) boom");
        assertThat(ExitReasons.formatError(Atom.of("undef"), ListTerm.EMPTY))
                .isEqualTo("** (UndefinedFunctionError) undefined function");
    }

    // ---- from Java ------------------------------------------------------------------------------------------------

    @Test
    void an_exit_has_its_own_reason() {
        Term reason = Tuple.of(Atom.of("shutdown"), Atom.of("x"));
        assertThat(ExitReasons.of(new ExitException(reason))).isSameAs(reason);
    }

    @Test
    void exceptions_are_those_of_elixir_where_one_fits() {
        assertThat(error(new IllegalStateException("boom")))
                .isEqualTo(exception("RuntimeError", "java.lang.IllegalStateException: boom"));
        assertThat(error(new IllegalArgumentException("too small"))).isEqualTo(exception("ArgumentError", "too small"));
        assertThat(error(new TermException("expected integer")))
                .isEqualTo(exception("ArgumentError", "expected integer"));
        assertThat(error(new ArithmeticException("/ by zero"))).isEqualTo(exception("ArithmeticError", "/ by zero"));
        assertThat(error(new IOException("disk on fire")))
                .isEqualTo(exception("RuntimeError", "java.io.IOException: disk on fire"));
        assertThat(error(new StackOverflowError()))
                .isEqualTo(exception("RuntimeError", "java.lang.StackOverflowError"));
        assertThat(error(new IllegalArgumentException()))
                .isEqualTo(exception("ArgumentError", "java.lang.IllegalArgumentException"));
    }

    @Test
    void frames_have_file_and_line_and_end_where_the_runtime_begins() {
        RuntimeException e = new IllegalStateException("boom");
        e.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("java.util.List", "get", "List.java", 9),
            new StackTraceElement("chat.Chat", "receiveMessage", "Chat.java", 14),
            new StackTraceElement("chat.Chat", "nowhere", null, -1),
            new StackTraceElement("io.tiebeam.StaticFunction", "call", "StaticFunction.java", 50),
            new StackTraceElement("java.lang.VirtualThread", "run", "VirtualThread.java", 309)
        });
        assertThat(ExitReasons.format(ExitReasons.of(e))).isEqualTo("""
                        an exception was raised:
                            ** (RuntimeError) java.lang.IllegalStateException: boom
                                List.java:9: :"java.util.List".get/0
                                Chat.java:14: :"chat.Chat".receiveMessage/0
                                :"chat.Chat".nowhere/0""");
        assertThat(((Tuple) ((ListTerm) ((Tuple) ExitReasons.of(e)).get(1)).get(1)))
                .isEqualTo(Tuple.of(
                        Atom.of("chat.Chat"),
                        Atom.of("receiveMessage"),
                        Int.of(0),
                        ListTerm.of(
                                Tuple.of(Atom.of("file"), ListTerm.charlist("Chat.java")),
                                Tuple.of(Atom.of("line"), Int.of(14)))));
    }

    @Test
    void an_exception_without_a_stack_is_still_told_from_an_exit() {
        RuntimeException e = new IllegalStateException("boom");
        e.setStackTrace(new StackTraceElement[0]);
        assertThat(ExitReasons.format(ExitReasons.of(e)))
                .startsWith("an exception was raised:\n    ** (RuntimeError) java.lang.IllegalStateException: boom\n");
    }

    @Test
    void deep_stacks_and_long_names_have_limits() {
        RuntimeException e = new IllegalStateException("boom");
        StackTraceElement[] frames = new StackTraceElement[1000];
        java.util.Arrays.fill(frames, new StackTraceElement("c".repeat(300), "m".repeat(300), "F.java", 1));
        e.setStackTrace(frames);
        assertThat(((ListTerm) ((Tuple) ExitReasons.of(e)).get(1)).size()).isEqualTo(32);
    }

    private static Term error(Throwable thrown) {
        return ((Tuple) ExitReasons.of(thrown)).get(0);
    }

    private static Term exception(String name, String message) {
        return MapTerm.of(
                Atom.of("__struct__"),
                Atom.of("Elixir." + name),
                Atom.of("__exception__"),
                Atom.TRUE,
                Atom.of("message"),
                Bits.of(message));
    }
}
