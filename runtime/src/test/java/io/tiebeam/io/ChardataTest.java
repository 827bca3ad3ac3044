// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ChardataTest {
    private static Bits bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return Bits.of(bytes);
    }

    @Test
    void reads_binaries_and_deep_lists_as_one_text() {
        Term deep = ListTerm.of(
                List.of(Int.of('a'), ListTerm.of(Bits.of("日"), ListTerm.of(Int.of(0x1F600))), ListTerm.EMPTY),
                Bits.of("é"));
        assertThat(Chardata.unicode(deep)).isEqualTo("a日😀é");
        assertThat(Chardata.unicode(Bits.of("hi\n"))).isEqualTo("hi\n");
        assertThat(Chardata.unicode(ListTerm.EMPTY)).isEmpty();
    }

    @Test
    void joins_a_character_that_is_split_over_binaries() {
        assertThat(Chardata.unicode(ListTerm.of(bytes(0xC3), ListTerm.of(bytes(0xA9, 'x')))))
                .isEqualTo("éx");
    }

    @Test
    void tells_text_that_ends_within_a_character_from_bytes_that_are_no_text() {
        var cut = catchThrowableOfType(
                ChardataException.class, () -> Chardata.unicode(ListTerm.of(Bits.of("ab"), bytes(0xE6, 0x97))));
        assertThat(cut.isIncomplete()).isTrue();
        assertThat(cut.converted()).isEqualTo("ab");
        var wrong = catchThrowableOfType(ChardataException.class, () -> Chardata.unicode(bytes('a', 0xFF)));
        assertThat(wrong.isIncomplete()).isFalse();
        assertThat(wrong.converted()).isEqualTo("a");
        assertThat(wrong).hasMessage("byte 255 at 1 of a binary begins no character of UTF-8");
    }

    @Test
    void refuses_surrogates_overlong_forms_and_a_begun_character_before_a_number() {
        for (Term bad : List.of(
                ListTerm.of(Int.of(0xD800)),
                ListTerm.of(Int.of(0x110000)),
                ListTerm.of(Int.of(-1)),
                bytes(0xED, 0xA0, 0x80),
                bytes(0xC0, 0x80),
                bytes(0xF4, 0x90, 0x80, 0x80),
                ListTerm.of(bytes(0xC3), Int.of(0xA9)))) {
            assertThatThrownBy(() -> Chardata.unicode(bad)).isInstanceOf(ChardataException.class);
        }
    }

    @Test
    void takes_bytes_as_latin1_where_the_request_says_so() {
        assertThat(Chardata.latin1(ListTerm.of(bytes(0xE9, '!'), Int.of(0xFC)))).isEqualTo("é!ü");
        assertThatThrownBy(() -> Chardata.latin1(ListTerm.of(Int.of(256)))).isInstanceOf(ChardataException.class);
    }

    @Test
    void says_what_is_no_text() {
        assertThatThrownBy(() -> Chardata.unicode(ListTerm.of(Int.of('a'), Atom.OK)))
                .isInstanceOf(ChardataException.class)
                .hasMessage("expected text (characters, binaries and lists of them), got ok");
    }

    @Test
    void reads_lists_of_any_depth() {
        Term deep = Int.of('x');
        for (int i = 0; i < 100_000; i++) {
            deep = ListTerm.of(deep);
        }
        assertThat(Chardata.unicode(deep)).isEqualTo("x");
    }
}
