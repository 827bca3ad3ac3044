// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.Cookie;
import io.tiebeam.Kernel;
import io.tiebeam.Node;
import io.tiebeam.NodeOptions;
import io.tiebeam.Processes;
import io.tiebeam.epmd.EpmdEndpoint;
import io.tiebeam.epmd.EpmdServer;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.testing.NeedsBeam;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JVM node and a real Erlang node that talk to each other without pause, while their connection is cut again and again
 * from both sides and servers are killed. After each blow both directions must have come to life again before the next.
 */
@NeedsBeam
@Timeout(300)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ConnectionStressInteropTest {
    private static final NodeName JVM = NodeName.of("stress_jvm@localhost");
    private static final NodeName BEAM = NodeName.of("stress_beam@localhost");
    private static final String COOKIE = "stress";
    private static final int CUTS = 180;
    private static final int KILLS = 20;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Logger QUIET = Logger.getLogger("io.tiebeam"); // held, or its level is forgotten

    private enum Blow {
        DISCONNECT_HERE,
        DISCONNECT_THERE,
        BREAK,
        KILL_HERE,
        KILL_THERE
    }

    private static List<Blow> blows(Random random) {
        List<Blow> all = new ArrayList<>();
        for (int i = 0; i < CUTS; i++) {
            all.add(Blow.values()[i % 3]);
        }
        for (int i = 0; i < KILLS; i++) {
            all.add(i % 2 == 0 ? Blow.KILL_HERE : Blow.KILL_THERE);
        }
        Collections.shuffle(all, random);
        return all;
    }

    @Test
    void cuts_and_kills_lose_no_order_and_no_answer_and_leave_nothing_behind(@TempDir Path folder) throws Exception {
        QUIET.setLevel(Level.OFF); // each lost spawn is a warning
        Random random = new Random(180_020);
        try (EpmdServer epmd = EpmdServer.start(EpmdEndpoint.loopback(0));
                Node node = Node.start(new NodeOptions(
                        JVM,
                        Cookie.of(COOKIE),
                        Map.of("ERL_EPMD_PORT", Integer.toString(epmd.endpoint().port())),
                        Duration.ofSeconds(60),
                        false,
                        false));
                StressBeam beam = new StressBeam(epmd.endpoint().port(), BEAM.toString(), COOKIE, folder)) {
            node.expose(StressJvm.class);
            within("the BEAM is there", () -> Node.connect(BEAM));
            Node.disconnect(BEAM);
            within("the BEAM has reached us too", () -> beam.does("ping " + JVM).equals("pong"));
            Node.disconnect(BEAM);
            within("both are alone", () -> beam.does("disconnect " + JVM).equals("false"));
            Still before = Still.of(beam);

            StressJvm jvm = new StressJvm(BEAM);
            jvm.start(random, 4, 2);
            assertThat(beam.does("start " + JVM + " 4 2")).isEqualTo("started");
            awaitLife(jvm, "the start");
            List<Blow> blows = blows(random);
            for (int i = 0; i < blows.size(); i++) {
                strike(blows.get(i), beam);
                awaitLife(jvm, "blow " + i + ", " + blows.get(i));
            }
            jvm.stop();
            assertThat(beam.does("stop")).doesNotContain("stuck");
            within(
                    "all workers here have ended, " + Processes.list(),
                    () -> Processes.list().size() == before.processes);

            assertThat(jvm.outOfOrder).hasValue(0);
            assertThat(jvm.lostReplies).hasValue(0);
            assertThat(jvm.lostExits).hasValue(0);
            assertThat(jvm.secondExits).hasValue(0);
            assertThat(jvm.downs.get()).isPositive();
            // replies, downs, lost replies, out of order, exits, lost exits, second exits
            assertThat(beam.does("counts")).matches("\\[[1-9]\\d*,[1-9]\\d*,0,0,[1-9]\\d*,0,0]");
            within("no relation is left", () -> beam.does("relations").equals("0"));
            for (Pid pid : Processes.list()) {
                Processes.info(pid)
                        .ifPresent(info ->
                                assertThat(info.monitoredBy()).as("%s", info).isEmpty());
                Processes.info(pid)
                        .ifPresent(
                                info -> assertThat(info.links()).as("%s", info).isEmpty());
            }
            assertThat(Processes.fenced()).isZero();
            Node.disconnect(BEAM);
            within(
                    "everything is as it was, " + before + ", now " + Still.of(beam),
                    () -> Still.of(beam).isWithin(before));
        } finally {
            QUIET.setLevel(null);
        }
    }

    private static void strike(Blow blow, StressBeam beam) throws Exception {
        switch (blow) {
            case DISCONNECT_HERE -> Node.disconnect(BEAM);
            case DISCONNECT_THERE -> beam.does("disconnect " + JVM);
            case BREAK -> beam.does("break " + JVM);
            case KILL_HERE -> Processes.whereIs(StressJvm.ECHO).ifPresent(echo -> Kernel.exit(echo, "kill"));
            case KILL_THERE -> beam.does("kill");
        }
    }

    /** Both directions get answers again: some, so that it is not the last ones from before. */
    private static void awaitLife(StressJvm jvm, String after) throws Exception {
        long replies = jvm.replies.get() + 10;
        long served = jvm.served.get() + 10;
        within("life after " + after, () -> jvm.replies.get() >= replies && jvm.served.get() >= served);
    }

    private static void within(String what, Callable<Boolean> question) throws Exception {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!question.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** What both nodes hold while nothing happens and they are not connected. */
    private record Still(int processes, int beamProcesses, int files, int beamFiles) {
        static Still of(StressBeam beam) throws Exception {
            String[] files = new File("/proc/self/fd").list();
            return new Still(
                    Processes.list().size(),
                    Integer.parseInt(beam.does("processes")),
                    files == null ? 0 : files.length,
                    beam.openFiles());
        }

        boolean isWithin(Still before) {
            return processes <= before.processes
                    && beamProcesses <= before.beamProcesses
                    && files <= before.files
                    && beamFiles <= before.beamFiles;
        }
    }
}
