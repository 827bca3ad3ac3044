// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EvaluatorTest {
    private static SnippetEngine engine;

    private final BlockingQueue<Outcome.Died> diedIdle = new LinkedBlockingQueue<>();
    private Evaluator evaluator;

    @BeforeAll
    static void start_the_engine() {
        engine = new SnippetEngine("", EvaluatorTest.class.getClassLoader(), SnippetEngine.IMPORTS);
    }

    @AfterAll
    static void stop_the_engine() {
        engine.close();
    }

    @BeforeEach
    void start() {
        evaluator = new Evaluator(Workbench.of(engine, _ -> {}), diedIdle::add);
    }

    @AfterEach
    void stop() {
        evaluator.close();
    }

    private Outcome evaluate(String text) throws InterruptedException {
        return evaluator.run(((Prepared.Runs) engine.next(text).orElseThrow().prepared()).method());
    }

    private Object value(String text) throws InterruptedException {
        return ((Outcome.Returned) evaluate(text)).value();
    }

    @Test
    void snippets_run_in_one_process_that_has_a_mailbox() throws Exception {
        Pid self = (Pid) value("self()");
        assertThat(value("self()")).isEqualTo(self);
        assertThat(self).isEqualTo(evaluator.pid());
        assertThat(value("send(self(), Atom.of(\"hi\"))")).isEqualTo(Atom.of("hi"));
        assertThat(value("receive()")).isEqualTo(Atom.of("hi"));
    }

    @Test
    void an_exception_is_an_outcome_and_the_process_goes_on() throws Exception {
        Pid self = evaluator.pid();
        var threw = (Outcome.Threw) evaluate("throw new IllegalStateException(\"boom\");");
        assertThat(threw.error()).isInstanceOf(IllegalStateException.class).hasMessage("boom");
        var exited = (Outcome.Threw) evaluate("exit(\"bye\")");
        assertThat(((ExitException) exited.error()).reason()).isEqualTo(Atom.of("bye"));
        assertThat(value("self()")).isEqualTo(self);
    }

    @Test
    void an_exit_of_a_linked_process_ends_the_evaluation_and_bindings_live_on() throws Exception {
        evaluate("int kept = 42");
        Pid before = evaluator.pid();
        assertThat(evaluate("{ spawnLink(() -> exit(\"bye\")); receive(); }"))
                .isEqualTo(new Outcome.Died(before, Atom.of("bye")));
        assertThat(value("kept")).isEqualTo(42);
        assertThat(value("self()")).isNotEqualTo(before);
        assertThat(diedIdle).isEmpty();
    }

    @Test
    void a_death_between_two_evaluations_is_told_and_a_successor_takes_over() throws Exception {
        Pid before = evaluator.pid();
        Kernel.exit(before, "bye");
        assertThat(diedIdle.take()).isEqualTo(new Outcome.Died(before, Atom.of("bye")));
        assertThat(value("self()")).isNotEqualTo(before);
    }

    @Test
    void an_interrupt_ends_what_waits_and_what_computes_but_nothing_that_is_idle() throws Exception {
        Pid idle = (Pid) value("self()");
        evaluator.interrupt();
        assertThat(value("self()")).isEqualTo(idle);
        for (String endless : List.of("receive()", "{ long n = 0; while (true) n++; }", "Thread.sleep(1_000_000)")) {
            Pid busy = (Pid) value("self()");
            Outcome outcome;
            do {
                outcome = interrupted(endless);
            } while (outcome instanceof Outcome.Threw(StopCheck.Stopped _)); // it had not begun yet
            assertThat(outcome).isEqualTo(new Outcome.Died(busy, Atom.of("killed")));
        }
    }

    /** Evaluates {@code code} under interrupts until that has an end. */
    private Outcome interrupted(String code) throws Exception {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                outcome.complete(evaluate(code));
            } catch (InterruptedException e) {
                outcome.completeExceptionally(e);
            }
        });
        while (!outcome.isDone()) {
            evaluator.interrupt();
            Thread.onSpinWait();
        }
        caller.join();
        return outcome.get();
    }

    @Test
    void no_evaluation_is_lost_when_the_process_is_killed_at_its_beginning() throws Exception {
        Method two = ((Prepared.Runs) engine.next("1 + 1").orElseThrow().prepared()).method();
        for (int i = 0; i < 1_000; i++) {
            Kernel.exit(evaluator.pid(), "bye");
            assertThat(evaluator.run(two))
                    .matches(outcome -> outcome instanceof Outcome.Died || outcome.equals(new Outcome.Returned(2)));
        }
    }

    @Test
    void closing_ends_all_its_processes() throws Exception {
        Pid worker = evaluator.pid();
        evaluator.close();
        assertThat(Stream.of(worker)).noneMatch(Processes::isAlive);
    }
}
