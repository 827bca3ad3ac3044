// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.leak;

import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Witness;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/**
 * Who began what, while tests run: looks on in the process layer from the first {@link #watch} to the last end. A beginning
 * belongs to the test whose process, or a process of that, or whose thread it comes from; from a thread that is no test's,
 * to the only test that runs, if there is only one. Any thread.
 */
public final class Leaks implements Witness {
    private static final Leaks THE_ONE = new Leaks();
    private static final int SWEEP = 1024;

    private final Set<Owner> tests = ConcurrentHashMap.newKeySet();
    private final Set<Beginning> beginnings = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<ProcessCell, Owner> owners = new ConcurrentHashMap<>();
    private final Set<ProcessCell> young = ConcurrentHashMap.newKeySet(); // begun by nobody's doing, while tests ran
    private int sinceSweep; // a racy count: it only says when to tidy up

    private Leaks() {}

    /** The watch over one test. Its process must have been started, but do nothing yet. */
    public static final class Watch {
        private final Owner owner;

        private Watch(Owner owner) {
            this.owner = owner;
        }

        /**
         * Ends the watch: what the test has begun and that has not ended within {@code patience} is ended now.
         *
         * @return what that was, for people; empty if there is nothing
         */
        public Optional<String> end(Duration patience) throws InterruptedException {
            return THE_ONE.end(owner, patience);
        }
    }

    /**
     * Looks from now on at what the calling thread and {@code process} begin.
     *
     * @throws IllegalStateException if somebody else looks on
     */
    public static Watch watch(ProcessCell process) {
        LocalNode node = process.node();
        Owner owner = new Owner(process, Thread.currentThread(), node, new HashSet<>(node.names()));
        synchronized (THE_ONE) {
            if (THE_ONE.tests.isEmpty() && !Witness.appoint(THE_ONE)) {
                throw new IllegalStateException("somebody else looks on while processes begin");
            }
            THE_ONE.tests.add(owner);
        }
        THE_ONE.owners.put(process, owner);
        return new Watch(owner);
    }

    private Optional<String> end(Owner owner, Duration patience) throws InterruptedException {
        List<Beginning> own =
                beginnings.stream().filter(each -> each.owner() == owner).toList();
        long deadline = System.nanoTime() + patience.toNanos();
        for (Beginning each : own) {
            if (each.isLeft()) {
                each.await(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            }
        }
        List<Beginning> all = own.stream().filter(Beginning::isLeft).toList();
        List<Beginning> left =
                all.stream().filter(each -> !isOnOneOf(all, each)).toList();
        List<String> texts = new ArrayList<>(left.stream()
                .map(each -> "  " + each.text() + "\n" + each.origin().text("    "))
                .toList());
        names(owner).stream()
                .map(name -> "  name " + name + " of a process that was there before")
                .forEach(texts::add);
        all.forEach(Beginning::end);
        synchronized (this) {
            tests.remove(owner);
            if (tests.isEmpty()) {
                Witness.dismiss(this);
                young.clear();
            }
        }
        beginnings.removeIf(each -> each.owner() == owner);
        owners.values().removeIf(other -> other == owner);
        return texts.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", texts));
    }

    /** Whether {@code process} is one of a node that was left: then that is said, and is enough. */
    private static boolean isOnOneOf(List<Beginning> all, Beginning process) {
        return process instanceof Beginning.OfProcess(var _, var _, ProcessCell cell)
                && all.stream()
                        .anyMatch(each ->
                                each instanceof Beginning.OfNode(var _, var _, LocalNode node) && node == cell.node());
    }

    /** The names that processes have which did not begin with the test; freed. */
    private List<Atom> names(Owner owner) {
        if (tests.size() > 1) {
            return List.of(); // nobody can tell whose they are
        }
        List<Atom> names = owner.node().names().stream()
                .filter(name -> !owner.names().contains(name))
                .filter(name -> owner.node()
                        .whereIs(name)
                        .filter(cell ->
                                cell.isAlive() && cell != owner.process() && owners.get(cell) != owner && isOld(cell))
                        .isPresent())
                .toList();
        names.forEach(owner.node()::unregister);
        return names;
    }

    /** Whether {@code cell} began before the watch: else a restarted child of an application would be taken for a leak. */
    private boolean isOld(ProcessCell cell) {
        return !owners.containsKey(cell) && !young.contains(cell);
    }

    @Override
    public void spawned(ProcessCell process) {
        owner().ifPresentOrElse(
                        owner -> {
                            owners.put(process, owner);
                            beginnings.add(new Beginning.OfProcess(owner, Origin.here(), process));
                        },
                        () -> young.add(process));
        if (++sinceSweep >= SWEEP) {
            sinceSweep = 0;
            young.removeIf(cell -> !cell.isAlive());
            owners.keySet().removeIf(cell -> !cell.isAlive());
            beginnings.removeIf(each -> !each.isLeft());
        }
    }

    @Override
    public void timerSet(LocalNode node, Future<?> timer, Optional<Term> to, Duration delay) {
        owner().ifPresent(owner -> beginnings.add(new Beginning.OfTimer(owner, Origin.here(), node, timer, to, delay)));
    }

    @Override
    public void started(LocalNode node) {
        owner().ifPresent(owner -> beginnings.add(new Beginning.OfNode(owner, Origin.here(), node)));
    }

    /** Whose what the calling thread begins is. */
    private Optional<Owner> owner() {
        Thread thread = Thread.currentThread(); // looked at first: a process may stand in for it
        Optional<Owner> own =
                tests.stream().filter(test -> test.thread() == thread).findFirst();
        ProcessCell self = ProcessCell.currentOrNull();
        if (own.isPresent() || self != null) {
            return own.or(() -> Optional.ofNullable(owners.get(self)));
        }
        return tests.size() == 1 ? tests.stream().findFirst() : Optional.empty();
    }
}
