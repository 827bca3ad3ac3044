// SPDX-License-Identifier: Apache-2.0
package chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.junit.CapturedIO;
import io.tiebeam.junit.Distributed;
import io.tiebeam.junit.OtpTest;
import org.junit.jupiter.api.Test;

@OtpTest
class ChatTest {
    /** Row 17 of the lesson: in tests the supervisor is ours, so that nobody else need run. */
    @Test
    void a_message_is_sent() {
        Chat.sendMessage("kate@localhost", "hi");
    }

    @Test
    void moebi_wants_chicken_whatever_one_says() throws Exception {
        assertThat(CapturedIO.during(() -> Chat.receiveMessageForMoebi("sit!", io.tiebeam.Node.self())))
                .startsWith("sit!\n");
    }

    /** Rows 15 and 16: runs with {@code tiebeam test --sname sophie@localhost}. */
    @Test
    @Distributed
    void a_message_is_sent_from_a_node() {
        Chat.sendMessage("moebi@localhost", "hi");
    }
}
