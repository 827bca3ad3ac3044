// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.eval.Expr.Qualifier;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Comprehensions: of lists, of binaries, of maps. */
final class Comprehensions {
    private final Evaluator evaluator;
    private final Matcher matcher;

    Comprehensions(Evaluator evaluator, Matcher matcher) {
        this.evaluator = evaluator;
        this.matcher = matcher;
    }

    Term value(Expr.Comprehension expr, Frame frame) {
        return switch (expr.kind()) {
            case LIST -> {
                List<Term> elements = new ArrayList<>();
                each(expr.qualifiers(), 0, frame, inner -> elements.add(evaluator.value(expr.element(), inner)));
                yield ListTerm.of(elements);
            }
            case BINARY -> {
                BitBuilder builder = new BitBuilder();
                each(expr.qualifiers(), 0, frame, inner -> {
                    Term element = evaluator.value(expr.element(), inner);
                    if (!(element instanceof Bits bits)) {
                        throw Raised.error(Atom.of("badarg")).at(Stacks.evaluating(expr.line()));
                    }
                    builder.append(bits);
                });
                yield builder.build();
            }
            case MAP -> {
                Map<Term, Term> entries = new LinkedHashMap<>();
                each(
                        expr.qualifiers(),
                        0,
                        frame,
                        inner -> entries.put(
                                evaluator.value(expr.element(), inner),
                                evaluator.value(expr.value().orElseThrow(), inner)));
                yield MapTerm.of(entries);
            }
        };
    }

    private void each(List<Qualifier> qualifiers, int at, Frame frame, Consumer<Frame> body) {
        if (at == qualifiers.size()) {
            body.accept(frame);
            return;
        }
        switch (qualifiers.get(at)) {
            case Qualifier.Filter filter -> {
                if (passes(filter, frame)) {
                    each(qualifiers, at + 1, frame, body);
                }
            }
            case Qualifier.Generator generator ->
                generate(generator, frame, inner -> each(qualifiers, at + 1, inner, body));
        }
    }

    private boolean passes(Qualifier.Filter filter, Frame frame) {
        if (filter.isGuard()) {
            return matcher.holds(filter.condition(), frame);
        }
        Term value = evaluator.value(filter.condition(), frame);
        if (value.equals(Atom.TRUE) || value.equals(Atom.FALSE)) {
            return value.equals(Atom.TRUE);
        }
        throw Raised.error(Tuple.of(Atom.of("bad_filter"), value)).at(Stacks.evaluating(filter.line()));
    }

    private void generate(Qualifier.Generator generator, Frame frame, Consumer<Frame> next) {
        Term source = evaluator.value(generator.source(), frame);
        switch (source) {
            case ListTerm list
            when generator.over() == Qualifier.Over.LIST -> {
                for (Term element : list) {
                    offer(generator, element, frame, next);
                }
                if (!list.isProper()) {
                    throw bad(generator, list.tail());
                }
            }
            case Bits bits when generator.over() == Qualifier.Over.BINARY -> bits(generator, bits, frame, next);
            case MapTerm map
            when generator.over() == Qualifier.Over.MAP ->
                map.forEach((key, value) -> {
                    Frame inner = fresh(generator, frame);
                    if (matcher.matches(generator.pattern(), key, inner)
                            && matcher.matches(generator.value().orElseThrow(), value, inner)) {
                        next.accept(inner);
                    } else if (generator.strict()) {
                        throw noMatch(generator, Tuple.of(key, value));
                    }
                });
            case Term other -> throw bad(generator, other);
        }
    }

    private void offer(Qualifier.Generator generator, Term element, Frame frame, Consumer<Frame> next) {
        evaluator.self().checkAlive();
        Frame inner = fresh(generator, frame);
        if (matcher.matches(generator.pattern(), element, inner)) {
            next.accept(inner);
        } else if (generator.strict()) {
            throw noMatch(generator, element);
        }
    }

    /** Takes as many segments as there are; those that are read but do not match are left out. */
    private void bits(Qualifier.Generator generator, Bits bits, Frame frame, Consumer<Frame> next) {
        if (!(generator.pattern() instanceof Pattern.Binary(var segments))) {
            throw bad(generator, bits);
        }
        List<Segment> anything = segments.stream()
                .map(s -> new Segment(
                        s.value(),
                        s.pattern().map(p -> p instanceof Pattern.Bind ? p : new Pattern.Any()),
                        s.size(),
                        s.type(),
                        s.signed(),
                        s.little(),
                        s.unit()))
                .toList();
        BitReader reader = new BitReader(bits);
        while (true) {
            evaluator.self().checkAlive();
            long before = reader.left();
            Frame inner = fresh(generator, frame);
            BitReader probe = reader.copy();
            if (matcher.segments(segments, reader, inner)) {
                next.accept(inner);
            } else {
                // Does only a value not match, or are there not enough bits?
                inner = fresh(generator, frame);
                if (!matcher.segments(anything, probe, inner)) {
                    if (generator.strict() && before > 0) {
                        throw noMatch(generator, bits);
                    }
                    return;
                }
                if (generator.strict()) {
                    throw noMatch(generator, bits);
                }
                reader = probe;
            }
            if (reader.left() == before) {
                return; // an empty pattern would go on for ever
            }
        }
    }

    private static Frame fresh(Qualifier.Generator generator, Frame frame) {
        Frame inner = frame.copy();
        inner.clear(generator.binds());
        return inner;
    }

    private static Raised bad(Qualifier.Generator generator, Term source) {
        return Raised.error(Tuple.of(Atom.of("bad_generator"), source)).at(Stacks.evaluating(generator.line()));
    }

    private static Raised noMatch(Qualifier.Generator generator, Term element) {
        return Raised.error(Tuple.of(Atom.of("badmatch"), element)).at(Stacks.evaluating(generator.line()));
    }
}
