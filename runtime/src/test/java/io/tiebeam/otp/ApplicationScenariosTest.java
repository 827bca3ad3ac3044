// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ErlangModule;
import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.process.LocalNode;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** OTP's applications in the words of {@code scenarios/application.exs}. */
@Scenarios("application")
class ApplicationScenariosTest {
    private enum How {
        SUPERVISOR,
        ERROR,
        NORMAL,
        STRAY,
        STRAY_AND_ERROR
    }

    /** An application whose callbacks say that they were called. */
    @ErlangModule("Elixir.App")
    private record App(Trace t, String name, List<String> needs, How how) implements Application {
        @Override
        public Pid start() {
            return switch (how) {
                case SUPERVISOR -> {
                    t.trace(said("starts"));
                    Pid pid = Supervisor.of(Strategy.ONE_FOR_ONE).startLink();
                    t.label(pid, name);
                    yield pid;
                }
                case STRAY -> {
                    stray();
                    Pid pid = Supervisor.of(Strategy.ONE_FOR_ONE).startLink();
                    t.label(pid, name);
                    yield pid;
                }
                case STRAY_AND_ERROR -> {
                    stray();
                    throw new ExitException(Atom.of("no_disk"));
                }
                case ERROR -> throw new ExitException(Atom.of("no_disk"));
                case NORMAL -> Kernel.exit(Atom.of("normal"));
            };
        }

        @Override
        public void prepStop() {
            t.trace(said("prep_stop"));
        }

        @Override
        public void stop() {
            t.trace(said("stop"));
        }

        @Override
        public String version() {
            return "1";
        }

        private void stray() {
            Pid stray = Kernel.spawn(() -> Kernel.receiveWhen(Term.class, _ -> false));
            t.label(stray, "stray");
            Kernel.send(Name.of("scenario"), Tuple.of(Atom.of("stray"), stray));
        }

        private Term said(String what) {
            return Tuple.of(Atom.of(what), Atom.of(name));
        }
    }

    private static Term load(Trace t, String name, String... needs) {
        return load(t, How.SUPERVISOR, name, needs);
    }

    private static Term load(Trace t, How how, String name, String... needs) {
        return outcome(() -> {
            Applications.load(new App(t, name, List.of(needs), how), Env.TEST);
            return Atom.OK;
        });
    }

    private static Term outcome(Callable<Term> call) {
        try {
            return call.call();
        } catch (ExitException failed) {
            boolean loaded = failed.reason() instanceof Tuple t && t.is(Atom.of("already_loaded"), 2);
            return Tuple.of(Atom.ERROR, loaded ? Atom.of("already_loaded") : readable(failed.reason()));
        } catch (Exception other) {
            throw new AssertionError(other);
        }
    }

    /** With strings for charlists, which each Elixir shows in its own way. */
    private static Term readable(Term term) {
        return switch (term) {
            case ListTerm list
            when !list.isEmpty() && list.get(0) instanceof Int ->
                Bits.of(list.elements().stream()
                        .map(c -> Character.toString((int) ((Int) c).value()))
                        .collect(Collectors.joining()));
            case Tuple tuple ->
                Tuple.of(tuple.elements().stream()
                        .map(ApplicationScenariosTest::readable)
                        .toArray(Term[]::new));
            default -> term;
        };
    }

    private static Term start(String name) {
        return start(name, StartType.TEMPORARY);
    }

    private static Term start(String name, StartType type) {
        return outcome(() -> {
            Applications.start(name, type);
            return Atom.OK;
        });
    }

    private static Term ensure(String name) {
        return outcome(() -> Tuple.of(
                Atom.OK,
                ListTerm.of(Applications.ensureAllStarted(name).stream()
                        .<Term>map(Atom::of)
                        .toList())));
    }

    private static Term stop(String name) {
        return outcome(() -> {
            Applications.stop(name);
            return Atom.OK;
        });
    }

    private static Term unload(String name) {
        return outcome(() -> {
            Applications.unload(name);
            return Atom.OK;
        });
    }

    private static Term running() {
        return ListTerm.of(Applications.whichApplications().stream()
                .<Term>map(info -> Tuple.of(Atom.of(info.name()), Bits.of(info.version())))
                .toList());
    }

    private static Pid top(String name) {
        return ApplicationController.of(LocalNode.current()).runningAs(name).supervisor();
    }

    private static void awaitStopped(String name) {
        while (Applications.whichApplications().stream()
                .anyMatch(info -> info.name().equals(name))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void starts_an_application_and_lists_it_until_it_is_stopped(Trace t) {
        load(t, "shop");
        t.trace(running());
        t.trace(start("shop"));
        t.trace(running());
        t.trace(stop("shop"));
        t.trace(running());
    }

    @Test
    void an_application_is_started_once(Trace t) {
        load(t, "shop");
        t.trace(start("shop"));
        t.trace(start("shop"));
        t.trace(Applications.ensureAllStarted("shop").isEmpty() ? Atom.OK : Atom.ERROR);
        stop("shop");
        t.trace(stop("shop"));
    }

    @Test
    void needs_others_to_run(Trace t) {
        load(t, "store");
        load(t, "shop", "store");
        t.trace(start("shop"));
        t.trace(start("store"));
        t.trace(start("shop"));
        t.trace(running());
        Applications.stopAll();
    }

    @Test
    void starts_all_that_is_needed_in_order(Trace t) {
        load(t, "shop", "store", "mail");
        load(t, "store", "disk");
        load(t, "mail", "disk");
        load(t, "disk");
        t.trace(ensure("shop"));
        t.trace(ensure("shop"));
        t.trace(running());
        Applications.stopAll();
    }

    @Test
    void stops_what_it_started_when_one_of_them_cannot_start(Trace t) {
        load(t, "shop", "store", "mail");
        load(t, "store");
        load(t, How.ERROR, "mail");
        t.trace(ensure("shop"));
        t.trace(running());
    }

    @Test
    void leaves_running_what_ran_before_when_one_of_them_cannot_start(Trace t) {
        load(t, "shop", "store", "mail");
        load(t, "store");
        load(t, How.ERROR, "mail");
        start("store");
        t.trace(ensure("shop"));
        t.trace(running());
        stop("store");
    }

    @Test
    void an_application_that_is_not_known(Trace t) {
        t.trace(start("nobody"));
        t.trace(ensure("nobody"));
        load(t, "shop", "nobody");
        t.trace(start("shop"));
        t.trace(ensure("shop"));
        t.trace(stop("nobody"));
    }

    @Test
    void is_loaded_once_and_not_unloaded_while_it_runs(Trace t) {
        t.trace(load(t, "shop"));
        t.trace(load(t, "shop"));
        start("shop");
        t.trace(unload("shop"));
        stop("shop");
        t.trace(unload("shop"));
        t.trace(unload("shop"));
    }

    @Test
    void a_start_that_returns_an_error(Trace t) {
        load(t, How.ERROR, "shop");
        t.trace(start("shop"));
        t.trace(running());
    }

    @Test
    void a_start_that_exits_with_normal(Trace t) {
        load(t, How.NORMAL, "shop");
        t.trace(start("shop"));
        t.trace(start("shop", StartType.TRANSIENT));
    }

    @Test
    void can_be_started_anew_after_a_failure(Trace t) {
        load(t, "shop", "store");
        t.trace(start("shop"));
        load(t, "store");
        start("store");
        t.trace(start("shop"));
        Applications.stopAll();
    }

    @Test
    void a_temporary_application_that_crashes_leaves_the_others_alone(Trace t) {
        load(t, "shop");
        load(t, "store");
        start("store");
        start("shop");
        Kernel.exit(top("shop"), Atom.of("kill"));
        awaitStopped("shop");
        t.trace(running());
        t.trace(start("shop"));
        stop("shop");
        stop("store");
    }

    @Test
    void a_transient_application_may_end_with_normal(Trace t) {
        load(t, "shop");
        start("shop", StartType.TRANSIENT);
        Kernel.send(
                top("shop"),
                Tuple.of(
                        Atom.of("system"),
                        Tuple.of(Kernel.self(), Kernel.makeRef()),
                        Tuple.of(Atom.of("terminate"), Atom.of("normal"))));
        awaitStopped("shop");
        t.trace(running());
    }

    @Test
    void a_permanent_application_may_be_stopped(Trace t) {
        load(t, "shop");
        t.trace(start("shop", StartType.PERMANENT));
        t.trace(stop("shop"));
        t.trace(running());
    }

    // ---- whose processes they are -----------------------------------------------------------------------------------

    private static Pid stray() {
        return (Pid) ((Tuple) Kernel.receive()).get(1);
    }

    private static void expectStray() {
        Processes.register(Name.of("scenario"), Kernel.self());
    }

    private static Term applicationOf(Pid pid) {
        return Applications.applicationOf(pid)
                .<Term>map(name -> Tuple.of(Atom.OK, Atom.of(name)))
                .orElse(Atom.UNDEFINED);
    }

    @Test
    void what_an_application_leaves_behind_is_killed_when_it_stops(Trace t) {
        expectStray();
        load(t, How.STRAY, "shop");
        start("shop");
        Ref ref = Processes.monitor(stray());
        t.trace(stop("shop"));
        t.trace(Other.awaitDown(ref));
    }

    @Test
    void what_an_application_leaves_behind_is_killed_when_its_tree_crashes(Trace t) {
        expectStray();
        load(t, How.STRAY, "shop");
        start("shop");
        Ref ref = Processes.monitor(stray());
        Kernel.exit(top("shop"), "kill");
        t.trace(Other.awaitDown(ref));
        awaitStopped("shop");
    }

    @Test
    void what_a_start_that_failed_leaves_behind_runs_on(Trace t) {
        expectStray();
        load(t, How.STRAY_AND_ERROR, "shop");
        t.trace(start("shop"));
        Pid stray = stray();
        t.trace(Processes.isAlive(stray) ? Atom.TRUE : Atom.FALSE);
        t.trace(applicationOf(stray));
    }

    @Test
    void processes_belong_to_the_application_that_they_were_started_by(Trace t) {
        expectStray();
        load(t, How.STRAY, "shop");
        start("shop");
        Pid stray = stray();
        t.trace(applicationOf(stray));
        t.trace(applicationOf(top("shop")));
        t.trace(applicationOf(Kernel.self()));
        stop("shop");
        t.trace(applicationOf(stray));
    }

    @Test
    void the_leader_of_its_processes_is_killed(Trace t) {
        load(t, "shop");
        start("shop");
        Pid top = top("shop");
        Ref ref = Processes.monitor(top);
        Ref last = Processes.monitor(Processes.info(top).orElseThrow().links().getFirst());
        Kernel.exit(Processes.groupLeader(top), "kill");
        t.trace(Other.awaitDown(last));
        t.trace(Other.awaitDown(ref));
        awaitStopped("shop");
        t.trace(running());
    }
}
