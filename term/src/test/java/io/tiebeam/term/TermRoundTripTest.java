// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class TermRoundTripTest {
    static LongStream seeds() {
        return LongStream.rangeClosed(1, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_was_written_is_read(long seed) {
        Term term = new Gen(seed).term(5);
        byte[] bytes = TermWriter.encode(term);
        Term read = TermReader.decode(bytes);
        assertThat(read).isEqualTo(term).hasSameHashCodeAs(term);
        assertThat(TermWriter.encode(read)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void segments_change_where_bytes_are_but_not_what_they_are(long seed) {
        var gen = new Gen(seed);
        var plain = new TermWriter();
        var segmented = new TermWriter(30);
        for (int i = 0; i < 3; i++) {
            Term term = gen.term(4);
            plain.writeVersioned(term);
            segmented.writeVersioned(term);
        }
        assertThat(segmented.size()).isEqualTo(plain.size());
        assertThat(segmented.toByteArray()).isEqualTo(plain.toByteArray());
        assertThat(segmented.buffers().stream()
                        .mapToLong(java.nio.ByteBuffer::remaining)
                        .sum())
                .isEqualTo(plain.size());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_reader_goes_from_term_to_term(long seed) {
        var gen = new Gen(seed);
        Term[] terms = {gen.term(3), gen.term(3), gen.term(3)};
        var writer = new TermWriter();
        for (Term term : terms) {
            writer.write(term);
        }
        byte[] bytes = writer.toByteArray();
        var reader = new TermReader(bytes, 0, bytes.length, TermReader.Limits.DEFAULT);
        for (Term term : terms) {
            assertThat(reader.read()).isEqualTo(term);
        }
        assertThat(reader.remaining()).isZero();
    }
}
