// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WitnessTest {
    private final LocalNode node = new LocalNode(Atom.of("watched@localhost"), 1);
    private final List<String> seen = new ArrayList<>();

    private final Witness witness = new Witness() {
        @Override
        public void spawned(ProcessCell process) {
            if (process.node() == node) {
                ProcessCell by = ProcessCell.currentOrNull();
                seen.add("process " + process.pid().id() + " by "
                        + (by == null ? "a thread" : by.pid().id()));
            }
        }

        @Override
        public void timerSet(LocalNode on, Future<?> timer, Optional<Term> to, Duration delay) {
            if (on == node) {
                seen.add("timer of " + delay + " to " + to.map(Term::toString).orElse("nobody"));
            }
        }

        @Override
        public void started(LocalNode started) {
            seen.add("node " + started);
        }
    };

    @Test
    void sees_what_begins_and_who_began_it_until_it_is_dismissed() throws Exception {
        assertThat(Witness.appoint(witness)).isTrue();
        Pid first;
        try {
            assertThat(Witness.appoint(witness)).as("one at a time").isFalse();
            ProcessCell cell = node.spawn(SpawnOptions.of(node.user(), "first"), self -> {
                node.spawn(SpawnOptions.of(node.user(), "second"), _ -> Atom.of("normal"));
                return Atom.of("normal");
            });
            cell.thread().join();
            first = cell.pid();
            node.timers().after(Duration.ofHours(1), Optional.of(Atom.of("kate")), () -> {});
            Witness.nodeStarted(node);
        } finally {
            Witness.dismiss(witness);
        }
        node.spawn(SpawnOptions.of(node.user(), "unseen"), _ -> Atom.of("normal"));
        node.killAll(Atom.of("shutdown"));
        assertThat(seen)
                .containsExactly(
                        "process " + first.id() + " by a thread",
                        "process " + (first.id() + 1) + " by " + first.id(),
                        "timer of PT1H to :kate",
                        "node watched@localhost");
    }
}
