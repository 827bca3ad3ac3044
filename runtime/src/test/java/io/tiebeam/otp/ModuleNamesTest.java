// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.ErlangModule;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What servers are called whose classes have names, and whose classes have none. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ModuleNamesTest {
    private static class Counter extends GenServer<Term> {}

    @ErlangModule("door")
    private static class Door extends GenStateMachine<Atom, Term> {
        @Override
        protected Transition<Atom> init() {
            return nextState(Atom.of("shut"));
        }

        @Override
        protected Transition<Atom> handleEvent(Atom state, Event<Atom, Term> event) {
            return keepState();
        }
    }

    @Test
    void a_class_is_called_by_its_name_or_what_it_says() {
        assertThat(ModuleNames.label(Counter.class)).isEqualTo("Counter");
        assertThat(ModuleNames.of(Counter.class)).isEqualTo(Atom.of("Elixir.Counter"));
        assertThat(ModuleNames.of(Door.class)).isEqualTo(Atom.of("door"));
    }

    @Test
    void what_has_no_name_is_called_as_what_it_extends_or_implements() {
        StateHandler<Atom, Term> lambda = (_, _) -> Transition.keepState();
        assertThat(ModuleNames.label(new Counter() {}.getClass())).isEqualTo("Counter");
        assertThat(ModuleNames.of(new Door() {}.getClass())).isEqualTo(Atom.of("door"));
        assertThat(ModuleNames.of(new GenServer<Term>() {}.getClass())).isEqualTo(Atom.of("Elixir.GenServer"));
        assertThat(ModuleNames.of(lambda.getClass())).isEqualTo(Atom.of("Elixir.StateHandler"));
    }

    @Test
    void servers_and_machines_without_a_name_have_a_label_all_the_same() throws Throwable {
        try (OnNode kate = new OnNode("kate@localhost")) {
            kate.run(_ -> {
                assertThat(label(new Counter() {}.startLink())).isEqualTo("Counter");
                assertThat(label(new Door() {}.startLink())).isEqualTo("Door");
                return null;
            });
        }
    }

    private static String label(Pid pid) {
        return Processes.info(pid).orElseThrow().label();
    }
}
