// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.stress;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receiveWhen;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.Cookie;
import io.tiebeam.Node;
import io.tiebeam.NodeOptions;
import io.tiebeam.Processes;
import io.tiebeam.epmd.EpmdEndpoint;
import io.tiebeam.epmd.EpmdServer;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.NeedsBeam;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pairs of a process here and one on a real Erlang node, which link to each other, take that back, kill each other and die,
 * all at the same moment. When all is quiet both sides must be of one opinion about every pair.
 */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LinkRaceInteropTest {
    private static final NodeName JVM = NodeName.of("race_jvm@localhost");
    private static final NodeName BEAM = NodeName.of("race_beam@localhost");
    private static final ServerRef RACES = Name.of("races").at(BEAM);
    private static final int PAIRS = 10_000;
    private static final int BATCH = 1_000; // so many begin before the next partners are asked for
    private static final Duration SOON = Duration.ofSeconds(10);

    private enum Step {
        LINK,
        UNLINK,
        YIELD,
        EXIT,
        DIE;

        /** The first three are common, an end is rare: what is dead races no more. */
        static List<Step> some(Random random) {
            List<Step> steps = new ArrayList<>();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                int kind = random.nextInt(20);
                steps.add(kind < 9 ? LINK : kind < 16 ? UNLINK : kind < 18 ? YIELD : kind < 19 ? EXIT : DIE);
            }
            return steps;
        }

        Term toTerm() {
            return Atom.of(name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    private record Pair(Pid here, Pid there) {}

    @Test
    void ten_thousand_races_leave_both_sides_of_one_opinion(@TempDir Path folder) throws Exception {
        try (EpmdServer epmd = EpmdServer.start(EpmdEndpoint.loopback(0));
                Node node = Node.start(new NodeOptions(
                        JVM,
                        Cookie.of("race"),
                        Map.of("ERL_EPMD_PORT", Integer.toString(epmd.endpoint().port())),
                        Duration.ofSeconds(60),
                        false,
                        false));
                StressBeam beam = new StressBeam(epmd.endpoint().port(), BEAM.toString(), "race", folder, "races")) {
            assertThat(beam.answer()).isEqualTo("ready");
            node.run(() -> {
                race(new Random(10_000));
                return null;
            });
        }
    }

    private static void race(Random random) {
        List<Pair> pairs = new ArrayList<>();
        while (pairs.size() < PAIRS) {
            for (Pid there : partners()) {
                List<Step> ours = Step.some(random);
                ListTerm theirs =
                        ListTerm.of(Step.some(random).stream().map(Step::toTerm).toList());
                int delay = random.nextInt(3_000);
                Pid here = spawn(() -> {
                    Processes.trapExit(true);
                    send(there, Tuple.of(Atom.of("go"), self(), theirs));
                    for (int i = 0; i < delay; i++) {
                        Thread.onSpinWait();
                    }
                    ours.forEach(step -> take(step, there));
                    receiveWhen(Term.class, _ -> false);
                });
                pairs.add(new Pair(here, there));
            }
        }
        Set<Pair> linked = awaitOneOpinion(pairs);
        long alive =
                pairs.stream().filter(pair -> Processes.isAlive(pair.here())).count();
        assertThat(linked.size()).as("pairs linked at the end").isBetween(PAIRS / 10, PAIRS);
        assertThat(alive).as("processes alive at the end").isBetween(PAIRS / 10L, PAIRS - PAIRS / 100L);
        pairs.forEach(pair -> exit(pair.here(), "kill"));
        assertThat(awaitOneOpinion(pairs)).isEmpty();
    }

    private static void take(Step step, Pid there) {
        switch (step) {
            case LINK -> Processes.link(there);
            case UNLINK -> Processes.unlink(there);
            case YIELD -> Thread.yield();
            case EXIT -> exit(there, "kill");
            case DIE -> exit("boom");
        }
    }

    private static List<Pid> partners() {
        send(RACES, Tuple.of(Atom.of("new"), self(), Int.of(BATCH)));
        return asked("partners").elements().stream().map(Pid.class::cast).toList();
    }

    private static ListTerm asked(String what) {
        return (ListTerm) receiveWhen(Tuple.class, answer -> answer.is(Atom.of(what), 2), SOON)
                .orElseThrow()
                .get(1);
    }

    /** The links that both sides see. Signals may be on their way still; then they are asked again. */
    private static Set<Pair> awaitOneOpinion(List<Pair> pairs) {
        long deadline = System.nanoTime() + SOON.toNanos();
        Set<Pair> before = Set.of();
        while (true) {
            Set<Pair> there = seenThere();
            Set<Pair> here = seenHere(pairs);
            if (here.equals(there) && here.equals(before)) { // and nothing has changed since
                return here;
            }
            before = here;
            if (System.nanoTime() - deadline > 0) {
                assertThat(without(here, there)).as("links seen only here").isEmpty();
                assertThat(without(there, here)).as("links seen only there").isEmpty();
            }
            LockSupport.parkNanos(200_000_000);
        }
    }

    private static Set<Pair> without(Set<Pair> links, Set<Pair> others) {
        Set<Pair> rest = new HashSet<>(links);
        rest.removeAll(others);
        return rest;
    }

    private static Set<Pair> seenHere(List<Pair> pairs) {
        Set<Pair> links = new HashSet<>();
        for (Pair pair : pairs) {
            Processes.info(pair.here())
                    .ifPresent(info -> info.links().forEach(there -> links.add(new Pair(pair.here(), there))));
        }
        return links;
    }

    private static Set<Pair> seenThere() {
        send(RACES, Tuple.of(Atom.of("links"), self()));
        Set<Pair> links = new HashSet<>();
        for (Term link : asked("links")) {
            links.add(new Pair((Pid) ((Tuple) link).get(1), (Pid) ((Tuple) link).get(0)));
        }
        return links;
    }
}
