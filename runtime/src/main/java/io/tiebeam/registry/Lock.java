// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.registry;

import io.tiebeam.CallTimeoutException;
import io.tiebeam.gen.Calls;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Signal;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/** A lock that the process on this thread has. Source: Elixir's {@code Registry.Partition.lock/3}. */
public final class Lock {
    static final Atom LOCK = Atom.of("lock");
    static final Atom UNLOCK = Atom.of("unlock");
    static final Atom CANCEL = Atom.of("cancel");

    private final ProcessCell self;
    private final Pid keeper;
    private final Term key;
    private final Ref token;

    private Lock(ProcessCell self, Pid keeper, Term key, Ref token) {
        this.self = self;
        this.keeper = keeper;
        this.key = key;
        this.token = token;
    }

    /**
     * Waits for the lock {@code key} of a registry.
     *
     * @throws CallTimeoutException if it is not free in time
     */
    public static Lock take(ProcessCell self, Name registry, Term key, Calls.Timeout timeout) {
        Pid keeper = Tables.get(self.node(), registry).lockKeeper(key);
        try {
            return new Lock(self, keeper, key, (Ref) Calls.call(self, keeper, Tuple.of(LOCK, key), timeout));
        } catch (CallTimeoutException late) {
            tell(self, keeper, Tuple.of(CANCEL, key, self.pid()));
            throw new CallTimeoutException(
                    late.reason(),
                    late.getMessage() + "\n   the lock " + key + " of registry " + registry + " was not free within "
                            + timeout.toTerm() + " ms"
                            + "\n   → give it more time; and a function never gets the lock that it runs under");
        } catch (Throwable killed) {
            tell(self, keeper, Tuple.of(CANCEL, key, self.pid()));
            throw killed;
        }
    }

    /** Gives it back; called by the thread that took it, whatever became of its process. */
    public void release() {
        tell(self, keeper, Tuple.of(UNLOCK, key, token));
    }

    /** A message also from a process that is dead. */
    private static void tell(ProcessCell self, Pid keeper, Tuple message) {
        self.node().deliver(keeper, new Signal.Message(message));
    }
}
