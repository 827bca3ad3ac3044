// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Tuple;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes out of a process that a plain thread runs and waits for. */
@Timeout(30)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProcessesRunTest {
    @Test
    void the_value_comes_out() throws Exception {
        assertThat(Processes.<Boolean>run(() -> Processes.isAlive(Kernel.self())))
                .isTrue();
    }

    @Test
    void exceptions_and_errors_come_out_as_they_were_thrown() {
        IOException exception = new IOException("disk on fire");
        AssertionError error = new AssertionError("impossible");
        assertThatThrownBy(() -> Processes.run(() -> {
                    throw exception;
                }))
                .isSameAs(exception);
        assertThatThrownBy(() -> Processes.run(() -> {
                    throw error;
                }))
                .isSameAs(error);
    }

    @Test
    void an_exit_comes_out_with_its_reason_in_words() {
        assertThatThrownBy(() -> Processes.run(() -> Kernel.exit("bye")))
                .isInstanceOfSatisfying(
                        ExitException.class, e -> assertThat(e.reason()).isEqualTo(Atom.of("bye")))
                .hasMessage(":bye");
    }

    @Test
    void a_death_from_outside_comes_out_as_an_exit() {
        assertThatThrownBy(() -> Processes.run(() -> {
                    Kernel.exit(Kernel.self(), "kill");
                    return Kernel.receive();
                }))
                .isInstanceOf(ExitException.class)
                .hasMessage("killed");
        assertThatThrownBy(() -> Processes.run(() -> {
                    Kernel.spawnLink(() -> Kernel.exit(Tuple.of(Atom.of("shutdown"), Atom.of("later"))));
                    return Kernel.receive();
                }))
                .isInstanceOf(ExitException.class)
                .hasMessage("shutdown: :later");
    }

    @Test
    void a_death_during_a_sleep_comes_out_as_an_exit_too() {
        assertThatThrownBy(() -> Processes.run(() -> {
                    Pid self = Kernel.self();
                    Kernel.spawn(() -> Kernel.exit(self, "kill"));
                    Thread.sleep(30_000);
                    return null;
                }))
                .isInstanceOf(ExitException.class)
                .hasMessage("killed");
    }

    @Test
    void nobody_waits_for_a_thread_that_computes_on_after_its_death() {
        AtomicBoolean over = new AtomicBoolean();
        try {
            assertThatThrownBy(() -> Processes.run(() -> {
                        Pid self = Kernel.self();
                        Kernel.spawn(() -> Kernel.exit(self, "kill"));
                        while (!over.get()) {
                            Thread.yield();
                        }
                        return null;
                    }))
                    .isInstanceOf(ExitException.class)
                    .hasMessage("killed");
        } finally {
            over.set(true);
        }
    }

    @Test
    void what_another_process_died_of_is_no_reason_to_wait_for_ever() {
        assertThatThrownBy(() -> Processes.run(() -> {
                    CompletableFuture<Error> death = new CompletableFuture<>();
                    Kernel.spawn(() -> {
                        try {
                            Kernel.exit(Kernel.self(), "kill");
                        } catch (Error dead) {
                            death.complete(dead);
                        }
                    });
                    throw death.join();
                }))
                .hasMessageContaining("was killed");
    }
}
