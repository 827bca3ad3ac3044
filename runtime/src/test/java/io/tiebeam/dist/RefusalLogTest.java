// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.dist.wire.Refusal;
import io.tiebeam.term.NodeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RefusalLogTest {
    private static final Logger LOGGER = Logger.getLogger("io.tiebeam.dist");
    private static final Refusal KATE = new Refusal.WrongCookie(NodeName.of("kate@localhost"), true, "#26d1 from FILE");
    private static final Refusal MOEBI =
            new Refusal.WrongCookie(NodeName.of("moebi@localhost"), true, "#26d1 from FILE");
    private static final Refusal STRANGER = new Refusal.Garbage(Optional.empty(), true, "name", "no name", new byte[0]);

    private final List<String> warnings = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().equals(Level.WARNING)) {
                warnings.add(record.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private long now = Long.MAX_VALUE - 5; // nanoTime may overflow at any moment
    private final RefusalLog log = new RefusalLog(() -> now);

    @BeforeEach
    void listen() {
        LOGGER.setUseParentHandlers(false);
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void leave() {
        LOGGER.removeHandler(handler);
        LOGGER.setUseParentHandlers(true);
    }

    private void later(Duration time) {
        now += time.toNanos();
    }

    @Test
    void a_refusal_says_what_was_seen_and_what_to_do() {
        log.report(KATE);
        assertThat(warnings).containsExactly("""
                        refused a connection from kate@localhost: cookie refused (invalid challenge reply)
                           kate answered our challenge with a digest of another cookie; ours is #26d1 from FILE
                           → use the same cookie on both nodes:  --cookie-file PATH
                           → compare on kate:  iex> :erlang.get_cookie()""");
    }

    @Test
    void a_peer_is_told_of_once_a_minute() {
        for (int second = 0; second < 130; second++) {
            log.report(KATE);
            later(Duration.ofSeconds(1));
        }
        assertThat(warnings).hasSize(3);
        assertThat(warnings.get(1)).endsWith("\n   (refused 59 more times since this was last said)");
    }

    @Test
    void one_peer_does_not_silence_another() {
        log.report(KATE);
        log.report(MOEBI);
        log.report(STRANGER);
        log.report(STRANGER);
        log.report(KATE);
        assertThat(warnings).hasSize(3);
        later(Duration.ofSeconds(61));
        log.report(MOEBI);
        assertThat(warnings).hasSize(4).last().asString().doesNotContain("more times");
    }

    @Test
    void what_is_no_failure_is_no_warning() {
        log.report(new Refusal.OursWins(NodeName.of("kate@localhost")));
        log.report(new Refusal.AlreadyConnected(NodeName.of("kate@localhost"), true));
        assertThat(warnings).isEmpty();
    }
}
