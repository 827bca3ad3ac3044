// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class IoClientTest {
    private final LocalNode node = new LocalNode(Atom.of("alex@localhost"), 1);
    private final TestConsole console = new TestConsole();
    private final Pid leader = ConsoleLeader.start(node, console).pid();

    @AfterEach
    void stop() {
        node.killAll(Atom.of("killed"));
    }

    /** Runs {@code body} as a process of the group of {@code under}. */
    private <R> CompletableFuture<R> inGroup(Pid under, Callable<R> body) {
        CompletableFuture<R> result = new CompletableFuture<>();
        node.spawn(SpawnOptions.of(under, "test"), self -> {
            try {
                result.complete(body.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
            return Atom.of("normal");
        });
        return result;
    }

    private static <R> R await(CompletableFuture<R> future) {
        try {
            return future.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException | ExecutionException e) {
            throw new AssertionError(e.getCause() != null ? e.getCause() : e);
        }
    }

    @Test
    void prints_in_order_each_text_as_one_request() {
        await(inGroup(leader, () -> {
            for (int i = 0; i < 50; i++) {
                IoClient.putChars("line " + i + "\n");
            }
            return true;
        }));
        assertThat(console.writes())
                .hasSize(50)
                .startsWith("line 0\n", "line 1\n")
                .endsWith("line 49\n");
    }

    @Test
    void leaves_other_messages_where_they_are() {
        Term first = await(inGroup(leader, () -> {
            ProcessCell self = ProcessCell.currentOrNull();
            self.send(self.pid(), Atom.of("before"));
            IoClient.putChars("x");
            self.send(self.pid(), Atom.of("after"));
            return self.receive(body -> (Term) body, Deadline.NOW);
        }));
        assertThat(first).isEqualTo(Atom.of("before"));
    }

    @Test
    void reads_lines_until_the_end() {
        console.type("alex\n");
        console.typeEnd();
        assertThat(await(inGroup(leader, () -> IoClient.getLine("name? ")))).contains("alex\n");
        assertThat(await(inGroup(leader, () -> IoClient.getLine("")))).isEmpty();
        assertThat(console.prompts).containsExactly("name? ", "");
    }

    @Test
    void ends_the_wait_when_the_leader_dies() throws InterruptedException {
        CompletableFuture<?> waiting = inGroup(leader, () -> IoClient.getLine("never typed"));
        console.prompts.take();
        node.deliver(leader, new io.tiebeam.process.Signal.Exit(leader, Atom.of("kill")));
        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(DeviceException.class)
                .hasMessageContaining("is gone (:killed)");
        assertThatThrownBy(() -> await(inGroup(leader, () -> {
                    IoClient.putChars("x");
                    return true;
                })))
                .hasMessageContaining("is gone (:noproc)");
    }

    @Test
    void says_what_the_leader_refused() {
        console.breakDown();
        assertThatThrownBy(() -> await(inGroup(leader, () -> {
                    IoClient.putChars("x");
                    return true;
                })))
                .hasMessageContaining("refused: :eio");
    }

    @Test
    void serves_threads_that_are_no_processes() {
        node.user(leader);
        node.makeDefault();
        try {
            IoClient.putChars("from a thread\n");
            assertThat(console.output()).isEqualTo("from a thread\n");
        } finally {
            node.endDefault();
        }
    }

    @Test
    void leaves_nothing_behind_in_the_mailbox() {
        int waiting = await(inGroup(leader, () -> {
            for (int i = 0; i < 100; i++) {
                IoClient.putChars("x");
            }
            assertThat(IoClient.request(leader, Atom.of("getopts"))).isNotEqualTo(Bits.EMPTY);
            ProcessCell self = ProcessCell.currentOrNull();
            return self.info().messages() + self.info().monitors().size();
        }));
        assertThat(waiting).isZero();
        assertThat(node.find(leader).orElseThrow().info().monitoredBy()).isEmpty();
    }

    @Test
    void a_slow_leader_delays_nobody_of_another_group() throws InterruptedException {
        TestConsole slowConsole = new TestConsole();
        var gate = slowConsole.stop();
        Pid slow = ConsoleLeader.start(node, slowConsole).pid();
        CompletableFuture<Boolean> stuck = inGroup(slow, () -> {
            IoClient.putChars("stuck\n");
            return true;
        });
        await(inGroup(leader, () -> {
            IoClient.putChars("quick\n");
            return true;
        }));
        assertThat(console.output()).isEqualTo("quick\n");
        assertThat(stuck).isNotDone();
        gate.countDown();
        assertThat(await(stuck)).isTrue();
        assertThat(slowConsole.output()).isEqualTo("stuck\n");
    }
}
