// SPDX-License-Identifier: Apache-2.0
package sample;

import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.junit.OtpAssertions.assertReceive;
import static io.tiebeam.junit.OtpAssertions.assertReceived;
import static io.tiebeam.junit.OtpAssertions.refuteReceive;
import static io.tiebeam.junit.OtpAssertions.refuteReceived;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.junit.OtpTest;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The scenes of {@code OtpAssertionsTest}; what ExUnit 1.14 says of the same is in its texts. */
@OtpTest
final class Waiting {
    /** The lesson's greeting. */
    public record Hi(Pid from) {}

    private Waiting() {}

    @OtpTest
    static class Scenes {
        @Test
        void a() {
            assertReceive(Hi.class);
        }

        @Test
        void b() {
            send(self(), Atom.of("foo"));
            send(self(), Tuple.of(Atom.of("bar"), Int.of(1)));
            assertReceive(Hi.class, Duration.ofMillis(50));
        }

        @Test
        void c() {
            send(self(), Atom.of("hi"));
            refuteReceive(Atom.of("hi"));
        }

        @Test
        void d() {
            send(self(), Atom.of("hi"));
            refuteReceived(Atom.of("hi"));
        }

        @Test
        void e() {
            assertReceived(Atom.of("hi"));
        }

        @Test
        void many() {
            for (int i = 1; i <= 12; i++) {
                send(self(), i);
            }
            assertReceive(Hi.class, Duration.ofMillis(50));
        }

        @Test
        void own() {
            send(self(), new Hi(self()));
            assertReceive(Hi.class, hi -> !hi.from().equals(self()), Duration.ofMillis(1));
        }

        @Test
        void good() {
            send(self(), Tuple.of(Atom.of("hi"), self()));
            send(self(), new Hi(self()));
            assertThat(assertReceive(Hi.class).from()).isEqualTo(self());
            assertReceive(Tuple.of(Atom.of("hi"), self()));
            refuteReceive(Hi.class, Duration.ofMillis(1));
            refuteReceived(Hi.class);
        }
    }
}
