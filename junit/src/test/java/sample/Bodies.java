// SPDX-License-Identifier: Apache-2.0
package sample;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawn;
import static io.tiebeam.Kernel.spawnLink;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.Processes;
import io.tiebeam.junit.CapturedIO;
import io.tiebeam.junit.OtpTest;
import io.tiebeam.junit.Seed;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are processes. Run by {@code OtpTestTest}, in this order. */
public final class Bodies {
    private Bodies() {}

    @OtpTest
    static class InOneProcess {
        private Pid before;

        @BeforeEach
        void before() {
            before = self();
            send(self(), Atom.of("from_before"));
        }

        @Test
        void is_that_of_its_setup() {
            assertThat(self()).isEqualTo(before);
            assertThat(receive()).isEqualTo(Atom.of("from_before"));
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void also_with_parameters(int number) {
            assertThat(number).isPositive();
            assertThat(self()).isEqualTo(before);
        }

        @AfterEach
        void after() {
            assertThat(self()).isEqualTo(before);
        }
    }

    static class OneOfThem {
        @OtpTest
        @Test
        void a_method() {
            assertThat(self()).isNotNull();
        }

        @Test
        void not_this_one() {
            self();
        }
    }

    @OtpTest
    static class Dying {
        @Test
        void of_a_link() {
            spawnLink(() -> exit("boom"));
            receive();
        }

        @Test
        void of_its_own_exit() {
            exit("enough");
        }

        @Test
        @Timeout(value = 200, unit = TimeUnit.MILLISECONDS)
        void of_time() {
            receive();
        }
    }

    @OtpTest
    static class Printing {
        @Test
        void is_heard(CapturedIO io) throws Exception {
            IO.println("from the test");
            CountDownLatch printed = new CountDownLatch(1);
            spawn(() -> {
                IO.println("from a child");
                printed.countDown();
            });
            printed.await();
            assertThat(io.output()).isEqualTo("from the test\nfrom a child\n");
            assertThat(CapturedIO.during(() -> IO.println("apart"))).isEqualTo("apart\n");
            assertThat(io.output()).doesNotContain("apart");
        }
    }

    @OtpTest(node = OtpTest.On.FRESH)
    static class Fresh {
        @Test
        void one() {
            takeTheName();
        }

        @Test
        void two() {
            takeTheName();
        }

        private static void takeTheName() {
            Processes.register(Name.of("only_one"), self());
            assertThat(Processes.list()).contains(self());
        }
    }

    @OtpTest
    static class Random {
        static final java.util.List<Integer> NUMBERS = new java.util.ArrayList<>();

        @Test
        void numbers(RandomGenerator random, Seed seed) {
            NUMBERS.add(random.nextInt());
            assertThat(seed.random().nextInt()).isEqualTo(NUMBERS.getLast());
            assertThat(seed.run()).isNotEqualTo(99);
        }
    }
}
