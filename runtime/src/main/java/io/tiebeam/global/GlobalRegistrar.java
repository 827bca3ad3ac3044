// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/**
 * Changes global names: on all nodes that know each other at once, with the lock under which names change. A process made
 * for it holds the lock, so that the caller's mailbox is left alone. Any thread.
 */
public final class GlobalRegistrar {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");

    private GlobalRegistrar() {}

    /** Gives {@code name} to {@code pid}; false if somebody has it, or if {@code pid} has a name. */
    public static boolean register(Term name, Pid pid, Optional<String> method) {
        return change(self -> isFree(self, name) && hasNone(self, name, pid), self -> registration(name, pid, method));
    }

    private static boolean isFree(ProcessCell self, Term name) {
        return Names.of(self.node()).find(self.node(), name).isEmpty();
    }

    private static boolean hasNone(ProcessCell self, Term name, Pid pid) {
        List<Term> names = Names.of(self.node()).of(pid);
        if (!names.isEmpty()) {
            LOG.log(
                    Level.ERROR,
                    "global: " + pid + " was to be registered as " + name + " too, and has the name "
                            + names.getFirst());
        }
        return names.isEmpty();
    }

    /** Gives {@code name} to {@code pid}, whoever has it. */
    public static void reRegister(Term name, Pid pid, Optional<String> method) {
        change(_ -> true, _ -> registration(name, pid, method));
    }

    /** Takes {@code name} from whoever has it. */
    public static void unregister(Term name) {
        change(self -> Names.of(self.node()).get(name).isPresent(), _ -> Tuple.of(Vocabulary.UNREGISTER, name));
    }

    private interface Condition {
        boolean holds(ProcessCell self);
    }

    private interface Request {
        Term make(ProcessCell self);
    }

    private static Term registration(Term name, Pid pid, Optional<String> method) {
        return Tuple.of(Vocabulary.REGISTER, name, pid, Resolution.method(method.orElse("random_exit_name")));
    }

    private static boolean change(Condition condition, Request request) {
        return StandIn.call(caller -> StandIn.on(caller.node(), self -> {
            LockClient client = new LockClient(self);
            return client.withAllKnown(nodes -> {
                if (!condition.holds(self)) {
                    return false;
                }
                client.ask(nodes, request.make(self));
                return true;
            });
        }));
    }

    /** Asks this node's server to answer when all of {@code nodes} have joined or are gone. */
    public static void sync(List<Atom> nodes) {
        StandIn.call(caller -> StandIn.on(
                caller.node(),
                self -> new LockClient(self)
                        .ask(List.of(self.node().name()), Tuple.of(Vocabulary.SYNC, ListTerm.of(nodes)))));
    }
}
