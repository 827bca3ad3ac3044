// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A node whose own addresses have another name than others know it by. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RenamingTest {
    private static final Atom INSIDE = Atom.of("nonode@nohost");
    private static final Atom OUTSIDE = Atom.of("2K8X@localhost");
    private static final Renaming NAMES = new Renaming(INSIDE, 9, OUTSIDE, 77);

    private static byte[] written(Term term) {
        TermWriter writer = new TermWriter().renaming(NAMES);
        writer.writeVersioned(term);
        return writer.toByteArray();
    }

    private static Term read(byte[] bytes) {
        return new TermReader(bytes, 0, bytes.length, TermReader.Limits.COPYING)
                .renaming(NAMES)
                .readVersioned();
    }

    /** What holds an address of a node under {@code name}, at every place that there is. */
    private static Term everywhere(Atom name, int creation) {
        Pid pid = new Pid(name, 100, 2, creation);
        Ref ref = Ref.of(name, creation, 1, 2, 3, 100, 2);
        Fun fun = new Fun(Atom.of("m"), 1, Bits.of(new byte[16]), 1, 2, pid, 0, List.of(ref, pid));
        return Tuple.of(pid, ref, ListTerm.of(List.of(pid), ref), MapTerm.of(Map.of(pid, ref)), fun);
    }

    @Test
    void others_read_addresses_under_the_name_that_they_know() {
        assertThat(TermReader.decode(written(everywhere(INSIDE, 9)))).isEqualTo(everywhere(OUTSIDE, 77));
    }

    @Test
    void addresses_that_come_back_are_those_that_went() {
        assertThat(read(TermWriter.encode(everywhere(OUTSIDE, 77)))).isEqualTo(everywhere(INSIDE, 9));
        assertThat(read(written(everywhere(INSIDE, 9)))).isEqualTo(everywhere(INSIDE, 9));
    }

    @Test
    void of_other_nodes_and_other_incarnations_nothing_changes() {
        for (Term other : List.of(
                everywhere(OUTSIDE, 76),
                everywhere(INSIDE, 8),
                everywhere(Atom.of("kate@localhost"), 77),
                OUTSIDE,
                INSIDE)) {
            assertThat(TermReader.decode(written(other))).isEqualTo(other);
            assertThat(read(TermWriter.encode(other))).isEqualTo(other);
        }
    }
}
