// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class AlarmTest {
    private static final Atom NORMAL = Atom.of("normal");
    private static final Deadline AFTER_AN_HOUR = Deadline.in(Duration.ofHours(1));

    private final LocalNode node = new LocalNode(Atom.of("test@localhost"), 7);

    @AfterEach
    void nothing_is_left() {
        node.killAll(Atom.of("kill"));
    }

    /** How long a process waited in vain, once for each of {@code times}; before each it waited for what it got. */
    private CompletableFuture<List<Duration>> waitsInVain(List<Duration> times) {
        CompletableFuture<List<Duration>> waited = new CompletableFuture<>();
        node.spawn(SpawnOptions.of(node.user(), "test"), self -> {
            try {
                List<Duration> took = new ArrayList<>();
                for (Duration time : times) {
                    node.spawn(SpawnOptions.of(node.user(), "sender"), sender -> {
                        sender.send(self.pid(), Int.of(1));
                        return NORMAL;
                    });
                    assertThat(self.<Object>receive(m -> m, AFTER_AN_HOUR)).isEqualTo(Int.of(1));
                    long begin = System.nanoTime();
                    assertThat(self.<Object>receive(m -> m, Deadline.in(time))).isNull();
                    took.add(Duration.ofNanos(System.nanoTime() - begin));
                }
                waited.complete(took);
            } catch (Throwable failed) {
                waited.completeExceptionally(failed);
            }
            return NORMAL;
        });
        return waited;
    }

    @Test
    void an_earlier_time_takes_the_place_of_a_later_one() {
        // The hour before each is in the clock's book, to be looked at in ten seconds: one that kept to that came too
        // late.
        List<Duration> times = List.of(Duration.ofMillis(40), Duration.ofMillis(1), Duration.ofMillis(15));
        List<Duration> waited = waitsInVain(times).join();
        for (int i = 0; i < times.size(); i++) {
            assertThat(waited.get(i)).isBetween(times.get(i), Duration.ofSeconds(8));
        }
    }

    @Test
    void many_processes_with_many_times_all_wake_and_none_too_early() {
        Random random = new Random(42);
        List<List<Duration>> times = new ArrayList<>();
        List<CompletableFuture<List<Duration>>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            times.add(random.longs(20, 0, 3_000_000).mapToObj(Duration::ofNanos).toList());
            all.add(waitsInVain(times.getLast()));
        }
        for (int i = 0; i < 100; i++) {
            List<Duration> waited = all.get(i).join();
            for (int k = 0; k < 20; k++) {
                assertThat(waited.get(k)).isGreaterThanOrEqualTo(times.get(i).get(k));
            }
        }
    }
}
