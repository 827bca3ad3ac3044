// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.Exposure;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs expressions of Erlang, for one process, on its thread. Calls in tail position need no stack, so a loop may run
 * for ever; each call looks whether the process still lives, so that whoever kills it ends the loop.
 *
 * <p>Source: OTP's {@code erl_eval}.
 */
public final class Evaluator {
    private static final Atom ERLANG = Atom.of("erlang");
    private static final Atom APPLY = Atom.of("apply");
    private static final Atom ERL_EVAL = Atom.of("erl_eval");
    private static final Fun MODULES = Entrance.origin(); // where functions come from that loaded modules make
    private static final int MOST_ARGUMENTS = 20; // of erl_eval's functions
    private static final int INDEX_OF_PLAIN = 43; // erl_eval numbers its functions down from here, by arity
    private static final int INDEX_OF_NAMED = 20;

    private final ProcessCell self;
    private final Exposure door;
    private final FunctionTable library;
    private final Closures closures;
    private final LoadedModules modules;
    private final Matcher matcher = new Matcher(this);
    private final Comprehensions comprehensions = new Comprehensions(this, matcher);
    private final Control control;

    /** A call that is to be made when the caller has returned. */
    private record TailCall(Closure closure, Fun fun, Term[] arguments, int line) {}

    Evaluator(ProcessCell self, Exposure door, FunctionTable library, Closures closures, LoadedModules modules) {
        this.self = self;
        this.door = door;
        this.library = library;
        this.closures = closures;
        this.modules = modules;
        this.control = new Control(this, matcher, self);
    }

    /** The process that this runs in. */
    public ProcessCell self() {
        return self;
    }

    /** One for another process. */
    public Evaluator in(ProcessCell other) {
        return new Evaluator(other, door, library, closures, modules);
    }

    // ---- calling: also for the library ----------------------------------------------------------------------------

    /** Calls {@code function}. */
    public Term apply(Term function, Term... arguments) {
        return finish(applyTail(function, arguments, 0));
    }

    /** Calls {@code module:function}. */
    public Term call(Atom module, Atom function, Term... arguments) {
        return finish(callTail(module, function, arguments, 0));
    }

    /** Whether {@code module:function/arity} can be called from here. */
    public boolean knows(Atom module, Atom function, int arity) {
        return library.find(module, function, arity).isPresent()
                || modules.find(module, function, arity).isPresent()
                || Doors.isOpen(door, module, function, arity);
    }

    /** Runs a sequence of expressions with {@code bindings}: its value and the bindings after it. */
    Map.Entry<Term, Map<Term, Term>> run(Term forms, Term bindings, Fun origin) {
        FunCode code = FormReader.sequence(forms);
        Frame frame = new Frame(Closure.bind(code, bindings), origin);
        Term value = value(code.clauses().getFirst().body(), frame);
        Map<Term, Term> after = new LinkedHashMap<>();
        for (int i = 0; i < code.slots(); i++) {
            if (frame.get(i) != null) {
                after.put(code.names().get(i), frame.get(i));
            }
        }
        return Map.entry(value, after);
    }

    private Term finish(Object result) {
        if (!(result instanceof TailCall first)) {
            return (Term) result;
        }
        try {
            Object next = first;
            while (next instanceof TailCall call) {
                next = enter(call);
            }
            return (Term) next;
        } catch (Raised raised) {
            throw raised.calledAt(first.line());
        }
    }

    private Object enter(TailCall call) {
        self.checkAlive();
        FunCode code = call.closure().code();
        Frame frame = new Frame(call.closure().captured().clone(), call.fun());
        if (code.self() >= 0) {
            frame.set(code.self(), call.fun());
        }
        Expr.Clause clause = matcher.choose(code.clauses(), call.arguments(), frame, true);
        if (clause == null) {
            Optional<ModuleFunction> itself = call.closure().itself();
            throw Raised.error(Atom.of("function_clause"))
                    .at(
                            itself.isPresent()
                                    ? Stacks.calling(itself.get(), call.arguments())
                                    : Stacks.inside(call.arguments(), call.line()));
        }
        if (call.closure().itself().isEmpty()) {
            return tail(clause.body(), frame);
        }
        try {
            return tail(clause.body(), frame);
        } catch (Raised raised) {
            throw raised.at(Stacks.through(call.closure().itself().get(), raised));
        }
    }

    private Object applyTail(Term function, Term[] arguments, int line) {
        self.checkAlive();
        switch (function) {
            case Fun fun
            when fun.module().equals(ERL_EVAL) -> {
                Closure closure;
                try {
                    closure = closures.of(fun);
                } catch (IllFormedException e) {
                    throw Raised.error(e.reason()).at(Stacks.evaluating(line));
                }
                if (fun.arity() != arguments.length) {
                    throw badarity(fun, arguments, line);
                }
                return new TailCall(closure, fun, arguments, line);
            }
            case Fun fun -> {
                return Doors.call(door, ERLANG, APPLY, ListTerm.of(fun, ListTerm.of(arguments)));
            }
            case ExportFun f -> {
                if (f.arity() != arguments.length) {
                    throw badarity(f, arguments, line);
                }
                return callTail(f.module(), f.function(), arguments, line);
            }
            case Term other ->
                throw Raised.error(Tuple.of(Atom.of("badfun"), other)).at(Stacks.evaluating(line));
        }
    }

    private static Raised badarity(Term function, Term[] arguments, int line) {
        return Raised.error(Tuple.of(Atom.of("badarity"), Tuple.of(function, ListTerm.of(arguments))))
                .at(Stacks.evaluating(line));
    }

    private Object callTail(Term module, Term function, Term[] arguments, int line) {
        self.checkAlive();
        if (!(module instanceof Atom m) || !(function instanceof Atom f)) {
            throw Raised.error(Atom.of("badarg"))
                    .at(Stacks.calling(ERLANG, APPLY, new Term[] {module, function, ListTerm.of(arguments)}, line));
        }
        if (m.equals(ERLANG) && f.equals(APPLY)) {
            if (arguments.length == 2 && arguments[1] instanceof ListTerm list && list.isProper()) {
                return applyTail(arguments[0], list.elements().toArray(Term[]::new), line);
            }
            if (arguments.length == 3 && arguments[2] instanceof ListTerm list && list.isProper()) {
                return callTail(arguments[0], arguments[1], list.elements().toArray(Term[]::new), line);
            }
        }
        Optional<Native> known = library.find(m, f, arguments.length);
        if (known.isEmpty()) {
            Optional<Closure> loaded = modules.find(m, f, arguments.length);
            if (loaded.isPresent()) {
                return new TailCall(loaded.get(), MODULES, arguments, line);
            }
            try {
                return Doors.call(door, m, f, ListTerm.of(arguments));
            } catch (Raised raised) {
                throw raised.calledAt(line);
            }
        }
        try {
            return known.get().call(this, arguments);
        } catch (Raised raised) {
            if (!raised.hasStack()) {
                raised.at(raised.isOfFunction() ? Stacks.calling(m, f, arguments, line) : Stacks.evaluating(line));
            }
            throw raised;
        } catch (ClassCastException wrongType) {
            throw Raised.wrongType(m).at(Stacks.calling(m, f, arguments, line));
        }
    }

    // ---- expressions ----------------------------------------------------------------------------------------------

    /** The value of {@code expr}. */
    Term value(Expr expr, Frame frame) {
        return switch (expr) {
            case Expr.Literal(var value) -> value;
            case Expr.Var(int slot, var name, int line) -> {
                Term value = frame.get(slot);
                if (value == null) {
                    throw Raised.error(Tuple.of(Atom.of("unbound"), name)).at(Stacks.evaluating(line));
                }
                yield value;
            }
            case Expr.TupleOf(var elements) -> Tuple.of(values(elements, frame));
            case Expr.ListOf(var elements, var tail) -> {
                Term[] heads = values(elements, frame);
                yield ListTerm.of(List.of(heads), value(tail, frame));
            }
            case Expr.MapOf map -> map(map, frame);
            case Expr.Binary binary -> binary(binary, frame);
            case Expr.Match(var pattern, var right, int line) -> {
                Term value = value(right, frame);
                if (!matcher.matches(pattern, value, frame)) {
                    throw Raised.error(Tuple.of(Atom.of("badmatch"), value)).at(Stacks.evaluating(line));
                }
                yield value;
            }
            case Expr.MakeFun make -> makeFun(make, frame);
            case Expr.MakeExport make -> {
                Term module = value(make.module(), frame);
                Term function = value(make.function(), frame);
                Term arity = value(make.arity(), frame);
                if (module instanceof Atom m
                        && function instanceof Atom f
                        && arity instanceof Int(long n)
                        && n >= 0
                        && n <= ExportFun.MAX_ARITY) {
                    yield new ExportFun(m, f, (int) n);
                }
                throw Raised.error(Atom.of("badarg"))
                        .at(Stacks.calling(
                                ERLANG, Atom.of("make_fun"), new Term[] {module, function, arity}, make.line()));
            }
            case Expr.Comprehension comprehension -> comprehensions.value(comprehension, frame);
            case Expr.Try attempt -> control.attempt(attempt, frame);
            case Expr.Catch(var body) -> control.caught(body, frame);
            case Expr.Block _,
                    Expr.Case _,
                    Expr.If _,
                    Expr.Receive _,
                    Expr.CallRemote _,
                    Expr.CallLocal _,
                    Expr.CallFun _,
                    Expr.AndAlso _,
                    Expr.OrElse _,
                    Expr.Maybe _ -> finish(tail(expr, frame));
        };
    }

    /** The value of an expression in tail position, or the call that gives it. */
    private Object tail(Expr expr, Frame frame) {
        return switch (expr) {
            case Expr.Block(var body) -> {
                for (int i = 0; i < body.size() - 1; i++) {
                    value(body.get(i), frame);
                }
                yield tail(body.getLast(), frame);
            }
            case Expr.Case(var scrutinee, var clauses, int line) -> {
                Term value = value(scrutinee, frame);
                Expr.Clause clause = matcher.choose(clauses, new Term[] {value}, frame, false);
                if (clause == null) {
                    throw Raised.error(Tuple.of(Atom.of("case_clause"), value)).at(Stacks.evaluating(line));
                }
                yield tail(clause.body(), frame);
            }
            case Expr.If(var clauses, int line) -> {
                Expr.Clause clause = matcher.choose(clauses, new Term[0], frame, false);
                if (clause == null) {
                    throw Raised.error(Atom.of("if_clause")).at(Stacks.evaluating(line));
                }
                yield tail(clause.body(), frame);
            }
            case Expr.Receive receive -> tail(control.receive(receive, frame), frame);
            case Expr.Maybe maybe -> tail(control.maybe(maybe, frame), frame);
            case Expr.CallRemote call -> {
                Term module = value(call.module(), frame);
                Term function = value(call.function(), frame);
                yield callTail(module, function, values(call.arguments(), frame), call.line());
            }
            case Expr.CallFun call -> {
                Term function = value(call.function(), frame);
                yield applyTail(function, values(call.arguments(), frame), call.line());
            }
            case Expr.CallLocal(var function, var arguments, int line) -> {
                Term[] values = values(arguments, frame);
                throw Raised.error(Atom.of("undef")).at(Stacks.calling(ERL_EVAL, function, values, line));
            }
            case Expr.AndAlso(var left, var right, int line) ->
                isTrue(left, frame, line) ? tail(right, frame) : Atom.FALSE;
            case Expr.OrElse(var left, var right, int line) ->
                isTrue(left, frame, line) ? Atom.TRUE : tail(right, frame);
            case Expr.Literal _,
                    Expr.Var _,
                    Expr.TupleOf _,
                    Expr.ListOf _,
                    Expr.MapOf _,
                    Expr.Binary _,
                    Expr.Match _,
                    Expr.MakeFun _,
                    Expr.MakeExport _,
                    Expr.Comprehension _,
                    Expr.Try _,
                    Expr.Catch _ -> value(expr, frame);
        };
    }

    private boolean isTrue(Expr left, Frame frame, int line) {
        Term value = value(left, frame);
        if (value.equals(Atom.TRUE) || value.equals(Atom.FALSE)) {
            return value.equals(Atom.TRUE);
        }
        throw Raised.error(Tuple.of(Atom.of("badarg"), value)).at(Stacks.evaluating(line));
    }

    private Term[] values(List<Expr> exprs, Frame frame) {
        Term[] values = new Term[exprs.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(exprs.get(i), frame);
        }
        return values;
    }

    private Term map(Expr.MapOf expr, Frame frame) {
        Map<Term, Term> entries = new LinkedHashMap<>();
        if (expr.base().isPresent()) {
            Term base = value(expr.base().get(), frame);
            if (!(base instanceof MapTerm map)) {
                throw Raised.error(Tuple.of(Atom.of("badmap"), base)).at(Stacks.evaluating(expr.line()));
            }
            entries = map.asMap();
        }
        for (Expr.Field field : expr.fields()) {
            Term key = value(field.key(), frame);
            Term value = value(field.value(), frame);
            if (field.exact() && !entries.containsKey(key)) {
                throw Raised.error(Tuple.of(Atom.of("badkey"), key))
                        .at(Stacks.calling(
                                Atom.of("maps"),
                                Atom.of("update"),
                                new Term[] {key, value, MapTerm.of(entries)},
                                expr.line()));
            }
            entries.put(key, value);
        }
        return MapTerm.of(entries);
    }

    private Term binary(Expr.Binary binary, Frame frame) {
        BitBuilder builder = new BitBuilder();
        for (Segment segment : binary.segments()) {
            Term value = value(segment.value().orElseThrow(), frame);
            Term size = segment.size().map(s -> value(s, frame)).orElse(null);
            try {
                builder.segment(segment, value, Atom.of("all").equals(size) ? null : size);
            } catch (Raised raised) {
                throw raised.at(Stacks.evaluating(binary.line()));
            }
        }
        return builder.build();
    }

    // ---- functions ------------------------------------------------------------------------------------------------

    /**
     * A function made here. It looks like one that was made by the shell which the function around it came from, so a
     * BEAM of that release can run it.
     */
    private Term makeFun(Expr.MakeFun make, Frame frame) {
        FunCode code = make.code();
        if (code.arity() > MOST_ARGUMENTS) {
            throw Raised.error(Tuple.of(
                            Atom.of("argument_limit"), Tuple.of(Atom.of("fun"), code.annotation(), code.source())))
                    .at(Stacks.evaluating(make.line()));
        }
        Term[] captured = new Term[code.slots()];
        Map<Term, Term> bindings = new LinkedHashMap<>();
        for (int i = 0; i < captured.length; i++) {
            int outer = make.captured()[i];
            if (outer >= 0 && frame.get(outer) != null) {
                captured[i] = frame.get(outer);
                bindings.put(code.names().get(i), captured[i]);
            }
        }
        Fun origin = frame.origin();
        Tuple environment = (Tuple) origin.free().getFirst();
        List<Term> parts = new ArrayList<>(List.of(
                code.annotation(),
                MapTerm.of(bindings),
                environment.get(2),
                environment.get(3),
                MapTerm.EMPTY,
                code.source()));
        boolean named = code.self() >= 0;
        if (named) {
            parts.add(code.names().get(code.self()));
        }
        int index = (named ? INDEX_OF_NAMED : INDEX_OF_PLAIN) - code.arity();
        Fun fun = new Fun(
                ERL_EVAL,
                index,
                origin.uniq(),
                index,
                origin.oldUniq(),
                origin.creator(),
                code.arity(),
                List.of(Tuple.of(parts.toArray(Term[]::new))));
        closures.put(fun, new Closure(code, captured));
        return fun;
    }

    /** What {@code thrown} is to evaluated code; a death passes. */
    static Raised asRaised(Throwable thrown) {
        return switch (thrown) {
            case Raised raised -> raised;
            case ProcessKilled killed -> throw killed;
            case StackOverflowError _ -> Raised.error(Atom.of("system_limit"));
            case Throwable other -> Doors.raisedBy(other);
        };
    }
}
