// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/**
 * A key of a unique {@link Registry} has a holder already: {@code {already_registered, pid}}. Thrown by {@link
 * Registry#register} in the process that came second.
 */
public final class AlreadyRegisteredException extends ExitException {
    private static final long serialVersionUID = 1L;

    private final transient Pid holder;

    AlreadyRegisteredException(Name registry, Term key, Pid self, Pid holder) {
        super(
                Tuple.of(Atom.of("already_registered"), holder),
                "cannot register " + self + " under " + Inspect.inspect(key) + ": the registry " + registry
                        + " has unique keys and "
                        + (holder.equals(self) ? "the process has this one already" : holder + " has this one")
                        + " (already_registered)");
        this.holder = holder;
    }

    /** Who has the key. */
    public Pid holder() {
        return holder;
    }
}
