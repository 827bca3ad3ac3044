// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that nobody should send. Whatever they are: a term or one TermException, soon, in little memory. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class HostileTermsTest {
    private static final List<byte[]> VECTORS = GoldenTermsTest.all()
            .map(GoldenTermsTest::bytes)
            .filter(bytes -> bytes.length < 2_000)
            .toList();

    /** A term or a TermException; anything else fails the test and shows the bytes. */
    private static void survive(byte[] bytes) {
        try {
            Term term = TermReader.decode(bytes);
            assertThat(TermReader.decode(TermWriter.encode(term))).isEqualTo(term);
        } catch (TermException expected) {
            assertThat(expected).hasMessageContaining("at byte ");
        } catch (RuntimeException | StackOverflowError e) {
            fail(HexFormat.of().formatHex(bytes), e);
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void mutated_vectors(long seed) {
        var random = new Random(seed);
        for (byte[] vector : VECTORS) {
            byte[] bytes = vector.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                int at = random.nextInt(bytes.length);
                switch (random.nextInt(4)) {
                    case 0 -> bytes[at] = (byte) random.nextInt(256);
                    case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                    case 2 -> bytes[at] = (byte) (64 + random.nextInt(64)); // most tags are here
                    default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) (random.nextInt(3) - 1));
                }
            }
            survive(bytes);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void spliced_vectors(long seed) {
        var random = new Random(seed);
        for (byte[] vector : VECTORS) {
            byte[] other = VECTORS.get(random.nextInt(VECTORS.size()));
            int at = random.nextInt(vector.length);
            int from = random.nextInt(other.length);
            byte[] bytes = Arrays.copyOf(vector, at + other.length - from);
            System.arraycopy(other, from, bytes, at, other.length - from);
            survive(bytes);
        }
    }

    @Test
    void vectors_cut_at_each_byte() {
        for (byte[] vector : VECTORS) {
            for (int length = 0; length < vector.length; length += vector.length > 300 ? 7 : 1) {
                byte[] bytes = Arrays.copyOf(vector, length);
                assertThatThrownBy(() -> TermReader.decode(bytes))
                        .as(() -> HexFormat.of().formatHex(bytes))
                        .isInstanceOf(TermException.class)
                        .hasMessageStartingWith("at byte ");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void random_bytes(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[2 + random.nextInt(60)];
            random.nextBytes(bytes);
            bytes[0] = (byte) 131;
            if (random.nextBoolean()) { // almost only tags
                for (int j = 1; j < bytes.length; j++) {
                    bytes[j] = random.nextInt(4) == 0 ? 0 : (byte) (64 + random.nextInt(64));
                }
            }
            survive(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "83 69 3fffffff", // tuple
                "83 6c 3fffffff", // list
                "83 6d 3fffffff", // binary
                "83 4d 3fffffff 01", // bitstring
                "83 6f 3fffffff 00", // integer
                "83 74 3fffffff", // map
                "83 74 ffffffff",
                "83 6b ffff", // byte list
                "83 5a ffff", // reference
                "83 43 3fffffff 00 7701 61 7701 61", // record
                "83 43 ffffffff 00 7701 61 7701 61",
                "83 70 00000000 00 00000000000000000000000000000000 00000000 3fffffff 770161 6100 6100"
                        + "58 770161 00000000 00000000 00000000", // fun
                "83 50 3fffffff 789c", // compressed
                "83 76 ffff", // atom
                "83 64 ffff"
            })
    void sizes_that_are_not_there(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        byte[] padded = Arrays.copyOf(bytes, bytes.length + 500);
        assertThat(refusing(bytes)).isLessThan(1 << 20);
        assertThat(refusing(padded)).isLessThan(1 << 20);
    }

    /** The bytes allocated until a TermException came. */
    private static long refusing(byte[] bytes) {
        long before = allocated();
        try {
            return fail("read " + TermReader.decode(bytes));
        } catch (TermException expected) {
            return allocated() - before;
        }
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void each_nested_tuple_claims_all_the_bytes_that_are_left() {
        byte[] bytes = new byte[100_001];
        bytes[0] = (byte) 131;
        for (int at = 1; at + 5 <= bytes.length; at += 5) {
            bytes[at] = 105;
            BigEndian.put32(bytes, at + 1, bytes.length - at - 5);
        }
        assertThat(refusing(bytes)).isLessThan(2L << 20); // believed, they would take 3 GB
    }

    @ParameterizedTest
    @ValueSource(strings = {"6801", "6c00000001", "740000000161", "7400000001", "6c000000016100"})
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void ten_million_levels(String opening) {
        byte[] step = HexFormat.of().parseHex(opening);
        byte[] bytes = new byte[1 + 10_000_000 * step.length];
        bytes[0] = (byte) 131;
        for (int at = 1; at < bytes.length; at += step.length) {
            System.arraycopy(step, 0, bytes, at, step.length);
        }
        assertThat(refusing(bytes)).isLessThan(200L << 20);
    }

    @Test
    void a_list_in_many_pieces_costs_what_one_list_costs() {
        byte[] piece = HexFormat.of().parseHex("6c000000016107");
        byte[] bytes = new byte[2 + 20_000 * piece.length];
        bytes[0] = (byte) 131;
        for (int i = 0; i < 20_000; i++) {
            System.arraycopy(piece, 0, bytes, 1 + i * piece.length, piece.length);
        }
        bytes[bytes.length - 1] = 106;
        long before = allocated();
        Term list = TermReader.decode(bytes);
        assertThat(((ListTerm) list).size()).isEqualTo(20_000);
        assertThat(allocated() - before).isLessThan(1L << 20);
    }

    private static byte[] compressed(byte[] term, int claimed) {
        var deflater = new Deflater(9);
        deflater.setInput(term);
        deflater.finish();
        var out = new ByteArrayOutputStream();
        out.write(131);
        out.write(80);
        out.writeBytes(
                new byte[] {(byte) (claimed >> 24), (byte) (claimed >> 16), (byte) (claimed >> 8), (byte) claimed});
        byte[] buffer = new byte[8192];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    @Test
    void zip_bombs() {
        byte[] zeros = new byte[100 << 20];
        zeros[0] = 109; // a binary of what follows
        BigEndian.put32(zeros, 1, zeros.length - 5);
        byte[] honest = compressed(zeros, zeros.length);
        byte[] lying = compressed(zeros, 1_000);
        assertThatThrownBy(() -> TermReader.decode(honest))
                .isInstanceOf(TermException.class)
                .hasMessageContaining("claim to unpack to " + zeros.length)
                .hasMessageContaining("at most " + (64 << 20));
        assertThatThrownBy(() -> TermReader.decode(lying))
                .isInstanceOf(TermException.class)
                .hasMessageContaining("more than the 1000 bytes it claims");
        assertThat(refusing(honest)).isLessThan(1 << 20);
        assertThat(refusing(lying)).isLessThan(1 << 20);
    }

    @Test
    void a_compressed_term_that_claims_more_than_it_has() {
        byte[] term = TermWriter.encode(Bits.of("x".repeat(1_000)));
        assertThatThrownBy(() -> TermReader.decode(compressed(Arrays.copyOfRange(term, 1, term.length), 2_000)))
                .isInstanceOf(TermException.class)
                .hasMessageContaining("has 1005 bytes and claims 2000");
        assertThatThrownBy(() -> TermReader.decode(HexFormat.of().parseHex("83500fffffff789c030000000001")))
                .isInstanceOf(TermException.class)
                .hasMessageContaining("claim to unpack to 268435455");
    }

    @Test
    void five_million_atoms_do_not_fill_the_table() {
        var table = new AtomTable(1_000, 1 << 20);
        byte[] name = "flood0000000".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Atom first = table.read(name, 0, name.length);
        for (int i = 1; i < 5_000_000; i++) {
            for (int at = name.length - 1; ++name[at] > '9'; at--) {
                name[at] = '0';
            }
            table.read(name, 0, name.length);
        }
        assertThat(table.size()).isEqualTo(1_000);
        byte[] again = "flood0000000".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(table.read(again, 0, again.length)).isSameAs(first);
        assertThat(table.read(name, 0, name.length)).isNotSameAs(table.read(name, 0, name.length));
        assertThat(table.read(name, 0, name.length)).isEqualTo(table.read(name, 0, name.length));
    }

    @Test
    void long_names_do_not_fill_the_table() {
        var table = new AtomTable(1_000_000, 100_000);
        for (int i = 0; i < 10_000; i++) {
            byte[] name = ("x".repeat(240) + i).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            table.read(name, 0, name.length);
        }
        assertThat(table.size()).isBetween(300, 417);
    }

    @Test
    void no_peer_can_choose_keys_that_collide() {
        List<Term> numbers = LongStream.range(0, 10_000)
                .mapToObj(i -> (Term) Int.of(i << 32 | i))
                .toList(); // Long: all 0
        List<Term> texts = LongStream.range(0, 1 << 13)
                .mapToObj(i -> String.format("%13s", Long.toBinaryString(i))
                        .replace("0", "Aa")
                        .replaceAll("[1 ]", "BB"))
                .distinct()
                .map(text -> (Term) Bits.of(text)) // polynomials of base 31: all the same
                .toList();
        assertThat(numbers.stream().map(Term::hashCode).distinct().count()).isGreaterThan(9_990);
        assertThat(texts.stream().map(Term::hashCode).distinct().count()).isGreaterThan(texts.size() - 10L);
    }

    @Test
    void maps_nested_as_keys_of_maps() {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            Term one = nested(Int.of(1), false);
            Term same = nested(Int.of(1), true);
            Term other = nested(Int.of(2), false);
            assertThat(one.equals(same)).isTrue();
            assertThat(one.equals(other)).isFalse();
            // no two keys are equal, and finding out takes a look at each
            byte[] bytes = TermWriter.encode(MapTerm.of(one, Atom.OK, other, Atom.OK));
            assertThat(TermReader.decode(bytes)).isInstanceOf(MapTerm.class);
            byte[] twice = TermWriter.encode(ListTerm.of(one, Atom.OK, same, Atom.OK));
            BigEndian.put32(twice, 2, 2);
            twice[1] = 116;
            assertThatThrownBy(() -> TermReader.decode(Arrays.copyOf(twice, twice.length - 1)))
                    .isInstanceOf(TermException.class)
                    .hasMessageContaining("expected each key of the map once");
        });
    }

    private static Term nested(Term inner, boolean turned) {
        Term key = inner;
        for (int i = 0; i < 150; i++) {
            key = turned
                    ? MapTerm.of(Atom.ERROR, Atom.NIL, Atom.OK, Atom.OK, key, Atom.TRUE)
                    : MapTerm.of(key, Atom.TRUE, Atom.OK, Atom.OK, Atom.ERROR, Atom.NIL);
        }
        return key;
    }
}
