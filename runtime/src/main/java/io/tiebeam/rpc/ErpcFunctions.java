// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.rpc;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.Exposure;
import io.tiebeam.Mfa;
import io.tiebeam.RaisedException;
import io.tiebeam.Resolved;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code erpc} of another node runs here: {@code erpc:execute_call/4} and {@code execute_cast/3}, in a process that it
 * starts for each call. What they call in turn goes through the node's exposure, as everything does.
 *
 * <p>Source: {@code erpc.erl}, {@code execute_call/4}, {@code execute_cast/3}.
 */
final class ErpcFunctions {
    static final Atom ERPC = Atom.of("erpc");
    static final Atom EXECUTE_CALL = Atom.of("execute_call");
    static final Atom EXECUTE_CAST = Atom.of("execute_cast");

    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final Atom ERLANG = Atom.of("erlang");
    private static final int MOST_FRAMES = 8; // as on a BEAM: its backtrace_depth
    private static final Atom APPLY = Atom.of("apply");
    private static final Atom EXCEPTION = Atom.of("exception");

    private ErpcFunctions() {}

    static void expose(Exposure exposure) {
        exposure.expose(ERPC, EXECUTE_CALL, 4, ErpcFunctions::executeCall);
        exposure.expose(ERPC, EXECUTE_CAST, 3, ErpcFunctions::executeCast);
    }

    /** {@code [Ref, Module, Function, Arguments]}. The process exits with the outcome, so this never returns. */
    private static Term executeCall(ListTerm arguments) {
        ProcessCell self = ProcessCell.current().orElseThrow();
        throw new ExitException(outcome(self, arguments.get(0), applied(arguments, 1)));
    }

    private static Term executeCast(ListTerm arguments) throws Exception {
        return switch (exposure().resolve(applied(arguments, 0))) {
            case Resolved.Call function -> function.invoke();
            case Resolved.Refused refused -> {
                LOG.log(Level.WARNING, refused.explanation());
                throw new ExitException(Tuple.of(Tuple.of(EXCEPTION, refused.reason()), ListTerm.EMPTY));
            }
        };
    }

    private static Exposure exposure() {
        return Exposure.of(LocalNode.current());
    }

    /** {@code erlang:apply(Module, Function, Arguments)}, which refuses what is no call as a BEAM's does. */
    private static Mfa applied(ListTerm arguments, int from) {
        return new Mfa(
                ERLANG, APPLY, ListTerm.of(arguments.get(from), arguments.get(from + 1), arguments.get(from + 2)));
    }

    /**
     * Makes {@code call}, and gives what its process is to exit with: {@code {Ref, return, Value}}, {@code {Ref, exit,
     * Reason}} or {@code {Ref, error, Error, Stack}}.
     */
    static Term outcome(ProcessCell self, Term ref, Mfa call) {
        switch (exposure().resolve(call)) {
            case Resolved.Refused refused -> {
                LOG.log(Level.WARNING, refused.explanation());
                return error(ref, refused.reason());
            }
            case Resolved.Call function -> {
                try {
                    return Tuple.of(ref, Atom.of("return"), function.invoke());
                } catch (ProcessKilled dead) {
                    throw dead;
                } catch (RaisedException raised) {
                    return raised.isThrow()
                            ? Tuple.of(ref, Atom.of("throw"), raised.term())
                            : Tuple.of(ref, Atom.ERROR, raised.term(), fromApply(call, raised.stack()));
                } catch (ExitException exit) {
                    return Tuple.of(ref, Atom.of("exit"), exit.reason());
                } catch (Throwable error) {
                    return self.isAlive() ? error(ref, ExitReasons.of(error)) : self.exitReason();
                }
            }
        }
    }

    /** {@code stack}, which ends with {@code erlang:apply} where that was called by name, as for every function. */
    private static ListTerm fromApply(Mfa call, ListTerm stack) {
        boolean applied = call.arity() == 3
                && call.arguments().get(0).equals(ERLANG)
                && call.arguments().get(1).equals(APPLY)
                && stack.size() < MOST_FRAMES;
        if (!applied) {
            return stack;
        }
        List<Term> frames = new ArrayList<>(stack.elements());
        int arity = ((ListTerm) call.arguments().get(2)).size();
        frames.add(Tuple.of(ERLANG, APPLY, Int.of(arity), ListTerm.EMPTY));
        return ListTerm.of(frames);
    }

    /** @param reason an error and its stack */
    private static Term error(Term ref, Term reason) {
        Tuple raised = (Tuple) reason;
        return Tuple.of(ref, Atom.ERROR, raised.get(0), raised.get(1));
    }
}
