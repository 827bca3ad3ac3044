// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Pid;
import java.time.Duration;

/** An application that was started. Any thread. */
public final class RunningApplication {
    private static final Duration TIME_FOR_CALLBACKS = Duration.ofSeconds(5); // prepStop() and stop()

    private final ApplicationController controller;
    private final String name;
    private final StartType type;
    private final Pid master;
    private final Pid top;

    RunningApplication(ApplicationController controller, String name, StartType type, Pid master, Pid top) {
        this.controller = controller;
        this.name = name;
        this.type = type;
        this.master = master;
        this.top = top;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** What its end means to the others. */
    public StartType type() {
        return type;
    }

    /** The top of its supervision tree. */
    public Pid supervisor() {
        return top;
    }

    /** Whether its tree still runs. */
    public boolean isRunning() {
        return node().find(top).map(ProcessCell::isAlive).orElse(false);
    }

    /**
     * Ends its tree in order, the last started first, and returns when that is done. What has not ended within
     * {@code limit} is killed, and five seconds more are left to {@link Application#prepStop()} and {@link
     * Application#stop()}, so that this returns in any case. Does nothing if it has ended. Other applications are not
     * asked, whatever they need, and also the end of a {@link StartType#PERMANENT} one means nothing to them.
     *
     * @return whether all ended by itself
     */
    public boolean stop(Duration limit) {
        return stop(limit, Deadline.in(limit.plus(TIME_FOR_CALLBACKS)));
    }

    boolean stop(Duration limit, Deadline last) {
        controller.stopping(this);
        try {
            return StandIn.on(node(), self -> ApplicationMaster.stop(self, name, master, limit, last));
        } finally {
            controller.stopped(this);
        }
    }

    private LocalNode node() {
        return controller.node();
    }

    @Override
    public String toString() {
        return name;
    }
}
