// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class IoRequestTest {
    private static final Bits HI = Bits.of("hi");
    private static final ListTerm ARGUMENTS = ListTerm.of(HI, ListTerm.EMPTY);

    private static Term a(String name) {
        return Atom.of(name);
    }

    private static IoRequest of(Term... elements) {
        return IoRequest.of(Tuple.of(elements));
    }

    @Test
    void reads_every_form_of_put_chars() {
        assertThat(of(a("put_chars"), a("unicode"), HI)).isEqualTo(new IoRequest.PutChars(true, HI));
        assertThat(of(a("put_chars"), a("latin1"), HI)).isEqualTo(new IoRequest.PutChars(false, HI));
        assertThat(of(a("put_chars"), HI)).isEqualTo(new IoRequest.PutChars(false, HI));
        Atom module = Atom.of("io_lib");
        Atom function = Atom.of("format");
        assertThat(of(a("put_chars"), a("unicode"), module, function, ARGUMENTS))
                .isEqualTo(new IoRequest.PutResult(true, module, function, ARGUMENTS));
        assertThat(of(a("put_chars"), a("latin1"), module, function, ARGUMENTS))
                .isEqualTo(new IoRequest.PutResult(false, module, function, ARGUMENTS));
        assertThat(of(a("put_chars"), module, function, ARGUMENTS))
                .isEqualTo(new IoRequest.PutResult(false, module, function, ARGUMENTS));
    }

    @Test
    void reads_the_input_requests_with_and_without_an_encoding() {
        assertThat(of(a("get_line"), a("unicode"), HI)).isEqualTo(new IoRequest.GetLine(true, HI));
        assertThat(of(a("get_line"), HI)).isEqualTo(new IoRequest.GetLine(false, HI));
        assertThat(of(a("get_chars"), a("unicode"), HI, Int.of(3))).isEqualTo(new IoRequest.GetChars(true, HI, 3));
        assertThat(of(a("get_chars"), HI, Int.of(3))).isEqualTo(new IoRequest.GetChars(false, HI, 3));
    }

    @Test
    void reads_the_requests_about_the_device() {
        assertThat(of(a("get_geometry"), a("columns"))).isEqualTo(new IoRequest.GetGeometry(true));
        assertThat(of(a("get_geometry"), a("rows"))).isEqualTo(new IoRequest.GetGeometry(false));
        assertThat(IoRequest.of(a("getopts"))).isEqualTo(new IoRequest.GetOptions());
        assertThat(of(a("setopts"), ListTerm.of(a("binary"))))
                .isEqualTo(new IoRequest.SetOptions(List.of(a("binary"))));
        assertThat(of(a("requests"), ListTerm.of(a("getopts"))))
                .isEqualTo(new IoRequest.Several(List.of(a("getopts"))));
    }

    @Test
    void knows_what_it_does_not_do() {
        Term scan = ListTerm.of(Int.of(1));
        assertThat(of(a("get_until"), a("unicode"), HI, a("erl_scan"), a("tokens"), scan))
                .isEqualTo(new IoRequest.Unsupported());
        assertThat(of(a("get_until"), HI, a("erl_scan"), a("tokens"), scan)).isEqualTo(new IoRequest.Unsupported());
        assertThat(of(a("get_password"), a("unicode"))).isEqualTo(new IoRequest.Unsupported());
    }

    @Test
    void takes_anything_else_for_no_request() {
        for (Term term : List.of(
                a("dance"),
                Int.of(1),
                Tuple.of(),
                Tuple.of(Int.of(1)),
                Tuple.of(a("put_chars")),
                Tuple.of(a("put_chars"), a("utf16"), HI),
                Tuple.of(a("put_chars"), HI, HI, ARGUMENTS),
                Tuple.of(a("put_chars"), a("io_lib"), a("format"), HI),
                Tuple.of(a("get_chars"), a("unicode"), HI, Int.of(-1)),
                Tuple.of(a("get_geometry"), a("depth")),
                Tuple.of(a("requests"), HI),
                Tuple.of(a("setopts"), ListTerm.of(List.of(HI), HI)))) {
            assertThat(IoRequest.of(term)).as("%s", term).isEqualTo(new IoRequest.Unknown());
        }
    }
}
