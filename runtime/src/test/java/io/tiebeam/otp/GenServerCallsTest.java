// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.self;
import static io.tiebeam.otp.Strategy.ONE_FOR_ONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.CallTimeoutException;
import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Servers under a supervisor, answered twice, and too late. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GenServerCallsTest {
    private static final Name COUNTER = Name.of("Elixir.Counter");

    private final OnNode kate = new OnNode("kate@localhost");

    @AfterEach
    void stop() {
        kate.close();
    }

    static final class Counter extends GenServer<Counter.Message> {
        sealed interface Message {}

        record Add(long by) implements Message, Call<Long> {}

        record Twice() implements Message, Call<Long> {}

        record Fail() implements Message {}

        record Spin(long n, int rounds) implements Message, Call<Long> {}

        private long count;

        @Override
        protected Reply handleCall(Message message, From from) {
            return switch (message) {
                case Add add -> reply(add, count += add.by());
                case Twice twice -> {
                    GenServer.reply(from, 1L);
                    yield reply(twice, 2L);
                }
                case Spin spin -> {
                    for (int i = 0; i < spin.rounds(); i++) {
                        Thread.onSpinWait();
                    }
                    yield reply(spin, spin.n());
                }
                case Fail _ -> noReply();
            };
        }

        @Override
        protected NoReply handleCast(Message message) {
            return stop("boom");
        }
    }

    @Test
    void a_supervisor_starts_a_new_one_under_the_same_name_when_it_has_crashed() throws Throwable {
        kate.run(self -> {
            try (Reports reports = new Reports()) {
                Pid sup = Supervisor.of(ONE_FOR_ONE)
                        .child(ChildSpec.of("counter", Counter::new).named(COUNTER))
                        .startLink();
                assertThat(GenServer.call(COUNTER, new Counter.Add(5))).isEqualTo(5);
                Pid first = Processes.whereIs(COUNTER).orElseThrow();
                GenServer.cast(COUNTER, new Counter.Fail());
                assertThat(OnNode.awaitEnd(self, first)).isEqualTo(Atom.of("boom"));
                assertThat(Supervisor.countChildren(sup).active())
                        .isEqualTo(1); // asked after the end: it has restarted it
                assertThat(GenServer.call(COUNTER, new Counter.Add(1))).isEqualTo(1);
                assertThat(Processes.whereIs(COUNTER)).isPresent().get().isNotEqualTo(first);
                assertThat(reports.next().getMessage()).startsWith("GenServer Counter terminating\n** (stop) :boom");
                assertThat(reports.next().getMessage()).contains("Child :counter of supervisor");
                Supervisor.stop(sup);
            }
            return null;
        });
    }

    @Test
    void the_second_answer_to_one_call_is_not_sent_and_told() throws Throwable {
        kate.run(self -> {
            Pid counter = new Counter().start();
            try (Reports reports = new Reports()) {
                assertThat(GenServer.call(counter, new Counter.Twice())).isEqualTo(1);
                assertThat(GenServer.call(counter, new Counter.Add(1))).isEqualTo(1); // it has sent both
                assertThat(reports.next().getMessage())
                        .startsWith("process " + counter + " answered one call of " + self() + " twice")
                        .contains("→ return noReply() after GenServer.reply(from, ...)");
                assertThat(reports.left()).isEmpty();
            }
            assertThat(self.info().messages()).isZero();
            return null;
        });
    }

    @Test
    void an_answer_comes_in_time_or_never() throws Throwable {
        kate.run(self -> {
            Pid counter = new Counter().start();
            Random random = new Random(4711);
            int late = 0;
            for (int run = 0; run < 2_000; run++) {
                try {
                    Duration limit = Duration.ofNanos(random.nextInt(200_000));
                    long answer = GenServer.call(counter, new Counter.Spin(run, random.nextInt(3_000)), limit);
                    assertThat(answer).as("run %d", run).isEqualTo(run);
                } catch (CallTimeoutException timeout) {
                    late++;
                }
                assertThat(self.info().messages()).as("run %d", run).isZero();
                assertThat(self.info().monitors()).as("run %d", run).isEmpty();
            }
            assertThat(late).isBetween(1, 1_999);
            GenServer.call(counter, new Counter.Add(1)); // it has answered all, and nothing came
            assertThat(self.info().messages()).isZero();
            return null;
        });
    }

    @Test
    void a_call_against_the_end_of_its_server_is_answered_or_fails_and_leaves_nothing() throws Throwable {
        kate.run(self -> {
            Random random = new Random(4712);
            int answered = 0;
            for (int run = 0; run < 1_000; run++) {
                Pid counter = new Counter().start();
                int delay = random.nextInt(1_000) << random.nextInt(6);
                switch (run) {
                    case 0 -> self.exit(null, counter, Atom.of("kill"));
                    case 1 -> {} // nobody kills it, however busy the machine is
                    default ->
                        kate.spawn(killer -> {
                            for (int i = 0; i < delay; i++) {
                                Thread.onSpinWait();
                            }
                            killer.exit(null, counter, Atom.of("kill"));
                            return null;
                        });
                }
                try {
                    assertThat(GenServer.call(counter, new Counter.Spin(run, random.nextInt(1_000))))
                            .isEqualTo(run);
                    answered++;
                } catch (ExitException ended) {
                    assertThat(((Tuple) ended.reason()).get(0)).isIn(Atom.of("killed"), Atom.of("noproc"));
                }
                assertThat(self.info().messages()).as("run %d", run).isZero();
                assertThat(self.info().monitors()).as("run %d", run).isEmpty();
            }
            assertThat(answered).isBetween(1, 999);
            return null;
        });
    }
}
