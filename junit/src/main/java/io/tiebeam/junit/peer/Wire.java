// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.peer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How tests and peers talk beside the distribution, which a test may cut: orders on the peer's standard input, one in a
 * line, {@code 7 eval QQ==}, with texts in Base64; answers between two control characters in what it prints, {@code 7 ok
 * QQ==} or {@code 7 error QQ==}. The end of its input, also by the death of the tests, is the peer's end.
 */
final class Wire {
    /** Begins an answer. */
    static final char START = '\u0001';

    /** Ends an answer. */
    static final char END = '\u0002';

    private Wire() {}

    /** An order or an answer. */
    record Line(long id, String verb, List<String> texts) {
        Line(long id, String verb, String... texts) {
            this(id, verb, List.of(texts));
        }

        /** In the form that travels. */
        String written() {
            return id + " " + verb
                    + texts.stream().map(text -> " " + encoded(text)).collect(Collectors.joining());
        }

        /** What {@link #written()} has written. */
        static Line read(String line) {
            String[] words = line.strip().split(" ");
            return new Line(
                    Long.parseLong(words[0]),
                    words[1],
                    Arrays.stream(words).skip(2).map(Wire::decoded).toList());
        }
    }

    /** An empty text is a word too. */
    private static String encoded(String text) {
        return "=" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String word) {
        return new String(Base64.getDecoder().decode(word.substring(1)), StandardCharsets.UTF_8);
    }
}
