// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who has written what a process sends to another node, and when. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class FlushTest {
    private static final Atom NORMAL = Atom.of("normal");
    private static final Atom PEER = Atom.of("peer@localhost");
    private static final Pid THERE = new Pid(PEER, 1, 0, 1);

    private final LocalNode node = new LocalNode(Atom.of("test@localhost"), 7);
    private final List<String> seen = new CopyOnWriteArrayList<>();

    private final Channel via = new Channel() {
        @Override
        public Atom node() {
            return PEER;
        }

        @Override
        public boolean offer(Pid from, Term to, Signal signal) {
            seen.add(signal.getClass().getSimpleName());
            return true;
        }

        @Override
        public boolean offer(SpawnRequest request) {
            return true;
        }

        @Override
        public void flushNow() {
            seen.add("now");
        }

        @Override
        public void flushSoon() {
            seen.add("soon");
        }

        @Override
        public void awaitRoom(ProcessCell self) {}

        @Override
        public boolean relate(ProcessCell cell) {
            return true;
        }

        @Override
        public void forget(ProcessCell cell) {}
    };

    @AfterEach
    void nothing_is_left() {
        node.killAll(Atom.of("kill"));
    }

    /** What the channel sees of a process that runs {@code body}; with "end" where the body ended. */
    private List<String> of(Consumer<ProcessCell> body) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        ProcessCell cell = node.spawn(SpawnOptions.of(node.user(), "test"), self -> {
            try {
                body.accept(self);
                done.complete(null);
            } catch (Throwable failed) {
                done.completeExceptionally(failed);
            }
            seen.add("end");
            return NORMAL;
        });
        done.join();
        try {
            cell.thread().join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return seen;
    }

    private void send(ProcessCell self) {
        self.send(via, THERE, Atom.OK);
    }

    private static void waitFor(ProcessCell self) {
        self.receive(m -> m, Deadline.in(java.time.Duration.ofMillis(1)));
    }

    @Test
    void the_first_messages_after_a_wait_are_written_by_the_sender_and_the_rest_by_another_thread() {
        assertThat(of(self -> {
                    for (int i = 0; i < 4; i++) {
                        send(self);
                    }
                    waitFor(self);
                    send(self);
                }))
                .containsExactly(
                        "Message", "now", "Message", "now", "Message", "now", "Message", "soon", "Message", "now",
                        "end");
    }

    @Test
    void who_has_more_to_handle_leaves_writing_to_another_thread() {
        assertThat(of(self -> {
                    self.send(self.pid(), Atom.OK);
                    self.send(self.pid(), Atom.OK);
                    self.receive(m -> m, Deadline.NEVER);
                    send(self);
                    self.receive(m -> m, Deadline.NEVER);
                    send(self);
                }))
                .containsExactly("Message", "soon", "Message", "now", "end");
    }

    @Test
    void what_is_corked_leaves_in_one_piece() {
        assertThat(of(self -> {
                    self.cork();
                    self.monitor(via, THERE, THERE, AliasUse.UNTIL_DEMONITOR);
                    send(self);
                    self.uncork(via);
                }))
                .startsWith("Monitor", "Message", "now");
    }

    @Test
    void a_monitor_that_is_taken_back_leaves_with_the_next_message() {
        assertThat(of(self -> {
                    Ref ref = self.monitor(via, THERE, THERE, AliasUse.NONE);
                    self.demonitor(ref, true);
                    send(self);
                }))
                .containsExactly("Monitor", "now", "Demonitor", "Message", "now", "end");
    }

    @Test
    void a_monitor_that_is_taken_back_is_told_before_a_wait_and_at_the_end() {
        assertThat(of(self -> {
                    self.demonitor(self.monitor(via, THERE, THERE, AliasUse.NONE), true);
                    waitFor(self);
                    self.demonitor(self.monitor(via, THERE, THERE, AliasUse.NONE), true);
                }))
                .containsExactly("Monitor", "now", "Demonitor", "now", "Monitor", "now", "Demonitor", "end", "now");
    }

    @Test
    void a_thread_that_is_no_process_leaves_nothing_behind() {
        StandIn.call(self -> {
            self.demonitor(self.monitor(via, THERE, THERE, AliasUse.NONE), true);
            return null;
        });
        assertThat(seen).containsExactly("Monitor", "now", "Demonitor", "now");
    }
}
