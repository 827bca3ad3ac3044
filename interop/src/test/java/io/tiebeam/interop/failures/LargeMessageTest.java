// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.failures;

import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.interop.failures.Pair.KATE;
import static io.tiebeam.interop.failures.Pair.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.Mfa;
import io.tiebeam.Node;
import io.tiebeam.Processes;
import io.tiebeam.otp.TaskSupervisor;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Name;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.NeedsBeam;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that are larger than a frame may be, 128 MiB. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LargeMessageTest {
    private static final int LIMIT = 128 << 20;

    private static Pair pair;

    @BeforeAll
    static void start() {
        pair = new Pair();
    }

    @AfterAll
    static void stop() {
        pair.close();
    }

    @AfterEach
    void nodes_go_on_working() throws Exception {
        pair.goesOnWorking();
    }

    @Test
    void one_of_ours_is_refused_where_it_is_sent_and_the_connection_stays() throws Exception {
        pair.shows("Kate.mute(:mute)");
        pair.shows("Task.Supervisor.start_link(name: Kate.Tasks)");
        Name.At mute = Name.of("mute").at(KATE);
        Name.At tasks = Name.of("Elixir.Kate.Tasks").at(KATE);
        Bits large = Bits.of(new byte[LIMIT]);
        Mfa say = Mfa.of("Elixir.IO", "puts", large);
        pair.alex().run(() -> {
            Node.monitor(KATE, true);
            refused("REG_SEND", () -> send(mute, large));
            refused("SPAWN_REQUEST", () -> Node.spawn(KATE, say));
            refused("SPAWN_REQUEST", () -> Node.spawnLink(KATE, say));
            refused("SEND_SENDER", () -> TaskSupervisor.async(tasks, say));
            refused("SEND_SENDER", () -> TaskSupervisor.at(tasks).startChild(say));
            send(mute, Atom.of("small"));
            while (!TaskSupervisor.at(tasks).children().isEmpty()) {
                // the task that could not be told what to do is being ended
            }
            Processes.Info left = Processes.info(self()).orElseThrow();
            assertThat(left.links()).isEmpty();
            assertThat(left.monitors()).isEmpty();
            assertThat(pair.value("Kate.await_mail(:mute)")).isEqualTo("1");

            assertThat(Node.disconnect(KATE)).isTrue(); // until now it was there
            assertThat(receive(SOON)).contains(Tuple.of(Atom.of("nodedown"), KATE.atom()));
            assertThat(receive(Duration.ofMillis(200))).isEmpty();
            return null;
        });
    }

    private static void refused(String message, ThrowingCallable sends) {
        assertThatThrownBy(sends)
                .isInstanceOf(TermException.class)
                .hasMessageMatching("message too large: 13421\\d{4} bytes as a frame, expected at most " + LIMIT
                        + " \\(" + message + "\\)");
    }

    @Test
    void one_that_just_fits_arrives() throws Exception {
        pair.alex().run(() -> {
            Bits large = Bits.of(new byte[LIMIT - 1000]);
            Node.spawn(KATE, Mfa.of("erlang", "send", self(), large));
            Optional<Term> back = receive(SOON);
            assertThat(back.orElseThrow().equals(large)).isTrue();
            return null;
        });
    }

    @Test
    void one_of_kates_ends_the_connection_with_a_reason_in_the_log() throws Exception {
        int logged = pair.logs().mark();
        pair.goesOnWorking();
        pair.shows("Node.monitor(:alex@localhost, true)");
        pair.shows("send({:nobody, :alex@localhost}, :binary.copy(\"x\", " + LIMIT + ")); :ok");
        assertThat(pair.value("receive do message -> message after 20_000 -> :nothing end"))
                .isEqualTo("{:nodedown, :alex@localhost}");
        pair.logs()
                .await(
                        logged,
                        line -> line.matches("io\\.tiebeam\\.dist WARNING closing the connection to kate@localhost.*"
                                + " frame of 13421\\d{4} bytes, expected at most " + LIMIT));
    }
}
