// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;
import java.util.Optional;

/** Matches patterns, chooses clauses. What a failed attempt has bound is taken back. */
final class Matcher {
    private final Evaluator evaluator;

    Matcher(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    /** The first clause that takes {@code arguments}; null if none does. Its variables are bound then. */
    Expr.Clause choose(List<Expr.Clause> clauses, Term[] arguments, Frame frame, boolean shadow) {
        for (Expr.Clause clause : clauses) {
            Term[] before = frame.save(clause.binds());
            if (shadow) {
                frame.clear(clause.binds());
            }
            if (all(clause.patterns(), arguments, frame) && holds(clause.guards(), frame)) {
                return clause;
            }
            frame.restore(clause.binds(), before);
        }
        return null;
    }

    /** Whether {@code value} matches; if not, nothing is bound. */
    boolean matches(Pattern pattern, Term value, Frame frame) {
        return match(pattern, value, frame);
    }

    private boolean all(List<Pattern> patterns, Term[] values, Frame frame) {
        for (int i = 0; i < values.length; i++) {
            if (!match(patterns.get(i), values[i], frame)) {
                return false;
            }
        }
        return true;
    }

    /** Whether one alternative holds; a test that fails is false. */
    boolean holds(List<List<Expr>> guards, Frame frame) {
        if (guards.isEmpty()) {
            return true;
        }
        for (List<Expr> alternative : guards) {
            if (holdAll(alternative, frame)) {
                return true;
            }
        }
        return false;
    }

    private boolean holdAll(List<Expr> tests, Frame frame) {
        for (Expr test : tests) {
            if (!holds(test, frame)) {
                return false;
            }
        }
        return true;
    }

    boolean holds(Expr test, Frame frame) {
        try {
            return evaluator.value(test, frame).equals(Atom.TRUE);
        } catch (Raised failed) {
            return false;
        }
    }

    private boolean match(Pattern pattern, Term value, Frame frame) {
        return switch (pattern) {
            case Pattern.Any _ -> true;
            case Pattern.Value(var expected) -> expected.equals(value);
            case Pattern.Bind(int slot) -> {
                Term known = frame.get(slot);
                if (known == null) {
                    frame.set(slot, value);
                    yield true;
                }
                yield known.equals(value);
            }
            case Pattern.TupleOf(var elements) -> {
                if (!(value instanceof Tuple tuple) || tuple.size() != elements.size()) {
                    yield false;
                }
                for (int i = 0; i < tuple.size(); i++) {
                    if (!match(elements.get(i), tuple.get(i), frame)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Pattern.ListOf(var elements, var tail) -> {
                if (!(value instanceof ListTerm list) || list.size() < elements.size()) {
                    yield false;
                }
                for (int i = 0; i < elements.size(); i++) {
                    if (!match(elements.get(i), list.get(i), frame)) {
                        yield false;
                    }
                }
                yield tail instanceof Pattern.Any || match(tail, Lists.drop(list, elements.size()), frame);
            }
            case Pattern.MapOf(var entries) -> {
                if (!(value instanceof MapTerm map)) {
                    yield false;
                }
                for (Pattern.Entry entry : entries) {
                    Optional<Term> found = map.get(evaluator.value(entry.key(), frame));
                    if (found.isEmpty() || !match(entry.value(), found.get(), frame)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Pattern.Both(var left, var right) -> match(left, value, frame) && match(right, value, frame);
            case Pattern.Binary(var segments) -> {
                if (!(value instanceof Bits bits)) {
                    yield false;
                }
                BitReader reader = new BitReader(bits);
                yield segments(segments, reader, frame) && reader.left() == 0;
            }
        };
    }

    /** Matches segments at the front of {@code reader}. */
    boolean segments(List<Segment> segments, BitReader reader, Frame frame) {
        for (Segment segment : segments) {
            Term value = read(segment, reader, frame);
            if (value == null) {
                return false;
            }
            Pattern pattern = segment.pattern().orElseThrow();
            if (segment.type() == Segment.Type.FLOAT && pattern instanceof Pattern.Value(Int(long n))) {
                pattern = new Pattern.Value(new FloatTerm(n));
            }
            if (!match(pattern, value, frame)) {
                return false;
            }
        }
        return true;
    }

    private Term read(Segment segment, BitReader reader, Frame frame) {
        long size = -1;
        if (segment.size().isPresent() && !isAll(segment.size().get())) {
            Term given;
            try {
                given = evaluator.value(segment.size().get(), frame);
            } catch (Raised failed) {
                return null;
            }
            if (!(given instanceof Int(long n)) || n < 0 || n > BitBuilder.MAX_BITS) {
                return null;
            }
            size = n * segment.unit();
        }
        return switch (segment.type()) {
            case INTEGER -> reader.integer(size < 0 ? 8 : size, segment.signed(), segment.little());
            case FLOAT -> reader.real(size < 0 ? 64 : size, segment.little());
            case UTF8 -> reader.utf8();
            case UTF16 -> reader.utf16(segment.little());
            case UTF32 -> reader.utf32(segment.little());
            case BINARY, BITSTRING ->
                size >= 0 ? reader.take(size) : reader.left() % segment.unit() == 0 ? reader.take(reader.left()) : null;
        };
    }

    private static boolean isAll(Expr size) {
        return size instanceof Expr.Literal(var word) && word.equals(Atom.of("all"));
    }
}
