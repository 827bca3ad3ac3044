// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Body;
import io.tiebeam.gen.Calls;
import io.tiebeam.gen.Starting;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.StandIn;
import io.tiebeam.registry.Held;
import io.tiebeam.registry.Lock;
import io.tiebeam.registry.Partition;
import io.tiebeam.registry.Plan;
import io.tiebeam.registry.Plan.Keys;
import io.tiebeam.registry.Table;
import io.tiebeam.registry.Tables;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.Via;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A directory of the processes of one node: each registers itself under keys, with a value, and is found by them until it
 * ends. With unique keys a key is a name, {@link #via}; with duplicate keys it is a topic, {@link #dispatch}. Reads ask no
 * process and are as fast as a concurrent map.
 *
 * <pre>{@code
 * static final Name ROOMS = Name.of("Elixir.Chat.Rooms");
 *
 * Supervisor.of(ONE_FOR_ONE).child(Registry.unique(ROOMS)).startLink();
 *
 * Registry.register(ROOMS, "lobby", "the room behind the door");   // in the process that is the room
 * send(Registry.via(ROOMS, "lobby"), "hello");                      // from anywhere on this node
 * Registry.lookup(ROOMS, "lobby").getFirst().value(String.class);
 * }</pre>
 *
 * <p>Keys and values are immutable: a term, a record, an enum, a string, a number. A key is known by its term, so that
 * {@code "lobby"} is the same key for whoever names it; a value stays the object it was. The static methods mean the
 * registry of that name on the node of the calling thread; those that change an entry are called by the process that
 * holds it, all others work on any thread. If no such registry runs they throw an {@link IllegalArgumentException},
 * {@code unknown registry}.
 *
 * <p>A process that registers is linked to a process of the registry, so both hear of each other's end: its entries go,
 * and should the registry crash, so do all that relied on it. An end is noticed at once by {@link #lookup} and its
 * siblings, which leave out the dead.
 *
 * <p>An object of this class is the plan of a registry; it is immutable, each step gives a new one. Source: Elixir's
 * {@code Registry}.
 */
public final class Registry implements Supervised {
    private final Plan plan;

    private Registry(Plan plan) {
        this.plan = plan;
    }

    // ---- the plan -------------------------------------------------------------------------------------------------

    /** A registry in which a key has one holder. */
    public static Registry unique(Name name) {
        return new Registry(new Plan(name, Keys.UNIQUE, 1, List.of(), Map.of()));
    }

    /** A registry in which any number of processes hold a key, and a process may hold it several times. */
    public static Registry duplicate(Name name) {
        return new Registry(new Plan(name, Keys.DUPLICATE_BY_PID, 1, List.of(), Map.of()));
    }

    /**
     * The same in {@code count} parts, one if not said, each with a process that hears of ends: for a node where many
     * processes come and go. About as many as there are processors is enough.
     *
     * @throws IllegalArgumentException if {@code count} is less than one
     */
    public Registry partitions(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("expected a number of partitions from 1, got: " + count);
        }
        return new Registry(plan.partitions(count));
    }

    /**
     * The same, with all entries of a key in one part: for many topics of few processes each. Who looks up a key, or
     * dispatches to it, asks that part only; a process is linked to each part in which it has a key. Else all entries of a
     * process are in one part, which is right for few topics of many processes: those are dispatched to in parallel.
     * Source: {@code keys: {:duplicate, :key}} of Elixir 1.19.
     *
     * @throws IllegalArgumentException if keys are unique: those are kept so in any case
     */
    public Registry partitionedByKey() {
        if (plan.unique()) {
            throw new IllegalArgumentException("Registry.partitionedByKey() is for duplicate keys: the registry "
                    + plan.name() + " has unique keys, which are kept so in any case");
        }
        return new Registry(plan.keys(Keys.DUPLICATE_BY_KEY));
    }

    /**
     * The same, and the processes of these names are told {@code {:register, registry, key, pid, value}} and {@code
     * {:unregister, registry, key, pid}}. Not of ends: who wants to hear of those monitors the pid.
     */
    public Registry listeners(Name... names) {
        return new Registry(plan.listeners(List.of(names)));
    }

    /** The same, beginning with one more metadata value, {@link #meta}. */
    public Registry metadata(Object key, Object value) {
        Map<Term, Object> all = new HashMap<>(plan.meta());
        all.put(TermMapper.toTerm(key), kept(value));
        return new Registry(plan.meta(all));
    }

    /**
     * Starts the registry, linked to the calling process: a supervisor of its name and one process for each partition.
     *
     * @throws io.tiebeam.ExitException if it cannot start; {@code {already_started, pid}} if the name is taken
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     */
    public Pid startLink() {
        Supervisor supervisor = Supervisor.of(plan.unique() ? Strategy.ONE_FOR_ALL : Strategy.ONE_FOR_ONE)
                .named(plan.name());
        for (int i = 0; i < plan.partitions(); i++) {
            int index = i;
            supervisor = supervisor.child(ChildSpec.of(plan.partition(index), () -> Partition.startLink(plan, index))
                    .modules(Partition.MODULE));
        }
        return supervisor.startLink();
    }

    /** This registry as a child, under its name. */
    @Override
    public ChildSpec childSpec() {
        return ChildSpec.supervisor(plan.name(), this::startLink, this, RegistryDirectory.MODULE);
    }

    // ---- names ----------------------------------------------------------------------------------------------------

    /**
     * {@code key} of the unique registry {@code registry} as a name: to start a server under, to send to, to call, to
     * monitor. It is looked up each time, on the node of whoever uses it.
     */
    public static Via via(Name registry, Object key) {
        return new Via(RegistryDirectory.MODULE, Tuple.of(registry.atom(), TermMapper.toTerm(key)));
    }

    /** As {@link #via(Name, Object)}; a server started under it is registered with {@code value}. */
    public static Via via(Name registry, Object key, Object value) {
        return new Via(
                RegistryDirectory.MODULE, Tuple.of(registry.atom(), TermMapper.toTerm(key), TermMapper.toTerm(value)));
    }

    // ---- entries of the calling process ---------------------------------------------------------------------------

    /**
     * Registers the calling process under {@code key}.
     *
     * @param value what others find with it
     * @return the process of the registry that it is now linked to
     * @throws AlreadyRegisteredException if the registry is unique and a process that lives has the key, be it the
     *     calling one
     * @throws io.tiebeam.NoProcessException if a listener is not there; the key is registered all the same. Or if the
     *     registry is just being restarted
     * @throws io.tiebeam.term.TermException if {@code key} or {@code value} cannot be sent, as a mutable object
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     */
    public static Pid register(Name registry, Object key, Object value) {
        ProcessCell self = Starting.owner("Registry.register()");
        Term term = TermMapper.toTerm(key);
        Table table = Tables.get(self.node(), registry);
        table.register(self, term, kept(value)).ifPresent(other -> {
            throw new AlreadyRegisteredException(registry, term, self.pid(), other.pid());
        });
        return table.owner(self, term);
    }

    /** Removes all entries of the calling process under {@code key}; nothing happens if there is none. */
    public static void unregister(Name registry, Object key) {
        ProcessCell self = Starting.owner("Registry.unregister()");
        Tables.get(self.node(), registry).unregister(self, TermMapper.toTerm(key), _ -> true);
    }

    /** Removes the entries of the calling process under {@code key} whose value is a {@code type} and passes. */
    public static <V> void unregisterMatch(Name registry, Object key, Class<V> type, Predicate<? super V> which) {
        ProcessCell self = Starting.owner("Registry.unregisterMatch()");
        Tables.get(self.node(), registry)
                .unregister(self, TermMapper.toTerm(key), held -> passes(new Entry(held), type, which));
    }

    /**
     * A value that was changed.
     *
     * @param now what it is
     * @param before what it was
     */
    public record Updated<V>(V now, V before) {}

    /**
     * Gives the entry of the calling process under {@code key} the value that {@code change} makes of it.
     *
     * @param type what the value is now
     * @return both values; empty if another process has the key, or none
     * @throws IllegalArgumentException if the registry has duplicate keys
     */
    public static <V> Optional<Updated<V>> updateValue(
            Name registry, Object key, Class<V> type, UnaryOperator<V> change) {
        ProcessCell self = Starting.owner("Registry.updateValue()");
        Table table = Tables.get(self.node(), registry);
        if (!table.isUnique()) {
            throw new IllegalArgumentException("Registry.updateValue() is not possible: the registry " + registry
                    + " has duplicate keys\n   → unregister the key, and register it with the new value");
        }
        return table.get(TermMapper.toTerm(key))
                .filter(held -> held.pid().equals(self.pid()))
                .findFirst()
                .map(held -> {
                    V before = new Entry(held).value(type);
                    V now = change.apply(before);
                    held.value(kept(now));
                    return new Updated<>(now, before);
                });
    }

    // ---- what is there --------------------------------------------------------------------------------------------

    /** A process under a key, as it was at one moment. Found by {@link #lookup} and its siblings. */
    public static final class Entry {
        private final Term key;
        private final Pid pid;
        private final Object value;

        private Entry(Held held) {
            this.key = held.key();
            this.pid = held.pid();
            this.value = held.value();
        }

        /** What it is registered under. */
        public Term key() {
            return key;
        }

        /** What it is registered under, as a {@code type}. */
        public <K> K key(Class<K> type) {
            return TermMapper.fromTerm(key, type);
        }

        /** The process. */
        public Pid pid() {
            return pid;
        }

        /** What it registered with, as a term. */
        public Term value() {
            return TermMapper.toTerm(value);
        }

        /**
         * What it registered with: the object itself if that is a {@code type}.
         *
         * @throws io.tiebeam.term.TermException if it is not, and does not map to one
         */
        public <V> V value(Class<V> type) {
            return type.isInstance(value) ? type.cast(value) : TermMapper.fromTerm(TermMapper.toTerm(value), type);
        }

        private <V> Optional<V> tryValue(Class<V> type) {
            return type.isInstance(value)
                    ? Optional.of(type.cast(value))
                    : TermMapper.tryFromTerm(TermMapper.toTerm(value), type);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Entry e && e.pid.equals(pid) && e.key.equals(key) && e.value.equals(value);
        }

        @Override
        public int hashCode() {
            return Objects.hash(key, pid, value);
        }

        /** {@code {key, pid, value}}. */
        @Override
        public String toString() {
            return Tuple.of(key, pid, value()).toString();
        }
    }

    /** The entries of {@code key}: none, one, or several if keys are duplicate. */
    public static List<Entry> lookup(Name registry, Object key) {
        return table(registry).get(TermMapper.toTerm(key)).map(Entry::new).toList();
    }

    /** The process that has {@code key}: the first, if there are several. */
    public static Optional<Pid> whereIs(Name registry, Object key) {
        return table(registry).get(TermMapper.toTerm(key)).map(Held::pid).findFirst();
    }

    /** The keys of {@code pid}; one that it holds several times as often as it does. */
    public static List<Term> keys(Name registry, Pid pid) {
        return table(registry).of(pid).map(Held::key).toList();
    }

    /** The values of {@code pid} under {@code key}, in the order in which it registered them. */
    public static List<Term> values(Name registry, Object key, Pid pid) {
        Term term = TermMapper.toTerm(key);
        return table(registry)
                .of(pid)
                .filter(held -> held.key().equals(term))
                .map(held -> TermMapper.toTerm(held.value()))
                .toList();
    }

    /** The entries of {@code key} whose value is a {@code type}, or maps to one, and passes {@code which}. */
    public static <V> List<Entry> match(Name registry, Object key, Class<V> type, Predicate<? super V> which) {
        return lookup(registry, key).stream()
                .filter(entry -> passes(entry, type, which))
                .toList();
    }

    /** How many entries {@link #match} would give. */
    public static <V> int countMatch(Name registry, Object key, Class<V> type, Predicate<? super V> which) {
        return match(registry, key, type, which).size();
    }

    /** The entries that pass, of all keys and in no order. */
    public static List<Entry> select(Name registry, Predicate<? super Entry> which) {
        return table(registry).all().map(Entry::new).filter(which).toList();
    }

    /** How many entries {@link #select} would give. */
    public static int countSelect(Name registry, Predicate<? super Entry> which) {
        return select(registry, which).size();
    }

    /** How many entries there are. */
    public static int count(Name registry) {
        return (int) table(registry).all().count();
    }

    // ---- dispatch -------------------------------------------------------------------------------------------------

    /**
     * Gives {@code to} the entries of {@code key}, once for each partition that has some, on the calling thread. Nothing
     * happens if there are none. What {@code to} throws passes through.
     */
    public static void dispatch(Name registry, Object key, Consumer<? super List<Entry>> to) {
        parts(registry, key).forEach(to);
    }

    /**
     * As {@link #dispatch}, with a process for each partition that has entries, all at the same time; returns when all
     * have come to an end. One that fails ends the calling process too, which it is linked to.
     *
     * @throws io.tiebeam.ExitException if one fails and the calling process traps exits
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     */
    public static void dispatchInParallel(Name registry, Object key, Consumer<? super List<Entry>> to) {
        Starting.owner("Registry.dispatchInParallel()");
        List<List<Entry>> parts = parts(registry, key);
        if (table(registry).isUnique() || parts.size() < 2) {
            parts.forEach(to);
            return;
        }
        Dispatching.inParallel(
                parts.stream().<Body>map(part -> () -> to.accept(part)).toList());
    }

    private static List<List<Entry>> parts(Name registry, Object key) {
        return table(registry).byPart(TermMapper.toTerm(key)).stream()
                .map(part -> part.stream().map(Entry::new).toList())
                .toList();
    }

    // ---- locks ----------------------------------------------------------------------------------------------------

    /** What is done under a lock, {@link #lock}. */
    @FunctionalInterface
    public interface Locked<R, X extends Exception> {
        /**
         * Does it, on the thread that wants the lock.
         *
         * @throws X passes through, and frees the lock
         */
        R run() throws X;
    }

    /** As {@link #lock(Name, Object, Duration, Locked)}, waiting five seconds for the lock. */
    public static <R, X extends Exception> R lock(Name registry, Object key, Locked<R, X> function) throws X {
        return lock(registry, key, Duration.ofSeconds(5), function);
    }

    /**
     * Runs {@code function} on the calling thread while no other runs under the same lock of this registry; who comes first
     * gets it first. Locks have keys of their own, apart from those of entries, and exist as long as somebody wants them.
     * One is free again when its function has come to an end in any way; also that of a process that was killed, since
     * until then its code may still run. Works on any thread.
     *
     * <pre>{@code
     * String page = Registry.lock(ROOMS, "lobby", () -> "the lobby's page, made by one at a time");
     * }</pre>
     *
     * <p>A process that does the work, under a name, is better in most cases; this is for work that has to be done here.
     * Source: {@code Registry.lock/3} of Elixir 1.18.
     *
     * @param timeout how long to wait for the lock, not for {@code function}; for ever if it is more than a century
     * @throws io.tiebeam.CallTimeoutException if the lock is not free in time, as when {@code function} wants the lock
     *     that it runs under
     * @throws X what {@code function} throws
     */
    public static <R, X extends Exception> R lock(Name registry, Object key, Duration timeout, Locked<R, X> function)
            throws X {
        Term term = TermMapper.toTerm(key);
        return StandIn.call(self -> {
            Lock lock = Lock.take(self, registry, term, Calls.Timeout.of(timeout));
            try {
                return function.run();
            } catch (Exception thrown) {
                throw Agent.<RuntimeException>sneak(thrown); // an X
            } finally {
                lock.release();
            }
        });
    }

    // ---- metadata -------------------------------------------------------------------------------------------------

    /** The metadata value {@code key} of a registry, which lasts as long as that. */
    public static <V> Optional<V> meta(Name registry, Object key, Class<V> type) {
        return Optional.ofNullable(table(registry).meta().get(TermMapper.toTerm(key)))
                .map(value -> type.isInstance(value)
                        ? type.cast(value)
                        : TermMapper.fromTerm(TermMapper.toTerm(value), type));
    }

    /** Gives the metadata value {@code key} of a registry; any thread may. */
    public static void putMeta(Name registry, Object key, Object value) {
        table(registry).meta().put(TermMapper.toTerm(key), kept(value));
    }

    /** Removes a metadata value; nothing happens if there is none. */
    public static void deleteMeta(Name registry, Object key) {
        table(registry).meta().remove(TermMapper.toTerm(key));
    }

    // ---- helpers --------------------------------------------------------------------------------------------------

    private static Table table(Name registry) {
        return Tables.get(LocalNode.current(), registry);
    }

    private static <V> boolean passes(Entry entry, Class<V> type, Predicate<? super V> which) {
        return entry.tryValue(type).filter(which).isPresent();
    }

    /** What is kept of {@code value}: its term, a copy, if it is a collection that whoever gave it can still change. */
    private static Object kept(Object value) {
        TermMapper.checkSendable(value);
        return TermMapper.shared(value);
    }
}
