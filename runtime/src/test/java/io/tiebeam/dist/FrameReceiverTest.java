// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.dist.wire.ControlMessage;
import io.tiebeam.dist.wire.ControlMessage.SendSender;
import io.tiebeam.dist.wire.Flags;
import io.tiebeam.dist.wire.FrameReader;
import io.tiebeam.dist.wire.FrameWriter;
import io.tiebeam.dist.wire.ProtocolException;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class FrameReceiverTest {
    private static final Pid ALEX = new Pid(Atom.of("alex@localhost"), 110, 0, 7);
    private static final Pid KATE = new Pid(Atom.of("kate@localhost"), 112, 0, 8);
    private static final int MIB = 1 << 20;

    private final List<ControlMessage> received = new ArrayList<>();

    /** Hands out {@code bytes} in the portions it is told to; then nothing, or the end. */
    private static final class ScriptedSocket implements ReadableByteChannel {
        final byte[] bytes;
        final IntSupplier portions;
        boolean ends;
        int at;
        int reads;

        ScriptedSocket(byte[] bytes, IntSupplier portions) {
            this.bytes = bytes;
            this.portions = portions;
        }

        @Override
        public int read(ByteBuffer into) {
            reads++;
            if (at == bytes.length) {
                return ends ? -1 : 0;
            }
            int n = Math.min(Math.min(portions.getAsInt(), bytes.length - at), into.remaining());
            into.put(bytes, at, n);
            at += n;
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

    private void receiveAll(ScriptedSocket socket) throws IOException {
        var receiver = new FrameReceiver(socket, new FrameReader(ALEX.node()), received::add);
        while (socket.at < socket.bytes.length) {
            assertThat(receiver.receive()).isTrue();
        }
        assertThat(receiver.received()).isEqualTo(socket.bytes.length);
    }

    @Test
    void frames_split_at_every_byte_arrive_whole() throws Exception {
        ControlMessage[] all = {
            message(Int.of(1)), message(ListTerm.of(Int.of(2), Atom.of("b"))), message(Bits.of("three"))
        };
        byte[] bytes = frames(all);
        for (int split = 0; split <= bytes.length; split++) {
            received.clear();
            int first = split;
            int[] portions = {first, bytes.length - first};
            int[] next = {0};
            receiveAll(new ScriptedSocket(bytes, () -> portions[next[0]++ % 2]));
            assertThat(received).as("split at %d", split).containsExactly(all);
        }
        received.clear();
        receiveAll(new ScriptedSocket(bytes, () -> 1));
        assertThat(received).containsExactly(all);
    }

    @Test
    void frames_of_all_sizes_arrive_in_order_in_portions_of_all_sizes() throws Exception {
        var random = new Random(11);
        List<ControlMessage> all = new ArrayList<>();
        for (int size :
                new int[] {0, 1, 100, 32_000, 32_700, 32_767, 32_768, 32_769, 40_000, 300_000, 3 * MIB, 5, 33_000}) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            all.add(message(Bits.of(bytes)));
        }
        byte[] bytes = frames(all.toArray(ControlMessage[]::new));
        receiveAll(new ScriptedSocket(bytes, () -> 1 + random.nextInt(70_000)));
        assertThat(received).isEqualTo(all);
    }

    @Test
    void what_was_received_does_not_change_with_what_comes_later() throws Exception {
        byte[] first = new byte[2_000];
        Arrays.fill(first, (byte) 1);
        byte[] second = new byte[2_000];
        Arrays.fill(second, (byte) 2);
        receiveAll(new ScriptedSocket(
                frames(message(Bits.of(first)), message(Bits.of(second)), message(Bits.of(second))), () -> 2_100));
        assertThat(received)
                .containsExactly(message(Bits.of(first)), message(Bits.of(second)), message(Bits.of(second)));
    }

    @Test
    void ticks_are_silent_but_count_as_life() throws Exception {
        byte[] ticks = new byte[12];
        receiveAll(new ScriptedSocket(ticks, () -> 5));
        assertThat(received).isEmpty();
    }

    @Test
    void a_large_binary_is_a_window_on_its_frame() throws Exception {
        byte[] bytes = frames(message(Bits.of(new byte[64 * MIB])));
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        var socket = new ScriptedSocket(bytes, () -> Integer.MAX_VALUE);
        var receiver = new FrameReceiver(socket, new FrameReader(ALEX.node()), received::add);
        long before = threads.getCurrentThreadAllocatedBytes();
        while (socket.at < bytes.length) {
            receiver.receive();
        }
        // Growing from 1 MiB to 4, 16 and the whole takes 85 MiB; a copy of the binary would make it 149.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100L * MIB);
        assertThat(received).hasSize(1);
    }

    @Test
    void a_huge_length_reserves_nothing() throws Exception {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] claim = {7, -1, -1, -1, 112, (byte) 131}; // 128 MiB less 1 byte
        var socket = new ScriptedSocket(claim, () -> 3);
        var receiver = new FrameReceiver(socket, new FrameReader(ALEX.node()), received::add);
        long before = threads.getCurrentThreadAllocatedBytes();
        while (socket.at < claim.length) {
            receiver.receive();
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2 * MIB);
    }

    @Test
    void a_frame_that_is_too_long_is_refused_at_its_length() {
        for (byte[] claim : new byte[][] {{8, 0, 0, 1}, {127, 0, 0, 0}, {-1, -1, -1, -1}}) {
            var receiver =
                    new FrameReceiver(new ScriptedSocket(claim, () -> 4), new FrameReader(ALEX.node()), received::add);
            assertThatThrownBy(receiver::receive)
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("frame of "
                            + Integer.toUnsignedString(ByteBuffer.wrap(claim).getInt()));
        }
    }

    @Test
    void the_end_of_the_stream_is_told_after_what_came_before() throws Exception {
        var socket = new ScriptedSocket(frames(message(Int.of(1))), () -> Integer.MAX_VALUE);
        socket.ends = true;
        var receiver = new FrameReceiver(socket, new FrameReader(ALEX.node()), received::add);
        assertThat(receiver.receive()).isTrue();
        assertThat(receiver.receive()).isFalse();
        assertThat(received).hasSize(1);
    }

    @Test
    void a_peer_that_never_pauses_does_not_keep_the_reader() throws Exception {
        byte[] bytes = frames(message(Bits.of(new byte[20 * MIB])));
        var socket = new ScriptedSocket(bytes, () -> Integer.MAX_VALUE);
        var receiver = new FrameReceiver(socket, new FrameReader(ALEX.node()), received::add);
        assertThat(receiver.receive()).isTrue();
        assertThat(socket.reads).isLessThan(10);
        assertThat(socket.at).isLessThan(bytes.length);
    }
}
