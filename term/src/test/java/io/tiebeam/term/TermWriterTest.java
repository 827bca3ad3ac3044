// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class TermWriterTest {
    private static String hex(TermWriter writer) {
        return HexFormat.of().formatHex(writer.toByteArray());
    }

    @Test
    void a_frame_whose_length_is_known_last() {
        var writer = new TermWriter();
        int length = writer.reserveInt();
        writer.putByte(0x70);
        writer.putShort(0x0102);
        writer.putLong(3);
        writer.putBytes(new byte[] {9, 9});
        writer.writeVersioned(Atom.OK);
        writer.patchInt(length, (int) writer.size() - 4);
        assertThat(hex(writer)).isEqualTo("00000012" + "70" + "0102" + "0000000000000003" + "0909" + "8377026f6b");
    }

    @Test
    void only_reserved_places_can_be_patched() {
        var writer = new TermWriter();
        writer.putByte(1);
        assertThatThrownBy(() -> writer.patchInt(0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void large_binaries_stay_where_they_are() {
        Bits large = Bits.of(new byte[1_000]);
        Bits small = Bits.of(new byte[999]);
        var writer = new TermWriter(1_000);
        writer.write(Tuple.of(large, small, large));
        var buffers = writer.buffers();
        assertThat(buffers).hasSize(4);
        assertThat(buffers.get(1).remaining()).isEqualTo(1_000);
        assertThat(buffers.get(3).remaining()).isEqualTo(1_000);
        assertThat(buffers.get(1).isReadOnly()).isTrue();
        assertThat(writer.size()).isEqualTo(2 + 3 * 5 + 2_999);
    }

    @Test
    void a_fun_counts_the_segments_inside_it() {
        Pid pid = new Pid(Atom.of("a@b"), 0, 0, 1);
        Fun fun = new Fun(
                Atom.of("m"),
                1,
                Bits.of(new byte[16]),
                1,
                1,
                pid,
                0,
                List.of(Bits.of(new byte[100]), ListTerm.of(Bits.of(new byte[100])), Int.of(1)));
        var writer = new TermWriter(100);
        writer.writeVersioned(fun);
        assertThat(writer.buffers()).hasSize(5);
        assertThat(writer.toByteArray()).isEqualTo(TermWriter.encode(fun));
        assertThat(BigEndian.i32(writer.toByteArray(), 2)).isEqualTo((int) writer.size() - 2);
    }

    @Test
    void reset_forgets_terms_and_segments() {
        var writer = new TermWriter(10);
        writer.write(Bits.of(new byte[2 << 20]));
        writer.reset();
        assertThat(writer.size()).isZero();
        assertThat(writer.buffers()).isEmpty();
        writer.write(Int.of(1));
        assertThat(hex(writer)).isEqualTo("6101");
    }

    @Test
    void a_term_that_fails_leaves_nothing_behind() {
        Tuple broken = Tuple.of(Bits.of(new byte[100]), ListTerm.of(Tuple.of((Term) null)));
        var writer = new TermWriter(100);
        writer.write(Int.of(7));
        assertThatThrownBy(() -> writer.write(broken)).isInstanceOf(NullPointerException.class);
        writer.write(Tuple.of(Tuple.of(Atom.OK)));
        assertThat(hex(writer)).isEqualTo("6107" + "6801680177026f6b");
        assertThat(writer.buffers()).hasSize(1);
    }

    @Test
    void byte_lists_up_to_65535() {
        Term[] elements = Collections.nCopies(65_536, Int.of(255)).toArray(Term[]::new);
        assertThat(TermWriter.encode(ListTerm.of(elements)))
                .startsWith(131, 108, 0, 1, 0, 0, 97, 255)
                .endsWith(106);
        assertThat(TermWriter.encode(ListTerm.of(java.util.Arrays.copyOf(elements, 65_535))))
                .startsWith(131, 107, 255, 255);
        assertThat(TermWriter.encode(ListTerm.of(Int.of(256)))).startsWith(131, 108);
        assertThat(TermWriter.encode(ListTerm.of(Int.of(-1)))).startsWith(131, 108);
        assertThat(TermWriter.encode(ListTerm.of(List.of(Int.of(1)), Int.of(2))))
                .startsWith(131, 108);
    }

    @Test
    void unused_bits_of_a_bitstring_are_written_as_zeros() {
        assertThat(TermWriter.encode(Bits.ofBits(new byte[] {1, (byte) 0xFF}, 3)))
                .isEqualTo(HexFormat.of().parseHex("834d000000020301e0"));
    }

    @Test
    void integers_at_the_edges_of_long() {
        assertThat(hex(written(Long.MIN_VALUE))).isEqualTo("6e08010000000000000080");
        assertThat(hex(written(Long.MAX_VALUE))).isEqualTo("6e0800ffffffffffffff7f");
        assertThat(hex(written(Integer.MIN_VALUE))).isEqualTo("6280000000");
        assertThat(hex(written(Integer.MIN_VALUE - 1L))).isEqualTo("6e040101000080");
        assertThat(hex(written(-1))).isEqualTo("62ffffffff");
    }

    private static TermWriter written(long value) {
        var writer = new TermWriter();
        writer.write(Int.of(value));
        return writer;
    }
}
