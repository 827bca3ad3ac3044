// SPDX-License-Identifier: Apache-2.0
package counters;

import static counters.Counters.COUNTER;
import static counters.Counters.MORE;
import static counters.Counters.NAMES;
import static counters.Counters.SUPERVISOR;
import static counters.Counters.TASKS;
import static io.tiebeam.otp.Strategy.ONE_FOR_ONE;

import io.tiebeam.otp.Application;
import io.tiebeam.otp.ChildSpec;
import io.tiebeam.otp.DynamicSupervisor;
import io.tiebeam.otp.Registry;
import io.tiebeam.otp.Supervisor;
import io.tiebeam.otp.TaskSupervisor;
import io.tiebeam.term.Pid;
import java.util.List;

/** What runs on a node of the tour. */
public final class CountersApplication implements Application {
    @Override
    public Pid start() {
        return Supervisor.of(ONE_FOR_ONE)
                .named(SUPERVISOR)
                .child(ChildSpec.of("counter", Counter::new).named(COUNTER))
                .child(Registry.unique(NAMES))
                .child(DynamicSupervisor.named(MORE))
                .child(TaskSupervisor.named(TASKS))
                .startLink();
    }

    @Override
    public List<Class<?>> modules() {
        return List.of(Counters.class);
    }
}
