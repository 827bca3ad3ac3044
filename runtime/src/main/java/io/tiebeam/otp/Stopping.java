// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Ends children, and returns when they are gone. The end is seen through a monitor, not through the link, since a child
 * could have taken its link back. Runs in the supervisor, which traps exits.
 *
 * <p>Source: {@code supervisor.erl}, {@code shutdown/1}; {@code terminate_children/2} of Elixir's DynamicSupervisor.
 */
final class Stopping {
    private static final Atom CHILD_PROCESS_UNLINKED = Atom.of("child_process_unlinked");

    private record Leaving(Ref monitor, Optional<Duration> limit) {}

    private final ProcessCell self;
    private final Map<Pid, Leaving> leaving = new HashMap<>();
    private final Map<Duration, Deadline> deadlines = new HashMap<>(); // one for all children with the same limit
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
        stopping.awaitAll();
        return stopping.gone;
    }

    private void ask(Pid child, Shutdown how) {
        Address address = Address.of(self.node(), child);
        Ref monitor = address.monitor(self, AliasUse.NONE);
        Optional<Duration> limit = how instanceof Shutdown.Within(var time) ? Optional.of(time) : Optional.empty();
        leaving.put(child, new Leaving(monitor, limit));
        limit.ifPresent(time -> deadlines.computeIfAbsent(time, Deadline::in));
        self.exit(address.via(), child, how instanceof Shutdown.Brutally ? Words.KILL : Words.SHUTDOWN);
    }

    private void awaitAll() {
        while (!leaving.isEmpty()) {
            Duration next = deadlines.keySet().stream().min(Duration::compareTo).orElse(null);
            Tuple down = self.receive(this::down, next == null ? Deadline.NEVER : deadlines.get(next));
            if (down != null) {
                buried((Pid) down.get(3), down.get(4));
            } else {
                deadlines.remove(next);
                leaving.forEach((child, state) -> {
                    if (state.limit().filter(next::equals).isPresent()) {
                        self.exit(Address.of(self.node(), child).via(), child, Words.KILL);
                    }
                });
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
     * Leaves no exit of {@code child} in the mailbox. One that was dead when it was monitored says why it ended in that
     * exit only. If the link is still there, the exit is on its way; if not, it is there already, or the child had taken
     * its link back and nobody knows.
     */
    private void buried(Pid child, Term reason) {
        leaving.remove(child);
        boolean wasDead = reason.equals(Words.NOPROC);
        boolean onItsWay = wasDead && self.info().links().contains(child);
        if (!onItsWay) {
            self.unlink(child);
        }
        Term exit = self.receive(
                message -> message instanceof Tuple t
                                && t.is(Words.EXIT, 3)
                                && t.get(1).equals(child)
                        ? t.get(2)
                        : null,
                onItsWay ? Deadline.NEVER : Deadline.NOW);
        if (wasDead) {
            gone.put(child, exit == null ? CHILD_PROCESS_UNLINKED : exit);
        } else {
            gone.put(child, reason);
        }
    }

    /**
     * Whether a child that was ended as {@code how} says, and ended with {@code reason}, did as it should. Nobody is
     * told if it did. One that is {@code permanent} has no reason of its own to end.
     */
    static boolean isAsAsked(Shutdown how, Restart restart, Term reason) {
        return reason.equals(how instanceof Shutdown.Brutally ? Words.KILLED : Words.SHUTDOWN)
                || restart != Restart.PERMANENT && Words.isOrderly(reason);
    }
}
