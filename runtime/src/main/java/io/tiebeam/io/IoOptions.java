// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;
import java.util.Optional;

/**
 * What programs can set at a leader: {@code io:setopts/2}. Immutable.
 *
 * @param binary whether input is given as binaries, which Elixir wants, or as lists of characters
 * @param unicode whether the console is said to show Unicode
 */
record IoOptions(boolean binary, boolean unicode) {
    private static final Atom BINARY = Atom.of("binary");
    private static final Atom ENCODING = Atom.of("encoding");
    private static final Atom UNICODE = Atom.of("unicode");
    private static final Atom LATIN1 = Atom.of("latin1");

    /** As {@code iex} and {@code elixir} set them at their own leader. */
    static final IoOptions DEFAULT = new IoOptions(true, true);

    /** These options with {@code changes}; empty if one of them is not supported. */
    Optional<IoOptions> with(List<Term> changes) {
        IoOptions options = this;
        for (Term change : changes) {
            Optional<IoOptions> next = options.with(change);
            if (next.isEmpty()) {
                return next;
            }
            options = next.get();
        }
        return Optional.of(options);
    }

    private Optional<IoOptions> with(Term change) {
        if (change instanceof Atom word) {
            return switch (word.name()) {
                case "binary" -> Optional.of(new IoOptions(true, unicode));
                case "list" -> Optional.of(new IoOptions(false, unicode));
                case "unicode", "latin1" -> with(Tuple.of(ENCODING, word));
                default -> Optional.empty();
            };
        }
        if (!(change instanceof Tuple pair) || pair.size() != 2 || !(pair.get(1) instanceof Atom value)) {
            return Optional.empty();
        }
        if (pair.get(0).equals(BINARY) && (value.equals(Atom.TRUE) || value.equals(Atom.FALSE))) {
            return Optional.of(new IoOptions(value.equals(Atom.TRUE), unicode));
        }
        if (pair.get(0).equals(ENCODING)) {
            return switch (value.name()) {
                case "unicode", "utf8" -> Optional.of(new IoOptions(binary, true));
                case "latin1" -> Optional.of(new IoOptions(binary, false));
                default -> Optional.empty();
            };
        }
        return Optional.empty();
    }

    /** The answer to {@code io:getopts/1}. */
    Term term() {
        return ListTerm.of(Tuple.of(BINARY, Atom.of(binary)), Tuple.of(ENCODING, unicode ? UNICODE : LATIN1));
    }
}
