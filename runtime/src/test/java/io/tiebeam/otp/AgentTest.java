// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.CallTimeoutException;
import io.tiebeam.ErlangModule;
import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.NoProcessException;
import io.tiebeam.Processes;
import io.tiebeam.gen.Calls;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What of {@link Agent} no scenario can show: types, texts, and what other nodes ask. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AgentTest {
    private static final Name COUNTER = Name.of("counter");

    private final OnNode node = new OnNode("agent@localhost");

    @AfterEach
    void stop() {
        node.close();
    }

    record Cart(List<String> items) {}

    /** Functions on a number, as other nodes name them. */
    @ErlangModule("Elixir.Numbers")
    public static final class Numbers {
        private Numbers() {}

        public static long add(long state, long more) {
            return state + more;
        }

        public static Agent.Step<Long, Long> next(long state) {
            return new Agent.Step<>(state, state + 1);
        }
    }

    @Test
    void a_state_stays_the_object_it_was() throws Throwable {
        node.run(_ -> {
            Cart cart = new Cart(List.of("tea"));
            Pid agent = Agent.of(() -> cart).startLink();
            assertThat(Agent.<Cart, Cart>get(agent, c -> c)).isSameAs(cart);
            List<String> before =
                    Agent.getAndUpdate(agent, (Cart c) -> new Agent.Step<>(c.items(), new Cart(List.of())));
            assertThat(before).containsExactly("tea");
            return null;
        });
    }

    @Test
    void other_nodes_name_the_function_and_the_state_keeps_its_type() throws Throwable {
        node.run(self -> {
            Exposures.of(self.node()).expose(Numbers.class);
            Pid agent = Agent.of(() -> 1L).startLink();
            Calls.Timeout timeout = Calls.Timeout.of(Duration.ofSeconds(20));
            assertThat(Calls.call(agent, asked("update", "add", 4), timeout)).isEqualTo(Atom.OK);
            assertThat(Calls.call(agent, asked("get", "add", 10), timeout)).isEqualTo(Int.of(15));
            assertThat(Calls.call(agent, asked("get_and_update", "next"), timeout))
                    .isEqualTo(Int.of(5));
            Kernel.send(agent, Tuple.of(Atom.of("$gen_cast"), asked("cast", "add", 1)));
            assertThat(Agent.<Long, Long>get(agent, n -> n)).isEqualTo(7L);
            return null;
        });
    }

    private static Tuple asked(String kind, String function, int... arguments) {
        ListTerm rest =
                ListTerm.of(Arrays.stream(arguments).<Term>mapToObj(Int::of).toList());
        return Tuple.of(Atom.of(kind), Tuple.of(Atom.of("Elixir.Numbers"), Atom.of(function), rest));
    }

    @Test
    void what_is_not_exposed_is_not_called_and_ends_it_as_an_undefined_function_does() throws Throwable {
        node.run(_ -> {
            Pid agent = Agent.of(() -> 1L).start();
            assertThatThrownBy(() -> Calls.call(agent, asked("get", "add", 1), Calls.Timeout.INFINITY))
                    .isInstanceOf(ExitException.class)
                    .hasMessageContaining("Numbers.add/2");
            assertThat(Processes.isAlive(agent)).isFalse();
            return null;
        });
    }

    @Test
    void its_report_shows_what_it_was_asked_by_this_jvm_and_by_others() throws Throwable {
        node.run(_ -> {
            try (Reports reports = new Reports()) {
                Pid agent = Agent.of(() -> 1L).start();
                assertThatThrownBy(() -> Agent.update(agent, (Long n) -> n / 0)).isInstanceOf(ExitException.class);
                assertThat(reports.next().getMessage()).contains("Last message: {:update, #Function<");
                Pid other = Agent.of(() -> 1L).start();
                Agent.update(other, (Long n) -> n + 1);
                assertThatThrownBy(() -> Calls.call(other, Atom.of("hello"), Calls.Timeout.INFINITY))
                        .isInstanceOf(ExitException.class);
                assertThat(reports.next().getMessage()).contains(": :hello\n");
            }
            return null;
        });
    }

    @Test
    void says_what_is_wrong() throws Throwable {
        node.run(_ -> {
            assertThatThrownBy(() -> Agent.of(() -> null).start())
                    .hasMessageContaining("the state of an agent cannot be null");
            assertThatThrownBy(() -> Agent.of(() -> new int[0]).start()).isInstanceOf(ExitException.class);
            assertThatThrownBy(() -> Agent.get(COUNTER, (Long n) -> n)).isInstanceOf(NoProcessException.class);
            Pid agent = Agent.of(() -> 1L).named(COUNTER).start();
            assertThatThrownBy(() -> Agent.get(
                            COUNTER,
                            (Long n) -> {
                                Kernel.receiveWhen(Term.class, _ -> false);
                                return n;
                            },
                            Duration.ofMillis(5)))
                    .isInstanceOf(CallTimeoutException.class);
            Kernel.exit(agent, Atom.of("kill"));
            Other.awaitDown(Processes.monitor(agent));
            Agent.of(() -> 1L).named(COUNTER).start();
            assertThatThrownBy(() -> Agent.update(COUNTER, (Long _) -> Agent.get(COUNTER, (Long n) -> n)))
                    .isInstanceOf(ExitException.class)
                    .hasMessageContaining("process attempted to call itself");
            return null;
        });
    }
}
