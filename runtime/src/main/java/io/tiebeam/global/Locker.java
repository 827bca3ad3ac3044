// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessBody;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The process that decides when this node joins another: only while it and the locker of the other node both hold the lock
 * {@code global} on all nodes that either of them knows, so that of all nodes two join at a time.
 *
 * <p>Each locker now and then picks one of the nodes that wait and tries to set the lock everywhere, on the node with the
 * greatest name first. If that works it tells the other locker, which does the same as the same requester, and both tell
 * their servers to exchange names. It may wait: while it does, messages for later stay in its mailbox.
 *
 * <p>Source: {@code global.erl}, {@code loop_the_locker} and what follows.
 */
final class Locker implements ProcessBody {
    private static final Duration ALONE = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private final Pid server;
    private final Locks locks;
    private final List<Event.Candidate> candidates = new ArrayList<>();
    private final List<Atom> known = new ArrayList<>();
    private boolean justJoined;
    private ProcessCell self;
    private LockClient client;

    Locker(Pid server, Locks locks) {
        this.server = server;
        this.locks = locks;
    }

    @Override
    public Term run(ProcessCell cell) {
        self = cell;
        client = new LockClient(cell);
        while (true) {
            Event.ForLocker next = self.receive(Locker::event, deadline());
            if (next != null) {
                handle(next);
            } else {
                justJoined = false;
                if (!locks.isGlobalSet()) {
                    tryOne();
                }
            }
        }
    }

    private static Event.ForLocker event(Object message) {
        return message instanceof Event.ForLocker event ? event : null;
    }

    private Deadline deadline() {
        if (candidates.isEmpty()) {
            return Deadline.NEVER;
        }
        if (justJoined) {
            return Deadline.NOW;
        }
        Duration some = Duration.ofMillis(1000 + 100L * known.size());
        return Deadline.in(known.isEmpty() ? ALONE : some.compareTo(LONGEST) < 0 ? some : LONGEST);
    }

    private void handle(Event.ForLocker event) {
        switch (event) {
            case Event.Candidate him -> candidates.add(him);
            case Event.Cancel cancel -> remove(cancel.node(), cancel.myTag());
            case Event.Known more -> known.addAll(more.nodes());
            case Event.Unknown gone -> known.remove(gone.node());
            case Event.LockSet lockSet -> {
                if (lockSet.isSet()) {
                    answer(lockSet);
                }
            }
        }
    }

    private void remove(Atom node, long myTag) {
        candidates.removeIf(him -> him.node().equals(node) && him.myTag() == myTag);
    }

    // ---- the other locker has the lock ----------------------------------------------------------------------------

    private void answer(Event.LockSet his) {
        Atom node = his.locker().node();
        Event.Candidate him = candidates.stream()
                .filter(c -> c.node().equals(node) && c.myTag() == his.myTag())
                .findFirst()
                .orElse(null);
        if (him == null) {
            tell(node, false, Tuple.of()); // a tag that fits nobody
            return;
        }
        LockId id = LockId.of(self.pid(), his.locker());
        boolean set = setEverywhere(id, List.of());
        tell(node, set, him.hisTag());
        if (set) {
            List<Atom> all = new ArrayList<>(List.of(self.node().name()));
            all.addAll(known);
            join(him, id, all);
            justJoined = true;
        } else {
            justJoined = false;
        }
    }

    // ---- we try to get it -----------------------------------------------------------------------------------------

    private void tryOne() {
        candidates.removeIf(him -> known.contains(him.node()));
        if (candidates.isEmpty()) {
            return;
        }
        Event.Candidate him = candidates.get(ThreadLocalRandom.current().nextInt(candidates.size()));
        LockId id = LockId.of(self.pid(), him.locker());
        if (!setEverywhere(id, List.of(him.node()))) {
            return;
        }
        List<Atom> all = new ArrayList<>(List.of(self.node().name(), him.node()));
        all.addAll(known);
        tell(him.node(), true, him.hisTag());
        Event.OfCandidate answer = self.receive(message -> ofCandidate(him, message), Deadline.NEVER);
        switch (answer) {
            case Event.LockSet his -> {
                if (his.isSet()) {
                    join(him, id, all);
                    justJoined = true;
                } else {
                    client.deleteBossLast(id, all);
                }
            }
            case Event.Cancel cancel -> cancelled(him, id, all, cancel);
        }
    }

    private static Event.OfCandidate ofCandidate(Event.Candidate him, Object message) {
        return message instanceof Event.OfCandidate event
                        && event.node().equals(him.node())
                        && event.myTag() == him.myTag()
                ? event
                : null;
    }

    /** Both have the lock: the servers exchange, and say so when they have done, or when it came to nothing. */
    private void join(Event.Candidate him, LockId id, List<Atom> all) {
        self.send(server, new Event.LockIsSet(him.node(), him.myTag(), id));
        Event.Cancel done = self.receive(
                message -> ofCandidate(him, message) instanceof Event.Cancel cancel ? cancel : null, Deadline.NEVER);
        cancelled(him, id, all, done);
    }

    private void cancelled(Event.Candidate him, LockId id, List<Atom> all, Event.Cancel cancel) {
        cancel.farewell().run();
        client.deleteBossLast(id, all);
        remove(him.node(), him.myTag());
    }

    /** On the boss, here and on {@code extra}, then on all others; where one refuses, nowhere. */
    private boolean setEverywhere(LockId id, List<Atom> extra) {
        Atom me = self.node().name();
        List<Atom> all = new ArrayList<>(known);
        all.add(me);
        Atom boss = LockClient.boss(all);
        if (!boss.equals(me) && !locks.canSet(id)) {
            return false;
        }
        List<Atom> set = new ArrayList<>();
        List<Atom> near = new ArrayList<>(List.of(me));
        near.addAll(extra);
        near.remove(boss);
        List<Atom> rest = new ArrayList<>(known);
        rest.remove(boss);
        for (List<Atom> some : List.of(List.of(boss), near, rest)) {
            if (!some.isEmpty() && !client.set(id, some)) {
                client.delete(id, set);
                return false;
            }
            set.addAll(some);
        }
        return true;
    }

    /** {@code {lock_set, Locker, IsSet, Known, HisTag}}, to the server of {@code node}, which passes it on to its locker. */
    private void tell(Atom node, boolean set, Term hisTag) {
        Term message = Tuple.of(Vocabulary.LOCK_SET, self.pid(), Atom.of(set), ListTerm.of(known), hisTag);
        Address.of(self.node(), Vocabulary.SERVER.at(new NodeName(node))).send(self, Tuple.of(Words.GEN_CAST, message));
    }
}
