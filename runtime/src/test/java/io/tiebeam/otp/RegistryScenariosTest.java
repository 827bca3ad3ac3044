// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.NoProcessException;
import io.tiebeam.Processes;
import io.tiebeam.gen.Calls;
import io.tiebeam.gen.Starting;
import io.tiebeam.process.Address;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.Via;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Elixir's {@code registry_test} in the words of {@code scenarios/registry.exs}. */
@Scenarios("registry")
class RegistryScenariosTest {
    private static final Name R = Name.of("Elixir.R");
    private static final Atom NIL = Atom.of("nil");

    private static Pid start(Trace t, Registry plan) {
        Pid registry = plan.startLink();
        t.label(registry, "registry");
        for (Supervisor.Child child : Supervisor.whichChildren(R)) {
            String id = ((Atom) child.id()).name();
            t.label(child.pid().orElseThrow(), "partition" + id.charAt(id.length() - 1));
        }
        return registry;
    }

    private static List<Term> children(ServerRef supervisor) {
        return ((ListTerm) Calls.call(supervisor, Atom.of("which_children"), Calls.Timeout.INFINITY)).elements();
    }

    private static void sync() {
        for (Supervisor.Child child : Supervisor.whichChildren(R)) {
            Calls.call(child.pid().orElseThrow(), Atom.of("sync"), Calls.Timeout.of(Duration.ofSeconds(20)));
        }
    }

    private static Other other(Trace t) {
        Other other = new Other();
        t.label(other.pid(), "other");
        return other;
    }

    private static void killAndWait(Other other) {
        other.kill();
        sync();
    }

    /** {@code {ok, owner}} or {@code {error, {already_registered, pid}}}. */
    private static Term register(Object key, Object value) {
        try {
            return Tuple.of(Atom.OK, Registry.register(R, key, value));
        } catch (AlreadyRegisteredException taken) {
            return Tuple.of(Atom.ERROR, taken.reason());
        }
    }

    private static Term unregister(Object key) {
        Registry.unregister(R, key);
        return Atom.OK;
    }

    private static List<Term> pairs(List<Registry.Entry> entries) {
        return entries.stream().<Term>map(e -> Tuple.of(e.pid(), e.value())).toList();
    }

    private static List<Term> lookup(Object key) {
        return pairs(Registry.lookup(R, key));
    }

    private static List<Term> match(Object key, Predicate<Integer> which) {
        return pairs(Registry.match(R, key, Integer.class, which));
    }

    private static Term unregisterMatch(Object key, Predicate<Integer> which) {
        Registry.unregisterMatch(R, key, Integer.class, which);
        return Atom.OK;
    }

    private static Term updated(Optional<Registry.Updated<Integer>> updated) {
        return updated.<Term>map(u -> Tuple.of(Int.of(u.now()), Int.of(u.before())))
                .orElse(Atom.ERROR);
    }

    private static Term links() {
        List<Term> links =
                List.copyOf(Processes.info(Kernel.self()).orElseThrow().links());
        return Tuple.of(Atom.of("links"), ListTerm.of(links));
    }

    private static Term queue() {
        return Tuple.of(
                Atom.of("message_queue_len"),
                Int.of(Processes.info(Kernel.self()).orElseThrow().messages()));
    }

    /** The reason that {@code body} exits with. */
    private static Term caught(Callable<?> body) throws Exception {
        try {
            body.call();
            return Atom.OK;
        } catch (ExitException exit) {
            return exit.reason();
        }
    }

    /** Where Elixir raises an ArgumentError. */
    private static Term raises(ThrowingCallable body) {
        assertThatThrownBy(body).isInstanceOf(IllegalArgumentException.class);
        return Atom.of("Elixir.ArgumentError");
    }

    private static Term whereIs(Via name) {
        return Processes.whereIs(name).<Term>map(pid -> pid).orElse(NIL);
    }

    /** A server that answers everything, as {@code Agent.get(name, & &1)} of 0. */
    private static Pid counter(ServerName name) {
        return Starting.link("counter", "counter", Optional.of(name), CounterServer::loop);
    }

    @Test
    void registers_a_unique_key_and_finds_it(Trace t) {
        start(t, Registry.unique(R));
        t.trace(lookup("hello"));
        t.trace(register("hello", Atom.of("value")));
        t.trace(lookup("hello"));
        t.trace(Registry.keys(R, Kernel.self()));
        t.trace(Registry.values(R, "hello", Kernel.self()));
    }

    @Test
    void refuses_a_unique_key_that_a_living_process_has(Trace t) throws Throwable {
        start(t, Registry.unique(R));
        register("hello", Atom.of("value"));
        t.trace(register("hello", Atom.of("again")));
        Other other = other(t);
        t.trace(other.ask(() -> register("hello", Atom.of("theirs"))));
        t.trace(lookup("hello"));
        t.trace(Registry.keys(R, other.pid()));
    }

    @Test
    void tells_equal_numbers_of_different_types_apart(Trace t) {
        start(t, Registry.unique(R));
        t.trace(register(1, Atom.of("integer")));
        t.trace(register(1.0, Atom.of("float")));
        t.trace(lookup(1));
        t.trace(lookup(1.0));
        unregister(1.0);
        t.trace(Registry.keys(R, Kernel.self()));
    }

    @Test
    void a_unique_key_is_free_when_its_holder_has_died(Trace t) throws Throwable {
        start(t, Registry.unique(R));
        Other other = other(t);
        other.ask(() -> register("hello", Atom.of("theirs")));
        t.trace(lookup("hello"));
        killAndWait(other);
        t.trace(lookup("hello"));
        t.trace(Registry.keys(R, other.pid()));
        t.trace(Registry.count(R));
        t.trace(register("hello", Atom.of("mine")));
    }

    @Test
    void all_keys_of_a_process_go_with_it(Trace t) throws Throwable {
        start(t, Registry.unique(R).partitions(3));
        Other other = other(t);
        for (int i = 1; i <= 10; i++) {
            int key = i;
            other.ask(() -> register(key, Atom.of("theirs")));
        }
        t.trace(Registry.count(R));
        t.trace(Registry.keys(R, other.pid()));
        killAndWait(other);
        t.trace(Registry.count(R));
    }

    @Test
    void a_process_is_linked_to_the_registry_as_long_as_it_holds_a_key(Trace t) throws Throwable {
        start(t, Registry.unique(R));
        Other other = other(t);
        t.trace(other.ask(RegistryScenariosTest::links));
        other.ask(() -> register("a", 1));
        other.ask(() -> register("b", 1));
        t.trace(other.ask(RegistryScenariosTest::links));
        other.ask(() -> unregister("a"));
        t.trace(other.ask(RegistryScenariosTest::links));
        other.ask(() -> unregister("b"));
        t.trace(other.ask(RegistryScenariosTest::links));
    }

    @Test
    void a_refused_registration_leaves_no_link_behind(Trace t) throws Throwable {
        start(t, Registry.unique(R));
        register("hello", Atom.of("value"));
        Other other = other(t);
        t.trace(other.ask(() -> register("hello", Atom.of("theirs"))));
        t.trace(other.ask(RegistryScenariosTest::links));
    }

    @Test
    void unregistering_what_nobody_holds_does_nothing(Trace t) throws Throwable {
        start(t, Registry.unique(R));
        t.trace(unregister("hello"));
        Other other = other(t);
        other.ask(() -> register("hello", Atom.of("theirs")));
        t.trace(unregister("hello"));
        t.trace(lookup("hello"));
    }

    @Test
    void a_unique_value_is_updated_by_its_holder_only(Trace t) throws Throwable {
        start(t, Registry.unique(R));
        Callable<Term> update = () -> updated(Registry.updateValue(R, "hello", Integer.class, n -> n + 1));
        t.trace(update.call());
        register("hello", 1);
        t.trace(update.call());
        t.trace(lookup("hello"));
        Other other = other(t);
        t.trace(other.ask(update));
        t.trace(Registry.values(R, "hello", Kernel.self()));
        t.trace(Registry.values(R, "hello", other.pid()));
    }

    @Test
    void matches_a_unique_value(Trace t) {
        start(t, Registry.unique(R));
        register("hello", 7);
        t.trace(match("hello", n -> n > 5));
        t.trace(match("hello", n -> n > 8));
        t.trace(Registry.countMatch(R, "hello", Integer.class, n -> n > 5));
        t.trace(Registry.countMatch(R, "nobody", Term.class, _ -> true));
        t.trace(unregisterMatch("hello", n -> n > 8));
        t.trace(Registry.count(R));
        t.trace(unregisterMatch("hello", n -> n > 5));
        t.trace(Registry.count(R));
    }

    @Test
    void selects_among_all_keys(Trace t) {
        start(t, Registry.unique(R).partitions(4));
        register("one", 1);
        register("two", 2);
        register("three", 3);
        t.trace(Registry.select(R, e -> e.value(int.class) > 1).stream()
                .map(e -> e.key(String.class))
                .sorted()
                .toList());
        t.trace(Registry.countSelect(R, e -> e.value(int.class) > 1));
        t.trace(Registry.count(R));
    }

    @Test
    void a_unique_key_is_dispatched_to(Trace t) throws Exception {
        start(t, Registry.unique(R).partitions(2));
        Registry.dispatch(R, "hello", _ -> {
            throw new AssertionError("nobody");
        });
        t.trace(Atom.OK);
        register("hello", Atom.of("value"));
        Registry.dispatch(
                R, "hello", entries -> t.trace(Tuple.of(Atom.of("entries"), TermMapper.toTerm(pairs(entries)))));
        t.trace(Atom.OK);
        t.trace(caught(() -> {
            Registry.dispatch(R, "hello", _ -> Kernel.exit(Atom.of("oops")));
            return null;
        }));
    }

    @Test
    void duplicate_keys_are_listed_in_the_order_in_which_they_came(Trace t) throws Throwable {
        start(t, Registry.duplicate(R));
        t.trace(register("hello", 1));
        t.trace(register("hello", 2));
        Other other = other(t);
        t.trace(other.ask(() -> register("hello", 3)));
        t.trace(lookup("hello"));
        t.trace(Registry.keys(R, Kernel.self()));
        t.trace(Registry.values(R, "hello", Kernel.self()));
        t.trace(Registry.values(R, "hello", other.pid()));
        t.trace(Registry.count(R));
    }

    @Test
    void unregistering_a_duplicate_key_removes_all_of_this_process_and_none_of_others(Trace t) throws Throwable {
        start(t, Registry.duplicate(R));
        register("hello", 1);
        register("hello", 2);
        register("world", 3);
        Other other = other(t);
        other.ask(() -> register("hello", 4));
        t.trace(unregister("hello"));
        t.trace(lookup("hello"));
        t.trace(Registry.keys(R, Kernel.self()));
    }

    @Test
    void unregisters_the_duplicate_values_that_match(Trace t) {
        start(t, Registry.duplicate(R));
        register("hello", 1);
        register("hello", 2);
        register("hello", 3);
        t.trace(unregisterMatch("hello", n -> n < 3));
        t.trace(lookup("hello"));
        t.trace(Registry.keys(R, Kernel.self()));
        t.trace(unregisterMatch("hello", n -> n == 3));
        t.trace(Registry.keys(R, Kernel.self()));
        t.trace(Processes.info(Kernel.self()).orElseThrow().links().size());
    }

    @Test
    void counts_duplicate_values_that_match(Trace t) throws Throwable {
        start(t, Registry.duplicate(R).partitions(2));
        register("hello", 1);
        register("hello", 2);
        Other other = other(t);
        other.ask(() -> register("hello", 3));
        t.trace(Registry.countMatch(R, "hello", Term.class, _ -> true));
        t.trace(Registry.countMatch(R, "hello", Integer.class, n -> n >= 2));
        t.trace(match("hello", n -> n >= 2).size());
    }

    @Test
    void dispatches_to_all_holders_of_a_duplicate_key(Trace t) throws Throwable {
        start(t, Registry.duplicate(R));
        Registry.dispatch(R, "hello", _ -> {
            throw new AssertionError("nobody");
        });
        t.trace(Atom.OK);
        register("hello", Atom.of("mine"));
        Other other = other(t);
        other.ask(() -> register("hello", Atom.of("theirs")));
        Registry.dispatch(R, "hello", entries -> t.trace(pairs(entries)));
        t.trace(Atom.OK);
    }

    @Test
    void dispatches_once_for_each_partition_that_has_entries(Trace t) {
        start(t, Registry.duplicate(R).partitions(8));
        Pid main = Kernel.self();
        register("hello", Atom.of("mine"));
        Registry.dispatch(
                R,
                "hello",
                entries -> t.trace(Tuple.of(
                        Atom.of(Boolean.toString(Kernel.self().equals(main))), TermMapper.toTerm(pairs(entries)))));
        Registry.dispatchInParallel(R, "hello", entries -> t.trace(pairs(entries)));
        t.trace(queue());
    }

    @Test
    void refuses_to_update_duplicate_values(Trace t) {
        start(t, Registry.duplicate(R));
        t.trace(raises(() -> Registry.updateValue(R, "hello", Integer.class, n -> n)));
    }

    @Test
    void a_duplicate_entry_goes_with_its_process_and_leaves_the_others(Trace t) throws Throwable {
        start(t, Registry.duplicate(R));
        register("hello", Atom.of("mine"));
        Other other = other(t);
        other.ask(() -> register("hello", Atom.of("theirs")));
        t.trace(Registry.count(R));
        killAndWait(other);
        t.trace(lookup("hello"));
        t.trace(Registry.count(R));
    }

    @Test
    void a_server_is_started_under_a_key_and_found_by_it(Trace t) throws Exception {
        start(t, Registry.unique(R));
        Via name = Registry.via(R, "counter");
        Pid pid = counter(name);
        t.label(pid, "counter");
        t.trace(whereIs(name));
        t.trace(Calls.call(name, Atom.of("get"), Calls.Timeout.INFINITY));
        t.trace(lookup("counter"));
        t.trace(Tuple.of(Atom.ERROR, caught(() -> counter(name))));
        var end = Processes.monitor(name);
        Kernel.send(name, Tuple.of(Atom.of("$gen_cast"), Atom.of("stop")));
        Other.awaitDown(end);
        t.trace(Atom.OK);
        sync();
        t.trace(whereIs(name));
        t.trace(caught(() -> Calls.call(name, Atom.of("x"), Calls.Timeout.of(Duration.ofSeconds(5)))));
    }

    @Test
    void a_server_is_started_under_a_key_with_a_value(Trace t) {
        start(t, Registry.unique(R));
        t.label(counter(Registry.via(R, "counter", Atom.of("value"))), "counter");
        t.trace(lookup("counter"));
        t.trace(whereIs(Registry.via(R, "counter")));
        t.trace(whereIs(Registry.via(R, "counter", Atom.of("another"))));
    }

    @Test
    void a_server_that_cannot_start_leaves_no_name_behind(Trace t) throws Exception {
        Processes.trapExit(true);
        start(t, Registry.unique(R));
        t.trace(Tuple.of(
                Atom.ERROR,
                caught(() -> Starting.link("refuses", "refuses", Optional.of(Registry.via(R, "disk")), _ -> {
                    throw new ExitException(Atom.of("no_disk"));
                }))));
        t.trace(lookup("disk"));
    }

    @Test
    void sends_to_a_key(Trace t) {
        start(t, Registry.unique(R));
        Via name = Registry.via(R, "me");
        assertThatThrownBy(() -> Kernel.send(name, Atom.of("hello"))).isInstanceOf(NoProcessException.class);
        t.trace(true);
        register("me", NIL);
        t.trace(Kernel.send(name, Atom.of("hello")));
        t.trace(Kernel.receive());
        Kernel.send(name, Tuple.of(Atom.of("$gen_cast"), Atom.of("hello")));
        t.trace(Atom.OK);
        t.trace(Kernel.receive());
        ProcessCell self = ProcessCell.currentOrNull();
        Address.of(self.node(), Registry.via(R, "nobody")).send(self, Atom.of("hello"));
        t.trace(Atom.OK);
    }

    @Test
    void a_call_to_oneself_by_a_key_is_refused(Trace t) throws Exception {
        start(t, Registry.unique(R));
        register("me", NIL);
        t.trace(caught(
                () -> Calls.call(Registry.via(R, "me"), Atom.of("hello"), Calls.Timeout.of(Duration.ofSeconds(5)))));
    }

    @Test
    void a_duplicate_key_is_no_name(Trace t) {
        start(t, Registry.duplicate(R));
        t.trace(raises(() -> whereIs(Registry.via(R, "hello"))));
    }

    @Test
    void a_registry_that_is_not_there_is_said_to_be_unknown(Trace t) {
        t.trace(raises(() -> Registry.lookup(R, "hello")));
        t.trace(raises(() -> Registry.register(R, "hello", 1)));
        t.trace(raises(() -> Registry.meta(R, Atom.of("key"), Term.class)));
        t.trace(raises(() -> Calls.call(Registry.via(R, "hello"), Atom.of("hello"), Calls.Timeout.INFINITY)));
    }

    @Test
    void keeps_metadata(Trace t) {
        Atom color = Atom.of("color");
        Atom size = Atom.of("size");
        start(t, Registry.unique(R).metadata(color, Atom.of("blue")));
        t.trace(meta(color));
        t.trace(meta(size));
        Registry.putMeta(R, size, 3);
        t.trace(Atom.OK);
        Registry.putMeta(R, color, Atom.of("red"));
        t.trace(Atom.OK);
        t.trace(meta(size));
        t.trace(meta(color));
        Registry.deleteMeta(R, size);
        t.trace(Atom.OK);
        t.trace(meta(size));
    }

    private static Term meta(Object key) {
        return Registry.meta(R, key, Term.class)
                .<Term>map(value -> Tuple.of(Atom.OK, value))
                .orElse(Atom.ERROR);
    }

    @Test
    void listeners_hear_of_keys_but_not_of_ends(Trace t) throws Throwable {
        Processes.register(Name.of("listener"), Kernel.self());
        start(t, Registry.unique(R).listeners(Name.of("listener")));
        Other other = other(t);
        other.ask(() -> register("hello", Atom.of("theirs")));
        t.trace(Kernel.receive());
        other.ask(() -> register("hello", Atom.of("again")));
        other.ask(() -> unregister("hello"));
        t.trace(Kernel.receive());
        other.ask(() -> register("hello", Atom.of("theirs")));
        t.trace(Kernel.receive());
        killAndWait(other);
        t.trace(queue());
    }

    @Test
    void listeners_hear_when_the_last_matching_entry_goes(Trace t) {
        Processes.register(Name.of("listener"), Kernel.self());
        start(t, Registry.duplicate(R).listeners(Name.of("listener")));
        register("hello", 1);
        t.trace(Kernel.receive());
        register("hello", 2);
        t.trace(Kernel.receive());
        unregisterMatch("hello", n -> n == 1);
        t.trace(queue());
        unregisterMatch("hello", n -> n == 2);
        t.trace(Kernel.receive());
    }

    @Test
    void a_listener_that_is_not_there_fails_who_registers_but_the_key_is_registered(Trace t) {
        start(t, Registry.unique(R).listeners(Name.of("nobody")));
        assertThatThrownBy(() -> register("hello", 1))
                .isInstanceOf(NoProcessException.class)
                .hasMessageContaining("cannot tell listener :nobody of registry R about {:register, R, \"hello\", ")
                .hasMessageContaining("start the listener before");
        t.trace(true);
        t.trace(lookup("hello"));
    }

    @Test
    void a_registry_is_started_once(Trace t) throws Exception {
        Processes.trapExit(true);
        start(t, Registry.unique(R));
        t.trace(Tuple.of(Atom.ERROR, caught(() -> Registry.unique(R).startLink())));
    }

    @Test
    void shows_its_partitions_as_its_children(Trace t) {
        start(t, Registry.unique(R).partitions(2));
        t.trace(children(R).reversed());
        t.trace(asMap((ListTerm) Calls.call(R, Atom.of("count_children"), Calls.Timeout.INFINITY)));
    }

    private static Term asMap(ListTerm keyword) {
        Map<Term, Term> map = new HashMap<>();
        keyword.elements().forEach(pair -> map.put(((Tuple) pair).get(0), ((Tuple) pair).get(1)));
        return MapTerm.of(map);
    }

    @Test
    void is_a_child_of_a_supervisor(Trace t) {
        Pid sup = Supervisor.of(Strategy.ONE_FOR_ONE).child(Registry.unique(R)).startLink();
        t.label(sup, "sup");
        t.label(Processes.whereIs(R).orElseThrow(), "registry");
        t.trace(children(sup));
    }

    @Test
    void the_processes_of_a_registry_that_crashes_end_too(Trace t) throws Throwable {
        Processes.trapExit(true);
        start(t, Registry.unique(R));
        Other other = other(t);
        other.ask(() -> register("hello", Atom.of("theirs")));
        Pid partition = Supervisor.whichChildren(R).getFirst().pid().orElseThrow();
        var monitor = Processes.monitor(other.pid());
        Kernel.exit(partition, Atom.of("kill"));
        t.trace(Other.awaitDown(monitor));
        Supervisor.whichChildren(R);
        t.trace(lookup("hello"));
        t.trace(register("hello", Atom.of("mine")) instanceof Tuple answer && answer.is(Atom.OK, 2));
    }

    @Test
    void a_registry_that_ends_is_forgotten_and_can_be_started_anew(Trace t) {
        Pid registry = start(t, Registry.unique(R).metadata(Atom.of("color"), Atom.of("blue")));
        register("hello", 1);
        unregister("hello");
        Processes.unlink(registry);
        var end = Processes.monitor(registry);
        Kernel.send(
                registry, Tuple.of(Atom.of("system"), stopper(), Tuple.of(Atom.of("terminate"), Atom.of("normal"))));
        Other.awaitDown(end);
        t.trace(raises(() -> Registry.lookup(R, "hello")));
        start(t, Registry.unique(R));
        t.trace(meta(Atom.of("color")));
        t.trace(lookup("hello"));
    }

    private static Term stopper() {
        return Tuple.of(Kernel.self(), Kernel.makeRef());
    }
}
