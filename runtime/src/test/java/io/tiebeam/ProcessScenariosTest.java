// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.receiveWhen;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawn;
import static io.tiebeam.Kernel.spawnLink;
import static io.tiebeam.Kernel.spawnMonitor;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.Processes.AliasMode;
import io.tiebeam.otp.Agent;
import io.tiebeam.otp.Task;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What OTP does with exits, links, monitors, aliases, names, timers and messages, done here. */
@Scenarios("processes")
class ProcessScenariosTest {
    private static final Duration A_MOMENT = Duration.ofMillis(20);

    private static Term nothing() {
        return receive(A_MOMENT).<Term>map(message -> t("unexpected", message)).orElse(Atom.of("nothing"));
    }

    private static Term refused(Runnable action) {
        try {
            action.run();
            return Atom.OK;
        } catch (IllegalArgumentException | NoProcessException refused) {
            return Atom.of("refused");
        }
    }

    private static Tuple t(Object... elements) {
        return Tuple.of(Arrays.stream(elements).map(ProcessScenariosTest::term).toArray(Term[]::new));
    }

    private static Term term(Object value) {
        return value instanceof String word ? Atom.of(word) : TermMapper.toTerm(value);
    }

    private static ListTerm list(Object... elements) {
        return ListTerm.of(
                Arrays.stream(elements).map(ProcessScenariosTest::term).toList());
    }

    private static void await(String word) {
        assertThat(receive()).isEqualTo(Atom.of(word));
    }

    /** The reason in the next message, a DOWN of {@code ref}. */
    private static Term downOf(Ref ref) {
        Down down = receive(Down.class);
        assertThat(down.ref()).isEqualTo(ref);
        return down.reason();
    }

    private static Term awaitEnd(Pid pid) {
        Ref ref = Processes.monitor(pid);
        return receiveWhen(Down.class, down -> down.ref().equals(ref)).reason();
    }

    private static void awaitTrapping(Pid pid) {
        while (!Processes.info(pid).orElseThrow().trapsExits()) {
            Thread.onSpinWait();
        }
    }

    private static void sendAtom(Pid pid, String word) {
        send(pid, Atom.of(word));
    }

    private static Processes.Info me() {
        return Processes.info(self()).orElseThrow();
    }

    private static Term orFalse(Optional<Duration> left) {
        return Atom.of(left.isPresent());
    }

    // ---- exits ----------------------------------------------------------------------------------------------------

    @Test
    void a_linked_process_dies_with_the_one_that_fails(Trace trace) {
        Processes.trapExit(true);
        Pid pid = spawnLink(() -> {
            spawnLink(() -> exit("boom"));
            receive();
        });
        trace.label(pid, "parent");
        trace.trace(receive());
    }

    @Test
    void an_exit_with_normal_ends_nobody_else(Trace trace) {
        Processes.trapExit(true);
        Pid pid = spawnLink(() -> trace.trace(receive()));
        trace.label(pid, "child");
        exit(pid, "normal");
        sendAtom(pid, "still_there");
        trace.trace(receive());
    }

    @Test
    void an_exit_with_kill_of_its_own_passes_a_link_as_killed(Trace trace) {
        Processes.trapExit(true);
        Pid pid = spawnLink(Kernel::receive);
        trace.label(pid, "child");
        exit(pid, "kill");
        trace.trace(receive());
    }

    @Test
    void a_body_that_exits_with_kill_is_not_killed(Trace trace) {
        Processes.trapExit(true);
        trace.label(spawnLink(() -> exit("kill")), "child");
        trace.trace(receive());
    }

    @Test
    void an_exit_with_kill_through_a_link_can_be_trapped(Trace trace) {
        Pid parent = self();
        Pid middle = spawn(() -> {
            Processes.trapExit(true);
            Pid pid = spawnLink(() -> exit("kill"));
            trace.label(pid, "child");
            send(parent, t("got", receive()));
        });
        trace.label(middle, "middle");
        trace.trace(receive());
    }

    @Test
    void an_exit_with_a_reason_of_its_own_ends_who_does_not_trap(Trace trace) {
        Pid pid = spawn(Kernel::receive);
        Ref ref = Processes.monitor(pid);
        exit(pid, t("because", 42));
        trace.trace(downOf(ref));
    }

    @Test
    void an_exit_with_a_reason_of_its_own_is_a_message_for_who_traps(Trace trace) {
        Pid pid = spawnLink(() -> {
            Processes.trapExit(true);
            trace.trace(Atom.of("ready"));
            trace.trace(receive());
        });
        Ref ref = Processes.monitor(pid);
        awaitTrapping(pid);
        exit(pid, t("because", 42));
        trace.trace(downOf(ref));
    }

    @Test
    void an_exit_with_normal_is_a_message_for_who_traps(Trace trace) {
        Pid pid = spawn(() -> {
            Processes.trapExit(true);
            trace.trace(receive());
        });
        Ref ref = Processes.monitor(pid);
        awaitTrapping(pid);
        exit(pid, "normal");
        trace.trace(downOf(ref));
    }

    @Test
    void kill_ends_who_traps_exits_too(Trace trace) {
        Pid pid = spawn(() -> {
            Processes.trapExit(true);
            trace.trace(receive());
        });
        Ref ref = Processes.monitor(pid);
        awaitTrapping(pid);
        exit(pid, "kill");
        trace.trace(downOf(ref));
    }

    @Test
    void an_exit_to_oneself_with_normal_ends_the_process(Trace trace) {
        var child = spawnMonitor(() -> {
            exit(self(), "normal");
            trace.trace(Atom.of("not_reached"));
        });
        trace.trace(downOf(child.ref()));
    }

    @Test
    void an_exit_to_oneself_with_a_reason_of_its_own_ends_the_process(Trace trace) {
        Processes.trapExit(true);
        Pid pid = spawnLink(() -> {
            exit(self(), "own");
            trace.trace(Atom.of("not_reached"));
        });
        trace.label(pid, "child");
        trace.trace(receive());
    }

    @Test
    void an_exit_to_oneself_is_a_message_for_who_traps(Trace trace) {
        Processes.trapExit(true);
        exit(self(), "normal");
        trace.trace(receive());
        exit(self(), "own");
        trace.trace(receive());
    }

    @Test
    void an_exit_with_kill_to_oneself_ends_the_process_though_it_traps(Trace trace) {
        Processes.trapExit(true);
        Pid pid = spawnLink(() -> {
            Processes.trapExit(true);
            exit(self(), "kill");
            trace.trace(Atom.of("not_reached"));
        });
        trace.label(pid, "child");
        trace.trace(receive());
    }

    @Test
    void who_stops_to_trap_while_linked_dies_with_the_other(Trace trace) {
        var linked = spawnMonitor(() -> {
            Processes.trapExit(true);
            Pid child = spawnLink(() -> {
                await("go");
                exit("boom");
            });
            trace.trace(Processes.trapExit(false));
            sendAtom(child, "go");
            trace.trace(receive());
        });
        trace.trace(downOf(linked.ref()));
    }

    /** Ends with {@code boom} when it is told to. */
    private static Pid bomb() {
        return spawnLink(() -> {
            await("go");
            exit("boom");
        });
    }

    @Test
    void who_begins_to_trap_while_linked_hears_of_the_end(Trace trace) {
        Pid child = bomb();
        trace.label(child, "child");
        trace.trace(Processes.trapExit(true));
        trace.trace(Processes.trapExit(true));
        sendAtom(child, "go");
        trace.trace(receive());
    }

    // ---- links ----------------------------------------------------------------------------------------------------

    @Test
    void an_unlinked_process_dies_alone(Trace trace) {
        Processes.trapExit(true);
        Pid child = bomb();
        Ref ref = Processes.monitor(child);
        Processes.unlink(child);
        sendAtom(child, "go");
        trace.trace(downOf(ref));
        trace.trace(nothing());
    }

    @Test
    void an_unlink_leaves_a_message_that_has_come(Trace trace) {
        Processes.trapExit(true);
        Pid child = spawnLink(() -> exit("boom"));
        trace.label(child, "child");
        awaitEnd(child);
        Processes.unlink(child);
        trace.trace(receive());
    }

    @Test
    void an_unlink_of_a_stranger_does_nothing(Trace trace) {
        Pid child = spawn(Kernel::receive);
        Processes.unlink(child);
        Processes.unlink(self());
        trace.trace(Processes.isAlive(child));
    }

    @Test
    void a_second_link_is_the_same_link(Trace trace) {
        Processes.trapExit(true);
        Pid child = bomb();
        trace.label(child, "child");
        Processes.link(child);
        trace.trace(ListTerm.of(me().links()));
        Processes.link(self());
        sendAtom(child, "go");
        trace.trace(receive());
        trace.trace(nothing());
    }

    @Test
    void a_link_to_nobody_is_an_exit_with_noproc_for_who_traps(Trace trace) {
        Processes.trapExit(true);
        Pid pid = spawn(() -> {});
        trace.label(pid, "dead");
        awaitEnd(pid);
        Processes.link(pid);
        trace.trace(receive());
    }

    @Test
    void spawn_link_of_what_dies_at_once(Trace trace) {
        Processes.trapExit(true);
        trace.label(spawnLink(() -> exit("early")), "child");
        trace.trace(receive());
        trace.label(spawnLink(() -> {}), "child2");
        trace.trace(receive());
    }

    @Test
    void spawn_with_a_link_and_a_monitor(Trace trace) {
        Processes.trapExit(true);
        Spawned child = Processes.spawn(() -> exit("boom"), SpawnOption.LINK, SpawnOption.MONITOR);
        trace.label(child.pid(), "child");
        trace.trace(receive(m -> m instanceof Tuple t && t.is(Atom.of("EXIT"), 3) ? t : Kernel.skip()));
        Ref ref = child.ref().orElseThrow();
        trace.trace(receive(m -> m instanceof Tuple t && t.get(1).equals(ref) ? t : Kernel.skip()));
    }

    @Test
    void spawn_with_a_link_twice_and_nothing_else(Trace trace) {
        Processes.trapExit(true);
        Spawned child = Processes.spawn(() -> exit("boom"), SpawnOption.LINK, SpawnOption.LINK);
        trace.label(child.pid(), "child");
        assertThat(child.ref()).isEmpty();
        trace.trace(receive());
        trace.trace(Tuple.of(Atom.of("monitors"), ListTerm.EMPTY));
        assertThat(ProcessCell.current().orElseThrow().info().monitors()).isEmpty();
    }

    @Test
    void spawn_with_no_options_is_related_to_nobody(Trace trace) {
        Spawned child = Processes.spawn(() -> await("never"));
        assertThat(child.ref()).isEmpty();
        trace.trace(Atom.TRUE);
        var info = ProcessCell.current().orElseThrow().info();
        trace.trace(Tuple.of(Atom.of("links"), ListTerm.of(info.links())));
        trace.trace(Tuple.of(Atom.of("monitors"), ListTerm.EMPTY));
        assertThat(info.monitors()).isEmpty();
    }

    // ---- monitors -------------------------------------------------------------------------------------------------

    @Test
    void spawn_monitor_of_what_dies_at_once(Trace trace) {
        var child = spawnMonitor(() -> exit("early"));
        Tuple down = (Tuple) receive();
        assertThat(down.get(1)).isEqualTo(child.ref());
        assertThat(down.get(3)).isEqualTo(child.pid());
        trace.trace(Tuple.of(down.get(2), down.get(4)));
        trace.trace(Processes.demonitor(child.ref()));
    }

    @Test
    void each_monitor_brings_its_own_down(Trace trace) {
        Pid pid = spawn(() -> await("go"));
        trace.label(pid, "child");
        Ref one = Processes.monitor(pid);
        Ref two = Processes.monitor(pid);
        trace.trace(t("refs", one, two, one.equals(two)));
        sendAtom(pid, "go");
        Term first = receive();
        Term second = receive();
        boolean inOrder = ((Tuple) first).get(1).equals(one);
        trace.trace(inOrder ? list(first, second) : list(second, first));
    }

    @Test
    void a_monitor_of_nobody_brings_noproc(Trace trace) {
        Pid pid = spawn(() -> {});
        trace.label(pid, "dead");
        awaitEnd(pid);
        trace.trace(t("ref", Processes.monitor(pid)));
        trace.trace(receive());
    }

    @Test
    void a_monitor_of_a_name_nobody_has_brings_noproc(Trace trace) {
        trace.trace(t("ref", Processes.monitor(Name.of("nobody_has_this"))));
        trace.trace(receive());
    }

    @Test
    void a_monitor_of_a_name_names_it(Trace trace) {
        Pid pid = spawn(() -> await("go"));
        Processes.register(Name.of("some_name"), pid);
        trace.trace(t("ref", Processes.monitor(Name.of("some_name"))));
        Processes.unregister(Name.of("some_name"));
        sendAtom(pid, "go");
        trace.trace(receive());
    }

    @Test
    void a_monitor_taken_back_brings_nothing(Trace trace) {
        Pid pid = spawn(() -> await("go"));
        Ref ref = Processes.monitor(pid);
        trace.trace(Processes.demonitor(ref));
        trace.trace(Processes.demonitor(ref));
        sendAtom(pid, "go");
        awaitEnd(pid);
        trace.trace(nothing());
    }

    @Test
    void demonitor_with_flush_removes_the_down(Trace trace) {
        Pid pid = spawn(() -> {});
        Ref ref = Processes.monitor(pid);
        awaitEnd(pid);
        sendAtom(self(), "other");
        Processes.demonitorFlush(ref);
        trace.trace(receive());
        trace.trace(nothing());
    }

    @Test
    void a_process_that_monitors_itself_hears_nothing_of_its_end(Trace trace) {
        awaitEnd(spawn(() -> {
            Processes.monitor(self());
            trace.trace(
                    ListTerm.of(me().monitors().stream().map(Pid.class::cast).toList()));
        }));
    }

    @Test
    void links_and_monitors_can_be_seen(Trace trace) {
        Pid child = spawnLink(Kernel::receive);
        trace.label(child, "child");
        Processes.monitor(child);
        trace.trace(Tuple.of(
                ListTerm.of(me().links()),
                ListTerm.of(me().monitors().stream()
                        .map(server -> t("process", server))
                        .toList()),
                ListTerm.of(Processes.info(child).orElseThrow().monitoredBy())));
    }

    // ---- aliases --------------------------------------------------------------------------------------------------

    private static void sendTo(Ref alias, String word) {
        Processes.sendToAlias(alias, Atom.of(word));
    }

    @Test
    void an_alias_lasts_until_it_is_taken_back(Trace trace) {
        Ref ref = Processes.alias();
        sendTo(ref, "one");
        sendTo(ref, "two");
        trace.trace(receive());
        trace.trace(Processes.unalias(ref));
        sendTo(ref, "three");
        trace.trace(Processes.unalias(ref));
        sendAtom(self(), "last");
        trace.trace(list(receive(), receive()));
    }

    @Test
    void an_alias_for_a_reply_ends_with_it(Trace trace) {
        Ref ref = Processes.aliasForReply();
        sendTo(ref, "one");
        sendTo(ref, "two");
        trace.trace(receive());
        trace.trace(nothing());
        trace.trace(Processes.unalias(ref));
    }

    @Test
    void an_alias_of_a_monitor_with_explicit_unalias_outlives_it(Trace trace) {
        Pid pid = spawn(() -> await("go"));
        Ref ref = Processes.monitor(pid, AliasMode.EXPLICIT_UNALIAS);
        sendAtom(pid, "go");
        trace.trace(downOf(ref));
        sendTo(ref, "still");
        trace.trace(receive());
        trace.trace(Processes.demonitor(ref));
        sendTo(ref, "still");
        trace.trace(receive());
        trace.trace(Processes.unalias(ref));
        sendTo(ref, "lost");
        trace.trace(nothing());
    }

    @Test
    void an_alias_of_a_monitor_with_demonitor_ends_with_its_down(Trace trace) {
        Pid pid = spawn(() -> await("go"));
        Ref ref = Processes.monitor(pid, AliasMode.DEMONITOR);
        sendTo(ref, "one");
        sendTo(ref, "two");
        trace.trace(list(receive(), receive()));
        sendAtom(pid, "go");
        trace.trace(downOf(ref));
        sendTo(ref, "lost");
        trace.trace(nothing());
        trace.trace(Processes.unalias(ref));
    }

    @Test
    void an_alias_of_a_monitor_with_demonitor_ends_with_it(Trace trace) {
        Ref ref = Processes.monitor(spawn(Kernel::receive), AliasMode.DEMONITOR);
        trace.trace(Processes.demonitor(ref));
        sendTo(ref, "lost");
        trace.trace(nothing());
    }

    @Test
    void an_alias_of_a_monitor_with_reply_demonitor_ends_with_the_first_message(Trace trace) {
        Ref ref = Processes.monitor(spawn(Kernel::receive), AliasMode.REPLY_DEMONITOR);
        sendTo(ref, "reply");
        sendTo(ref, "lost");
        trace.trace(receive());
        trace.trace(nothing());
        trace.trace(Processes.demonitor(ref));
        trace.trace(ListTerm.of(me().monitors().stream().map(Pid.class::cast).toList()));
    }

    @Test
    void an_alias_taken_back_leaves_its_monitor(Trace trace) {
        Pid pid = spawn(() -> await("go"));
        trace.label(pid, "child");
        Ref ref = Processes.monitor(pid, AliasMode.REPLY_DEMONITOR);
        trace.trace(t("ref", ref));
        trace.trace(Processes.unalias(ref));
        sendTo(ref, "lost");
        sendAtom(pid, "go");
        trace.trace(receive());
    }

    // ---- names ----------------------------------------------------------------------------------------------------

    private static final Name A_NAME = Name.of("a_name");
    private static final Name OTHER_NAME = Name.of("other_name");

    private static Term whereIs(Name name) {
        return Processes.whereIs(name).<Term>map(pid -> pid).orElse(Atom.NIL);
    }

    @Test
    void a_name_belongs_to_one_process(Trace trace) {
        Pid one = spawn(Kernel::receive);
        Pid two = spawn(Kernel::receive);
        trace.label(one, "one");
        Processes.register(A_NAME, one);
        trace.trace(refused(() -> Processes.register(A_NAME, two)));
        trace.trace(refused(() -> Processes.register(OTHER_NAME, one)));
        trace.trace(whereIs(A_NAME));
        trace.trace(whereIs(OTHER_NAME));
    }

    @Test
    void a_name_is_free_when_its_process_is_dead(Trace trace) {
        Pid one = spawn(() -> await("go"));
        Pid two = spawn(Kernel::receive);
        trace.label(two, "two");
        Processes.register(A_NAME, one);
        Ref ref = Processes.monitor(one);
        sendAtom(one, "go");
        downOf(ref);
        trace.trace(whereIs(A_NAME));
        trace.trace(refused(() -> Processes.register(A_NAME, one)));
        Processes.register(A_NAME, two);
        trace.trace(whereIs(A_NAME));
    }

    @Test
    void a_name_given_back_can_be_given_again(Trace trace) {
        Pid one = spawn(Kernel::receive);
        trace.label(one, "one");
        Processes.register(A_NAME, one);
        trace.trace(Processes.unregister(A_NAME));
        trace.trace(Processes.unregister(A_NAME) ? Atom.TRUE : Atom.of("refused"));
        Processes.register(OTHER_NAME, one);
        trace.trace(whereIs(OTHER_NAME));
        trace.trace(
                Processes.info(one).flatMap(Processes.Info::name).orElseThrow().atom());
    }

    @Test
    void a_message_to_a_name_nobody_has_is_refused(Trace trace) {
        trace.trace(refused(() -> send(Name.of("nobody_has_this"), "hello")));
    }

    // ---- timers ---------------------------------------------------------------------------------------------------

    private static Term isNearly(Optional<Duration> left, Duration whole) {
        return Atom.of(left.filter(time -> time.compareTo(whole) <= 0 && time.compareTo(whole.minusSeconds(10)) >= 0)
                .isPresent());
    }

    @Test
    void a_timer_can_be_read_and_cancelled(Trace trace) {
        Duration whole = Duration.ofSeconds(100);
        var timer = Processes.sendAfter(self(), Atom.of("never"), whole);
        trace.trace(isNearly(Processes.readTimer(timer), whole));
        trace.trace(isNearly(Processes.cancelTimer(timer), whole));
        trace.trace(orFalse(Processes.cancelTimer(timer)));
        trace.trace(orFalse(Processes.readTimer(timer)));
    }

    @Test
    void a_timer_that_has_fired_has_no_time_left(Trace trace) {
        var timer = Processes.sendAfter(self(), Atom.of("now"), Duration.ZERO);
        trace.trace(receive());
        trace.trace(orFalse(Processes.readTimer(timer)));
        trace.trace(orFalse(Processes.cancelTimer(timer)));
    }

    @Test
    void timers_fire_in_the_order_of_their_times(Trace trace) {
        long now = System.nanoTime();
        Processes.sendAt(self(), Atom.of("third"), now + 120_000_000);
        Processes.sendAt(self(), Atom.of("first"), now + 1_000_000);
        Processes.sendAt(self(), Atom.of("second"), now + 60_000_000);
        trace.trace(list(receive(), receive(), receive()));
    }

    @Test
    void a_timer_finds_the_process_by_its_name_when_it_fires(Trace trace) {
        Pid parent = self();
        Name late = Name.of("late_name");
        Processes.sendAfter(late, Atom.of("hello"), Duration.ofMillis(50));
        Processes.register(late, spawn(() -> send(parent, t("late", receive()))));
        trace.trace(receive());
    }

    @Test
    void a_timer_to_a_dead_process_is_lost(Trace trace) {
        Pid pid = spawn(() -> {});
        awaitEnd(pid);
        Processes.sendAfter(pid, Atom.of("hello"), Duration.ofMillis(1));
        Processes.sendAfter(self(), Atom.of("after"), Duration.ofMillis(30));
        trace.trace(receive());
    }

    // ---- where processes come from --------------------------------------------------------------------------------

    @Test
    void the_group_leader_is_inherited(Trace trace) {
        Pid leader = spawn(Kernel::receive);
        Pid other = spawn(Kernel::receive);
        trace.label(leader, "leader");
        trace.label(other, "other");
        Pid parent = self();
        Pid mine = Processes.groupLeader();
        Pid child = spawn(() -> {
            Processes.groupLeader(self(), leader);
            awaitEnd(spawn(() -> send(parent, t("leader", Processes.groupLeader()))));
            await("go");
            send(parent, t("leader", Processes.groupLeader()));
        });
        trace.trace(receive());
        Processes.groupLeader(child, other);
        trace.trace(Processes.groupLeader(child));
        sendAtom(child, "go");
        trace.trace(receive());
        trace.trace(Processes.groupLeader().equals(mine));
    }

    private static ListTerm ancestors() {
        return ProcessCell.current().orElseThrow().lineage().ancestors();
    }

    @Test
    void what_proc_lib_starts_knows_its_ancestors(Trace trace) {
        Pid parent = self();
        Processes.register(Name.of("the_main"), parent);
        Pid outer = Agent.of(() -> {
                    Agent.of(() -> {
                                send(parent, t("ancestors", ancestors()));
                                return 0;
                            })
                            .startLink();
                    trace.trace(ancestors().get(0));
                    return 0;
                })
                .startLink();
        trace.label(outer, "outer");
        ListTerm line = (ListTerm) ((Tuple) receive()).get(1);
        trace.trace(Tuple.of(line.get(0), line.get(1)));
    }

    private static ListTerm callers() {
        return ListTerm.of(me().callers());
    }

    @Test
    void a_task_knows_who_called_it(Trace trace) {
        Pid parent = self();
        Task.async(() -> {
                    trace.trace(callers());
                    Task.async(() -> trace.trace(callers().size())).await();
                    trace.trace(me().ancestors().getFirst().equals(parent));
                })
                .await();
    }

    @Test
    void a_plain_process_has_neither_ancestors_nor_callers(Trace trace) {
        trace.trace(Task.async(() -> {
                    Pid parent = self();
                    spawn(() -> send(parent, t("got", orNil(ancestors()), orNil(callers()))));
                    return receive();
                })
                .await());
    }

    private static Term orNil(ListTerm list) {
        return list.isEmpty() ? Atom.NIL : list;
    }

    // ---- messages -------------------------------------------------------------------------------------------------

    private static void sendAll(Object... all) {
        for (Object each : all) {
            send(self(), term(each));
        }
    }

    @Test
    void a_receive_takes_what_it_looks_for_and_leaves_the_rest_in_order(Trace trace) {
        sendAll(1, "a", 2, "b", 3);
        trace.trace(receive(Atom.class));
        trace.trace(receive(Atom.class));
        trace.trace(list(receive(), receive(), receive()));
    }

    @Test
    void a_receive_within_a_receive_does_not_see_what_the_outer_one_has(Trace trace) {
        sendAll("outer", "inner", "rest");
        receive(Atom.class, message -> {
            if (!message.equals(Atom.of("outer"))) {
                return Kernel.skip();
            }
            trace.trace(receive());
            trace.trace(t("message_queue_len", Processes.messages(self()).size()));
            return message;
        });
        trace.trace(receive());
    }

    @Test
    void a_receive_without_time_finds_what_is_there(Trace trace) {
        sendAll("there");
        for (int i = 0; i < 2; i++) {
            trace.trace(Atom.of(receive(Duration.ZERO).isPresent() ? "found" : "nothing"));
        }
    }

    @Test
    void messages_from_one_process_come_in_its_order(Trace trace) {
        Pid parent = self();
        Pid pid = spawn(() -> {
            for (int n = 1; n <= 5; n++) {
                send(parent, t("from", n));
            }
        });
        awaitEnd(pid);
        List<Term> got = new ArrayList<>();
        for (int n = 1; n <= 5; n++) {
            got.add(((Tuple) receive()).get(1));
        }
        trace.trace(ListTerm.of(got));
    }

    @Test
    void an_exit_comes_after_the_messages_sent_before_it(Trace trace) {
        Processes.trapExit(true);
        Pid parent = self();
        Pid pid = spawnLink(() -> {
            sendAtom(parent, "before");
            exit("after");
        });
        trace.label(pid, "child");
        trace.trace(list(receive(), receive()));
    }

    @Test
    void a_mailbox_can_be_seen(Trace trace) {
        Pid pid = spawn(() -> receiveWhen(Atom.class, Atom.of("stop")::equals));
        sendAtom(pid, "one");
        send(pid, t("two", 2));
        trace.trace(list(
                t("messages", ListTerm.of(Processes.messages(pid))),
                t("message_queue_len", Processes.info(pid).orElseThrow().messages())));
    }
}
