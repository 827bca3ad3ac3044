// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Words;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ends children of this node, and returns when they are gone. The end is seen through a monitor, not through the link,
 * since a child could have taken its link back. Runs in the supervisor, which traps exits.
 *
 * <p>Source: {@code supervisor.erl}, {@code shutdown/1}.
 */
final class Stopping {
    private record Leaving(Ref monitor, Deadline deadline) {}

    private final ProcessCell self;
    private final Map<Pid, Leaving> leaving = new LinkedHashMap<>();
    private final Map<Pid, Term> gone = new LinkedHashMap<>();

    private Stopping(ProcessCell self) {
        this.self = self;
    }

    /** Ends {@code child} as {@code how} says, and gives the reason it ended with. */
    static Term stop(ProcessCell self, Pid child, Shutdown how) {
        return stopAll(self, Map.of(child, how)).get(child);
    }

    /** Ends all of {@code children} at the same time, each as it wants, and gives their reasons. */
    static Map<Pid, Term> stopAll(ProcessCell self, Map<Pid, Shutdown> children) {
        Stopping stopping = new Stopping(self);
        children.forEach(stopping::ask);
        children.keySet().forEach(stopping::await);
        return stopping.gone;
    }

    private void ask(Pid child, Shutdown how) {
        Ref monitor = self.monitor(null, child, child, AliasUse.NONE);
        self.exit(null, child, how instanceof Shutdown.Brutally ? Words.KILL : Words.SHUTDOWN);
        Deadline deadline = switch (how) {
            case Shutdown.Within(var limit) -> Deadline.in(limit);
            case Shutdown.Infinity _, Shutdown.Brutally _ -> Deadline.NEVER;
        };
        leaving.put(child, new Leaving(monitor, deadline));
    }

    private void await(Pid child) {
        while (leaving.containsKey(child)) {
            Deadline deadline = leaving.get(child).deadline();
            Tuple down = self.receive(this::down, deadline);
            if (down != null) {
                buried((Pid) down.get(3), down.get(4));
            } else {
                self.exit(null, child, Words.KILL);
                leaving.computeIfPresent(child, (_, l) -> new Leaving(l.monitor(), Deadline.NEVER));
            }
        }
    }

    private Tuple down(Object message) {
        return message instanceof Tuple t
                        && t.is(Words.DOWN, 5)
                        && t.get(3) instanceof Pid pid
                        && leaving.containsKey(pid)
                        && leaving.get(pid).monitor().equals(t.get(1))
                ? t
                : null;
    }

    /**
     * Leaves no exit of {@code child} in the mailbox. One that was dead when it was monitored left its reason there.
     */
    private void buried(Pid child, Term reason) {
        leaving.remove(child);
        self.unlink(child);
        Term exit = self.receive(
                message -> message instanceof Tuple t
                                && t.is(Words.EXIT, 3)
                                && t.get(1).equals(child)
                        ? t.get(2)
                        : null,
                Deadline.NOW);
        gone.put(child, reason.equals(Words.NOPROC) && exit != null ? exit : reason);
    }
}
