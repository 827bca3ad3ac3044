// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Reads a format and hands each control sequence its arguments. Source: OTP {@code io_lib_format:scan/2}. */
final class FormatScanner {
    /** The widest field. Erlang has no limit and would fill the memory; what a peer sends must not. */
    static final int MAX_FIELD = 1 << 20;

    private final List<Term> format;
    private final List<Term> arguments;
    private int at;
    private int used;

    private FormatScanner(List<Term> format, List<Term> arguments) {
        this.format = format;
        this.arguments = arguments;
    }

    /**
     * Reads {@code format}: an atom, a binary (whose bytes are Latin-1, as in Erlang) or a list of characters, and
     * {@code arguments}, a list.
     *
     * @throws BadFormatException if either is something else
     */
    static FormatScanner of(Term format, Term arguments) {
        if (!(arguments instanceof ListTerm list) || !list.isProper()) {
            throw new BadFormatException(
                    "a format takes a list of arguments, got " + ErlangPrint.print(arguments, PrintOptions.SHORT));
        }
        if (format instanceof Atom atom) {
            return new FormatScanner(ListTerm.charlist(atom.name()).elements(), list.elements());
        }
        if (format instanceof Bits bits && bits.isBinary()) {
            String text = new String(bits.toByteArray(), StandardCharsets.ISO_8859_1);
            return new FormatScanner(ListTerm.charlist(text).elements(), list.elements());
        }
        if (format instanceof ListTerm characters && characters.isProper()) {
            return new FormatScanner(characters.elements(), list.elements());
        }
        throw new BadFormatException(
                "a format is an atom, a string or a binary, got " + ErlangPrint.print(format, PrintOptions.SHORT));
    }

    /** Whether all of the format has been read; then no argument may be left over. */
    boolean isAtEnd() {
        if (at < format.size()) {
            return false;
        }
        if (used < arguments.size()) {
            throw new BadFormatException((arguments.size() - used) + " more arguments than the format takes");
        }
        return true;
    }

    /** Whether a control sequence comes next. */
    boolean atDirective() {
        return is('~');
    }

    /** The text up to the next control sequence. */
    String literal() {
        StringBuilder text = new StringBuilder();
        for (; at < format.size() && !atDirective(); at++) {
            Term element = format.get(at);
            try {
                text.append(
                        element instanceof Int ? Chardata.unicode(ListTerm.of(element)) : Chardata.unicode(element));
            } catch (ChardataException notText) {
                throw new BadFormatException("in a format: " + notText.getMessage());
            }
        }
        return text.toString();
    }

    /** The next control sequence. */
    Directive directive() {
        at++;
        boolean minus = skip('-');
        OptionalInt width = number();
        if (minus && width.isEmpty()) {
            throw new BadFormatException("expected a field width after ~-");
        }
        OptionalInt precision = skip('.') ? number() : OptionalInt.empty();
        int pad = skip('.') ? padCharacter() : ' ';
        boolean unicode = false;
        boolean strings = true;
        MapOrder order = MapOrder.AS_IT_COMES;
        while (true) {
            if (skip('t')) {
                unicode = true;
            } else if (skip('l')) {
                strings = false;
            } else if (skip('k')) {
                order = MapOrder.ORDERED;
            } else if (skip('K')) {
                order = order(argument('K'));
            } else {
                break;
            }
        }
        char control = control();
        int signed = minus ? -width.orElse(0) : width.orElse(0);
        OptionalInt field = width.isPresent() ? OptionalInt.of(Math.abs(signed)) : width;
        return new Directive(
                control,
                field,
                signed < 0,
                precision,
                pad,
                unicode,
                strings,
                order,
                arguments(control, count(control)));
    }

    private boolean is(int c) {
        return at < format.size() && format.get(at) instanceof Int(long next) && next == c;
    }

    private boolean skip(int c) {
        boolean found = is(c);
        if (found) {
            at++;
        }
        return found;
    }

    private int character() {
        if (at == format.size()) {
            throw new BadFormatException("the format ends within a control sequence");
        }
        if (!(format.get(at++) instanceof Int(long c)) || !Character.isValidCodePoint((int) c) || c != (int) c) {
            throw new BadFormatException("expected a character within a control sequence");
        }
        return (int) c;
    }

    private OptionalInt number() {
        if (skip('*')) {
            return argument('*') instanceof Int(long value) && Math.abs(value) <= MAX_FIELD
                    ? OptionalInt.of((int) value)
                    : badNumber();
        }
        int from = at;
        long value = 0;
        while (at < format.size() && format.get(at) instanceof Int(long digit) && digit >= '0' && digit <= '9') {
            value = value * 10 + digit - '0';
            if (value > MAX_FIELD) {
                return badNumber();
            }
            at++;
        }
        return at == from ? OptionalInt.empty() : OptionalInt.of((int) value);
    }

    private static OptionalInt badNumber() {
        throw new BadFormatException("a field width or precision is an integer up to " + MAX_FIELD);
    }

    private int padCharacter() {
        if (!skip('*')) {
            return character();
        }
        if (argument('*') instanceof Int(long c) && c == (int) c && Character.isValidCodePoint((int) c)) {
            return (int) c;
        }
        throw new BadFormatException("expected a character to pad with");
    }

    private static MapOrder order(Term argument) {
        if (argument instanceof Atom atom) {
            switch (atom.name()) {
                case "undefined" -> {
                    return MapOrder.AS_IT_COMES;
                }
                case "ordered" -> {
                    return MapOrder.ORDERED;
                }
                case "reversed" -> {
                    return MapOrder.REVERSED;
                }
                default -> {}
            }
        }
        throw new BadFormatException(
                "modifier K expects undefined, ordered or reversed (functions cannot be run here), got "
                        + ErlangPrint.print(argument, PrintOptions.SHORT));
    }

    private char control() {
        int c = character();
        if ("cfegswpWPBX#bx+n~i".indexOf(c) < 0) {
            throw new BadFormatException("~" + Character.toString(c) + " is no control sequence");
        }
        return (char) c;
    }

    private static int count(char control) {
        return switch (control) {
            case '~', 'n' -> 0;
            case 'W', 'P', 'x', 'X' -> 2;
            default -> 1;
        };
    }

    private Term argument(char control) {
        return arguments(control, 1).getFirst();
    }

    private List<Term> arguments(char control, int count) {
        if (arguments.size() - used < count) {
            throw new BadFormatException("no argument is left for ~" + control);
        }
        used += count;
        return new ArrayList<>(arguments.subList(used - count, used));
    }
}
