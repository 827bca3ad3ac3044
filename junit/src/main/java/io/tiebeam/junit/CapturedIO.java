// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import io.tiebeam.Body;
import io.tiebeam.Processes;
import io.tiebeam.io.ConsoleLeader;
import io.tiebeam.io.ProcessStreams;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Signal;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;

/**
 * What the process of an {@link OtpTest}, and all that it has started on any node, printed, and what the applications of
 * its node printed meanwhile: a parameter of its methods. With it, nothing of that reaches the console of the tests.
 * Source: {@code ExUnit.CaptureIO}, with {@code :user} captured too. Any thread.
 */
public final class CapturedIO {
    private final TestConsole console;

    CapturedIO(TestConsole console) {
        this.console = console;
    }

    /** All that was printed since the test began. */
    public String output() {
        return console.output();
    }

    @Override
    public String toString() {
        return output();
    }

    /**
     * Runs {@code body} and gives what the calling process printed meanwhile, what it started has printed, and what the
     * applications of its node have: {@code capture_io} of ExUnit.
     *
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     * @throws Exception what {@code body} throws
     */
    public static String during(Body body) throws Exception {
        Pid self = io.tiebeam.Kernel.self();
        Pid before = Processes.groupLeader();
        TestConsole console = new TestConsole(ProcessStreams.console());
        console.capture();
        LocalNode node = ProcessCell.currentOrNull().node();
        ProcessCell leader = ConsoleLeader.start(node, console);
        NodeConsole.of(node).capture(console);
        Processes.groupLeader(self, leader.pid());
        try {
            body.run();
            return console.output();
        } finally {
            Processes.groupLeader(self, before);
            NodeConsole.of(node).release(console);
            end(leader);
        }
    }

    static void end(ProcessCell leader) {
        leader.node().deliver(leader.pid(), new Signal.Exit(leader.pid(), Atom.of("kill")));
    }
}
