// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.term.Pid;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** A child dies while somebody has it ended: however the two meet, in the end it is ended, and no process is left. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SupervisorRaceTest {
    private static final int ROUNDS = 60;

    private final OnNode node = new OnNode("alex@localhost");
    private final Reports reports = new Reports();
    private final Set<Pid> started = ConcurrentHashMap.newKeySet();

    @AfterEach
    void stop() {
        node.close();
        reports.close();
    }

    private ChildSpec child(String id) {
        return ChildSpec.of(id, () -> {
            Pid pid = Kernel.spawnLink(() -> Kernel.receive());
            started.add(pid);
            return pid;
        });
    }

    /** Has {@code pid} killed by another process, some nanoseconds from now. */
    private void killSoon(Pid pid, Random random) {
        long delay = random.nextInt(100_000);
        node.spawn(_ -> {
            LockSupport.parkNanos(delay);
            Kernel.exit(pid, "kill");
            return null;
        });
    }

    private List<Pid> alive() {
        return started.stream().filter(Processes::isAlive).toList();
    }

    @RepeatedTest(5)
    void a_restart_against_the_order_to_end(RepetitionInfo repetition) throws Throwable {
        Random random = new Random(repetition.getCurrentRepetition());
        node.run(_ -> {
            Strategy strategy = Strategy.values()[random.nextInt(3)];
            Pid sup = Supervisor.of(strategy)
                    .maxRestarts(Integer.MAX_VALUE, Duration.ofSeconds(1))
                    .child(child("a"))
                    .child(child("b"))
                    .child(child("c"))
                    .startLink();
            for (int round = 0; round < ROUNDS; round++) {
                Kids.state(sup, "b").ifPresent(s -> {
                    if (s instanceof Supervisor.State.Running(var pid)) {
                        killSoon(pid, random);
                    }
                });
                LockSupport.parkNanos(random.nextInt(100_000));
                assertThat(Supervisor.terminateChild(sup, "b")).isTrue();
                if (strategy == Strategy.ONE_FOR_ONE) { // others start it again with its siblings, if those die
                    assertThat(Kids.state(sup, "b")).contains(new Supervisor.State.Undefined());
                }
                assertThat(Supervisor.countChildren(sup).active()).isEqualTo(2);
                assertThat(alive()).hasSize(2);
                assertThat(Supervisor.restartChild(sup, "b")).isPresent();
            }
            return null;
        });
    }

    @RepeatedTest(5)
    void a_restart_against_the_order_to_end_a_dynamic_child(RepetitionInfo repetition) throws Throwable {
        Random random = new Random(repetition.getCurrentRepetition());
        node.run(_ -> {
            Pid sup = DynamicSupervisor.unnamed()
                    .maxRestarts(Integer.MAX_VALUE, Duration.ofSeconds(1))
                    .startLink();
            for (int round = 0; round < ROUNDS; round++) {
                Pid first = DynamicSupervisor.startChild(sup, child("any"));
                killSoon(first, random);
                LockSupport.parkNanos(random.nextInt(100_000));
                if (!DynamicSupervisor.terminateChild(sup, first)) { // it is another process already
                    Pid second = DynamicSupervisor.whichChildren(sup)
                            .getFirst()
                            .pid()
                            .orElseThrow();
                    assertThat(second).isNotEqualTo(first);
                    assertThat(DynamicSupervisor.terminateChild(sup, second)).isTrue();
                }
                assertThat(DynamicSupervisor.countChildren(sup).specs()).isZero();
                assertThat(alive()).isEmpty();
            }
            return null;
        });
    }

    @RepeatedTest(5)
    void a_restart_against_the_end_of_the_supervisor(RepetitionInfo repetition) throws Throwable {
        Random random = new Random(repetition.getCurrentRepetition());
        node.run(self -> {
            self.trapExit(true);
            for (int round = 0; round < ROUNDS; round++) {
                Pid sup = Supervisor.of(Strategy.values()[random.nextInt(3)])
                        .child(child("a"))
                        .child(child("b"))
                        .startLink();
                killSoon(
                        Kids.state(sup, "b")
                                .map(s -> ((Supervisor.State.Running) s).pid())
                                .orElseThrow(),
                        random);
                LockSupport.parkNanos(random.nextInt(100_000));
                Kernel.exit(sup, "shutdown");
                OnNode.awaitEnd(self, sup);
                assertThat(alive()).isEmpty();
            }
            return null;
        });
    }
}
