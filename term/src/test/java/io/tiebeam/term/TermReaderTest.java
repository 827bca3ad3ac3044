// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.term.TermReader.Limits;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class TermReaderTest {
    private static final Atom NODE = Atom.of("a@b");
    private static final String NODE_HEX = "7703614062";

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static Term read(String hex) {
        return TermReader.decode(bytes("83" + hex));
    }

    @Test
    void atoms_with_the_tags_of_old() {
        assertThat(read("64 0002 6f6b")).isSameAs(Atom.OK);
        assertThat(read("73 02 6f6b")).isSameAs(Atom.OK);
        assertThat(read("64 0001 e9")).isEqualTo(Atom.of("é"));
        assertThat(read("73 01 e9")).isEqualTo(read("77 02 c3a9"));
        assertThat(read("76 0002 6f6b")).isSameAs(Atom.OK);
    }

    @Test
    void identifiers_with_the_tags_of_old() {
        assertThat(read("67" + NODE_HEX + "00000007 00000001 fe")).isEqualTo(new Pid(NODE, 7, 1, 254));
        assertThat(read("66" + NODE_HEX + "80000007 03")).isEqualTo(new Port(NODE, 0x80000007L, 3));
        assertThat(read("59" + NODE_HEX + "80000007 00000103")).isEqualTo(new Port(NODE, 0x80000007L, 0x103));
        assertThat(read("72 0002" + NODE_HEX + "03 00000001 00000002")).isEqualTo(Ref.of(NODE, 3, 1, 2));
    }

    @Test
    void floats_as_text() {
        String text = HexFormat.of().formatHex("1.50000000000000000000e+00".getBytes());
        assertThat(read("63" + text + "0000000000")).isEqualTo(new FloatTerm(1.5));
        assertThat(read("63" + text.replace("65", "45") + "0000000000")).isEqualTo(new FloatTerm(1.5));
        for (String bad : List.of("NaN", "0x1p3", "1f", "", "1e999", "-", "Infinity")) {
            byte[] bytes = Arrays.copyOf(bytes("8363"), 33);
            System.arraycopy(bad.getBytes(), 0, bytes, 2, bad.length());
            assertThatThrownBy(() -> TermReader.decode(bytes))
                    .isInstanceOf(TermException.class)
                    .hasMessage("at byte 2: expected a float as text, found \"" + bad + "\"");
        }
    }

    @Test
    void a_list_of_bytes_is_the_same_value_in_each_form() {
        assertThat(read("6b 0002 0102")).isEqualTo(read("6c 00000002 6101 6102 6a"));
        assertThat(read("6c 00000001 6101 6c 00000001 6102 6a")).isEqualTo(read("6b 0002 0102"));
        assertThat(read("6c 00000001 6101 6b 0001 02")).isEqualTo(read("6b 0002 0102"));
        assertThat(read("6b 0000")).isSameAs(ListTerm.EMPTY);
        assertThat(read("6c 00000000 6a")).isSameAs(ListTerm.EMPTY);
    }

    @Test
    void improper_lists() {
        assertThat(read("6c 00000001 6101 6102")).isEqualTo(ListTerm.of(List.of(Int.of(1)), Int.of(2)));
        assertThat(read("6c 00000001 6101 6c 00000001 6102 6800"))
                .isEqualTo(ListTerm.of(List.of(Int.of(1), Int.of(2)), Tuple.of()));
        assertThat(read("6c 00000000 6105")).isEqualTo(Int.of(5)); // as BEAM reads it
    }

    @Test
    void integers_have_one_representation_however_long_they_came() {
        assertThat(read("62 00000005")).isEqualTo(Int.of(5));
        assertThat(read("6e 03 01 050000")).isEqualTo(Int.of(-5));
        assertThat(read("6e 09 00 050000000000000000")).isEqualTo(Int.of(5));
        assertThat(read("6e 00 01")).isEqualTo(Int.of(0));
        assertThat(read("6f 00000001 00 05")).isEqualTo(Int.of(5));
        assertThat(read("6e 08 01 0000000000000080")).isEqualTo(Int.of(Long.MIN_VALUE));
    }

    @Test
    void references_to_cached_atoms() {
        byte[] bytes = bytes("6802 5201 58 5200 00000001 00000000 00000002");
        var reader = new TermReader(bytes, 0, bytes.length, Limits.DEFAULT).atomCache(new Atom[] {NODE, Atom.OK});
        assertThat(reader.read()).isEqualTo(Tuple.of(Atom.OK, new Pid(NODE, 1, 0, 2)));
        assertThatThrownBy(() -> new TermReader(bytes, 0, bytes.length, Limits.DEFAULT)
                        .atomCache(new Atom[] {NODE})
                        .read())
                .hasMessage("at byte 3: expected a cached atom, found index 1 of 1");
        assertThatThrownBy(() -> read("5200")).hasMessageContaining("found index 0 of 0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                              | at byte 0: expected a term with version byte 131 (1 byte), found 0 bytes
            826a                            | at byte 0: expected version byte 131, found 130
            83                              | at byte 1: expected a term, found 0 bytes
            836a6a                          | at byte 2: expected the end of the input, found 1 byte more
            8301                            | at byte 1: expected a term, found unknown tag 1
            8379                            | at byte 1: expected a term, found one that only the node which made it can read (121)
            83680150                        | at byte 3: expected a term, found a compressed one (80), which only follows version byte 131
            836802610161                    | at byte 6: expected an integer (1 byte), found 0 bytes
            83680361                        | at byte 1: expected 3 elements and 0 more around them, found 1 byte
            83680268026a                    | at byte 3: expected 2 elements and 1 more around them, found 1 byte
            836d0000000568656c6c            | at byte 2: expected a binary (5 bytes), found 4 bytes
            8377026f                        | at byte 3: expected the name of an atom (2 bytes), found 1 byte
            837701ff                        | at byte 3: the name of an atom is UTF-8, got the bytes ff
            837702c080                      | at byte 3: the name of an atom is UTF-8, got the bytes c080
            837703eda080                    | at byte 3: the name of an atom is UTF-8, got the bytes eda080
            83467ff8000000000000            | at byte 2: expected a finite float, found NaN
            8346fff0000000000000            | at byte 2: expected a finite float, found -Infinity
            834d000000010041                | at byte 6: expected a bitstring that uses 1 to 8 bits of its last byte, found 0 of 1 byte
            834d000000010941                | at byte 6: expected a bitstring that uses 1 to 8 bits of its last byte, found 9 of 1 byte
            834d0000000008                  | at byte 6: expected a bitstring that uses 1 to 8 bits of its last byte, found 8 of 0 bytes
            835a00007701610000000000000000  | at byte 2: expected a reference of 1 to 5 words, found 0
            835a00067701610000000000000000  | at byte 2: expected a reference of 1 to 5 words, found 6
            83586101                        | at byte 2: expected an atom, the node of a pid, found tag 97
            837177016177016162000001ff      | at byte 8: expected an arity of at most 255, found 511
            83740000000261016101610161      | at byte 13: expected an integer (1 byte), found 0 bytes
            8374000000026101610161016102    | at byte 14: expected each key of the map once, up to here
            8350000000010101                | at byte 6: expected a zlib stream: incorrect header check
            """)
    void failures_say_where_and_what(String hex, String message) {
        assertThatThrownBy(() -> TermReader.decode(bytes(hex)))
                .isExactlyInstanceOf(TermException.class)
                .hasMessage(message);
    }

    @Test
    void a_failure_counts_bytes_from_the_start_of_the_input() {
        byte[] bytes = bytes("000000 83 6802 6101 01");
        assertThatThrownBy(() -> new TermReader(bytes, 3, 6, Limits.DEFAULT).readVersioned())
                .hasMessageStartingWith("at byte 5: ");
    }

    @Test
    void atoms_of_up_to_255_characters() {
        Atom longest = Atom.of("日".repeat(255));
        assertThat(TermReader.decode(TermWriter.encode(longest))).isSameAs(longest);
        assertThatThrownBy(() -> read("76 0100" + "61".repeat(256)))
                .hasMessage("at byte 4: an atom has at most 255 characters, got 256");
        assertThatThrownBy(() -> read("64 0100" + "e9".repeat(256))).hasMessageContaining("at most 255 characters");
    }

    @Test
    void integers_beyond_what_any_node_holds() {
        byte[] bytes = new byte[8 + TermReader.MAX_INTEGER_BYTES];
        Arrays.fill(bytes, (byte) 1);
        bytes[0] = (byte) 131;
        bytes[1] = 111;
        BigEndian.put32(bytes, 2, TermReader.MAX_INTEGER_BYTES + 1);
        assertThatThrownBy(() -> TermReader.decode(bytes))
                .hasMessageContaining("expected an integer of at most 4194304 bytes");
        BigEndian.put32(bytes, 2, TermReader.MAX_INTEGER_BYTES);
        assertThat(TermReader.decode(Arrays.copyOf(bytes, bytes.length - 1))).isInstanceOf(BigInt.class);
    }

    @Test
    void decode_does_not_keep_the_array_it_was_given() {
        byte[] bytes = TermWriter.encode(Bits.of(new byte[5_000]));
        Bits bits = (Bits) TermReader.decode(bytes);
        Arrays.fill(bytes, (byte) 1);
        assertThat(bits).isEqualTo(Bits.of(new byte[5_000]));
    }

    @Test
    void large_binaries_are_windows_on_the_input_unless_that_keeps_much_else() {
        byte[] bytes = TermWriter.encode(
                Tuple.of(Bits.of(new byte[1_023]), Bits.of(new byte[1_024]), Bits.of(new byte[9_000])));
        Tuple tuple = (Tuple) new TermReader(bytes, 0, bytes.length, Limits.DEFAULT).readVersioned();
        assertThat(((Bits) tuple.get(0)).array()).isNotSameAs(bytes);
        assertThat(((Bits) tuple.get(1)).array()).isNotSameAs(bytes); // less than an eighth
        assertThat(((Bits) tuple.get(2)).array()).isSameAs(bytes);
        assertThat(((Bits) tuple.get(2)).compact()).isEqualTo(tuple.get(2));
    }

    @Test
    void an_empty_limit_is_refused() {
        assertThatThrownBy(() -> new Limits(0, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
