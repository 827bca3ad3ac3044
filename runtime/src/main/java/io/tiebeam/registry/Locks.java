// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.registry;

import io.tiebeam.From;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The locks that a partition keeps: who has each, and who waits for it in which order. Belongs to the partition's thread.
 *
 * <p>A holder is not monitored: when a process is killed its thread still runs, maybe in the middle of what the lock is
 * for. So it is the thread that gives the lock back, whatever became of its process. One who waits no longer says so, too,
 * and may cross with the lock that is just given to it: if it is not among those who wait it has the lock, without knowing,
 * and gives it back by this.
 */
final class Locks {
    private static final class Lock {
        final Deque<From> waiting = new ArrayDeque<>();
        From holder;
        Ref token;
    }

    private final ProcessCell self;
    private final Map<Term, Lock> locks = new HashMap<>();

    Locks(ProcessCell self) {
        this.self = self;
    }

    /** Answers {@code from} when it has the lock, with the token that it gives the lock back with. */
    void want(From from, Term key) {
        Lock lock = locks.get(key);
        if (lock == null) {
            lock = new Lock();
            locks.put(key, lock);
            give(lock, from);
        } else {
            lock.waiting.add(from);
        }
    }

    private void give(Lock lock, From to) {
        lock.holder = to;
        lock.token = self.newRef();
        to.reply(lock.token);
    }

    /** The holder has done what it wanted. */
    void unlock(Term key, Ref token) {
        Lock lock = locks.get(key);
        if (lock != null && lock.token.equals(token)) {
            next(key, lock);
        }
    }

    /** {@code who} does not wait for the lock any longer. */
    void cancel(Term key, Pid who) {
        Lock lock = locks.get(key);
        if (lock == null) {
            return;
        }
        for (Iterator<From> each = lock.waiting.descendingIterator(); each.hasNext(); ) {
            if (each.next().pid().equals(who)) {
                each.remove();
                return;
            }
        }
        if (lock.holder.pid().equals(who)) {
            next(key, lock);
        }
    }

    /** Who has each lock, and who waits for it, in their order. */
    MapTerm toTerm() {
        Map<Term, Term> all = new HashMap<>();
        locks.forEach((key, lock) -> all.put(
                key,
                ListTerm.of(Stream.concat(Stream.of(lock.holder), lock.waiting.stream())
                        .<Term>map(From::pid)
                        .toList())));
        return MapTerm.of(all);
    }

    private void next(Term key, Lock lock) {
        while (!lock.waiting.isEmpty()) {
            From next = lock.waiting.remove();
            if (self.node().find(next.pid()).filter(ProcessCell::isAlive).isPresent()) {
                give(lock, next);
                return;
            }
        }
        locks.remove(key);
    }
}
