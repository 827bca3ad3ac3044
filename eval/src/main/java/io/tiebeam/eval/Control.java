// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.List;

/** {@code try}, {@code catch}, {@code receive} and {@code maybe}. */
final class Control {
    private static final Atom INFINITY = Atom.of("infinity");
    private static final long LONGEST = 0xFFFF_FFFFL;

    private final Evaluator evaluator;
    private final Matcher matcher;
    private final ProcessCell self;

    Control(Evaluator evaluator, Matcher matcher, ProcessCell self) {
        this.evaluator = evaluator;
        this.matcher = matcher;
        this.self = self;
    }

    Term attempt(Expr.Try attempt, Frame frame) {
        if (attempt.after().isEmpty()) {
            return protectedValue(attempt, frame);
        }
        Term value;
        try {
            value = protectedValue(attempt, frame);
        } catch (ProcessKilled dead) {
            throw dead; // the dead tidy up no more
        } catch (Throwable thrown) {
            evaluator.value(attempt.after().get(), frame.copy());
            throw thrown;
        }
        evaluator.value(attempt.after().get(), frame.copy());
        return value;
    }

    private Term protectedValue(Expr.Try attempt, Frame frame) {
        Frame inner = frame.copy();
        Term value;
        try {
            value = evaluator.value(attempt.body(), inner);
        } catch (Raised | StackOverflowError thrown) {
            return handle(attempt, Evaluator.asRaised(thrown), frame.copy());
        }
        if (attempt.ofClauses().isEmpty()) {
            return value;
        }
        Expr.Clause clause = matcher.choose(attempt.ofClauses(), new Term[] {value}, inner, false);
        if (clause == null) {
            throw Raised.error(Tuple.of(Atom.of("try_clause"), value)).at(Stacks.evaluating(attempt.line()));
        }
        return evaluator.value(clause.body(), inner);
    }

    private Term handle(Expr.Try attempt, Raised raised, Frame frame) {
        Term caught = Tuple.of(raised.kind().atom(), raised.reason(), raised.stack());
        Expr.Clause clause = matcher.choose(attempt.catchClauses(), new Term[] {caught}, frame, false);
        if (clause == null) {
            throw raised;
        }
        return evaluator.value(clause.body(), frame);
    }

    Term caught(Expr body, Frame frame) {
        Frame inner = frame.copy();
        try {
            Term value = evaluator.value(body, inner);
            frame.adopt(inner);
            return value;
        } catch (Raised | StackOverflowError thrown) {
            Raised raised = Evaluator.asRaised(thrown);
            Atom exit = Atom.of("EXIT");
            return switch (raised.kind()) {
                case THROW -> raised.reason();
                case EXIT -> Tuple.of(exit, raised.reason());
                case ERROR -> Tuple.of(exit, Tuple.of(raised.reason(), raised.stack()));
            };
        }
    }

    /** Waits for a message that a clause takes: the body to go on with, its variables bound. */
    Expr receive(Expr.Receive receive, Frame frame) {
        Deadline deadline = receive.timeout()
                .map(expr -> deadline(evaluator.value(expr, frame), receive.line()))
                .orElse(Deadline.NEVER);
        List<Expr.Clause> clauses = receive.clauses();
        Expr.Clause clause = self.receive(
                message -> matcher.choose(clauses, new Term[] {TermMapper.toTerm(message)}, frame, false), deadline);
        return clause == null ? receive.expired() : clause.body();
    }

    private static Deadline deadline(Term timeout, int line) {
        if (timeout.equals(INFINITY)) {
            return Deadline.NEVER;
        }
        if (timeout instanceof Int(long millis) && millis >= 0 && millis <= LONGEST) {
            return Deadline.in(Duration.ofMillis(millis));
        }
        throw Raised.error(Atom.of("timeout_value")).at(Stacks.evaluating(line));
    }

    /** Takes the steps of a {@code maybe}: what is left is its last value, or the body of an {@code else}. */
    Expr maybe(Expr.Maybe maybe, Frame frame) {
        Term value = ListTerm.EMPTY;
        for (Expr.Step step : maybe.steps()) {
            value = evaluator.value(step.value(), frame);
            if (step.pattern().isEmpty()) {
                continue;
            }
            Term[] before = frame.save(step.binds());
            if (!matcher.matches(step.pattern().get(), value, frame)) {
                frame.restore(step.binds(), before);
                return otherwise(maybe, value, frame);
            }
        }
        return new Expr.Literal(value);
    }

    private Expr otherwise(Expr.Maybe maybe, Term value, Frame frame) {
        if (!maybe.hasElse()) {
            return new Expr.Literal(value);
        }
        Expr.Clause clause = matcher.choose(maybe.otherwise(), new Term[] {value}, frame, false);
        if (clause == null) {
            throw Raised.error(Tuple.of(Atom.of("else_clause"), value)).at(Stacks.evaluating(maybe.line()));
        }
        return clause.body();
    }
}
