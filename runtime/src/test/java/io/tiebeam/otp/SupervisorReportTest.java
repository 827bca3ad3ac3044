// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.otp.Strategy.ONE_FOR_ONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** One report for each event, with what OTP's hold. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SupervisorReportTest {
    private static final Name SUP = Name.of("Elixir.Chat.Supervisor");

    private final OnNode node = new OnNode("alex@localhost");
    private final Reports reports = new Reports();

    @AfterEach
    void stop() {
        node.close();
        reports.close();
    }

    private static ChildSpec child(String id) {
        return ChildSpec.process(id, () -> Kernel.exit(Kernel.receive()));
    }

    private static Pid pid(Pid sup) {
        return Supervisor.whichChildren(sup).getFirst().pid().orElseThrow();
    }

    private String next() throws InterruptedException {
        return reports.next().getMessage();
    }

    @Test
    void a_child_that_cannot_start() throws Throwable {
        node.run(_ -> {
            ChildSpec bad = ChildSpec.of("bad", (ChildSpec.Start) () -> {
                throw new ExitException(Atom.of("no_disk"));
            });
            assertThatThrownBy(() ->
                            Supervisor.of(ONE_FOR_ONE).named(SUP).child(bad).startLink())
                    .isInstanceOf(ExitException.class);
            return null;
        });
        assertThat(next())
                .matches(
                        "Child :bad of supervisor Chat\\.Supervisor \\(#PID<[0-9.]+>\\) could not start \\(start_error\\)\n"
                                + "    reason: :no_disk\n"
                                + "    offender: pid undefined, start code of io\\.tiebeam\\.otp\\.SupervisorReportTest, "
                                + "restart permanent, shutdown 5000, worker");
        assertThat(reports.left()).isEmpty();
    }

    @Test
    void a_child_that_ended_and_one_that_was_restarted_too_often() throws Throwable {
        node.run(self -> {
            self.trapExit(true);
            Pid sup = Supervisor.of(ONE_FOR_ONE)
                    .maxRestarts(0, Duration.ofSeconds(1))
                    .child(child("a"))
                    .startLink();
            Pid child = pid(sup);
            Kernel.send(child, Atom.of("boom"));
            OnNode.awaitEnd(self, sup);
            assertThat(next())
                    .startsWith("Child :a of supervisor " + sup + " terminated (child_terminated)\n"
                            + "    reason: :boom\n"
                            + "    offender: pid " + child + ", start code of");
            assertThat(next())
                    .startsWith("Child :a of supervisor " + sup + " was restarted too often: the supervisor gives up"
                            + " and ends all its children (shutdown)\n"
                            + "    reason: :reached_max_restart_intensity\n"
                            + "    offender: pid " + child);
            assertThat(reports.left()).isEmpty();
            return null;
        });
    }

    @Test
    void a_child_that_does_not_shut_down_as_asked() throws Throwable {
        node.run(self -> {
            ChildSpec deaf = ChildSpec.process("deaf", () -> {
                        Processes.trapExit(true);
                        Kernel.send(Name.of("test"), Atom.of("ready"));
                        Kernel.receiveWhen(Atom.class, _ -> false);
                    })
                    .shutdown(Duration.ofMillis(1));
            OnNode.register(self, "test");
            Pid sup = Supervisor.of(ONE_FOR_ONE).child(deaf).startLink();
            Kernel.receiveWhen(Atom.class, Atom.of("ready")::equals);
            assertThat(Supervisor.terminateChild(sup, "deaf")).isTrue();
            assertThat(next())
                    .contains("Child :deaf of supervisor " + sup + " did not shut down as asked (shutdown_error)")
                    .contains("reason: killed")
                    .contains("shutdown 1, worker");
            return null;
        });
    }

    @Test
    void an_end_as_intended_is_not_worth_a_word() throws Throwable {
        node.run(self -> {
            self.trapExit(true);
            Pid sup = Supervisor.of(ONE_FOR_ONE)
                    .child(child("a").restart(Restart.TRANSIENT))
                    .startLink();
            Kernel.send(pid(sup), Atom.of("normal"));
            Kids.down(sup, "a");
            Kernel.exit(sup, "shutdown");
            OnNode.awaitEnd(self, sup);
            return null;
        });
        assertThat(reports.left()).isEmpty();
    }
}
