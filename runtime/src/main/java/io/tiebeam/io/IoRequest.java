// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;
import java.util.Optional;

/**
 * What a program asks of the leader of its group. Read by {@link ConsoleLeader}; pure. Source: "The Erlang I/O
 * Protocol" (stdlib user's guide), in the forms that OTP 25 to 29 send and the older ones without an encoding, which
 * mean Latin-1.
 */
sealed interface IoRequest {
    /** What is answered after somebody has typed. */
    sealed interface Input extends IoRequest permits GetLine, GetChars {
        /** Whether the answer may hold characters beyond Latin-1. */
        boolean unicode();

        /** What to show first. */
        Term prompt();
    }

    /** {@code {put_chars, Encoding, Chars}} */
    record PutChars(boolean unicode, Term chars) implements IoRequest {}

    /** {@code {put_chars, Encoding, Module, Function, Arguments}}: print what a function gives. */
    record PutResult(boolean unicode, Atom module, Atom function, ListTerm arguments) implements IoRequest {}

    /** {@code {get_line, Encoding, Prompt}} */
    record GetLine(boolean unicode, Term prompt) implements Input {}

    /** {@code {get_chars, Encoding, Prompt, N}} */
    record GetChars(boolean unicode, Term prompt, int count) implements Input {}

    /** {@code {get_geometry, columns | rows}} */
    record GetGeometry(boolean columns) implements IoRequest {}

    /** {@code getopts} */
    record GetOptions() implements IoRequest {}

    /** {@code {setopts, Options}} */
    record SetOptions(List<Term> options) implements IoRequest {}

    /** {@code {requests, Requests}}: one after the other, up to the first that does not answer {@code ok}. */
    record Several(List<Term> requests) implements IoRequest {}

    /**
     * What is known but not done here: {@code get_until} and its like need Erlang's scanner, {@code get_password} a
     * terminal.
     */
    record Unsupported() implements IoRequest {}

    /** What is no request. */
    record Unknown() implements IoRequest {}

    /** The request that {@code term} is. */
    static IoRequest of(Term term) {
        if (term instanceof Atom atom) {
            return switch (atom.name()) {
                case "getopts" -> new GetOptions();
                case "get_password" -> new Unsupported();
                default -> new Unknown();
            };
        }
        return term instanceof Tuple tuple && tuple.size() > 0 && tuple.get(0) instanceof Atom name
                ? of(name.name(), tuple)
                : new Unknown();
    }

    private static IoRequest of(String name, Tuple tuple) {
        return switch (name) {
            case "put_chars" -> putChars(tuple);
            case "get_line" -> getLine(tuple);
            case "get_chars" -> getChars(tuple);
            case "get_until" -> tuple.size() == 5 || isEncoded(tuple, 6) ? new Unsupported() : new Unknown();
            case "get_password" -> isEncoded(tuple, 2) ? new Unsupported() : new Unknown();
            case "get_geometry" -> getGeometry(tuple);
            case "setopts" -> list(tuple).<IoRequest>map(SetOptions::new).orElseGet(Unknown::new);
            case "requests" -> list(tuple).<IoRequest>map(Several::new).orElseGet(Unknown::new);
            default -> new Unknown();
        };
    }

    private static IoRequest putChars(Tuple tuple) {
        if (tuple.size() == 2) {
            return new PutChars(false, tuple.get(1));
        }
        if (isEncoded(tuple, 3)) {
            return new PutChars(isUnicode(tuple), tuple.get(2));
        }
        if (tuple.size() == 4) {
            return putResult(false, tuple, 1);
        }
        return isEncoded(tuple, 5) ? putResult(isUnicode(tuple), tuple, 2) : new Unknown();
    }

    private static IoRequest putResult(boolean unicode, Tuple tuple, int from) {
        return tuple.get(from) instanceof Atom module
                        && tuple.get(from + 1) instanceof Atom function
                        && tuple.get(from + 2) instanceof ListTerm arguments
                        && arguments.isProper()
                ? new PutResult(unicode, module, function, arguments)
                : new Unknown();
    }

    private static IoRequest getLine(Tuple tuple) {
        if (tuple.size() == 2) {
            return new GetLine(false, tuple.get(1));
        }
        return isEncoded(tuple, 3) ? new GetLine(isUnicode(tuple), tuple.get(2)) : new Unknown();
    }

    private static IoRequest getChars(Tuple tuple) {
        int from = tuple.size() == 3 ? 1 : 2;
        boolean valid = tuple.size() == 3 || isEncoded(tuple, 4);
        return valid && tuple.get(from + 1) instanceof Int(long count) && count >= 0 && count <= Integer.MAX_VALUE
                ? new GetChars(from == 2 && isUnicode(tuple), tuple.get(from), (int) count)
                : new Unknown();
    }

    private static IoRequest getGeometry(Tuple tuple) {
        if (tuple.size() != 2 || !(tuple.get(1) instanceof Atom what)) {
            return new Unknown();
        }
        return switch (what.name()) {
            case "columns" -> new GetGeometry(true);
            case "rows" -> new GetGeometry(false);
            default -> new Unknown();
        };
    }

    private static Optional<List<Term>> list(Tuple tuple) {
        return tuple.size() == 2 && tuple.get(1) instanceof ListTerm list && list.isProper()
                ? Optional.of(list.elements())
                : Optional.empty();
    }

    /** Whether a tuple of {@code size} names an encoding as its second element. */
    private static boolean isEncoded(Tuple tuple, int size) {
        return tuple.size() == size
                && tuple.get(1) instanceof Atom encoding
                && (encoding.name().equals("unicode") || encoding.name().equals("latin1"));
    }

    private static boolean isUnicode(Tuple tuple) {
        return tuple.get(1) instanceof Atom encoding && encoding.name().equals("unicode");
    }
}
