// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.gen.Calls;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What Elixir does since 1.18 and 1.19 with locks, and with duplicate keys that are kept by key. */
@Scenarios("registry_keys")
class RegistryKeysScenariosTest {
    private static final Name R = Name.of("Elixir.R");
    private static final Registry TOPICS = Registry.duplicate(R).partitions(4).partitionedByKey();
    private static final Registry ROOMS = Registry.unique(R).partitions(2);

    private static Term sorted(List<Term> terms) {
        return ListTerm.of(terms.stream().sorted(io.tiebeam.term.TermOrder.KEYS).toList());
    }

    private static List<Pid> links(Pid pid) {
        return Processes.info(pid).orElseThrow().links();
    }

    private static List<Term> pairs(List<Registry.Entry> entries) {
        return entries.stream().<Term>map(e -> Tuple.of(e.pid(), e.value())).toList();
    }

    private static List<Pid> parts() {
        return Supervisor.whichChildren(R).stream()
                .map(child -> child.pid().orElseThrow())
                .toList();
    }

    private static void killAndWait(Other other) {
        other.kill();
        parts().forEach(part -> Calls.call(part, Atom.of("sync"), Calls.Timeout.INFINITY));
    }

    private static Other other(Trace t, String name) {
        Other other = new Other();
        t.label(other.pid(), name);
        return other;
    }

    /** Where Elixir raises an ArgumentError. */
    private static Term raises(ThrowingCallable body) {
        assertThatThrownBy(body).isInstanceOf(IllegalArgumentException.class);
        return Atom.of("Elixir.ArgumentError");
    }

    private static Term bool(boolean it) {
        return it ? Atom.TRUE : Atom.FALSE;
    }

    // ---- keys -----------------------------------------------------------------------------------------------------

    @Test
    void all_holders_of_a_key_are_in_one_part(Trace t) throws Throwable {
        TOPICS.startLink();
        for (int n = 1; n <= 8; n++) {
            other(t, "other" + n).ask(() -> Registry.register(R, "topic", 1));
        }
        t.trace(Registry.lookup(R, "topic").size());
        Registry.dispatch(R, "topic", entries -> t.trace(Tuple.of(Int.of(entries.size()), Kernel.self())));
        Registry.dispatchInParallel(R, "topic", entries -> t.trace(Tuple.of(Int.of(entries.size()), Kernel.self())));
        Registry.dispatch(R, "nothing", _ -> t.trace(Atom.of("never")));
        t.trace(Atom.OK);
    }

    @Test
    void a_process_has_its_keys_in_all_parts(Trace t) {
        TOPICS.startLink();
        List<Term> all = new ArrayList<>();
        for (int n = 1; n <= 40; n++) {
            Registry.register(R, n, n * 1000);
            all.add(Int.of(n));
        }
        assertThat(Registry.keys(R, Kernel.self())).isEqualTo(all); // in the order in which they came
        t.trace(bool(sorted(Registry.keys(R, Kernel.self())).equals(ListTerm.of(all))));
        t.trace(ListTerm.of(Registry.values(R, 7, Kernel.self())));
        t.trace(Registry.count(R));
        t.trace(links(Kernel.self()).size());
    }

    @Test
    void a_process_is_linked_to_a_part_as_long_as_it_holds_a_key_there(Trace t) throws Throwable {
        TOPICS.startLink();
        Other other = other(t, "other");
        for (int n = 1; n <= 40; n++) {
            int key = n;
            other.ask(() -> Registry.register(R, key, key));
        }
        t.trace(links(other.pid()).size());
        for (int n = 1; n <= 39; n++) {
            unregister(other, n);
        }
        t.trace(links(other.pid()).size());
        unregister(other, 40);
        t.trace(Tuple.of(Atom.of("links"), ListTerm.of(links(other.pid()))));
    }

    private static void unregister(Other other, Object key) throws Throwable {
        other.ask(() -> {
            Registry.unregister(R, key);
            return null;
        });
    }

    @Test
    void all_entries_go_with_their_process_from_all_parts(Trace t) throws Throwable {
        TOPICS.startLink();
        Other other = other(t, "other");
        for (int n = 1; n <= 40; n++) {
            int key = n;
            other.ask(() -> Registry.register(R, key, Atom.of("theirs")));
        }
        Registry.register(R, 7, Atom.of("mine"));
        t.trace(Registry.count(R));
        killAndWait(other);
        t.trace(Registry.count(R));
        t.trace(ListTerm.of(pairs(Registry.lookup(R, 7))));
    }

    @Test
    void a_key_is_held_several_times_and_unregistered_at_once(Trace t) {
        TOPICS.startLink();
        for (int n = 1; n <= 3; n++) {
            Registry.register(R, "a", n);
        }
        Registry.register(R, "b", 4);
        t.trace(ListTerm.of(Registry.values(R, "a", Kernel.self())));
        t.trace(sorted(Registry.keys(R, Kernel.self())));
        Registry.unregister(R, "a");
        t.trace(Atom.OK);
        t.trace(ListTerm.of(Registry.keys(R, Kernel.self())));
        t.trace(ListTerm.of(pairs(Registry.lookup(R, "a"))));
    }

    @Test
    void unregisters_and_counts_what_matches_in_one_part(Trace t) {
        TOPICS.startLink();
        for (int n = 1; n <= 4; n++) {
            Registry.register(R, "a", n);
        }
        Predicate<Integer> high = n -> n > 2;
        t.trace(Registry.countMatch(R, "a", Integer.class, high));
        t.trace(ListTerm.of(pairs(Registry.match(R, "a", Integer.class, n -> n > 3))));
        Registry.unregisterMatch(R, "a", Integer.class, high);
        t.trace(Atom.OK);
        t.trace(ListTerm.of(Registry.values(R, "a", Kernel.self())));
        t.trace(Registry.count(R));
    }

    @Test
    void selects_among_the_keys_of_all_parts(Trace t) {
        TOPICS.startLink();
        for (int n = 1; n <= 10; n++) {
            Registry.register(R, n, n * 10);
        }
        Predicate<Registry.Entry> high = entry -> entry.value(Integer.class) > 30;
        t.trace(sorted(
                Registry.select(R, high).stream().map(Registry.Entry::key).toList()));
        t.trace(Registry.countSelect(R, high));
    }

    @Test
    void refuses_to_update_values_and_to_be_a_name(Trace t) {
        TOPICS.startLink();
        Registry.register(R, "a", 1);
        t.trace(raises(() -> Registry.updateValue(R, "a", Integer.class, n -> n + 1)));
        t.trace(raises(() -> Processes.whereIs(Registry.via(R, "a"))));
    }

    @Test
    void listeners_hear_of_keys_in_all_parts(Trace t) throws Throwable {
        Processes.register(Name.of("listener"), Kernel.self());
        TOPICS.listeners(Name.of("listener")).startLink();
        Other other = other(t, "other");
        other.ask(() -> Registry.register(R, "a", 1));
        t.trace(Kernel.receive());
        unregister(other, "a");
        t.trace(Kernel.receive());
    }

    @Test
    void a_part_that_crashes_takes_its_own_with_it_and_leaves_the_others(Trace t) throws Throwable {
        Processes.trapExit(true);
        TOPICS.partitions(1).startLink();
        Other other = other(t, "other");
        Other idle = other(t, "idle");
        other.ask(() -> Registry.register(R, "a", 1));
        Ref ref = Processes.monitor(other.pid());
        Kernel.exit(parts().getFirst(), "kill");
        t.trace(Other.awaitDown(ref));
        t.trace(bool(Processes.isAlive(idle.pid())));
    }

    // ---- locks ----------------------------------------------------------------------------------------------------

    private static Term free(Object key) {
        return Registry.lock(R, key, () -> Atom.of("free"));
    }

    /** A process that has the lock until it is told, and what comes of that. */
    private record Holding(Other other, CompletableFuture<Object> end) {
        static Holding of(Trace t, Object key, String name) {
            Pid me = Kernel.self();
            Other other = RegistryKeysScenariosTest.other(t, name);
            CompletableFuture<Object> end = other.tell(() -> Registry.lock(R, key, () -> {
                Kernel.send(me, Atom.of("locked"));
                if (Kernel.receive().equals(Atom.of("raise"))) {
                    throw new IllegalStateException("oops");
                }
                return Atom.of("done");
            }));
            Kernel.receiveWhen(Term.class, m -> m.equals(Atom.of("locked")));
            return new Holding(other, end);
        }
    }

    /** A process that waits for the lock, after {@code before} others; it tells when it has it. */
    private static Holding wanting(Trace t, Object key, String name, int before) {
        Pid me = Kernel.self();
        Other other = other(t, name);
        CompletableFuture<Object> end = other.tell(() -> Registry.lock(R, key, () -> {
            Kernel.send(me, Tuple.of(Atom.of("got"), Kernel.self()));
            return Atom.of("done");
        }));
        while (waiting() <= before) {
            Thread.onSpinWait();
        }
        return new Holding(other, end);
    }

    private static int waiting() {
        int all = 0;
        for (Pid part : parts()) {
            MapTerm locks = (MapTerm) ((Tuple) Sys.getState(part)).get(1);
            all += locks.asMap().values().stream()
                    .mapToInt(pids -> ((ListTerm) pids).size() - 1)
                    .sum();
        }
        return all;
    }

    private static Term got() {
        return ((Tuple) Kernel.receive(Duration.ofSeconds(20)).orElseThrow()).get(1);
    }

    private static Term noMessages() {
        assertThat(Processes.info(Kernel.self()).orElseThrow().messages()).isZero();
        return Tuple.of(Atom.of("messages"), ListTerm.EMPTY);
    }

    @Test
    void a_lock_gives_what_its_function_gives(Trace t) {
        ROOMS.startLink();
        t.trace(Registry.lock(R, "a", () -> Tuple.of(Kernel.self(), Int.of(42))));
        t.trace(Registry.count(R));
        t.trace(noMessages());
        t.trace(Tuple.of(
                Atom.of("monitors"),
                ListTerm.of(List.<Term>copyOf(io.tiebeam.process.ProcessCell.current()
                        .orElseThrow()
                        .info()
                        .monitors()))));
    }

    @Test
    void who_wants_a_lock_waits_until_it_is_free(Trace t) {
        ROOMS.startLink();
        Holding one = Holding.of(t, "a", "one");
        Holding two = wanting(t, "a", "two", 0);
        t.trace(noMessages());
        Kernel.send(one.other().pid(), Atom.of("go"));
        t.trace(got());
        t.trace(one.end().join());
        t.trace(two.end().join());
    }

    @Test
    void those_who_wait_get_a_lock_in_their_order(Trace t) {
        ROOMS.startLink();
        Holding one = Holding.of(t, "a", "one");
        wanting(t, "a", "two", 0);
        wanting(t, "a", "three", 1);
        Kernel.send(one.other().pid(), Atom.of("go"));
        t.trace(ListTerm.of(got(), got()));
    }

    @Test
    void locks_of_other_keys_are_free(Trace t) {
        ROOMS.startLink();
        Holding.of(t, "a", "one");
        t.trace(free("b"));
        t.trace(free(Atom.of("a")));
    }

    @Test
    void an_entry_of_the_same_key_is_no_lock(Trace t) {
        ROOMS.startLink();
        Holding.of(t, "a", "one");
        Registry.register(R, "a", 1);
        t.trace(ListTerm.of(pairs(Registry.lookup(R, "a"))));
    }

    @Test
    void a_lock_is_free_when_its_function_raises(Trace t) {
        ROOMS.startLink();
        Holding one = Holding.of(t, "a", "one");
        Kernel.send(one.other().pid(), Atom.of("raise"));
        t.trace(one.end().handle((_, thrown) -> thrown.getMessage()).join());
        t.trace(free("a"));
        try {
            Registry.lock(R, "a", () -> {
                throw new java.io.IOException("thrown");
            });
        } catch (java.io.IOException thrown) {
            t.trace(Atom.of(thrown.getMessage()));
        }
        t.trace(free("a"));
    }

    @Test
    void a_lock_is_free_when_its_holder_is_killed(Trace t) {
        ROOMS.startLink();
        Holding one = Holding.of(t, "a", "one");
        wanting(t, "a", "two", 0);
        Kernel.exit(one.other().pid(), "kill");
        t.trace(Tuple.of(Atom.of("got"), got()));
        t.trace(free("a"));
    }

    @Test
    void one_that_is_killed_while_it_waits_is_passed_over(Trace t) {
        ROOMS.startLink();
        Holding one = Holding.of(t, "a", "one");
        Holding two = wanting(t, "a", "two", 0);
        wanting(t, "a", "three", 1);
        two.other().kill();
        Kernel.send(one.other().pid(), Atom.of("go"));
        t.trace(got());
        t.trace(free("a"));
    }

    @Test
    void locks_within_locks(Trace t) {
        ROOMS.startLink();
        t.trace(Registry.lock(R, "a", () -> Registry.lock(R, "b", () -> Atom.of("both"))));
    }

    @Test
    void a_registry_that_is_not_there_has_no_locks(Trace t) {
        t.trace(raises(() -> free("a")));
    }
}
