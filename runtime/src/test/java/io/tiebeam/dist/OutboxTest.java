// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.dist.wire.ControlMessage;
import io.tiebeam.dist.wire.ControlMessage.Exit;
import io.tiebeam.dist.wire.ControlMessage.SendSender;
import io.tiebeam.dist.wire.Flags;
import io.tiebeam.dist.wire.FrameReader;
import io.tiebeam.dist.wire.FrameWriter;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class OutboxTest {
    private static final Pid ALEX = new Pid(Atom.of("alex@localhost"), 110, 0, 7);
    private static final Pid KATE = new Pid(Atom.of("kate@localhost"), 112, 0, 8);
    private static final int MIB = 1 << 20;

    private final ScriptedSocket socket = new ScriptedSocket();
    private final List<String> wishes = new ArrayList<>();
    private final Outbox outbox = outbox(Integer.MAX_VALUE);

    private Outbox outbox(int maxFrame) {
        return new Outbox(socket, new FrameWriter(Flags.offered(), maxFrame), new Outbox.Wake() {
            @Override
            public void whenWritable() {
                wishes.add("writable");
            }

            @Override
            public void more() {
                wishes.add("more");
            }

            @Override
            public void broken(IOException cause) {
                wishes.add("broken: " + cause.getMessage());
            }

            @Override
            public void failed(String why) {
                wishes.add("failed: " + why);
            }
        });
    }

    /** Takes as many bytes as it is told to at each write, and keeps them. */
    private static final class ScriptedSocket implements WritableByteChannel {
        final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        IntUnaryOperator takes = offered -> offered;
        Runnable during = () -> {};
        boolean keeps = true;
        long count;

        @Override
        public int write(ByteBuffer source) throws IOException {
            during.run();
            int n = Math.min(source.remaining(), takes.applyAsInt(source.remaining()));
            if (n < 0) {
                throw new IOException("Broken pipe");
            }
            byte[] bytes = keeps ? new byte[n] : new byte[0];
            if (keeps) {
                source.get(bytes);
            } else {
                source.position(source.position() + n);
            }
            taken.writeBytes(bytes);
            count += n;
            return n;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private static ControlMessage message(Term body) {
        return new SendSender(ALEX, KATE, Optional.empty(), body);
    }

    private static byte[] frames(ControlMessage... messages) {
        var out = new TermWriter();
        for (ControlMessage message : messages) {
            new FrameWriter(Flags.offered(), Integer.MAX_VALUE).write(out, message);
        }
        return out.toByteArray();
    }

    @Test
    void nothing_is_written_before_somebody_flushes_and_then_all_at_once() {
        outbox.add(message(Atom.of("a")));
        outbox.add(message(Atom.of("b")));
        assertThat(socket.taken.size()).isZero();
        assertThat(outbox.needsFlush()).isTrue();

        outbox.flush();

        assertThat(socket.taken.toByteArray()).isEqualTo(frames(message(Atom.of("a")), message(Atom.of("b"))));
        assertThat(outbox.waiting()).isZero();
        assertThat(outbox.needsFlush()).isFalse();
        assertThat(wishes).isEmpty();
    }

    @Test
    void what_the_socket_refuses_goes_on_where_it_stopped_whatever_was_added_meanwhile() {
        var random = new Random(42);
        List<ControlMessage> all = new ArrayList<>();
        socket.takes = _ -> random.nextInt(4); // often 0
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(100) == 0 ? 40_000 : random.nextInt(60)];
            random.nextBytes(bytes);
            ControlMessage message = message(Bits.of(bytes));
            all.add(message);
            outbox.add(message);
            outbox.flush();
            if (wishes.contains("writable") && random.nextBoolean()) {
                wishes.clear();
                outbox.writable();
                outbox.flush();
            }
        }
        while (outbox.waiting() > 0) {
            outbox.writable();
            outbox.flush();
        }
        assertThat(socket.taken.toByteArray()).isEqualTo(frames(all.toArray(ControlMessage[]::new)));
    }

    @Test
    void a_full_socket_is_asked_for_once_and_nobody_writes_until_it_says_that_it_takes_more() {
        socket.takes = _ -> 0;
        outbox.add(message(Atom.of("a")));
        outbox.flush();
        outbox.flush();
        outbox.add(message(Atom.of("b")));
        outbox.flush();
        assertThat(wishes).containsExactly("writable");
        assertThat(outbox.needsFlush()).isFalse();

        socket.takes = n -> n;
        outbox.flush();
        assertThat(socket.taken.size()).isZero();
        outbox.writable();
        assertThat(outbox.needsFlush()).isTrue();
        outbox.flush();
        outbox.flush();
        assertThat(socket.taken.toByteArray()).isEqualTo(frames(message(Atom.of("a")), message(Atom.of("b"))));
    }

    @Test
    void who_flushes_writes_one_batch_and_leaves_what_others_added_meanwhile() {
        AtomicBoolean first = new AtomicBoolean(true);
        socket.during = () -> {
            if (first.getAndSet(false)) {
                outbox.add(message(Atom.of("meanwhile")));
                outbox.flush(); // somebody is at it
            }
        };
        outbox.add(message(Atom.of("a")));
        outbox.flush();
        assertThat(socket.taken.toByteArray()).isEqualTo(frames(message(Atom.of("a"))));
        assertThat(wishes).containsExactly("more");
        assertThat(outbox.needsFlush()).isTrue();
    }

    @Test
    void large_binaries_are_written_from_where_they_lie() {
        byte[] large = new byte[64 * MIB];
        new Random(7).nextBytes(large);
        ControlMessage message = message(Bits.of(large));
        socket.keeps = false;
        outbox.add(message(Atom.of("warm up")));
        outbox.flush();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        outbox.add(message);
        long afterAdd = threads.getCurrentThreadAllocatedBytes();
        outbox.flush();
        long afterFlush = threads.getCurrentThreadAllocatedBytes();
        assertThat(outbox.waiting()).isZero();
        assertThat(socket.count).isGreaterThan(64 * MIB);
        assertThat(afterAdd - before).isLessThan(MIB);
        assertThat(afterFlush - afterAdd).isLessThan(MIB);
    }

    @Test
    void large_binaries_keep_their_place_between_small_ones() {
        byte[] large = new byte[3 * MIB];
        new Random(7).nextBytes(large);
        socket.takes = n -> Math.max(1, n / 3);
        ControlMessage[] all = {
            message(Atom.of("a")), message(Bits.of(large)), message(Atom.of("b")), message(Bits.of(large))
        };
        for (ControlMessage each : all) {
            outbox.add(each);
        }
        while (outbox.waiting() > 0) {
            outbox.writable();
            outbox.flush();
        }
        assertThat(socket.taken.toByteArray()).isEqualTo(frames(all));
    }

    @Test
    void a_message_that_cannot_be_written_leaves_the_batch_as_it_was() {
        Outbox small = outbox(100);
        small.add(message(Atom.of("a")));
        assertThatThrownBy(() -> small.add(message(Bits.of(new byte[200])))).isInstanceOf(TermException.class);
        small.add(message(Atom.of("b")));
        small.flush();
        assertThat(socket.taken.toByteArray()).isEqualTo(frames(message(Atom.of("a")), message(Atom.of("b"))));
    }

    @Test
    void a_tick_is_four_zeros_and_only_where_nothing_else_is_on_its_way() {
        outbox.addTick();
        outbox.addTick();
        outbox.flush();
        assertThat(socket.taken.toByteArray()).isEqualTo(new byte[4]);
        assertThat(outbox.taken()).isEqualTo(4);

        socket.takes = _ -> 0;
        outbox.add(message(Atom.of("a")));
        outbox.addTick();
        outbox.flush();
        outbox.addTick();
        socket.takes = n -> n;
        outbox.writable();
        outbox.flush();
        assertThat(socket.taken.size()).isEqualTo(4 + frames(message(Atom.of("a"))).length);
    }

    @Test
    void senders_are_suspended_beyond_a_mebibyte_until_the_peer_has_taken_enough() throws Exception {
        outbox.awaitRoom(() -> true);
        socket.takes = _ -> 0;
        outbox.add(message(Bits.of(new byte[MIB + 1])));
        Sender sender = new Sender();
        sender.awaitSuspended();
        outbox.add(message(Bits.of(new byte[MIB / 2])));

        socket.takes = n -> n;
        outbox.writable();
        outbox.flush(); // the first batch: the second is waiting still, but small enough
        sender.join();
        assertThat(sender.interruptedAfterwards).isFalse();
    }

    @Test
    void a_suspended_sender_goes_when_it_is_not_wanted_any_more() throws Exception {
        socket.takes = _ -> 0;
        outbox.add(message(Bits.of(new byte[2 * MIB])));
        Sender sender = new Sender();
        sender.awaitSuspended();
        sender.wanted.set(false);
        LockSupport.unpark(sender);
        sender.join();
    }

    @Test
    void closing_lets_suspended_senders_go_and_refuses_what_comes() throws Exception {
        socket.takes = _ -> 0;
        outbox.add(message(Bits.of(new byte[2 * MIB])));
        Sender sender = new Sender();
        sender.awaitSuspended();
        outbox.close();
        sender.join();
        assertThat(outbox.add(message(Atom.of("late")))).isFalse();
        outbox.awaitRoom(() -> true);
    }

    @Test
    void an_interrupted_sender_is_suspended_without_spinning_and_keeps_its_interrupt() throws Exception {
        socket.takes = _ -> 0;
        outbox.add(message(Bits.of(new byte[2 * MIB])));
        Sender sender = new Sender();
        sender.interruptFirst = true;
        sender.awaitSuspended();
        sender.interrupt();
        sender.awaitSuspended();
        int looks = sender.looks;
        sender.awaitSuspended();
        assertThat(sender.looks).isLessThanOrEqualTo(looks + 1).isLessThan(10);
        outbox.close();
        sender.join();
        assertThat(sender.interruptedAfterwards).isTrue();
    }

    @Test
    void a_socket_that_fails_is_reported_and_never_written_again() {
        socket.takes = _ -> -1;
        outbox.add(message(Atom.of("a")));
        outbox.flush();
        outbox.flush();
        outbox.writable();
        outbox.flush();
        assertThat(wishes).containsExactly("broken: Broken pipe");
    }

    @Test
    void an_error_while_writing_ends_the_connection_since_nobody_knows_what_was_written() {
        socket.during = () -> {
            throw new StackOverflowError();
        };
        outbox.add(message(Atom.of("a")));
        assertThatThrownBy(outbox::flush).isInstanceOf(StackOverflowError.class);
        assertThat(wishes).containsExactly("failed: writing broke off");
    }

    @Test
    void answers_that_nobody_reads_have_an_end() {
        socket.takes = _ -> 0;
        socket.keeps = false;
        Bits reason = Bits.of(new byte[MIB]);
        int added = 0;
        while (wishes.stream().noneMatch(wish -> wish.startsWith("failed"))) {
            outbox.add(new Exit(ALEX, KATE, Optional.empty(), reason));
            outbox.flush();
            assertThat(++added).isLessThan(200);
        }
        assertThat(added * (long) MIB).isGreaterThan(Outbox.OVERFLOW);
    }

    @Test
    void many_senders_lose_nothing_and_keep_their_frames_whole() throws Exception {
        int senders = 8;
        int each = 2_000;
        CountDownLatch done = new CountDownLatch(senders);
        for (int s = 0; s < senders; s++) {
            Pid from = new Pid(Atom.of("alex@localhost"), s, 0, 7);
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < each; i++) {
                    outbox.add(new SendSender(from, KATE, Optional.empty(), Int.of(i)));
                    outbox.flush();
                }
                done.countDown();
            });
        }
        done.await();
        while (outbox.needsFlush()) {
            outbox.flush();
        }
        int[] next = new int[senders];
        var receiver = new FrameReceiver(
                Channels.newChannel(new ByteArrayInputStream(socket.taken.toByteArray())),
                new FrameReader(Atom.of("alex@localhost")),
                message -> {
                    var send = (SendSender) message;
                    assertThat(send.message()).isEqualTo(Int.of(next[send.from().id()]++));
                });
        while (receiver.receive()) {
            // until the end of what was written
        }
        assertThat(next).containsOnly(each);
    }

    /** A thread that waits for room. */
    private final class Sender extends Thread {
        final AtomicBoolean wanted = new AtomicBoolean(true);
        volatile int looks;
        volatile boolean interruptFirst;
        volatile boolean interruptedAfterwards;

        @Override
        public void run() {
            if (interruptFirst) {
                interrupt();
            }
            outbox.awaitRoom(() -> {
                looks++;
                return wanted.get();
            });
            interruptedAfterwards = isInterrupted();
        }

        void awaitSuspended() {
            if (getState() == State.NEW) {
                start();
            }
            while (getState() != State.WAITING || looks == 0) {
                assertThat(getState()).as("it ended").isNotEqualTo(State.TERMINATED);
                Thread.onSpinWait();
            }
        }
    }
}
