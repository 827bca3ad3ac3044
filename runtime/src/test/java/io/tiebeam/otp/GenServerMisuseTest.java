// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.IgnoreException;
import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Servers that are asked what cannot be sent, that throw, and that do not want to die. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GenServerMisuseTest {
    private final OnNode kate = new OnNode("kate@localhost");
    private final CompletableFuture<List<Throwable>> afterwards = new CompletableFuture<>();
    private final CompletableFuture<Pid> waiting = new CompletableFuture<>();

    @AfterEach
    void stop() {
        kate.close();
    }

    private final class Stubborn extends GenServer<Stubborn.Message> {
        sealed interface Message permits Count, Wait, Break, Endless {}

        record Count() implements Message, Call<Long> {}

        record Wait() implements Message, Call<Long> {}

        record Break() implements Message, Call<Long> {}

        record Endless(int n) implements Message, Call<Long> {}

        private long count;

        @Override
        protected Reply handleCall(Message message, From from) {
            return switch (message) {
                case Count ask -> reply(ask, ++count);
                case Break _ -> throw new AssertionError("broken");
                case Endless endless -> reply(endless, depth(endless.n()));
                case Wait ask -> {
                    try {
                        waiting.complete(Kernel.self());
                        Kernel.receiveWhen(Term.class, _ -> false);
                    } catch (ProcessKilled caught) {
                        try {
                            GenServer.reply(from, -1L);
                            afterwards.complete(List.of());
                        } catch (ProcessKilled again) {
                            afterwards.complete(List.of(caught, again));
                        }
                    }
                    yield reply(ask, -2L);
                }
            };
        }

        private static long depth(long n) {
            return 1 + depth(n + 1);
        }
    }

    record Note(StringBuilder text) implements Call<Long> {}

    private static final class Notes extends GenServer<Note> {
        @Override
        protected Reply handleCall(Note note, From from) {
            return reply(note, 0L);
        }
    }

    @Test
    void a_class_whose_messages_cannot_be_received_is_refused_before_there_is_any() {
        assertThatThrownBy(Notes::new)
                .isInstanceOf(TermException.class)
                .hasMessageContaining("Note cannot be received: component 'text' is java.lang.StringBuilder")
                .hasMessageContaining("→ use String");
    }

    @Test
    void a_request_that_cannot_be_sent_is_refused_where_it_was_made_and_the_server_hears_nothing() throws Throwable {
        kate.run(self -> {
            Pid server = new Stubborn().start();
            Note mutable = new Note(new StringBuilder("tea"));
            assertThatThrownBy(() -> GenServer.call(server, mutable))
                    .isInstanceOf(TermException.class)
                    .hasMessageContaining("'text'")
                    .hasMessageContaining("java.lang.StringBuilder")
                    .hasMessageContaining("→");
            assertThatThrownBy(() -> GenServer.cast(server, mutable)).isInstanceOf(TermException.class);
            assertThat(self.info().monitors()).isEmpty();
            assertThat(GenServer.call(server, new Stubborn.Count())).isEqualTo(1);
            return null;
        });
    }

    @Test
    void a_server_that_does_not_say_how_it_begins_or_does_not_want_to_is_told_of_in_words() throws Throwable {
        GenServer<Term> silent = new GenServer<>() {
            @Override
            protected NoReply init() {
                return null;
            }
        };
        GenServer<Term> unwilling = new GenServer<>() {
            @Override
            protected NoReply init() {
                return ignore();
            }
        };
        kate.run(_ -> {
            assertThatThrownBy(silent::start)
                    .isInstanceOf(ExitException.class)
                    .hasMessageContaining("a callback returned null")
                    .hasMessageContaining("→ return noReply()");
            assertThatThrownBy(unwilling::start)
                    .isInstanceOf(IgnoreException.class)
                    .hasMessage("GenServer did not start: it chose not to run (ignore)");
            return null;
        });
    }

    /** Has much to tell of when it ends. */
    private static final class Hoard extends GenServer<Term> {
        private final List<Integer> all = IntStream.range(0, 100_000).boxed().toList();

        @Override
        protected NoReply init() {
            Processes.setLabel("attic");
            return noReply();
        }

        @Override
        protected Reply handleCall(Term request, From from) {
            throw new IllegalStateException("full");
        }
    }

    @Test
    void the_report_of_a_large_state_is_short_and_has_the_label_of_its_process() throws Throwable {
        kate.run(_ -> {
            try (Reports reports = new Reports()) {
                Pid server = new Hoard().start();
                assertThat(Sys.getState(server).toString()).contains("99999");
                assertThatThrownBy(() -> GenServer.call(server, Bits.of("x".repeat(10_000))))
                        .isInstanceOf(ExitException.class);
                String text = reports.next().getMessage();
                assertThat(text)
                        .hasSizeLessThan(6_000)
                        .contains("47, 48, ...]")
                        .contains(", label \"attic\", ancestors");
            }
            return null;
        });
    }

    @Test
    void nobody_is_no_server() throws Throwable {
        kate.run(_ -> {
            assertThatThrownBy(() -> GenServer.call((Pid) null, Atom.OK))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("no server was named");
            assertThatThrownBy(() -> Kernel.send((Pid) null, Atom.OK)).hasMessageContaining("no server was named");
            return null;
        });
    }

    @Test
    void a_name_that_stands_for_nobody_is_refused() throws Throwable {
        kate.run(_ -> {
            assertThatThrownBy(() -> new Stubborn().start(Name.of("undefined")))
                    .isInstanceOf(ExitException.class)
                    .hasMessageContaining("cannot start")
                    .hasMessageContaining("as :undefined");
            return null;
        });
    }

    @Test
    void a_callback_that_catches_its_own_death_answers_nobody() throws Throwable {
        kate.run(self -> {
            Pid server = new Stubborn().start();
            kate.spawn(_ -> {
                Kernel.exit(waiting.get(20, TimeUnit.SECONDS), Atom.of("kill"));
                return null;
            });
            assertThatThrownBy(() -> GenServer.call(server, new Stubborn.Wait()))
                    .isInstanceOf(ExitException.class)
                    .hasMessageContaining("** (EXIT) killed");
            assertThat(afterwards.get(20, TimeUnit.SECONDS)).hasSize(2);
            assertThat(self.info().messages()).isZero();
            assertThat(Processes.isAlive(server)).isFalse();
            return null;
        });
    }

    @Test
    void errors_too_end_the_server_with_a_report_and_nobody_else() throws Throwable {
        kate.run(self -> {
            for (Stubborn.Message bad : List.of(new Stubborn.Break(), new Stubborn.Endless(0))) {
                try (Reports reports = new Reports()) {
                    Pid server = new Stubborn().start();
                    assertThatThrownBy(() -> GenServer.call(server, (Call<?>) bad))
                            .isInstanceOf(ExitException.class)
                            .hasMessageContaining(
                                    bad instanceof Stubborn.Break
                                            ? "java.lang.AssertionError: broken"
                                            : "StackOverflow");
                    assertThat(Processes.isAlive(server)).isFalse();
                    assertThat(reports.next().getMessage()).contains("terminating\n** (RuntimeError) java.lang.");
                }
            }
            assertThat(self.info().messages()).isZero();
            return null;
        });
    }
}
