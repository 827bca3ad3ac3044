// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.term.Term;
import io.tiebeam.term.TermReader;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hashes that OTP gave, of all kinds of terms. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PortableHashTest {
    static Stream<String> recorded() throws Exception {
        try (InputStream in = PortableHashTest.class.getResourceAsStream("/otp/phash2.txt")) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return all.lines().filter(line -> !line.startsWith("#")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void a_term_has_the_hash_that_otp_gives_it(String line) {
        String[] words = line.split(" ");
        Term term = TermReader.decode(HexFormat.of().parseHex(words[0]));
        long whole = Long.parseLong(words[1]);
        assertThat(PortableHash.of(term, Integer.MAX_VALUE)).isEqualTo((int) (whole % Integer.MAX_VALUE));
        assertThat(PortableHash.of(term, 7)).isEqualTo(Integer.parseInt(words[2]));
    }
}
