// SPDX-License-Identifier: Apache-2.0
package chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.otp.Applications;
import io.tiebeam.otp.Env;
import io.tiebeam.otp.RunningApplication;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ChatTest {
    @Test
    void in_tests_every_message_stays_here() {
        List<RunningApplication> running = Applications.startAll(ChatApplication.class.getClassLoader(), Env.TEST);
        try {
            assertThat(running).extracting(RunningApplication::name).containsExactly("chat");
            Chat.sendMessage("kate@localhost", "hi");
            Chat.sendMessage("moebi@localhost", "hi");
        } finally {
            running.forEach(chat -> chat.stop(Duration.ofSeconds(5)));
        }
        assertThatThrownBy(() -> Chat.sendMessage("kate@localhost", "hi")).hasMessageContaining("no process");
    }
}
