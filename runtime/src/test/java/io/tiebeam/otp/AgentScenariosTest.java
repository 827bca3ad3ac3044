// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.Remote;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Elixir's {@code agent_test} in the words of {@code scenarios/agent.exs}. */
@Scenarios("agent")
class AgentScenariosTest {
    private static final Name COUNTER = Name.of("counter");

    private static Pid start(Trace t, int state) {
        return labelled(t, Agent.of(() -> state).startLink());
    }

    private static Pid labelled(Trace t, Pid pid) {
        t.label(pid, "agent");
        return pid;
    }

    private static Term caught(Runnable body) {
        try {
            body.run();
            return Atom.OK;
        } catch (ExitException exit) {
            return exit.reason();
        }
    }

    private static Remote.Func1<Integer, Integer> same() {
        return n -> n;
    }

    private static Term raised(Term reason) {
        if (!(reason instanceof Tuple t) || t.size() != 2) {
            return reason;
        }
        if (t.get(0) instanceof MapTerm && t.get(1) instanceof ListTerm) {
            return Atom.of("raised");
        }
        Term inner = raised(t.get(0));
        return inner.equals(t.get(0)) ? reason : Tuple.of(inner, t.get(1));
    }

    @Test
    void keeps_a_state_that_is_read_and_changed(Trace t) {
        Pid agent = start(t, 1);
        t.trace(Agent.get(agent, same()));
        Agent.update(agent, (Integer n) -> n + 1);
        t.trace(Atom.OK);
        t.trace(Agent.<Integer, Integer>getAndUpdate(agent, n -> new Agent.Step<>(n, n * 10)));
        t.trace(Agent.get(agent, (Integer n) -> n + 1));
    }

    @Test
    void a_cast_is_done_before_what_comes_after_it(Trace t) {
        Pid agent = start(t, 1);
        Agent.cast(agent, (Integer n) -> n + 1);
        t.trace(Atom.OK);
        Agent.cast(agent, (Integer n) -> n * 2);
        t.trace(Atom.OK);
        t.trace(Agent.get(agent, same()));
    }

    @Test
    void functions_run_in_the_process_of_the_agent(Trace t) {
        t.trace(Agent.get(start(t, 1), (Integer _) -> Kernel.self()));
    }

    @Test
    void is_found_by_its_name(Trace t) {
        labelled(t, Agent.of(() -> 1).named(COUNTER).startLink());
        t.trace(Agent.get(COUNTER, same()));
        t.trace(Tuple.of(
                Atom.ERROR, caught(() -> Agent.of(() -> 2).named(COUNTER).start())));
    }

    @Test
    void shows_its_state_to_who_asks_sys(Trace t) {
        Pid agent = start(t, 5);
        Ask.system(agent, Atom.of("get_state"));
        Tuple answer = (Tuple) ((Tuple) Kernel.receive()).get(1);
        t.trace(answer.get(1));
    }

    /** Asks as {@code sys} does. */
    private static final class Ask {
        static void system(Pid server, Term request) {
            Kernel.send(server, Tuple.of(Atom.of("system"), Tuple.of(Kernel.self(), Kernel.makeRef()), request));
        }
    }

    @Test
    void stops_with_normal_when_it_is_asked_to(Trace t) {
        Pid agent = start(t, 1);
        var ref = Processes.monitor(agent);
        Agent.stop(agent);
        t.trace(Atom.OK);
        t.trace(Other.awaitDown(ref));
    }

    @Test
    void stops_with_another_reason(Trace t) {
        Processes.trapExit(true);
        Agent.stop(start(t, 1), "shutdown", Duration.ofSeconds(20));
        t.trace(Atom.OK);
        t.trace(Kernel.receive());
    }

    @Test
    void a_call_to_an_agent_that_has_ended(Trace t) {
        Pid agent = start(t, 1);
        Agent.stop(agent);
        t.trace(caught(() -> Agent.get(agent, same())));
        t.trace(caught(() -> Agent.update(Name.of("nobody"), same())));
        Agent.cast(Name.of("nobody"), same());
        t.trace(Atom.OK);
    }

    @Test
    void a_function_that_exits_ends_the_agent_and_its_caller(Trace t) {
        Processes.trapExit(true);
        Pid agent = start(t, 1);
        t.trace(caught(() -> Agent.get(agent, (Integer _) -> Kernel.exit(Atom.of("oops")))));
        t.trace(Kernel.receive());
    }

    @Test
    void a_function_that_raises_ends_the_agent_and_its_caller(Trace t) {
        Processes.trapExit(true);
        Pid agent = start(t, 1);
        t.trace(raised(caught(() -> Agent.update(agent, (Integer _) -> {
            throw new java.io.IOException("oops");
        }))));
        t.trace(raised(((Tuple) Kernel.receive()).get(2)));
    }

    @Test
    void a_first_function_that_exits_is_why_it_cannot_start(Trace t) {
        t.trace(Tuple.of(
                Atom.ERROR,
                caught(() -> Agent.of(() -> Kernel.exit(Atom.of("no_disk"))).start())));
    }

    @Test
    void a_call_that_takes_too_long(Trace t) {
        Pid agent = start(t, 1);
        Pid main = Kernel.self();
        t.trace(caught(() -> Agent.get(
                agent,
                (Integer n) -> {
                    Kernel.receiveWhen(Atom.class, Atom.of("go")::equals);
                    return n;
                },
                Duration.ofMillis(10))));
        Kernel.send(agent, Atom.of("go"));
        Agent.cast(agent, (Integer n) -> {
            Kernel.send(main, Tuple.of(Atom.of("state"), Int.of(n)));
            return n;
        });
        t.trace(Kernel.receive());
    }

    @Test
    void messages_that_are_no_requests_are_ignored(Trace t) {
        Pid agent = start(t, 1);
        Kernel.send(agent, Atom.of("hello"));
        t.trace(Agent.get(agent, same()));
    }

    @Test
    void a_child_of_a_supervisor_starts_anew_with_its_first_state(Trace t) {
        Pid sup = Supervisor.of(Strategy.ONE_FOR_ONE)
                .child(Agent.of(() -> 0).named(COUNTER))
                .startLink();
        Agent.update(COUNTER, (Integer n) -> n + 5);
        Pid first = Processes.whereIs(COUNTER).orElseThrow();
        var end = Processes.monitor(first);
        Kernel.exit(first, Atom.of("kill"));
        Other.awaitDown(end);
        Supervisor.whichChildren(sup);
        t.trace(Agent.get(COUNTER, same()));
    }
}
