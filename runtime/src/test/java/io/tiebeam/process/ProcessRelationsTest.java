// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.RecordingChannel.Offered;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left of a process that is gone, here and at its peers: nothing. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class ProcessRelationsTest {
    private static final Atom NORMAL = Atom.of("normal");
    private static final Atom KILL = Atom.of("kill");

    private final LocalNode node = new LocalNode(Atom.of("test@localhost"), 7);
    private final RecordingChannel channel = new RecordingChannel();

    @AfterEach
    void nothing_is_left() {
        node.killAll(KILL);
        assertThat(node.processes()).isEmpty();
        assertThat(channel.related).isEmpty();
    }

    /** Runs {@code body} as a process to its end; throws what it throws. */
    private ProcessCell asProcess(Consumer<ProcessCell> body) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        ProcessCell cell = spawn(self -> {
            try {
                body.accept(self);
                done.complete(null);
            } catch (Throwable t) {
                done.completeExceptionally(t);
            }
            return NORMAL;
        });
        done.join();
        join(cell);
        return cell;
    }

    private ProcessCell spawn(ProcessBody body) {
        return node.spawn(SpawnOptions.of(node.user(), "test"), body);
    }

    private static void join(ProcessCell cell) {
        try {
            cell.thread().join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Term forEver(ProcessCell self) {
        return self.receive(_ -> null, Deadline.NEVER);
    }

    @Test
    void a_channel_forgets_a_process_whose_monitor_was_over_before_it_died() {
        asProcess(self -> {
            Ref ref = self.monitor(channel, channel.pid(1), channel.pid(1), AliasUse.NONE);
            assertThat(channel.related).contains(self);
            self.demonitor(ref, true);
        });
        assertThat(channel.related).isEmpty();
    }

    @Test
    void a_channel_forgets_a_process_that_only_monitored_its_node_or_asked_for_another() {
        asProcess(self -> self.monitorNode(channel, true));
        assertThat(channel.related).isEmpty();
        asProcess(self -> self.spawn(
                channel,
                new SpawnRequest(self.newRef(), self.pid(), self.pid(), NORMAL, NORMAL, ListTerm.EMPTY, false, false)));
        assertThat(channel.related).isEmpty();
    }

    @Test
    void a_channel_forgets_a_process_that_was_watched_from_there_for_a_while() {
        ProcessCell watched = spawn(ProcessRelationsTest::forEver);
        Ref ref = Ref.of(channel.node(), 1, 1, 2, 3);
        node.deliver(watched.pid(), new Signal.Monitor(channel.pid(1), watched.pid(), ref, channel));
        watched.info();
        assertThat(channel.related).contains(watched);
        node.deliver(watched.pid(), new Signal.Demonitor(channel.pid(1), ref));
        node.deliver(watched.pid(), new Signal.Exit(channel.pid(1), KILL));
        join(watched);
        assertThat(channel.related).isEmpty();
    }

    @Test
    void a_reason_that_cannot_be_written_does_not_keep_the_news_from_anybody() {
        Atom unwritable = Atom.of("enormous");
        channel.unwritable = unwritable;
        CompletableFuture<Term> told = new CompletableFuture<>();
        CompletableFuture<Boolean> linked = new CompletableFuture<>();
        ProcessCell dying = spawn(self -> {
            self.link(channel, channel.pid(1));
            self.link(channel, channel.pid(2));
            self.receive(m -> m, Deadline.NEVER);
            return unwritable;
        });
        spawn(self -> {
            self.monitor(null, dying.pid(), dying.pid(), AliasUse.NONE);
            linked.complete(true);
            told.complete(self.receive(m -> (Term) m, Deadline.in(Duration.ofSeconds(10))));
            return NORMAL;
        });
        linked.join();
        node.deliver(dying.pid(), new Signal.Message(Atom.OK));
        assertThat(told.join()).isNotNull();
        assertThat(channel.offered.stream()
                        .filter(o -> o.signal() instanceof Signal.LinkExit)
                        .map(Offered::to))
                .containsExactly(channel.pid(1), channel.pid(2));
    }

    @Test
    void a_monitor_of_a_name_is_taken_back_from_the_process_that_had_it() {
        Atom name = Atom.of("server");
        ProcessCell former = spawn(ProcessRelationsTest::forEver);
        ProcessCell latter = spawn(ProcessRelationsTest::forEver);
        assertThat(node.register(name, former)).isTrue();
        asProcess(self -> {
            Ref ref = self.monitor(null, name, name, AliasUse.NONE);
            node.unregister(name);
            node.register(name, latter);
            self.demonitor(ref, true);
            assertThat(former.info().monitoredBy()).isEmpty();
        });
    }

    @Test
    void a_death_told_by_another_process_does_not_leave_one_half_dead() {
        ProcessCell killed = spawn(ProcessRelationsTest::forEver);
        node.deliver(killed.pid(), new Signal.Exit(killed.pid(), KILL));
        ProcessCell other = spawn(self -> {
            killed.checkAlive();
            return NORMAL;
        });
        join(other);
        assertThat(other.isAlive()).isFalse();
        assertThat(node.find(other.pid())).isEmpty();
    }

    @Test
    void nothing_runs_after_an_exit_sent_to_oneself() {
        boolean[] ranOn = new boolean[1];
        ProcessCell cell = spawn(self -> {
            self.exit(null, self.pid(), KILL);
            ranOn[0] = true;
            return NORMAL;
        });
        join(cell);
        assertThat(ranOn[0]).isFalse();
        assertThat(cell.exitReason()).isEqualTo(Atom.of("killed"));
    }

    @Test
    void what_a_stopped_node_starts_is_dead_at_once() {
        node.killAll(Atom.of("shutdown"));
        ProcessCell late = spawn(ProcessRelationsTest::forEver);
        join(late);
        assertThat(late.exitReason()).isEqualTo(Atom.of("shutdown"));
        assertThat(node.find(late.pid())).isEmpty();
    }

    @Test
    void a_matcher_that_receives_in_turn_does_not_see_the_message_it_looks_at() {
        asProcess(self -> {
            for (String name : new String[] {"a", "b", "c", "d"}) {
                self.send(self.pid(), Atom.of(name));
            }
            Object outer = self.receive(
                    m -> {
                        if (m.equals(Atom.of("a"))) {
                            return null;
                        }
                        Object first = self.receive(inner -> inner, Deadline.NOW);
                        Object second = self.receive(inner -> inner, Deadline.NOW);
                        return m + " " + first + " " + second;
                    },
                    Deadline.NOW);
            assertThat(outer).isEqualTo(":b :a :c");
            assertThat((Object) self.receive(m -> m, Deadline.NOW)).isEqualTo(Atom.of("d"));
            self.send(self.pid(), Atom.of("e"));
            assertThat((Object) self.receive(m -> m, Deadline.NOW)).isEqualTo(Atom.of("e"));
            assertThat(self.info().messages()).isZero();
        });
    }

    @Test
    void an_end_in_the_middle_of_a_nested_receive_leaves_all_messages_visible() {
        asProcess(self -> {
            self.send(self.pid(), Atom.of("a"));
            assertThatThrownBy(() -> self.receive(
                            m -> {
                                Object none = self.receive(inner -> inner, Deadline.NOW);
                                throw new IllegalStateException("nested saw " + none);
                            },
                            Deadline.NOW))
                    .hasMessage("nested saw null");
            assertThat((Object) self.receive(m -> m, Deadline.NOW)).isEqualTo(Atom.of("a"));
        });
    }

    @Test
    void an_acknowledgement_is_with_the_peer_before_anything_that_the_process_sends_it_later() {
        Pid peer = channel.pid(1);
        ProcessCell cell = spawn(ProcessRelationsTest::forEver);
        node.deliver(cell.pid(), new Signal.Link(peer, channel));
        node.deliver(cell.pid(), new Signal.Unlink(peer, 17, channel));
        assertThat(channel.offered.getFirst().signal())
                .isInstanceOfSatisfying(
                        Signal.UnlinkAck.class, ack -> assertThat(ack.id()).isEqualTo(17));
        assertThat(cell.info().links()).isEmpty();
    }
}
