// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.CallTimeoutException;
import io.tiebeam.ErlangModule;
import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.NoProcessException;
import io.tiebeam.Node;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Name;
import io.tiebeam.term.Term;
import io.tiebeam.testing.NeedsBeam;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Elixir's {@code Agent} asks an agent of this JVM, and this JVM one of Elixir's: functions travel by name. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ElixirAgentInteropTest {
    private static final Name COUNTER = Name.of("Elixir.Jvm.Counter");
    private static final Name.At THERE = Name.of("Elixir.Peer.Counter").at("alex@localhost");

    private static final CountDownLatch BUSY = new CountDownLatch(1);

    private static Reports reports;
    private static Node kate;
    private static ElixirPeer alex;

    /** What Elixir names. */
    @ErlangModule("Elixir.Jvm")
    public static final class Numbers {
        private Numbers() {}

        public static long add(long state, long more) {
            return state + more;
        }

        public static long same(long state) {
            return state;
        }

        public static Agent.Step<Long, Long> next(long state) {
            return new Agent.Step<>(state, state + 1);
        }

        public static long slow(long state) {
            BUSY.countDown();
            Kernel.receiveWhen(Term.class, _ -> false);
            return state;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        reports = new Reports();
        OwnCluster cluster = new OwnCluster();
        kate = cluster.jvm("kate");
        kate.expose(Numbers.class);
        alex = cluster.elixir("alex");
        alex.eval("counter = {Jvm.Counter, :kate@localhost}");
    }

    @AfterAll
    static void stop() throws Exception {
        alex.close();
        kate.close();
        reports.close();
    }

    private static <R> R here(java.util.concurrent.Callable<R> action) throws Exception {
        return kate.run(action);
    }

    /** Starts it anew, whatever the last one does. */
    private static void start(long first) throws Exception {
        here(() -> {
            Processes.whereIs(COUNTER).ifPresent(pid -> {
                var ref = Processes.monitor(pid);
                Kernel.exit(pid, Atom.of("kill"));
                Other.awaitDown(ref);
            });
            return Agent.of(() -> first).named(COUNTER).start();
        });
    }

    @Test
    void elixir_asks_and_changes_an_agent_here() throws Exception {
        start(1L);
        assertThat(alex.eval("Agent.update(counter, Jvm, :add, [4])")).isEqualTo(":ok");
        assertThat(alex.eval("Agent.get(counter, Jvm, :add, [10])")).isEqualTo("15");
        assertThat(alex.eval("Agent.get(counter, &Jvm.same/1)")).isEqualTo("5");
        assertThat(alex.eval("Agent.get_and_update(counter, Jvm, :next, [])")).isEqualTo("5");
        assertThat(alex.eval("Agent.cast(counter, Jvm, :add, [1])")).isEqualTo(":ok");
        assertThat(alex.eval("Agent.get(counter, Jvm, :same, [])")).isEqualTo("7");
        assertThat(alex.eval(":sys.get_state(counter)")).isEqualTo("7");
        assertThat(here(() -> Agent.<Long, Long>get(COUNTER, n -> n))).isEqualTo(7L);
        assertThat(alex.eval("Agent.stop(counter)")).isEqualTo(":ok");
        assertThat(alex.eval("Agent.get(counter, Jvm, :same, [])")).contains("** (EXIT) no process");
    }

    @Test
    void elixir_hears_what_goes_wrong_in_an_agent_here() throws Exception {
        start(1L);
        assertThat(alex.eval("Agent.get(counter, Jvm, :slow, [], 10)")).contains("** (EXIT) time out");
        assertThat(BUSY.await(20, TimeUnit.SECONDS)).isTrue(); // it is this agent that got the call, not its successor
        start(1L);
        assertThat(alex.eval("Agent.get(counter, Jvm, :nothing, [])")).contains("function Jvm.nothing/1 is undefined");
        start(1L);
        assertThat(alex.eval("Agent.get(counter, fn n -> n end)"))
                .contains("** (EXIT)")
                .contains("undefined function");
        start(1L);
        assertThat(alex.eval("GenServer.call(counter, :hello)"))
                .contains("** (EXIT)")
                .contains("function_clause");
        assertThat(alex.eval("Process.info(self(), :messages)")).isEqualTo("{:messages, []}");
    }

    @Test
    void this_jvm_asks_and_changes_an_agent_there() throws Exception {
        alex.eval("{:ok, _} = Agent.start(fn -> 1 end, name: Peer.Counter)");
        here(() -> {
            Agent.update(THERE, Mfa.of("erlang", "+", 4));
            assertThat(Agent.get(THERE, Mfa.of("erlang", "*", 3))).isEqualTo(Int.of(15));
            assertThat(Agent.getAndUpdate(THERE, Mfa.of("Elixir.Peer", "next"))).isEqualTo(Int.of(5));
            Agent.cast(THERE, Mfa.of("erlang", "+", 1));
            assertThat(Agent.get(THERE, Mfa.of("Elixir.Function", "identity"), Duration.ofSeconds(20)))
                    .isEqualTo(Int.of(7));
            assertThatThrownBy(() -> Agent.get(THERE, Mfa.of("Elixir.Peer", "forever"), Duration.ofMillis(10)))
                    .isInstanceOf(CallTimeoutException.class);
            return null;
        });
        alex.eval("Agent.start(fn -> 1 end, name: Peer.Third)");
        here(() -> {
            Name.At third = Name.of("Elixir.Peer.Third").at("alex@localhost");
            assertThatThrownBy(() -> Agent.update(third, (Long n) -> n + 1))
                    .isInstanceOf(ExitException.class)
                    .hasMessageContaining("a lambda of io.tiebeam.otp.ElixirAgentInteropTest is code of that class");
            return null;
        });
        alex.eval("Agent.start(fn -> 1 end, name: Peer.Fourth)");
        here(() -> {
            Name.At fourth = Name.of("Elixir.Peer.Fourth").at("alex@localhost");
            assertThatThrownBy(() -> Agent.get(fourth, Mfa.of("Elixir.Nothing", "at_all")))
                    .isInstanceOf(ExitException.class)
                    .hasMessageContaining("function Nothing.at_all/1 is undefined");
            assertThatThrownBy(() -> Agent.get(fourth, Mfa.of("erlang", "+", 1)))
                    .isInstanceOf(NoProcessException.class);
            assertThat(Processes.info(Kernel.self()).orElseThrow().messages()).isZero();
            return null;
        });
    }

    @Test
    void this_jvm_stops_an_agent_there() throws Exception {
        alex.eval("{:ok, _} = Agent.start(fn -> 1 end, name: Peer.Other)");
        here(() -> {
            Agent.stop(Name.of("Elixir.Peer.Other").at("alex@localhost"), Atom.of("shutdown"), Duration.ofSeconds(20));
            return null;
        });
        assertThat(alex.eval("Process.whereis(Peer.Other)")).isEqualTo("nil");
    }

    @Test
    void this_jvm_names_functions_for_its_own_agents_too() throws Exception {
        here(() -> {
            var agent = Agent.of(() -> 1L).start();
            Agent.update(agent, Mfa.of("Elixir.Jvm", "add", 2));
            assertThat(Agent.getAndUpdate(agent, Mfa.of("Elixir.Jvm", "next"))).isEqualTo(Int.of(3));
            Agent.cast(agent, Mfa.of("Elixir.Jvm", "add", 1));
            assertThat(Agent.<Long, Long>get(agent, n -> n)).isEqualTo(5L);
            assertThat(Agent.get(agent, Mfa.of("Elixir.Jvm", "same"))).isEqualTo(Int.of(5));
            Agent.stop(agent);
            return null;
        });
    }
}
