// SPDX-License-Identifier: Apache-2.0
package sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.junit.OtpTest;
import io.tiebeam.otp.Application;
import io.tiebeam.otp.Applications;
import io.tiebeam.otp.Strategy;
import io.tiebeam.otp.Supervisor;
import io.tiebeam.term.Pid;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two applications, found in the wrong order. Run by {@code ProjectApplicationsTest}. */
public final class Needing {
    private Needing() {}

    /** Needs the other. */
    public static final class ShopApplication implements Application {
        @Override
        public List<String> needs() {
            return List.of("store");
        }

        @Override
        public Pid start() {
            return Supervisor.of(Strategy.ONE_FOR_ONE).startLink();
        }
    }

    /** Needs nothing. */
    public static final class StoreApplication implements Application {
        @Override
        public Pid start() {
            return Supervisor.of(Strategy.ONE_FOR_ONE).startLink();
        }
    }

    @OtpTest(node = OtpTest.On.FRESH)
    static class Order {
        @Test
        void what_is_needed_runs_first() {
            assertThat(Applications.whichApplications())
                    .extracting(Applications.Info::name)
                    .containsExactly("shop", "store"); // the last started first
        }
    }
}
