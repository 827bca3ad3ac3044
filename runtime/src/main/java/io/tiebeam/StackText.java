// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Stack frames and calls as Elixir writes them. The version of the application before a frame is left out: only the
 * node that has the module knows it.
 */
final class StackText {
    private static final Atom FILE = Atom.of("file");
    private static final Atom LINE = Atom.of("line");
    private static final String MODULE_BODY = "__MODULE__";
    private static final String FILE_BODY = "__FILE__";
    private static final Pattern ANONYMOUS = Pattern.compile("-(.+)/(\\d+)-fun-\\d+-");

    private StackText() {}

    /** The frames of {@code stack}, one a line; empty where it is no stack. */
    static Optional<List<String>> frames(ListTerm stack) {
        if (!stack.isProper() || stack.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        for (Term frame : stack) {
            Optional<String> line = frame(frame);
            if (line.isEmpty()) {
                return Optional.empty();
            }
            lines.add(line.get());
        }
        return Optional.of(lines);
    }

    private static Optional<String> frame(Term frame) {
        if (!(frame instanceof Tuple t && t.size() >= 3 && t.size() <= 4)) {
            return Optional.empty();
        }
        Optional<String> location = t.get(t.size() - 1) instanceof ListTerm l ? location(l) : Optional.empty();
        if (t.size() == 3) {
            boolean isFunction = t.get(0) instanceof Fun || t.get(0) instanceof ExportFun;
            return isFunction
                    ? join(location, arity(t.get(1)).map(a -> ErrorText.inspect(t.get(0)) + a))
                    : Optional.empty();
        }
        if (t.get(1) instanceof Atom body && t.get(2) instanceof Int arity) {
            if (body.name().equals(MODULE_BODY) && arity.value() == 0) {
                return location.map(l -> l + ErrorText.inspect(t.get(0)) + " (module)");
            }
            if (body.name().equals(MODULE_BODY) && arity.value() == 1) {
                return location.map(l -> l + "(module)");
            }
            if (body.name().equals(FILE_BODY) && arity.value() == 1) {
                return location.map(l -> l + "(file)");
            }
        }
        return join(location, mfa(t.get(0), t.get(1), t.get(2)));
    }

    private static Optional<String> join(Optional<String> a, Optional<String> b) {
        return a.flatMap(first -> b.map(second -> first + second));
    }

    private static Optional<String> location(ListTerm options) {
        if (!options.isProper()) {
            return Optional.empty();
        }
        Optional<String> file = option(options, FILE).flatMap(StackText::text);
        if (file.isEmpty()) {
            return Optional.of("");
        }
        Optional<Term> line = option(options, LINE);
        boolean known = line.isPresent() && !line.get().equals(Int.of(0));
        return Optional.of(file.get() + ":" + (known ? line.get() + ": " : " "));
    }

    private static Optional<Term> option(ListTerm options, Atom key) {
        for (Term option : options) {
            if (option instanceof Tuple t && t.is(key, 2)) {
                return Optional.of(t.get(1));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> text(Term fileName) {
        return switch (fileName) {
            case Bits b -> b.text();
            case ListTerm chars -> {
                StringBuilder text = new StringBuilder();
                for (Term c : chars) {
                    if (!(c instanceof Int i && Character.isValidCodePoint((int) i.value()) && i.value() >> 31 == 0)) {
                        yield Optional.empty();
                    }
                    text.appendCodePoint((int) i.value());
                }
                yield Optional.of(text.toString());
            }
            case Term _ -> Optional.empty();
        };
    }

    /**
     * A function, or a call where {@code arity} is a list of arguments: {@code Chat.boom/1}, {@code Chat.boom("x")},
     * {@code anonymous fn/0 in Chat.start/2}; empty for terms that name none.
     */
    static Optional<String> mfa(Term module, Term function, Term arity) {
        if (!(module instanceof Atom m && function instanceof Atom f)) {
            return Optional.empty();
        }
        return arity(arity).map(a -> {
            Matcher anonymous = ANONYMOUS.matcher(f.name());
            return anonymous.matches()
                    ? "anonymous fn" + a + " in " + name(m, Atom.of(anonymous.group(1))) + "/" + anonymous.group(2)
                    : name(m, f) + a;
        });
    }

    private static String name(Atom module, Atom function) {
        String mfa = ElixirNames.mfa(module, function, 0);
        return mfa.substring(0, mfa.length() - "/0".length());
    }

    private static Optional<String> arity(Term arity) {
        return switch (arity) {
            case Int n -> Optional.of("/" + n.value());
            case ListTerm arguments
            when arguments.isProper() ->
                Optional.of(arguments.elements().stream()
                        .map(ErrorText::inspect)
                        .collect(Collectors.joining(", ", "(", ")")));
            case Term _ -> Optional.empty();
        };
    }
}
