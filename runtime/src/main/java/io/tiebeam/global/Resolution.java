// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.Exposure;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Resolved;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.rpc.RemoteCall;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.Fun;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares the names of two nodes that join. A name that both have is decided by the node with the smaller name, by the
 * method that it was registered with, called where the process of that node lives. Runs in a process of its own, since that
 * may take time.
 *
 * <p>Source: {@code global.erl}, {@code exchange_names/4}, {@code resolve_it/4} and the standard methods.
 */
final class Resolution {
    /** The method of a name that was registered without one. */
    static final ExportFun RANDOM_EXIT = method("random_exit_name");

    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final Atom RESOLVE_IT = Atom.of("resolve_it");
    private static final Atom CONFLICT = Atom.of("global_name_conflict");

    private Resolution() {}

    static ExportFun method(String function) {
        return new ExportFun(Vocabulary.GLOBAL, Atom.of(function), 3);
    }

    /** What other nodes call here to have a conflict decided. */
    static void expose(Exposure exposure) {
        exposure.expose(Vocabulary.GLOBAL, RESOLVE_IT, 4, arguments -> {
            if (arguments.get(2) instanceof Pid one && arguments.get(3) instanceof Pid other) {
                return decide(arguments.get(0), arguments.get(1), one, other);
            }
            return Vocabulary.NONE;
        });
        for (String standard : List.of("random_exit_name", "random_notify_name", "notify_all_name")) {
            exposure.expose(
                    Vocabulary.GLOBAL,
                    Atom.of(standard),
                    3,
                    arguments ->
                            decide(method(standard), arguments.get(0), (Pid) arguments.get(1), (Pid) arguments.get(2)));
        }
    }

    /** The changes that make {@code names} of {@code node} and ours the same, here and there. */
    static Event.Compared compare(ProcessCell self, Atom node, long myTag, List<GlobalName> names) {
        List<Change> here = new ArrayList<>();
        List<Change> there = new ArrayList<>();
        Names ours = Names.of(self.node());
        for (GlobalName his : names) {
            Optional<GlobalName> mine = ours.get(his.name());
            if (mine.isEmpty()) {
                here.add(new Change.Insert(his));
            } else if (!mine.get().pid().equals(his.pid()) && self.node().name().compareTo(node) < 0) {
                decide(self, his, mine.get(), here, there);
            }
        }
        return new Event.Compared(node, myTag, List.copyOf(here), List.copyOf(there));
    }

    private static void decide(
            ProcessCell self, GlobalName his, GlobalName mine, List<Change> here, List<Change> there) {
        Mfa call =
                new Mfa(Vocabulary.GLOBAL, RESOLVE_IT, ListTerm.of(mine.method(), mine.name(), his.pid(), mine.pid()));
        RemoteCall.Outcome outcome =
                RemoteCall.call(self, new NodeName(mine.pid().node()), call, Deadline.NEVER);
        if (!(outcome instanceof RemoteCall.Outcome.Returned(var winner))) {
            LOG.log(Level.INFO, "global: " + outcome + " when conflicting name " + his.name() + " was found");
            here.add(new Change.Insert(his));
        } else if (winner.equals(his.pid())) {
            here.add(new Change.Insert(his));
        } else if (winner.equals(mine.pid())) {
            there.add(new Change.Insert(mine));
        } else {
            here.add(new Change.Delete(his.name()));
            there.add(new Change.Delete(his.name()));
        }
    }

    /**
     * Whether a BEAM registered the name without a method: what it sends then is a function of the code of its own module
     * {@code global}, {@code fun random_exit_name/3}, which the releases number differently. There is no other one like it.
     */
    private static boolean isDefaultOfBeam(Term method) {
        return method instanceof Fun fun
                && fun.module().equals(Vocabulary.GLOBAL)
                && fun.arity() == RANDOM_EXIT.arity();
    }

    /** Which of the two keeps {@code name}: its pid, or {@code none}. */
    private static Term decide(Term method, Term name, Pid one, Pid other) throws Exception {
        boolean oneIsLess = one.node().compareTo(other.node()) < 0;
        Pid less = oneIsLess ? one : other;
        Pid greater = oneIsLess ? other : one;
        if (method.equals(RANDOM_EXIT) || isDefaultOfBeam(method)) {
            LOG.log(Level.INFO, "global: Name conflict terminating " + Tuple.of(name, greater));
            Kernel.exit(greater, "kill");
            return less;
        }
        if (method.equals(method("random_notify_name"))) {
            Kernel.send(greater, Tuple.of(CONFLICT, name));
            return less;
        }
        if (method.equals(method("notify_all_name"))) {
            Kernel.send(one, Tuple.of(CONFLICT, name, other));
            Kernel.send(other, Tuple.of(CONFLICT, name, one));
            return Vocabulary.NONE;
        }
        Resolved own = Exposure.of(ProcessCell.current().orElseThrow().node())
                .resolve(Atom.of("erlang"), Atom.of("apply"), ListTerm.of(method, ListTerm.of(name, one, other)));
        return switch (own) {
            case Resolved.Call call -> call.invoke();
            case Resolved.Refused refused -> {
                LOG.log(Level.WARNING, refused.explanation());
                yield Vocabulary.NONE;
            }
        };
    }
}
