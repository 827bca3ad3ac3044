// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.ExitException;
import io.tiebeam.Mfa;
import io.tiebeam.RaisedException;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import java.util.concurrent.Callable;

/** The edge of evaluated code: what it raises and nobody catches leaves here as exceptions of the runtime. */
public final class Natives {
    private Natives() {}

    /** Makes {@code call} with the library of evaluated code at hand, in the process of {@code evaluator}. */
    public static Term run(Evaluator evaluator, Mfa call) {
        return guarded(() -> evaluator.call(
                call.module(), call.function(), call.arguments().elements().toArray(Term[]::new)));
    }

    /**
     * Calls a function of {@code module}.
     *
     * @param stack what an error of the function itself says of where it was
     */
    static Term call(Native code, Evaluator evaluator, Term[] arguments, Atom module, ListTerm stack) {
        try {
            return code.call(evaluator, arguments);
        } catch (Raised raised) {
            throw raised.hasStack() ? raised : raised.at(stack);
        } catch (ClassCastException wrongType) {
            throw Raised.wrongType(module).at(stack);
        }
    }

    static Term guarded(Callable<Term> body) {
        try {
            return body.call();
        } catch (ProcessKilled dead) {
            throw dead;
        } catch (Throwable thrown) {
            Raised raised = Evaluator.asRaised(thrown);
            throw switch (raised.kind()) {
                case EXIT -> new ExitException(raised.reason());
                case ERROR -> RaisedException.error(raised.reason(), raised.stack());
                case THROW -> RaisedException.thrown(raised.reason(), raised.stack());
            };
        }
    }
}
