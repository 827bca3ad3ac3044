// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.registry;

import io.tiebeam.NoProcessException;
import io.tiebeam.gen.Words;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.registry.Plan.Keys;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One registry: its entries in parts, its metadata, and who listens. Read on any thread; what changes entries runs in the
 * process that holds them, or in a {@link Partition} after that process's end. Source: Elixir's {@code Registry}.
 *
 * <p>An entry is written by the thread of its holder, and removed by the partition that hears of the holder's end. On a
 * BEAM a dead process writes no more; here its thread may still run. So: (1) the holder links itself to the partition,
 * which throws if it is dead already; (2) it writes the entry; (3) it looks whether it still lives. If so, its end comes
 * after the write and the partition removes the entry. If not, the partition may have looked before the write, so the
 * holder's own thread removes the entry, and dies.
 */
public final class Table {
    private static final Atom REGISTER = Atom.of("register");
    private static final Atom UNREGISTER = Atom.of("unregister");

    private final Plan plan;
    private final ProcessCell supervisor;
    private final Map<Term, Object> meta;
    private final AtomicReferenceArray<Shard> shards;
    private final AtomicLong numbers = new AtomicLong();

    Table(Plan plan, ProcessCell supervisor) {
        this.plan = plan;
        this.supervisor = supervisor;
        this.meta = new ConcurrentHashMap<>(plan.meta());
        this.shards = new AtomicReferenceArray<>(plan.partitions());
    }

    boolean isOpen() {
        return supervisor.isAlive();
    }

    boolean isOf(ProcessCell process) {
        return supervisor == process;
    }

    void shard(int index, Shard shard) {
        shards.set(index, shard);
    }

    /** Lets go of what a partition leaves behind. */
    void closed(int index, Shard shard) {
        shards.compareAndSet(index, shard, null);
    }

    public boolean isUnique() {
        return plan.unique();
    }

    public Map<Term, Object> meta() {
        return meta;
    }

    // ---- reading --------------------------------------------------------------------------------------------------

    /** The entries of {@code key}. */
    public Stream<Held> get(Term key) {
        return plan.keys() == Keys.DUPLICATE_BY_PID
                ? parts().flatMap(shard -> shard.get(key))
                : Stream.ofNullable(shards.get(indexOf(key))).flatMap(shard -> shard.get(key));
    }

    /** The entries of {@code key}, those of each part by themselves; parts without one are left out. */
    public List<List<Held>> byPart(Term key) {
        return parts().map(shard -> shard.get(key).toList())
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /** All entries. */
    public Stream<Held> all() {
        return parts().flatMap(Shard::all);
    }

    /** How many entries there are with those of dead processes, which their partition has not heard of. */
    public long remains() {
        return parts().mapToLong(shard -> Math.max(
                        shard.keys().all().count(), shard.holders().all().count()))
                .sum();
    }

    /** The entries of {@code holder}, in the order in which they came. */
    public Stream<Held> of(Pid holder) {
        return plan.keys() == Keys.DUPLICATE_BY_KEY
                ? parts().flatMap(shard -> shard.of(holder)).sorted(Comparator.comparingLong(held -> held.number))
                : Stream.ofNullable(shards.get(indexOf(holder))).flatMap(shard -> shard.of(holder));
    }

    private Stream<Shard> parts() {
        return IntStream.range(0, shards.length()).mapToObj(shards::get).filter(shard -> shard != null);
    }

    private int indexOf(Term keyOrPid) {
        int hash = keyOrPid.hashCode();
        return Math.floorMod(hash ^ hash >>> 16, shards.length());
    }

    /** Where an entry is found by its key. */
    private int keyIndex(Term key, Pid holder) {
        return indexOf(plan.keys() == Keys.DUPLICATE_BY_PID ? holder : key);
    }

    /** Where an entry is found by its holder, who is linked to that part. */
    private int holderIndex(Term key, Pid holder) {
        return indexOf(plan.keys() == Keys.DUPLICATE_BY_KEY ? key : holder);
    }

    // ---- writing: in the process that holds the entry --------------------------------------------------------------

    /**
     * Registers {@code self} under {@code key}; the entry that stands against it, if one does.
     *
     * @throws NoProcessException if a part is being restarted, or a listener is not there
     */
    public Optional<Held> register(ProcessCell self, Term key, Object value) {
        Shard own = open(holderIndex(key, self.pid()));
        Shard keys = open(keyIndex(key, self.pid()));
        self.link(null, own.server().pid());
        Held entry = new Held(key, self, numbers.incrementAndGet(), value);
        own.holders().add(self.pid(), entry);
        Optional<Held> other = keys.keys().add(entry);
        if (other.isPresent()) {
            own.holders().remove(self.pid(), entry);
            unlinkIfNoneLeft(self, own);
            return other;
        }
        if (!self.isAlive()) { // the story above
            own.holders().remove(self.pid(), entry);
            keys.keys().remove(entry);
            self.checkAlive();
        }
        tell(self, () -> Tuple.of(REGISTER, plan.name().atom(), key, self.pid(), TermMapper.toTerm(value)));
        return Optional.empty();
    }

    /** Who owns what {@code self} holds under {@code key}. */
    public Pid owner(ProcessCell self, Term key) {
        return open(holderIndex(key, self.pid())).server().pid();
    }

    /** Who keeps the lock {@code key}. */
    public Pid lockKeeper(Term key) {
        return open(indexOf(key)).server().pid();
    }

    /** Removes the entries of {@code self} under {@code key} that pass; listeners are told if none is left. */
    public void unregister(ProcessCell self, Term key, Predicate<Held> which) {
        Shard own = open(holderIndex(key, self.pid()));
        List<Held> all =
                own.of(self.pid()).filter(entry -> entry.key().equals(key)).toList();
        List<Held> some = all.stream().filter(which).toList();
        if (some.isEmpty() && !all.isEmpty()) {
            return;
        }
        some.forEach(entry -> {
            forget(entry);
            own.holders().remove(self.pid(), entry);
        });
        if (some.size() == all.size()) {
            unlinkIfNoneLeft(self, own);
            tell(self, () -> Tuple.of(UNREGISTER, plan.name().atom(), key, self.pid()));
        }
    }

    /** Removes {@code entry} from where it is found by key. */
    void forget(Held entry) {
        Shard shard = shards.get(keyIndex(entry.key(), entry.pid()));
        if (shard != null) {
            shard.keys().remove(entry);
        }
    }

    private static void unlinkIfNoneLeft(ProcessCell self, Shard own) {
        if (!own.holders().has(self.pid())) {
            self.unlink(own.server().pid());
        }
    }

    private Shard open(int index) {
        Shard shard = shards.get(index);
        if (shard == null || !shard.isOpen()) {
            throw new NoProcessException(
                    Words.NOPROC,
                    "registry " + plan.name() + " is just starting or being restarted: " + plan.partition(index)
                            + " does not run (noproc)");
        }
        return shard;
    }

    private void tell(ProcessCell self, Supplier<Tuple> message) {
        for (Name listener : plan.listeners()) {
            Tuple told = message.get();
            if (self.node().whereIs(listener.atom()).isEmpty()) {
                throw new NoProcessException(
                        Words.NOPROC,
                        "cannot tell listener " + listener + " of registry " + plan.name() + " about " + told
                                + ": no process is registered under that name (noproc). The registry itself has done it"
                                + "\n   → start the listener before whoever registers");
            }
            self.send(listener.atom(), told);
        }
    }
}
