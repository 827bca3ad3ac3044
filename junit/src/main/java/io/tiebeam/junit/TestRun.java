// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import io.tiebeam.io.ConsoleLeader;
import io.tiebeam.io.ProcessStreams;
import io.tiebeam.junit.leak.Leaks;
import io.tiebeam.process.ProcessCell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One {@link OtpTest} from its first method before to its last after: where it is, its process, what it has opened. */
final class TestRun {
    private final OtpTest how;
    private final TestHome home;
    private final TestConsole console = new TestConsole(ProcessStreams.console());
    private final ProcessCell leader;
    private final TestProcess process;
    private final Leaks.Watch watch;
    private final List<PeerNode> peers = new ArrayList<>();

    TestRun(OtpTest how, TestHome home, String name) {
        this.how = how;
        this.home = home;
        leader = ConsoleLeader.start(home.node(), console);
        process = new TestProcess(home.node(), leader.pid(), name);
        watch = Leaks.watch(process.cell());
    }

    TestHome home() {
        return home;
    }

    TestProcess process() {
        return process;
    }

    /** What the test prints, kept from the console from now on. */
    CapturedIO captured() {
        console.capture();
        NodeConsole.of(home.node()).capture(console);
        return new CapturedIO(console);
    }

    /** Stops {@code peer} at the end. */
    void owns(PeerNode peer) {
        peers.add(peer);
    }

    List<PeerNode> peers() {
        return List.copyOf(peers);
    }

    /**
     * Ends all of it: the process, then the peers, then the node.
     *
     * @return what the test has left behind, for people
     */
    Optional<String> end(Duration patience) throws InterruptedException {
        try {
            process.end();
            peers.forEach(PeerNode::close);
            Optional<String> left = watch.end(patience);
            return how.leaksFail() ? left : Optional.empty();
        } finally {
            peers.forEach(PeerNode::close);
            NodeConsole.of(home.node()).release(console);
            CapturedIO.end(leader);
            home.close();
        }
    }
}
