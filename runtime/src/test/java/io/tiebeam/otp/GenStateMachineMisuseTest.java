// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.RaisedException;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** State machines that are written wrong, and what one is told then: what failed, why, what to do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GenStateMachineMisuseTest {
    private static final Atom A = Atom.of("a");

    private final OnNode kate = new OnNode("kate@localhost");

    @AfterEach
    void stop() {
        kate.close();
    }

    private static Transition<Atom> keep() {
        return Transition.keepState();
    }

    @Test
    void a_timeout_of_less_than_no_time() {
        assertThatThrownBy(() -> keep().stateTimeout(Duration.ofMillis(-1), "s"))
                .isInstanceOf(RaisedException.class)
                .hasMessageContaining("a timeout cannot take PT-0.001S")
                .hasMessageContaining("→ Duration.ZERO is the shortest")
                .hasMessageContaining("bad_action_from_state_function");
    }

    @Test
    void an_action_of_a_machine_that_stops() {
        assertThatThrownBy(() -> Transition.<Atom>stop().nextEvent(1))
                .isInstanceOf(RaisedException.class)
                .hasMessageContaining("can only reply, not {:next_event, :internal, 1}")
                .hasMessageContaining("bad_reply_action_from_state_function");
    }

    @Test
    void an_entering_that_is_sent() {
        assertThatThrownBy(() -> keep().nextEvent(new Event.Enter<Atom, Term>(A)))
                .isInstanceOf(RaisedException.class)
                .hasMessageContaining("entering comes from a change of state")
                .hasMessageContaining("→ return nextState(...) or repeatState()");
    }

    @Test
    void two_answers_to_one_call() {
        From from = new From(kate.node.user(), Ref.of(kate.node.name(), 1, 1));
        assertThatThrownBy(() -> keep().reply(from, 1).reply(from, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is answered twice by one transition, with 1 and 2")
                .hasMessageContaining("→ ");
    }

    private static final class Speechless extends GenStateMachine<Atom, Term> {
        @Override
        protected Transition<Atom> init() {
            return nextState(A);
        }
    }

    private static final class Partial extends GenStateMachine<Atom, Term> {
        @Override
        protected Transition<Atom> init() {
            return nextState(A);
        }

        @Override
        protected StateFunction<Atom, Term> stateFunction(Atom state) {
            return null;
        }

        @Override
        protected Atom codeChange(Term oldVersion, Atom state, Term extra) {
            return null;
        }
    }

    private void assertEndsWith(GenStateMachine<?, ?> machine, String text, Term reason) throws Throwable {
        try (Reports _ = new Reports()) {
            kate.run(_ -> {
                Pid pid = machine.start();
                assertThatThrownBy(() -> GenStateMachine.call(pid, Atom.of("hello")))
                        .isInstanceOfSatisfying(
                                ExitException.class,
                                exit -> assertThat(((Tuple) exit.reason()).get(0))
                                        .isEqualTo(reason))
                        .hasMessageContaining(text);
                return null;
            });
        }
    }

    @Test
    void a_machine_that_handles_nothing() throws Throwable {
        assertEndsWith(new Speechless(), "undef", Tuple.of(Atom.of("undef"), io.tiebeam.term.Bits.of("Speechless")));
    }

    @Test
    void a_state_without_a_function() throws Throwable {
        assertEndsWith(new Partial(), "undef", Tuple.of(Atom.of("undef"), A));
    }

    @Test
    void a_change_of_code_into_nothing() throws Throwable {
        kate.run(_ -> {
            Pid pid = new Partial().start();
            Sys.suspend(pid);
            assertThatThrownBy(() -> Sys.changeCode(pid, Atom.of("Elixir.Partial"), Int.of(1), Atom.NIL))
                    .isInstanceOf(ExitException.class)
                    .hasMessageContaining("codeChange returned null")
                    .hasMessageContaining("→ return the state to go on in");
            assertThat(((Tuple) Sys.getState(pid)).get(0)).isEqualTo(A);
            return null;
        });
    }

    @Test
    void a_machine_that_is_started_twice() throws Throwable {
        kate.run(_ -> {
            Partial machine = new Partial();
            machine.start();
            assertThatThrownBy(machine::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Partial")
                    .hasMessageContaining("→ make a new one for each start");
            return null;
        });
    }
}
