// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.Kernel;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who wants a task is killed at any moment: between its question and the answer, and before it has said what to do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TaskRaceTest {
    private static final AtomicInteger RAN = new AtomicInteger();

    private final OnNode kate = new OnNode("kate@localhost");

    @AfterEach
    void stop() {
        kate.close();
    }

    /** What the tasks run. */
    public static final class Work {
        private Work() {}

        public static void once() {
            RAN.incrementAndGet();
        }

        public static Term waiting() {
            RAN.incrementAndGet();
            return Kernel.receiveWhen(Term.class, _ -> false);
        }
    }

    /** A task that is left without an order would be there for five seconds each time. */
    @Test
    @Timeout(60)
    void no_task_is_left_that_nobody_tells_what_to_do() throws Throwable {
        RAN.set(0);
        Random random = new Random(20261125);
        kate.run(self -> {
            Exposures.of(kate.node).expose(Work.class);
            Pid supervisor = TaskSupervisor.unnamed().startLink();
            TaskStarter tasks = TaskSupervisor.at(supervisor);
            int before = kate.node.processes().size();
            for (int round = 0; round < 1_000; round++) {
                int kind = random.nextInt(3);
                Pid owner = kate.spawn(_ -> switch (kind) {
                    case 0 -> tasks.startChild(Work::once);
                    case 1 -> tasks.async(Work::waiting).await();
                    default -> Task.async(Work::waiting).await();
                });
                int delay = random.nextInt(2_000) << random.nextInt(8); // a busy machine takes its time
                for (int i = 0; i < delay; i++) {
                    Thread.onSpinWait();
                }
                self.exit(null, owner, Atom.of("kill"));
                while (!tasks.children().isEmpty() || kate.node.processes().size() > before) {
                    Thread.onSpinWait(); // a question that came before the kill is answered after it
                }
            }
            assertThat(RAN).hasValueBetween(1, 999); // some were told, some were not
            return null;
        });
    }
}
