// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.self;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.Down;
import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Whoever looks for a fault in a server with {@code sys} does not end it, whatever there is to be seen. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DebuggingTest {
    private final OnNode kate = new OnNode("kate@localhost");

    @AfterEach
    void stop() {
        kate.close();
    }

    /** A server that cannot show its state. */
    private static final class Opaque extends GenServer<Term> {
        @Override
        protected Reply handleCall(Term message, From from) {
            return reply(message);
        }

        @Override
        protected Object inspectState() {
            throw new IllegalStateException("not now");
        }
    }

    private static final class Mute extends EventHandler<Term> {
        @Override
        protected Handling handleEvent(Term event) {
            return keep();
        }

        @Override
        protected Object inspectState() {
            throw new IllegalStateException("not now");
        }
    }

    @Test
    void what_is_asked_of_an_agent_is_kept_though_it_has_no_term() throws Throwable {
        kate.run(_ -> {
            Pid agent = Agent.of(() -> 7).startLink();
            Sys.log(agent, 10);
            int seven = Agent.get(agent, (Integer n) -> n);
            assertThat(seven).isEqualTo(7);
            assertThat(words(Sys.getLog(agent))).contains("in");
            return null;
        });
    }

    @Test
    void a_function_for_a_state_that_may_not_be_called_is_told_of_with_what_to_do() throws Throwable {
        kate.run(_ -> {
            try (Reports reports = new Reports()) {
                Pid agent = Agent.of(() -> 7).startLink();
                Term unknown = new ExportFun(Atom.of("Elixir.Nowhere"), Atom.of("next"), 1);
                assertThatThrownBy(() -> Sys.replaceState(agent, unknown))
                        .isInstanceOf(ExitException.class)
                        .hasMessageContaining("undef");
                assertThat(reports.next().getMessage())
                        .contains("keeps its state")
                        .contains("Nowhere.next/1 is not exposed")
                        .contains("→");
                assertThat(Sys.getState(agent)).hasToString("7");
            }
            return null;
        });
    }

    private static List<String> words(List<Term> events) {
        return events.stream()
                .map(event -> ((Atom) ((Tuple) event).get(0)).name())
                .toList();
    }

    @Test
    void a_server_that_cannot_show_its_state_is_watched_all_the_same() throws Throwable {
        kate.run(_ -> {
            Pid server = new Opaque().startLink();
            Sys.log(server, 10);
            assertThat(GenServer.call(server, Int.of(1))).isEqualTo(Int.of(1));
            assertThat(words(Sys.getLog(server))).containsExactly("in", "out");
            assertThat(Sys.getStatus(server).toString()).contains("IllegalStateException: not now");
            return null;
        });
    }

    @Test
    void an_event_manager_shows_that_a_handler_cannot_show_its_state() throws Throwable {
        kate.run(_ -> {
            Pid manager = new EventManager().startLink();
            EventManager.addHandler(manager, new Mute());
            assertThat(Sys.getStatus(manager).toString()).contains("IllegalStateException: not now");
            assertThat(EventManager.whichHandlers(manager)).containsExactly(HandlerId.of(Mute.class));
            return null;
        });
    }

    @Test
    void a_server_whose_output_goes_nowhere_is_traced_no_more() throws Throwable {
        try (Reports reports = new Reports()) {
            kate.run(_ -> {
                Pid server = new Opaque().startLink();
                Pid leader = Kernel.spawn(() -> {});
                var ref = Processes.monitor(leader);
                assertThat(Kernel.receive(Down.class).ref()).isEqualTo(ref);
                Processes.groupLeader(server, leader);
                Sys.trace(server, true);
                assertThat(GenServer.call(server, Int.of(1))).isEqualTo(Int.of(1));
                Processes.groupLeader(server, Processes.groupLeader(self()));
                assertThat(GenServer.call(server, Int.of(2))).isEqualTo(Int.of(2));
                return null;
            });
            assertThat(reports.next().getMessage()).contains("is traced no more", "is gone");
            assertThat(reports.left()).isEmpty();
        }
    }
}
