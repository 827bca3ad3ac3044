// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import io.tiebeam.term.Atom;
import io.tiebeam.term.BigInt;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Charlist;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Int;
import io.tiebeam.term.Keyword;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A mapping of a type without components.
 *
 * @param reader gives null for a term that does not fit
 */
record Scalars(String expected, Function<Object, Term> writer, Function<Term, Object> reader) implements Mapping {
    private static final Atom INFINITY = Atom.of("infinity");
    private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    static final Mapping STRING = new Scalars("string", value -> string((String) value), Scalars::readString);
    static final Mapping CHARLIST = new Scalars("charlist", value -> charlist((Charlist) value), Scalars::readCharlist);
    static final Mapping INT = new Scalars(
            "integer from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE,
            value -> Int.of((Integer) value),
            term -> term instanceof Int(long n) && n == (int) n ? (Object) (int) n : null);
    static final Mapping LONG = new Scalars(
            "integer from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE,
            value -> Int.of((Long) value),
            term -> term instanceof Int(long n) ? (Object) n : null);
    static final Mapping BIG_INTEGER =
            new Scalars("integer", value -> Int.of((BigInteger) value), Scalars::readBigInteger);
    static final Mapping DOUBLE = new Scalars("float", value -> number((Double) value), Scalars::readDouble);
    static final Mapping BOOLEAN = new Scalars(
            "true or false",
            value -> Atom.of((Boolean) value),
            term -> term.equals(Atom.TRUE) ? Boolean.TRUE : term.equals(Atom.FALSE) ? Boolean.FALSE : null);
    static final Mapping DURATION =
            new Scalars("milliseconds or :infinity", value -> duration((Duration) value), Scalars::readDuration);
    static final Mapping NODE_NAME =
            new Scalars("node name such as :kate@localhost", value -> ((NodeName) value).atom(), Scalars::readNodeName);
    static final Mapping KEYWORD = new Scalars("keyword list", value -> keyword((Keyword) value), Scalars::readKeyword);

    @Override
    public Term write(Object value) {
        return writer.apply(value);
    }

    @Override
    public Object read(Term term) {
        Object value = reader.apply(term);
        return value == null ? NO_MATCH : value;
    }

    @Override
    public Mismatch explain(Term term) {
        boolean outOfRange = (this == INT || this == LONG) && (term instanceof Int || term instanceof BigInt);
        return Mismatch.of(this == INT || this == LONG ? outOfRange ? expected : "integer" : expected, term);
    }

    @Override
    public String label() {
        return this == INT || this == LONG ? "integer" : expected;
    }

    @Override
    public boolean isShareable(Object value) {
        if (this == STRING) {
            return value != null && isWhole((String) value);
        }
        if (this == DOUBLE) {
            return value != null && Double.isFinite((Double) value);
        }
        return value != null && this != CHARLIST && this != KEYWORD && this != DURATION; // some of those are refused
    }

    private static boolean isWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (Character.charCount(text.codePointAt(i)) == 1) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static Term string(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                int c = text.codePointAt(i);
                if (Character.charCount(c) == 1) {
                    throw Unmappable.because(
                            "is a string with half a character (U+%04X) at index %d".formatted(c, i),
                            "send whole characters, or Bits");
                }
                i++;
            }
        }
        return Bits.of(text);
    }

    private static Object readString(Term term) {
        return term instanceof Bits bits ? bits.text().orElse(null) : null;
    }

    private static Term charlist(Charlist value) {
        if (value.text() == null) {
            throw Refusals.nothing();
        }
        return ListTerm.charlist(value.text());
    }

    private static Object readCharlist(Term term) {
        if (!(term instanceof ListTerm list) || !list.isProper()) {
            return null;
        }
        StringBuilder text = new StringBuilder(list.size());
        for (Term element : list.elements()) {
            if (!(element instanceof Int(long c))
                    || c < 0
                    || c > Character.MAX_CODE_POINT
                    || (c >= 0xD800 && c < 0xE000)) {
                return null;
            }
            text.appendCodePoint((int) c);
        }
        return new Charlist(text.toString());
    }

    private static Object readBigInteger(Term term) {
        if (term instanceof Int(long n)) {
            return BigInteger.valueOf(n);
        }
        return term instanceof BigInt(BigInteger n) ? n : null;
    }

    private static Term number(double value) {
        if (!Double.isFinite(value)) {
            throw Unmappable.because("is " + value, "Erlang has finite floats only; send an atom, or an Optional");
        }
        return new FloatTerm(value);
    }

    private static Object readDouble(Term term) {
        if (term instanceof FloatTerm(double value)) {
            return value;
        }
        if (!(readBigInteger(term) instanceof BigInteger whole)) {
            return null;
        }
        double value = whole.doubleValue();
        return Double.isFinite(value) && new BigDecimal(value).toBigInteger().equals(whole) ? (Object) value : null;
    }

    private static Term duration(Duration value) {
        if (value.equals(FOREVER)) {
            return INFINITY;
        }
        if (value.isNegative()) {
            throw Unmappable.because("is negative (" + value + ")", "send a duration from zero");
        }
        try {
            // Rounded up, so that nobody waits less than was asked for.
            return Int.of(value.plusNanos(999_999).toMillis());
        } catch (ArithmeticException tooLong) {
            throw Unmappable.because("is " + value, "send ChronoUnit.FOREVER.getDuration() for :infinity");
        }
    }

    private static Object readDuration(Term term) {
        if (term.equals(INFINITY)) {
            return FOREVER;
        }
        return term instanceof Int(long ms) && ms >= 0 ? Duration.ofMillis(ms) : null;
    }

    static Object readNodeName(Term term) {
        if (!(term instanceof Atom atom) || atom.name().indexOf('@') < 0) {
            return null;
        }
        try {
            return new NodeName(atom);
        } catch (IllegalArgumentException notOne) {
            return null;
        }
    }

    private static Term keyword(Keyword value) {
        List<Term> pairs = new ArrayList<>(value.entries().size());
        for (Keyword.Entry entry : value.entries()) {
            if (entry.key() == null || entry.value() == null) {
                throw Refusals.nothing().in("." + entry.key());
            }
            pairs.add(Tuple.of(entry.key(), entry.value()));
        }
        return ListTerm.of(pairs);
    }

    private static Object readKeyword(Term term) {
        if (!(term instanceof ListTerm list) || !list.isProper()) {
            return null;
        }
        List<Keyword.Entry> entries = new ArrayList<>(list.size());
        for (Term element : list.elements()) {
            if (!(element instanceof Tuple pair) || pair.size() != 2 || !(pair.get(0) instanceof Atom key)) {
                return null;
            }
            entries.add(new Keyword.Entry(key, pair.get(1)));
        }
        return new Keyword(entries);
    }

    /** Terms are themselves; {@code type} says which are accepted. */
    static Mapping terms(Class<?> type) {
        return new Scalars(Names.ofTerms(type), value -> (Term) value, term -> type.isInstance(term) ? term : null);
    }
}
