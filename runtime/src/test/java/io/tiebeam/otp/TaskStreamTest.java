// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.CallTimeoutException;
import io.tiebeam.Kernel;
import io.tiebeam.otp.Task.Outcome;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks without a supervisor and streams of them, in what Java has beyond Elixir, and when they are used wrongly. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TaskStreamTest {
    private final OnNode kate = new OnNode("kate@localhost");

    @AfterEach
    void stop() {
        kate.close();
    }

    @Test
    void a_thread_that_runs_no_process_has_tasks_and_streams_too() {
        assertThat(Task.async(() -> 6 * 7).await()).isEqualTo(42);
        assertThat(Task.awaitMany(List.of(Task.async(() -> 1), Task.completed(2))))
                .containsExactly(1, 2);
        assertThat(Task.asyncStream(List.of("a", "bc"), String::length))
                .containsExactly(new Outcome.Ok<>(1), new Outcome.Ok<>(2));
        try (var endless = Task.asyncStream(Stream.iterate(1, n -> n + 1), n -> n)) {
            assertThat(endless.limit(3).toList()).hasSize(3);
        }
    }

    @Test
    void a_stream_that_is_garbage_ends_its_tasks() throws Throwable {
        kate.run(self -> {
            Pid[] running = new Pid[1];
            leave(self, running);
            while (self.node().find(running[0]).isPresent()) {
                System.gc();
                Thread.onSpinWait();
            }
            return null;
        });
    }

    private static void leave(ProcessCell self, Pid[] running) {
        Pid owner = self.pid();
        var results = Task.<Integer, Term>asyncStream(
                List.of(1, 2),
                n -> n == 1 ? Kernel.send(owner, Kernel.self()) : Kernel.receive(),
                StreamOptions.DEFAULT.maxConcurrency(2));
        assertThat(results.findFirst()).isPresent();
        running[0] = self.info().links().getFirst(); // the monitor, which ends after its tasks
    }

    /** Some of the tasks end, some crash, and some wait for ever. */
    private static Term step(int n) {
        return switch (n % 4) {
            case 0 -> Kernel.exit("boom");
            case 1 -> Kernel.receive();
            default -> Int.of(n);
        };
    }

    /** Whoever enumerates a stream is killed at any moment; nothing of the stream is left. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void of_a_stream_whose_consumer_is_killed_nothing_is_left(boolean supervised) throws Throwable {
        Random random = new Random(20261125);
        kate.run(self -> {
            Exposures.of(kate.node).expose(Steps.class);
            Pid supervisor = TaskSupervisor.unnamed().startLink();
            TaskStarter tasks = TaskSupervisor.at(supervisor);
            int before = kate.node.processes().size();
            for (int round = 0; round < 300; round++) {
                boolean traps = random.nextBoolean();
                int first = random.nextInt(4);
                List<Integer> input = IntStream.range(first, first + 1 + random.nextInt(8))
                        .boxed()
                        .toList();
                StreamOptions base = StreamOptions.DEFAULT.maxConcurrency(1 + random.nextInt(4));
                StreamOptions options = random.nextBoolean() ? base : base.unordered();
                Pid consumer = kate.spawn(consuming -> {
                    consuming.trapExit(traps);
                    return (supervised
                                    ? tasks.asyncStream(input, Steps::step, options)
                                    : Task.asyncStream(input, TaskStreamTest::step, options))
                            .toList();
                });
                for (int i = random.nextInt(20_000); i > 0; i--) {
                    Thread.onSpinWait();
                }
                self.exit(null, consumer, Atom.of("kill"));
                while (kate.node.processes().size() > before) {
                    Thread.onSpinWait();
                }
            }
            assertThat(tasks.children()).isEmpty();
            return null;
        });
    }

    /** For the tasks of a supervisor. */
    public static final class Steps {
        private Steps() {}

        public static Term step(int n) {
            return TaskStreamTest.step(n);
        }
    }

    @Test
    void a_stream_belongs_to_one_thread_and_says_so() throws Throwable {
        kate.run(self -> {
            try (var results = Task.asyncStream(List.of(1), n -> n)) {
                var elements = results.spliterator();
                AtomicBoolean refused = new AtomicBoolean();
                Thread.ofVirtual().start(() -> {}).join();
                assertThat(elements.tryAdvance(o -> assertThat(o).isEqualTo(new Outcome.Ok<>(1))))
                        .isTrue();
                Thread other = Thread.ofVirtual().start(() -> {
                    try {
                        elements.tryAdvance(_ -> {});
                    } catch (IllegalStateException e) {
                        refused.set(e.getMessage().contains("no parallel()"));
                    }
                });
                other.join();
                assertThat(refused).isTrue();
            }
            return null;
        });
    }

    @Test
    void a_consumer_that_throws_ends_the_stream() throws Throwable {
        kate.run(self -> {
            assertThatThrownBy(() -> Task.<Integer, Term>asyncStream(
                                    List.of(1, 2),
                                    n -> n == 1 ? Atom.OK : Kernel.receive(),
                                    StreamOptions.DEFAULT.maxConcurrency(2))
                            .forEach(_ -> {
                                throw new UnsupportedOperationException("mine");
                            }))
                    .hasMessage("mine");
            assertThat(self.info().links()).isEmpty();
            return null;
        });
    }

    @Test
    void awaiting_twice_is_told_at_once_and_why() throws Throwable {
        kate.run(self -> {
            Task<Integer> task = Task.async(() -> 1);
            task.await();
            assertThatThrownBy(() -> task.await(Duration.ofDays(1)))
                    .isInstanceOf(CallTimeoutException.class)
                    .hasMessageContaining("has been awaited or ended before: its result comes once");
            return null;
        });
    }

    @Test
    void a_completed_task_has_no_process_and_says_so() {
        assertThatThrownBy(() -> Task.completed(1).pid())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Task.completed");
        assertThat(Task.completed(1).shutdown()).contains(new Outcome.Ok<>(1));
    }

    @Test
    void options_out_of_range_are_refused() {
        assertThatThrownBy(() -> StreamOptions.DEFAULT.maxConcurrency(0))
                .hasMessage("expected max_concurrency to be greater than zero, got: 0");
        assertThatThrownBy(() -> YieldOptions.DEFAULT.limit(0)).hasMessageContaining("limit");
    }

    @Test
    void those_that_are_late_are_killed_or_let_go() throws Throwable {
        kate.run(self -> {
            YieldOptions soon = YieldOptions.DEFAULT.timeout(Duration.ofMillis(5));
            Task<Term> killed = Task.async(() -> Kernel.receive());
            Task.yieldMany(List.of(killed), soon.onTimeout(YieldOptions.OnTimeout.KILL_TASK));
            assertThat(self.node().find(killed.pid())).isEmpty();
            Task<Term> free = Task.async(() -> Kernel.receive());
            Task.yieldMany(List.of(free), soon.onTimeout(YieldOptions.OnTimeout.IGNORE));
            assertThat(self.node().find(free.pid())).isPresent();
            assertThat(self.info().links()).isEmpty();
            return null;
        });
    }
}
