// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.Atom;
import io.tiebeam.term.BigInt;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import java.math.BigInteger;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * {@code io_lib:format/2}: formats that programs on a BEAM send to be carried out where the console is. Called by the
 * servers of the I/O protocol and by the logger, on any thread; pure. Source: OTP {@code io_lib_format}, {@code
 * io:fwrite/3}.
 */
public final class IoLib {
    private static final int DEFAULT_PRECISION = 6;
    /** A short format can ask for any number of wide fields; what a peer sends must not fill the memory. */
    private static final int MAX_TEXT = 64 << 20;

    private final StringBuilder out = new StringBuilder();
    private final PrintEnvironment environment;

    private IoLib(PrintEnvironment environment) {
        this.environment = environment;
    }

    /**
     * The text of {@code format} with {@code arguments}.
     *
     * @param format an atom, a string or a binary
     * @param arguments a list
     * @throws BadFormatException where Erlang raises {@code badarg}
     */
    public static String format(Term format, Term arguments) {
        return format(format, arguments, PrintEnvironment.DEFAULT);
    }

    /** As {@link #format(Term, Term)}, on a certain node. */
    public static String format(Term format, Term arguments, PrintEnvironment environment) {
        IoLib lib = new IoLib(environment);
        FormatScanner scanner = FormatScanner.of(format, arguments);
        while (!scanner.isAtEnd()) {
            lib.out.append(scanner.atDirective() ? lib.text(scanner.directive()) : scanner.literal());
            if (lib.out.length() > MAX_TEXT) {
                throw new BadFormatException("a format makes at most " + MAX_TEXT + " characters");
            }
        }
        return lib.out.toString();
    }

    private String text(Directive directive) {
        return switch (directive.control()) {
            case '~' -> characters(directive, '~');
            case 'c' -> character(directive);
            case 'n' -> newLines(directive);
            case 'i' -> "";
            case 's' -> string(directive);
            case 'w' -> directive.inField(write(directive, -1), directive.precision());
            case 'W' -> directive.inField(write(directive, depth(directive)), directive.precision());
            case 'p' -> print(directive, -1);
            case 'P' -> print(directive, depth(directive));
            case 'e', 'f', 'g' -> number(directive);
            default -> integer(directive);
        };
    }

    // Characters and strings.

    private static String character(Directive directive) {
        if (!(directive.argument() instanceof Int(long c))) {
            throw directive.bad("a character");
        }
        long character = directive.unicode() ? c : c & 0xFF;
        if (character < 0
                || character > Character.MAX_CODE_POINT
                || Character.getType((int) character) == Character.SURROGATE) {
            throw directive.bad("a character");
        }
        return characters(directive, (int) character);
    }

    private static String characters(Directive directive, int c) {
        OptionalInt width = directive.width();
        OptionalInt precision = directive.precision();
        int count = precision.orElse(width.orElse(1));
        if (count < 0 || width.orElse(count) < count) {
            throw directive.bad("a precision of 0 up to the field width");
        }
        return directive.adjust(Character.toString(c).repeat(count), width.orElse(count) - count);
    }

    private static String newLines(Directive directive) {
        if (directive.left()) {
            throw directive.bad("no negative field width");
        }
        return "\n".repeat(directive.width().orElse(1));
    }

    private static String string(Directive directive) {
        String text = chardata(directive);
        OptionalInt width = directive.width();
        OptionalInt precision = directive.precision();
        if (width.isEmpty() && precision.isEmpty()) {
            return text;
        }
        int field = width.orElseGet(precision::getAsInt);
        int most = precision.orElse(field);
        if (most < 0 || field < most) {
            throw directive.bad("a precision of 0 up to the field width");
        }
        int length = TextWidth.of(text);
        String shown = length > most ? truncated(text, most, directive.unicode()) : text;
        int padding = Math.max(0, most - length);
        if (width.isEmpty()) { // a precision alone fills up at the right
            return shown + Character.toString(directive.pad()).repeat(padding);
        }
        if (most == field) {
            return directive.adjust(shown, padding);
        }
        return directive.adjust(shown + Character.toString(directive.pad()).repeat(padding), field - most);
    }

    private static String chardata(Directive directive) {
        Term argument = directive.argument();
        if (argument instanceof Atom atom) {
            if (!directive.unicode() && !TextWidth.isLatin1(atom.name())) {
                throw directive.bad("Latin-1 (~ts takes Unicode)");
            }
            return atom.name();
        }
        try {
            return directive.unicode() ? Chardata.lenient(argument) : Chardata.latin1(argument);
        } catch (ChardataException notText) {
            throw directive.bad(directive.unicode() ? "text" : "Latin-1 text (~ts takes Unicode)");
        }
    }

    private static String truncated(String text, int length, boolean unicode) {
        return unicode ? TextWidth.firstClusters(text, length) : text.substring(0, length);
    }

    // Terms.

    private static int depth(Directive directive) {
        return switch (directive.arguments().get(1)) {
            case Int(long depth) -> Math.clamp(depth, -1, Integer.MAX_VALUE);
            case BigInt big -> big.value().signum() < 0 ? -1 : Integer.MAX_VALUE;
            case Term other -> throw directive.bad("a depth as second argument");
        };
    }

    private String write(Directive directive, int depth) {
        return ErlangPrint.write(directive.argument(), options(directive, depth));
    }

    private PrintOptions options(Directive directive, int depth) {
        return new PrintOptions(depth, directive.unicode(), directive.strings(), directive.order(), environment);
    }

    /** Here the field width is the length of a line, and the precision the column that the term begins at. */
    private String print(Directive directive, int depth) {
        if (directive.left()) {
            throw directive.bad("no negative field width");
        }
        int lineLength = directive.width().orElse(ErlangPrint.LINE_LENGTH);
        int column = directive.precision().orElseGet(() -> TextWidth.column(out) + 1);
        return ErlangPrint.print(directive.argument(), column, lineLength, options(directive, depth));
    }

    // Numbers.

    private static String number(Directive directive) {
        if (!(directive.argument() instanceof FloatTerm(double value))) {
            throw directive.bad("a float");
        }
        int precision = directive.precision().orElse(DEFAULT_PRECISION);
        String text = switch (directive.control()) {
            case 'f' -> fixed(directive, value, precision);
            case 'e' -> exponential(directive, value, precision);
            default -> general(directive, value, precision);
        };
        return directive.width().isPresent() ? directive.inField(text, directive.width()) : text;
    }

    private static String fixed(Directive directive, double value, int decimals) {
        if (decimals < 1) {
            throw directive.bad("a precision of at least 1");
        }
        return FloatText.fixed(value, decimals);
    }

    private static String exponential(Directive directive, double value, int digits) {
        if (digits < 2) {
            throw directive.bad("a precision of at least 2");
        }
        return FloatText.exponential(value, digits);
    }

    /** {@code ~g}: without an exponent from 0.1 up to 10000 where the digits suffice for it. */
    private static String general(Directive directive, double value, int digits) {
        if (digits < 1) {
            throw directive.bad("a precision of at least 1");
        }
        double size = Math.abs(value);
        boolean usual = size >= 0.1 && size < 10_000;
        int exponent = size < 1 ? -1 : size < 10 ? 0 : size < 100 ? 1 : size < 1000 ? 2 : 3;
        if (usual && (digits - 1 > exponent || (digits == 1 && exponent == -1))) {
            return FloatText.fixed(value, digits - 1 - exponent);
        }
        return FloatText.exponential(value, Math.max(2, digits));
    }

    private static String integer(Directive directive) {
        BigInteger value = switch (directive.argument()) {
            case Int(long small) -> BigInteger.valueOf(small);
            case BigInt big -> big.value();
            case Term other -> throw directive.bad("an integer");
        };
        int base = directive.precision().orElse(10);
        if (base < Character.MIN_RADIX || base > Character.MAX_RADIX) {
            throw directive.bad("a base of 2 to 36 as precision");
        }
        String digits = value.abs().toString(base);
        boolean lower = "bx+".indexOf(directive.control()) >= 0;
        String text = (value.signum() < 0 ? "-" : "")
                + prefix(directive, base)
                + (lower ? digits : digits.toUpperCase(Locale.ROOT));
        return directive.inField(text, OptionalInt.empty());
    }

    private static String prefix(Directive directive, int base) {
        return switch (directive.control()) {
            case '+', '#' -> base + "#";
            case 'x', 'X' -> prefix(directive, directive.arguments().get(1));
            default -> "";
        };
    }

    private static String prefix(Directive directive, Term prefix) {
        if (prefix instanceof Atom atom) {
            return atom.name();
        }
        try {
            if (prefix instanceof ListTerm list) {
                return Chardata.characters(list);
            }
        } catch (ChardataException notText) {
            // falls through to the message below, which names the control sequence
        }
        throw directive.bad("an atom or a string as prefix");
    }
}
