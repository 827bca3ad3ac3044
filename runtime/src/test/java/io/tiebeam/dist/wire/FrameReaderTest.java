// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.dist.wire.ControlMessage.Link;
import io.tiebeam.dist.wire.ControlMessage.RegSend;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermWriter;
import io.tiebeam.term.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FrameReaderTest {
    private static final Atom ALEX = Atom.of("alex@localhost");
    private static final Atom NAME = Atom.of("counter");
    private static final Pid A = new Pid(ALEX, 110, 0, 7);
    private static final Pid K = new Pid(Atom.of("kate@localhost"), 112, 0, 8);
    private static final Tuple TO_NAME = Tuple.of(Int.of(6), A, Atom.EMPTY, NAME);

    private final FrameReader reader = new FrameReader(ALEX);

    @Test
    void a_tick_is_no_message() {
        assertThat(reader.read(new byte[0], 0, 0)).isEmpty();
    }

    @Test
    void a_frame_passes_through_with_two_terms() {
        assertThat(read(frame(out -> {
                    out.putByte(112);
                    out.writeVersioned(TO_NAME);
                    out.writeVersioned(Int.of(5));
                })))
                .contains(toName(Int.of(5)));
    }

    @Test
    void frames_that_begin_alike_are_told_apart() {
        Tuple toOther = Tuple.of(Int.of(6), A, Atom.EMPTY, Atom.of("counted"));
        for (Tuple control : List.of(TO_NAME, TO_NAME, toOther, TO_NAME, toOther, toOther)) {
            for (Term payload : List.of(Int.of(5), Atom.of("counter"), Bits.of(new byte[100]))) {
                byte[] frame = frame(out -> {
                    out.putByte(112);
                    out.writeVersioned(control);
                    out.writeVersioned(payload);
                });
                byte[] again = Arrays.copyOf(frame, frame.length + 7); // as in a buffer that holds the next one too
                assertThat(reader.readCopying(again, 0, frame.length))
                        .contains(new RegSend(A, (Atom) control.get(3), Optional.empty(), payload));
            }
        }
        assertThat(read(passed(Tuple.of(Int.of(1), A, K)))).contains(new Link(A, K));
    }

    @Test
    void a_frame_that_ends_where_the_payload_of_the_one_before_began_is_refused() {
        byte[] whole = frame(out -> {
            out.putByte(112);
            out.writeVersioned(TO_NAME);
            out.writeVersioned(Int.of(5));
        });
        assertThat(read(whole)).contains(toName(Int.of(5)));
        refused("expected a term with version byte 131", Arrays.copyOf(whole, whole.length - 3));
    }

    @Test
    void a_header_may_be_empty() {
        assertThat(read(frame(out -> {
                    out.putShort(131 << 8 | 68);
                    out.putByte(0);
                    out.write(Tuple.of(Int.of(1), A, K));
                })))
                .contains(new Link(A, K));
    }

    @Test
    void atoms_of_a_header_last_until_their_slot_is_filled_again() {
        assertThat(read(header(entry(0x7FF, "sup?")))).contains(toName(Atom.of("sup?")));
        assertThat(read(header(entry(0x7FF)))).contains(toName(Atom.of("sup?")));
        assertThat(read(header(entry(0x7FF, "hi"), entry(0x0FF, "never used")))).contains(toName(Atom.of("hi")));
        assertThat(read(header(entry(0x7FF)))).contains(toName(Atom.of("hi")));
        refused("slot 2046 was never filled", header(entry(0x7FE)));
    }

    @Test
    void long_atoms_have_lengths_of_two_bytes() {
        String name = "ü".repeat(255);
        assertThat(read(frame(out -> {
                    out.putShort(131 << 8 | 68);
                    out.putByte(1);
                    out.putByte(0x18); // the entry is new and in segment 0; the last nibble says long
                    out.putByte(3);
                    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
                    out.putShort(utf8.length);
                    out.putBytes(utf8);
                    out.write(TO_NAME);
                    out.putByte(82);
                    out.putByte(0);
                })))
                .contains(toName(Atom.of(name)));
    }

    @Test
    void pieces_of_several_messages_may_come_mixed() {
        byte[] one = encoded(Bits.of("a".repeat(100)));
        byte[] two = encoded(Bits.of("b".repeat(100)));
        assertThat(read(first(1, 3, one, 0, 40))).isEmpty();
        assertThat(read(first(2, 2, two, 0, 90))).isEmpty();
        assertThat(read(next(1, 2, one, 40, 80))).isEmpty();
        assertThat(read(new byte[0])).isEmpty();
        assertThat(read(next(2, 1, two, 90, two.length))).contains(toName(Bits.of("b".repeat(100))));
        assertThat(read(header(entry(1, "x")))).contains(toName(Atom.of("x")));
        assertThat(read(next(1, 1, one, 80, one.length))).contains(toName(Bits.of("a".repeat(100))));
        assertThat(read(first(1, 1, one, 0, one.length))).contains(toName(Bits.of("a".repeat(100))));
    }

    @Test
    void pieces_keep_the_atoms_of_their_own_header() {
        byte[] term = {104, 2, 82, 0, 97, 1};
        assertThat(read(frame(out -> {
                    beginFragment(out, 9, 2);
                    out.putByte(1);
                    out.putByte(0x08);
                    out.putByte(200);
                    out.putByte(2);
                    out.putBytes(new byte[] {'h', 'i'});
                    out.write(TO_NAME);
                    out.putBytes(Arrays.copyOf(term, 2));
                })))
                .isEmpty();
        assertThat(read(header(entry(200, "other")))).isPresent();
        assertThat(read(next(9, 1, term, 2, 6))).contains(toName(Tuple.of(Atom.of("hi"), Int.of(1))));
    }

    @Test
    void pieces_that_do_not_fit_together_are_refused() {
        byte[] term = encoded(Int.of(1));
        refused("message 7 never began", next(7, 1, term, 0, 1));
        assertThat(read(first(7, 3, term, 0, 1))).isEmpty();
        refused("message 7 began twice", first(7, 3, term, 0, 1));
        refused("expected number 2, got 1", next(7, 1, term, 1, 2));
        refused("expected 1 fragment or more, got 0", first(8, 0, term, 0, 1));
        refused("expected 1 fragment or more, got 18446744073709551615", first(8, -1, term, 0, 1));
    }

    @Test
    void unfinished_messages_are_limited_in_number_size_and_sum() {
        byte[] kilobyte = new byte[1024];
        var few = new FrameReader(ALEX, new Fragments(2, 1 << 20, 1 << 20));
        read(few, first(1, 9, kilobyte, 0, 1));
        read(few, first(2, 9, kilobyte, 0, 1));
        refused(few, "2 messages are unfinished already", first(3, 9, kilobyte, 0, 1));

        var small = new FrameReader(ALEX, new Fragments(9, 2047, 1 << 20));
        read(small, first(1, 9, kilobyte, 0, 1024));
        refused(small, "message 1 has more than 2047 bytes", next(1, 8, kilobyte, 0, 1024));

        var tight = new FrameReader(ALEX, new Fragments(9, 1 << 20, 2500));
        read(tight, first(1, 9, kilobyte, 0, 1024));
        read(tight, first(2, 9, kilobyte, 0, 1024));
        refused(tight, "hold more than 2500 bytes", next(2, 8, kilobyte, 0, 1024));

        var empty = new FrameReader(ALEX, new Fragments(9, 1 << 20, 2500));
        read(empty, first(1, Long.MAX_VALUE, kilobyte, 0, 0));
        assertThatThrownBy(() -> {
                    for (long k = Long.MAX_VALUE - 1; k > 0; k--) {
                        read(empty, next(1, k, kilobyte, 0, 0));
                    }
                })
                .hasMessageContaining("hold more than 2500 bytes");
    }

    @Test
    void finished_messages_no_longer_count() {
        byte[] term = encoded(Bits.of(new byte[1000]));
        var tight = new FrameReader(ALEX, new Fragments(1, 1100, 1200));
        for (int i = 0; i < 10; i++) {
            read(tight, first(i, 2, term, 0, 500));
            assertThat(read(tight, next(i, 1, term, 500, term.length))).isPresent();
        }
    }

    @Test
    void a_large_binary_is_a_window_on_the_frame_or_a_copy_as_the_owner_of_the_array_says() {
        byte[] frame = frame(out -> {
            out.putByte(112);
            out.writeVersioned(TO_NAME);
            out.writeVersioned(Bits.of(new byte[100_000]));
        });
        var window = ((RegSend) reader.read(frame, 0, frame.length).orElseThrow()).message();
        var copy = ((RegSend) reader.readCopying(frame, 0, frame.length).orElseThrow()).message();
        frame[frame.length - 1] = 42;
        assertThat(((Bits) window).byteAt(99_999)).isEqualTo((byte) 42);
        assertThat(((Bits) copy).byteAt(99_999)).isZero();
    }

    @Test
    void pieces_in_an_array_that_is_used_again_are_copied() {
        byte[] term = encoded(Bits.of("abc"));
        byte[] one = first(1, 2, term, 0, 7);
        assertThat(reader.readCopying(one, 0, one.length)).isEmpty();
        Arrays.fill(one, (byte) 0);
        byte[] two = next(1, 1, term, 7, term.length);
        assertThat(reader.readCopying(two, 0, two.length)).contains(toName(Bits.of("abc")));
    }

    @Test
    void nobody_speaks_for_processes_of_another_node() {
        refused("expected a pid of :alex@localhost as its origin", passed(Tuple.of(Int.of(1), K, A)));
        refused("as its origin", passed(Tuple.of(Int.of(3), K, A, NAME)));
        refused("as its origin", passed(Tuple.of(Int.of(35), Int.of(1), K, A)));
        assertThat(read(passed(Tuple.of(Int.of(7), K, K)))).isPresent();
    }

    @Test
    void what_is_no_frame_is_refused() {
        refused("expected it to begin with 112", new byte[] {104});
        refused("got 131 and 104", new byte[] {(byte) 131, 104});
        refused("kind of header at byte 1: expected 1 bytes, got 0", new byte[] {(byte) 131});
        refused("flags of the atoms", new byte[] {(byte) 131, 68, 10, 0});
        refused("expected version byte 131", new byte[] {112, 97, 1});
        refused("got 1 more bytes", frame(out -> {
            out.putByte(112);
            out.writeVersioned(Tuple.of(Int.of(1), A, K));
            out.putByte(0);
        }));
        refused("frame of ", frame(out -> {
            out.putByte(112);
            out.writeVersioned(TO_NAME); // and no payload
        }));
    }

    /** Frames of real nodes, damaged: each is a message, or refused in the one way there is. */
    @Test
    void damaged_frames_are_refused_in_one_way() {
        var random = new Random(37);
        var frames = new ArrayList<byte[]>();
        for (String session : List.of("abc-25-29", "misc-29-25", "chat-25-29-27")) {
            for (var line : Recording.lines("frames-" + session)) {
                if (line.get("kind").equals("msg") || line.get("kind").equals("fragment")) {
                    byte[] frame = Recording.bytes(line.get("hex"));
                    frames.add(Arrays.copyOfRange(frame, 4, Math.min(frame.length, 5000)));
                }
            }
        }
        int refused = 0;
        for (int round = 0; round < 30_000; round++) {
            var connection = new FrameReader(ALEX, new Fragments(4, 1 << 16, 1 << 17));
            int first = random.nextInt(frames.size());
            for (int i = first; i < Math.min(first + 4, frames.size()); i++) {
                byte[] frame = frames.get(i).clone();
                for (int n = random.nextInt(4); n > 0; n--) {
                    frame[random.nextInt(frame.length)] = (byte) random.nextInt();
                }
                int length = random.nextInt(8) == 0 ? random.nextInt(frame.length + 1) : frame.length;
                try {
                    if (random.nextBoolean()) {
                        connection.read(frame, 0, length);
                    } else {
                        connection.readCopying(frame, 0, length);
                    }
                } catch (ProtocolException expected) {
                    assertThat(expected.getMessage()).hasSizeLessThan(700);
                    refused++;
                    break;
                }
            }
        }
        assertThat(refused).isBetween(1_000, 30_000);
    }

    private Optional<ControlMessage> read(byte[] frame) {
        return read(reader, frame);
    }

    private static Optional<ControlMessage> read(FrameReader reader, byte[] frame) {
        byte[] shifted = new byte[frame.length + 11];
        System.arraycopy(frame, 0, shifted, 5, frame.length);
        return reader.read(shifted, 5, frame.length);
    }

    private void refused(String text, byte[] frame) {
        refused(reader, text, frame);
    }

    private static void refused(FrameReader reader, String text, byte[] frame) {
        assertThatThrownBy(() -> read(reader, frame))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining(text);
    }

    private static ControlMessage toName(Term message) {
        return new RegSend(A, NAME, Optional.empty(), message);
    }

    private static byte[] frame(Consumer<TermWriter> content) {
        var out = new TermWriter();
        content.accept(out);
        return out.toByteArray();
    }

    private static byte[] passed(Tuple control) {
        return frame(out -> {
            out.putByte(112);
            out.writeVersioned(control);
        });
    }

    private static byte[] encoded(Term term) {
        return frame(out -> out.write(term));
    }

    private record Entry(int slot, Optional<String> name) {}

    private static Entry entry(int slot) {
        return new Entry(slot, Optional.empty());
    }

    private static Entry entry(int slot, String name) {
        return new Entry(slot, Optional.of(name));
    }

    /** A frame with one or two atoms in its header, the first of which is its message. */
    private static byte[] header(Entry... entries) {
        return frame(out -> {
            out.putShort(131 << 8 | 68);
            out.putByte(entries.length);
            byte[] flags = new byte[entries.length / 2 + 1];
            for (int i = 0; i < entries.length; i++) {
                int nibble = entries[i].slot() >> 8 | (entries[i].name().isPresent() ? 8 : 0);
                flags[i / 2] |= (byte) (nibble << (i % 2) * 4);
            }
            out.putBytes(flags);
            for (Entry entry : entries) {
                out.putByte(entry.slot());
                entry.name().ifPresent(name -> {
                    out.putByte(name.length());
                    out.putBytes(name.getBytes(StandardCharsets.UTF_8));
                });
            }
            out.write(TO_NAME);
            out.putByte(82);
            out.putByte(0);
        });
    }

    private static void beginFragment(TermWriter out, long sequence, long count) {
        out.putShort(131 << 8 | 69);
        out.putLong(sequence);
        out.putLong(count);
    }

    private static byte[] first(long sequence, long count, byte[] payload, int from, int to) {
        return frame(out -> {
            beginFragment(out, sequence, count);
            out.putByte(0);
            out.write(TO_NAME);
            out.putBytes(Arrays.copyOfRange(payload, from, to));
        });
    }

    private static byte[] next(long sequence, long number, byte[] payload, int from, int to) {
        return frame(out -> {
            out.putShort(131 << 8 | 70);
            out.putLong(sequence);
            out.putLong(number);
            out.putBytes(Arrays.copyOfRange(payload, from, to));
        });
    }
}
