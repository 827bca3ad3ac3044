// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.dist.wire.ControlMessage.Link;
import io.tiebeam.dist.wire.ControlMessage.SendSender;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermWriter;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FrameWriterTest {
    private static final Pid A = new Pid(Atom.of("a@h"), 1, 0, 2);
    private static final Pid K = new Pid(Atom.of("k@h"), 3, 0, 4);
    private static final String A_HEX = "58" + "7703" + "614068" + "00000001" + "00000000" + "00000002";
    private static final String K_HEX = "58" + "7703" + "6b4068" + "00000003" + "00000000" + "00000004";

    private final TermWriter out = new TermWriter(1 << 16);

    @Test
    void a_frame_has_its_length_and_each_term_its_version() {
        var writer = new FrameWriter(Flags.offered(), FrameWriter.MAX_FRAME);

        int length = writer.write(out, send(Atom.of("hi")));
        int second = writer.write(out, new Link(A, K));

        assertThat(HexFormat.of().formatHex(out.toByteArray()))
                .isEqualTo("0000002f" + "70" + "83" + "6803" + "6116" + A_HEX + K_HEX + "83" + "77026869" + "0000002a"
                        + "70" + "83" + "6803" + "6101" + A_HEX + K_HEX);
        assertThat(length).isEqualTo(0x2f);
        assertThat(second).isEqualTo(0x2a);
    }

    @Test
    void a_message_that_is_too_large_fails_and_leaves_what_was_there() {
        var writer = new FrameWriter(Flags.offered(), 100_000);
        writer.write(out, new Link(A, K));
        byte[] before = out.toByteArray();

        assertThatThrownBy(() -> writer.write(out, send(Bits.of(new byte[100_000]))))
                .isInstanceOf(TermException.class)
                .hasMessage("message too large: 100048 bytes as a frame, expected at most 100000 (SEND_SENDER)");

        assertThat(out.toByteArray()).isEqualTo(before);
        writer.write(out, new Link(A, K));
        assertThat(out.size()).isEqualTo(2L * before.length);
    }

    @Test
    void large_binaries_are_written_from_where_they_are() {
        var writer = new FrameWriter(Flags.offered(), FrameWriter.MAX_FRAME);
        var large = Bits.of(new byte[1 << 20]);

        int length = writer.write(out, send(large));

        assertThat(out.buffers()).hasSize(2);
        var head = out.buffers().getFirst();
        assertThat(head.getInt()).isEqualTo(length);
        assertThat(4 + length).isEqualTo(out.size());
        assertThat(head.remaining() + large.size()).isEqualTo(length);
        var all = ByteBuffer.wrap(out.toByteArray());
        assertThat(new FrameReader(A.node()).read(all.array(), 4, length)).contains(send(large));
    }

    private static ControlMessage send(Term message) {
        return new SendSender(A, K, Optional.empty(), message);
    }
}
