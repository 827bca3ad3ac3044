// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code term_to_binary} of three releases made of some 200 terms, with all its options. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class GoldenTermsTest {
    static Stream<Map<String, Object>> all() {
        return Stream.of(
                        "terms-otp25",
                        "terms-otp27",
                        "terms-otp29",
                        "closures-otp25",
                        "closures-otp27",
                        "closures-otp29")
                .flatMap(file -> Golden.lines(file).stream());
    }

    static byte[] bytes(Map<String, Object> vector) {
        return HexFormat.of().parseHex((String) vector.get("hex"));
    }

    private static String describe(Map<String, Object> vector) {
        return vector.get("otp") + " " + vector.get("name") + " " + vector.get("opts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"25", "27", "29"})
    void reads_writes_and_reads_the_same(String otp) {
        for (var vector : Golden.lines("terms-otp" + otp)) {
            Term term = TermReader.decode(bytes(vector));
            byte[] again = TermWriter.encode(term);
            assertThat(TermReader.decode(again)).as(describe(vector)).isEqualTo(term);
            assertThat(TermWriter.encode(TermReader.decode(again)))
                    .as(describe(vector))
                    .isEqualTo(again);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"27", "29"})
    void writes_the_bytes_that_newer_releases_write(String otp) {
        int compared = 0;
        for (var vector : Golden.lines("terms-otp" + otp)) {
            if (List.of("[]", "[deterministic]").contains(vector.get("opts"))) {
                byte[] bytes = bytes(vector);
                assertThat(TermWriter.encode(TermReader.decode(bytes)))
                        .as(describe(vector))
                        .isEqualTo(bytes);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"27", "29"})
    void every_option_gives_the_same_term(String otp) {
        var plain = new java.util.HashMap<Object, Term>();
        for (var vector : Golden.lines("terms-otp" + otp)) {
            Term term = TermReader.decode(bytes(vector));
            Term first = plain.putIfAbsent(vector.get("name"), term);
            if (first != null) {
                assertThat(term).as(describe(vector)).isEqualTo(first).hasSameHashCodeAs(first);
            }
        }
        assertThat(plain).hasSizeGreaterThan(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"25", "27", "29"})
    void a_closure_keeps_its_bytes(String otp) {
        for (var vector : Golden.lines("closures-otp" + otp)) {
            byte[] bytes = bytes(vector);
            Term term = TermReader.decode(bytes);
            assertThat(term).isInstanceOf(Fun.class);
            Fun fun = (Fun) term;
            assertThat((long) fun.arity()).isEqualTo(vector.get("arity"));
            assertThat((long) fun.index()).isEqualTo(vector.get("index"));
            assertThat(fun.oldUniq()).isEqualTo(vector.get("old_uniq"));
            assertThat(fun.module()).isEqualTo(Atom.of("erl_eval"));
            if (!otp.equals("25")) { // 25 writes atoms with the tag of old
                assertThat(TermWriter.encode(fun)).as(describe(vector)).isEqualTo(bytes);
            }
            assertThat(TermReader.decode(TermWriter.encode(fun)))
                    .as(describe(vector))
                    .isEqualTo(fun);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 17})
    void a_reader_starts_anywhere_in_an_array(int offset) {
        for (var vector : Golden.lines("terms-otp29")) {
            byte[] bytes = bytes(vector);
            byte[] inside = new byte[offset + bytes.length + 3];
            System.arraycopy(bytes, 0, inside, offset, bytes.length);
            var reader = new TermReader(inside, offset, bytes.length + 3, TermReader.Limits.DEFAULT);
            assertThat(reader.readVersioned()).as(describe(vector)).isEqualTo(TermReader.decode(bytes));
            assertThat(reader.position()).as(describe(vector)).isEqualTo(bytes.length);
            assertThat(reader.remaining()).isEqualTo(3);
        }
    }
}
