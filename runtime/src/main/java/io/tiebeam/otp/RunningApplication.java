// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Pid;
import java.time.Duration;

/** An application that was started. Any thread. */
public final class RunningApplication {
    private final LocalNode node;
    private final String name;
    private final Pid master;
    private final Pid top;

    RunningApplication(LocalNode node, String name, Pid master, Pid top) {
        this.node = node;
        this.name = name;
        this.master = master;
        this.top = top;
    }

    /** Its name, for people. */
    public String name() {
        return name;
    }

    /** The top of its supervision tree. */
    public Pid supervisor() {
        return top;
    }

    /** Whether its tree still runs. */
    public boolean isRunning() {
        return node.find(top).map(ProcessCell::isAlive).orElse(false);
    }

    /**
     * Ends its tree in order, the last started first, and returns when that is done. What has not ended within
     * {@code limit} is killed, and five seconds more are left to {@link Application#stop()}, so that this returns in
     * any case. Does nothing if it has ended.
     *
     * @return whether all ended by itself
     */
    public boolean stop(Duration limit) {
        return StandIn.on(node, self -> ApplicationMaster.stop(self, master, limit));
    }

    @Override
    public String toString() {
        return name;
    }
}
