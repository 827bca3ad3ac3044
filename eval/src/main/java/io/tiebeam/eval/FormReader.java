// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import static io.tiebeam.eval.Forms.atom;
import static io.tiebeam.eval.Forms.kind;
import static io.tiebeam.eval.Forms.line;
import static io.tiebeam.eval.Forms.list;
import static io.tiebeam.eval.Forms.literal;
import static io.tiebeam.eval.Forms.node;
import static io.tiebeam.eval.Forms.tuple;
import static io.tiebeam.eval.Forms.unknown;

import io.tiebeam.term.Atom;
import io.tiebeam.term.BigInt;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads abstract forms of Erlang, which are terms that anybody may have made, into {@link Expr}: depth and number of
 * nodes are limited, what is no form is told. Variables get numbers, so that running looks nothing up.
 *
 * <p>Source: the user's guide of ERTS, "The Abstract Format"; what Elixir makes of its own code.
 */
final class FormReader {
    private static final Atom DEFAULT = Atom.of("default");
    private static final Atom ERLANG = Atom.of("erlang");

    private final Scope scope;
    private final Budget budget;
    private final PatternReader patterns;

    private FormReader(Scope scope, Budget budget) {
        this.scope = scope;
        this.budget = budget;
        this.patterns = new PatternReader(this, scope, budget);
    }

    /**
     * Reads the clauses of a function.
     *
     * @param name its own name; empty for {@code fun} without one
     * @throws IllFormedException for what is no function, or beyond the limits
     */
    static FunCode function(Term annotation, Optional<Atom> name, Term clauses) {
        return function(annotation, name, clauses, new Budget());
    }

    private static FunCode function(Term annotation, Optional<Atom> name, Term clauses, Budget budget) {
        Scope scope = new Scope();
        FormReader reader = new FormReader(scope, budget);
        int self = name.map(scope::slot).orElse(-1);
        List<Expr.Clause> read = new ArrayList<>();
        int arity = -1;
        for (Term clause : list(clauses, "clauses")) {
            Expr.Clause one = reader.clause(clause);
            if (arity >= 0 && arity != one.patterns().size()) {
                throw new IllFormedException("the clauses of a function have one number of arguments");
            }
            arity = one.patterns().size();
            read.add(one);
        }
        if (arity < 0) {
            throw new IllFormedException("a function has clauses");
        }
        return new FunCode(annotation, arity, scope.names(), self, List.copyOf(read), clauses);
    }

    /** Reads a sequence of expressions, as a function of no arguments. */
    static FunCode sequence(Term forms) {
        Scope scope = new Scope();
        Expr body = new FormReader(scope, new Budget()).body(forms);
        Expr.Clause clause = new Expr.Clause(List.of(), List.of(), body, new int[0]);
        return new FunCode(Int.of(0), 0, scope.names(), -1, List.of(clause), forms);
    }

    // ---- expressions ----------------------------------------------------------------------------------------------

    private Expr body(Term forms) {
        List<Expr> body = exprs(forms);
        if (body.isEmpty()) {
            throw new IllFormedException("a body has expressions");
        }
        return body.size() == 1 ? body.getFirst() : new Expr.Block(body);
    }

    private List<Expr> exprs(Term forms) {
        List<Expr> read = new ArrayList<>();
        for (Term form : list(forms, "expressions")) {
            read.add(expr(form));
        }
        return List.copyOf(read);
    }

    Expr expr(Term form) {
        budget.enter();
        try {
            Tuple f = node(form);
            return read(kind(f), f);
        } finally {
            budget.leave();
        }
    }

    private Expr read(String kind, Tuple f) {
        return switch (kind) {
            case "atom/3", "integer/3", "float/3", "char/3", "string/3" -> new Expr.Literal(literal(f));
            case "nil/2" -> new Expr.Literal(ListTerm.EMPTY);
            case "var/3" -> {
                Atom name = atom(f.get(2));
                if (name.name().equals("_")) {
                    throw new IllFormedException("_ stands for no value");
                }
                yield new Expr.Var(scope.slot(name), name, line(f));
            }
            case "tuple/3" -> constant(new Expr.TupleOf(exprs(f.get(2))));
            case "cons/4" -> cons(f);
            case "map/3" -> new Expr.MapOf(Optional.empty(), fields(f.get(2)), line(f));
            case "map/4" -> new Expr.MapOf(Optional.of(expr(f.get(2))), fields(f.get(3)), line(f));
            case "bin/3" -> new Expr.Binary(segments(f.get(2), false), line(f));
            case "match/4" -> {
                // The value first: it may bind what the pattern only compares.
                Expr value = expr(f.get(3));
                yield new Expr.Match(patterns.read(f.get(2)), value, line(f));
            }
            case "block/3" -> body(f.get(2));
            case "case/4" -> new Expr.Case(expr(f.get(2)), clauses(f.get(3), 1), line(f));
            case "if/3" -> new Expr.If(clauses(f.get(2), 0), line(f));
            case "receive/3" ->
                new Expr.Receive(clauses(f.get(2), 1), Optional.empty(), new Expr.Literal(Atom.UNDEFINED), line(f));
            case "receive/5" ->
                new Expr.Receive(clauses(f.get(2), 1), Optional.of(expr(f.get(3))), body(f.get(4)), line(f));
            case "try/6" ->
                new Expr.Try(
                        optionalBody(f.get(2)).orElse(new Expr.Literal(Atom.OK)),
                        clauses(f.get(3), 1),
                        clauses(f.get(4), 1),
                        optionalBody(f.get(5)),
                        line(f));
            case "catch/3" -> new Expr.Catch(expr(f.get(2)));
            case "call/4" -> call(f);
            case "op/4" -> operator(f, ListTerm.of(f.get(3)));
            case "op/5" -> operator(f, ListTerm.of(f.get(3), f.get(4)));
            case "fun/3" -> fun(f);
            case "named_fun/4" -> makeFun(f, Optional.of(atom(f.get(2))), f.get(3));
            case "lc/4" -> comprehension(f, Expr.Comprehension.Kind.LIST);
            case "bc/4" -> comprehension(f, Expr.Comprehension.Kind.BINARY);
            case "mc/4" -> comprehension(f, Expr.Comprehension.Kind.MAP);
            case "maybe/3" -> maybe(f, ListTerm.EMPTY, false);
            case "maybe/4" -> {
                Tuple otherwise = node(f.get(3));
                if (!kind(otherwise).equals("else/3")) {
                    throw unknown(otherwise);
                }
                yield maybe(f, otherwise.get(2), true);
            }
            default -> throw unknown(f);
        };
    }

    private Optional<Expr> optionalBody(Term forms) {
        return list(forms, "expressions").isEmpty() ? Optional.empty() : Optional.of(body(forms));
    }

    private static Expr constant(Expr.TupleOf tuple) {
        Term[] values = new Term[tuple.elements().size()];
        for (int i = 0; i < values.length; i++) {
            if (!(tuple.elements().get(i) instanceof Expr.Literal(var value))) {
                return tuple;
            }
            values[i] = value;
        }
        return new Expr.Literal(Tuple.of(values));
    }

    /** A list nests to its right without end: read in a loop. */
    private Expr cons(Tuple first) {
        List<Expr> elements = new ArrayList<>();
        Tuple f = first;
        while (true) {
            elements.add(expr(f.get(2)));
            Tuple tail = node(f.get(3));
            if (!kind(tail).equals("cons/4")) {
                break;
            }
            budget.count();
            f = tail;
        }
        Expr tail = expr(f.get(3));
        List<Term> values = new ArrayList<>();
        for (Expr element : elements) {
            if (element instanceof Expr.Literal(var value)) {
                values.add(value);
            }
        }
        return values.size() == elements.size() && tail instanceof Expr.Literal(var end)
                ? new Expr.Literal(ListTerm.of(values, end))
                : new Expr.ListOf(List.copyOf(elements), tail);
    }

    private List<Expr.Field> fields(Term forms) {
        List<Expr.Field> fields = new ArrayList<>();
        for (Term form : list(forms, "fields")) {
            budget.count();
            Tuple f = node(form);
            String kind = kind(f);
            if (!kind.equals("map_field_assoc/4") && !kind.equals("map_field_exact/4")) {
                throw unknown(f);
            }
            fields.add(new Expr.Field(expr(f.get(2)), expr(f.get(3)), kind.equals("map_field_exact/4")));
        }
        return List.copyOf(fields);
    }

    private Expr call(Tuple f) {
        List<Expr> arguments = exprs(f.get(3));
        Tuple callee = node(f.get(2));
        return switch (kind(callee)) {
            case "remote/4" -> new Expr.CallRemote(expr(callee.get(2)), expr(callee.get(3)), arguments, line(f));
            case "atom/3" -> local(atom(callee.get(2)), arguments, line(f));
            default -> new Expr.CallFun(expr(f.get(2)), arguments, line(f));
        };
    }

    /** A call without a module is one of {@code erlang}'s own, or of nobody's. */
    private static Expr local(Atom function, List<Expr> arguments, int line) {
        return AutoImported.is(function, arguments.size())
                ? remote(function, arguments, line)
                : new Expr.CallLocal(function, arguments, line);
    }

    private static Expr remote(Atom function, List<Expr> arguments, int line) {
        return new Expr.CallRemote(new Expr.Literal(ERLANG), new Expr.Literal(function), arguments, line);
    }

    private Expr operator(Tuple f, ListTerm operands) {
        Atom operator = atom(f.get(2));
        if (operands.size() == 2
                && (operator.name().equals("andalso") || operator.name().equals("orelse"))) {
            return shortCircuit(f, operator.name().equals("andalso"));
        }
        List<Expr> read = exprs(operands);
        if (operator.name().equals("-") && read.size() == 1 && read.getFirst() instanceof Expr.Literal(var value)) {
            Optional<Term> negated = negated(value);
            if (negated.isPresent()) {
                return new Expr.Literal(negated.get());
            }
        }
        return remote(operator, read, line(f));
    }

    private static Optional<Term> negated(Term value) {
        return switch (value) {
            case Int(long n) when n != Long.MIN_VALUE -> Optional.of(Int.of(-n));
            case BigInt(var n) -> Optional.of(Int.of(n.negate()));
            case FloatTerm(double d) -> Optional.of(new FloatTerm(-d));
            default -> Optional.empty();
        };
    }

    private Expr shortCircuit(Tuple f, boolean and) {
        Expr left = expr(f.get(3));
        Expr right = expr(f.get(4));
        return and ? new Expr.AndAlso(left, right, line(f)) : new Expr.OrElse(left, right, line(f));
    }

    // ---- functions ------------------------------------------------------------------------------------------------

    private Expr fun(Tuple f) {
        Tuple what = tuple(f.get(2), "a function");
        return switch (kind(what)) {
            case "clauses/2" -> makeFun(f, Optional.empty(), what.get(1));
            case "function/3" ->
                new Expr.MakeExport(
                        new Expr.Literal(ERLANG),
                        new Expr.Literal(atom(what.get(1))),
                        new Expr.Literal(what.get(2)),
                        line(f));
            case "function/4" ->
                new Expr.MakeExport(nameOrExpr(what.get(1)), nameOrExpr(what.get(2)), nameOrExpr(what.get(3)), line(f));
            default -> throw unknown(what);
        };
    }

    /** Old forms hold the words themselves, newer ones expressions. */
    private Expr nameOrExpr(Term term) {
        return term instanceof Atom || term instanceof Int ? new Expr.Literal(term) : expr(term);
    }

    private Expr makeFun(Tuple f, Optional<Atom> name, Term clauses) {
        FunCode code = function(f.get(1), name, clauses, budget);
        int[] captured = new int[code.slots()];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = i == code.self() ? -1 : scope.known(code.names().get(i));
        }
        return new Expr.MakeFun(code, captured, line(f));
    }

    private List<Expr.Clause> clauses(Term forms, int arity) {
        List<Expr.Clause> clauses = new ArrayList<>();
        for (Term form : list(forms, "clauses")) {
            Expr.Clause clause = clause(form);
            if (clause.patterns().size() != arity) {
                throw new IllFormedException("expected a clause with " + arity + " patterns, got " + form);
            }
            clauses.add(clause);
        }
        return List.copyOf(clauses);
    }

    private Expr.Clause clause(Term form) {
        budget.enter();
        try {
            Tuple f = node(form);
            if (!kind(f).equals("clause/5")) {
                throw unknown(f);
            }
            List<Pattern> heads = new ArrayList<>();
            for (Term pattern : list(f.get(2), "patterns")) {
                heads.add(patterns.read(pattern));
            }
            List<List<Expr>> guards = new ArrayList<>();
            for (Term alternative : list(f.get(3), "guards")) {
                List<Expr> tests = exprs(alternative);
                tests.forEach(Guards::check);
                guards.add(tests);
            }
            int[] binds = PatternReader.binds(heads);
            return new Expr.Clause(List.copyOf(heads), List.copyOf(guards), body(f.get(4)), binds);
        } finally {
            budget.leave();
        }
    }

    // ---- comprehensions -------------------------------------------------------------------------------------------

    private Expr comprehension(Tuple f, Expr.Comprehension.Kind kind) {
        List<Expr.Qualifier> qualifiers = new ArrayList<>();
        for (Term form : list(f.get(3), "qualifiers")) {
            budget.count();
            qualifiers.add(qualifier(form));
        }
        if (kind != Expr.Comprehension.Kind.MAP) {
            return new Expr.Comprehension(kind, expr(f.get(2)), Optional.empty(), List.copyOf(qualifiers), line(f));
        }
        Tuple field = node(f.get(2));
        if (!kind(field).equals("map_field_assoc/4")) {
            throw unknown(field);
        }
        return new Expr.Comprehension(
                kind, expr(field.get(2)), Optional.of(expr(field.get(3))), List.copyOf(qualifiers), line(f));
    }

    private Expr.Qualifier qualifier(Term form) {
        Tuple f = node(form);
        return switch (kind(f)) {
            case "generate/4" -> generator(f, Expr.Qualifier.Over.LIST, false);
            case "generate_strict/4" -> generator(f, Expr.Qualifier.Over.LIST, true);
            case "b_generate/4" -> generator(f, Expr.Qualifier.Over.BINARY, false);
            case "b_generate_strict/4" -> generator(f, Expr.Qualifier.Over.BINARY, true);
            case "m_generate/4" -> generator(f, Expr.Qualifier.Over.MAP, false);
            case "m_generate_strict/4" -> generator(f, Expr.Qualifier.Over.MAP, true);
            default -> {
                Expr condition = expr(form);
                yield new Expr.Qualifier.Filter(condition, Guards.isOne(condition), line(f));
            }
        };
    }

    private Expr.Qualifier generator(Tuple f, Expr.Qualifier.Over over, boolean strict) {
        Expr source = expr(f.get(3));
        if (over != Expr.Qualifier.Over.MAP) {
            Pattern pattern = patterns.read(f.get(2));
            return new Expr.Qualifier.Generator(
                    over, pattern, Optional.empty(), PatternReader.binds(List.of(pattern)), source, strict, line(f));
        }
        Tuple field = node(f.get(2));
        if (!kind(field).equals("map_field_exact/4")) {
            throw unknown(field);
        }
        Pattern key = patterns.read(field.get(2));
        Pattern value = patterns.read(field.get(3));
        return new Expr.Qualifier.Generator(
                over, key, Optional.of(value), PatternReader.binds(List.of(key, value)), source, strict, line(f));
    }

    private Expr maybe(Tuple f, Term otherwise, boolean hasElse) {
        List<Expr.Step> steps = new ArrayList<>();
        for (Term form : list(f.get(2), "expressions")) {
            Tuple step = node(form);
            if (kind(step).equals("maybe_match/4")) {
                budget.count();
                Expr value = expr(step.get(3));
                Pattern pattern = patterns.read(step.get(2));
                steps.add(new Expr.Step(Optional.of(pattern), PatternReader.binds(List.of(pattern)), value));
            } else {
                steps.add(new Expr.Step(Optional.empty(), new int[0], expr(form)));
            }
        }
        return new Expr.Maybe(List.copyOf(steps), clauses(otherwise, 1), hasElse, line(f));
    }

    // ---- binaries -------------------------------------------------------------------------------------------------

    List<Segment> segments(Term forms, boolean asPattern) {
        List<Segment> segments = new ArrayList<>();
        for (Term form : list(forms, "segments")) {
            budget.count();
            Tuple f = node(form);
            if (!kind(f).equals("bin_element/5")) {
                throw unknown(f);
            }
            Specifiers specifiers = Specifiers.of(f.get(4));
            Optional<Expr> size = f.get(3).equals(DEFAULT) ? Optional.empty() : Optional.of(expr(f.get(3)));
            Tuple value = node(f.get(2));
            if (kind(value).equals("string/3")) {
                // <<"abc":8>> is <<$a:8, $b:8, $c:8>>.
                for (Term character : list(value.get(2), "characters")) {
                    segments.add(specifiers.segment(
                            asPattern ? Optional.empty() : Optional.of(new Expr.Literal(character)),
                            asPattern ? Optional.of(new Pattern.Value(character)) : Optional.empty(),
                            size));
                }
            } else {
                segments.add(specifiers.segment(
                        asPattern ? Optional.empty() : Optional.of(expr(value)),
                        asPattern ? Optional.of(patterns.read(value)) : Optional.empty(),
                        size));
            }
        }
        return List.copyOf(segments);
    }
}
