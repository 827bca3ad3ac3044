// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.Mfa;
import io.tiebeam.eval.Raised;
import io.tiebeam.process.Deadline;
import io.tiebeam.rpc.RemoteCall.Outcome;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.List;

/** What all functions of {@code erpc} and {@code rpc} have in common: their arguments, and what comes of a call. */
final class ErpcCalls {
    static final Atom ERPC = Atom.of("erpc");
    static final Atom TIMEOUT = Atom.of("timeout");
    static final Atom BADARG = Atom.of("badarg");

    private static final Atom EXCEPTION = Atom.of("exception");
    private static final Atom SIGNAL = Atom.of("signal");
    private static final Atom ABS = Atom.of("abs");
    private static final Atom MILLISECOND = Atom.of("millisecond");
    private static final long LONGEST = 0xFFFF_FFFFL;

    private ErpcCalls() {}

    // ---- arguments ------------------------------------------------------------------------------------------------

    static Mfa call(Term module, Term function, Term arguments) {
        if (module instanceof Atom m && function instanceof Atom f && arguments instanceof ListTerm list) {
            return of(m, f, list);
        }
        throw failed(BADARG);
    }

    /** Arguments that are no proper list are refused where the call is made. */
    static Mfa of(Atom module, Atom function, ListTerm arguments) {
        return arguments.isProper()
                ? new Mfa(module, function, arguments)
                : new Mfa(Atom.of("erlang"), Atom.of("apply"), ListTerm.of(module, function, arguments));
    }

    static boolean isFunction(Term function) {
        return TypeTests.isFunction(function) && TypeTests.arity(function) == 0;
    }

    /** A call of {@code function}, which takes no arguments. */
    static Mfa call(Term function) {
        if (!isFunction(function)) {
            throw failed(BADARG);
        }
        return new Mfa(Atom.of("erlang"), Atom.of("apply"), ListTerm.of(function, ListTerm.EMPTY));
    }

    /** Any atom: one that cannot be the name of a node is that of a node that is not there. */
    static Atom node(Term node) {
        if (node instanceof Atom name) {
            return name;
        }
        throw failed(BADARG);
    }

    static List<Atom> nodes(Term nodes) {
        if (nodes instanceof ListTerm list && list.isProper()) {
            return list.elements().stream().map(ErpcCalls::node).toList();
        }
        throw failed(BADARG);
    }

    /** {@code infinity}, milliseconds, {@code {abs, Millis}}, or a map of options with a {@code timeout}. */
    static Deadline deadline(Term time) {
        return switch (time) {
            case MapTerm options -> deadline(options.get(TIMEOUT).orElse(Args.INFINITY));
            case Atom _ when time.equals(Args.INFINITY) -> Deadline.NEVER;
            case Int(long millis) when millis >= 0 && millis <= LONGEST -> Deadline.in(Duration.ofMillis(millis));
            case Tuple t when t.is(ABS, 2) && t.get(1) instanceof Int(long moment) -> at(moment);
            case Term _ -> throw failed(BADARG);
        };
    }

    private static Deadline at(long moment) {
        long left = moment - ((Int) Clocks.monotonicTime(MILLISECOND)).value();
        return deadline(Int.of(Math.max(0, left)));
    }

    // ---- outcomes -------------------------------------------------------------------------------------------------

    static Raised failed(Term why) {
        return Raised.byFunction(Tuple.of(ERPC, why));
    }

    /** The value; raises what {@code erpc:call} raises if there is none. */
    static Term value(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Returned(var value) -> value;
            case Outcome.Thrown(var value) -> throw Raised.of(Raised.Kind.THROW, value);
            case Outcome.Exited(var reason) -> throw Raised.of(Raised.Kind.EXIT, Tuple.of(EXCEPTION, reason));
            case Outcome.Raised(var error, var stack) -> throw Raised.byFunction(Tuple.of(EXCEPTION, error, stack));
            case Outcome.Signalled(var reason) -> throw Raised.of(Raised.Kind.EXIT, Tuple.of(SIGNAL, reason));
            case Outcome.Failed(var why) -> throw failed(why);
        };
    }

    /** As an element of what {@code erpc:multicall} gives: {@code {ok, Value}} or {@code {Class, Reason}}. */
    static Term answer(Outcome outcome) {
        try {
            return Tuple.of(Atom.OK, value(outcome));
        } catch (Raised raised) {
            return Tuple.of(raised.kind().atom(), raised.reason());
        }
    }
}
