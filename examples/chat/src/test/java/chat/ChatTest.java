// SPDX-License-Identifier: Apache-2.0
package chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.junit.CapturedIO;
import io.tiebeam.junit.Distributed;
import io.tiebeam.junit.OtpTest;
import io.tiebeam.junit.Peer;
import io.tiebeam.junit.PeerNode;
import org.junit.jupiter.api.Test;

@OtpTest
class ChatTest {
    /** Row 17 of the lesson: on a node without a name the supervisor is ours, so that nobody else need run. */
    @Test
    @OtpTest(node = OtpTest.On.FRESH)
    void a_message_is_printed(CapturedIO io) {
        Chat.sendMessage("kate@localhost", "hi");
        assertThat(io.output()).isEqualTo("hi\n");
    }

    @Test
    @OtpTest(node = OtpTest.On.FRESH)
    void moebi_wants_chicken_whatever_one_says(CapturedIO io) {
        Chat.sendMessage("moebi@localhost", "sit!");
        assertThat(io.output()).isEqualTo("sit!\nchicken?\n");
    }

    /** Both ends are nodes: a JVM is started and ended. */
    @Test
    void moebi_hears_it_at_home_and_asks_for_chicken_here(@Peer("moebi") PeerNode moebi, CapturedIO io) {
        Chat.sendMessage("moebi@localhost", "sit!");
        assertThat(moebi.output()).isEqualTo("sit!\n");
        assertThat(io.output()).isEqualTo("chicken?\n");
    }

    /** Rows 15 and 16: runs with {@code tiebeam test --sname sophie@localhost}, while moebi runs. */
    @Test
    @Distributed
    void moebi_who_runs_already_asks_for_chicken(CapturedIO io) {
        Chat.sendMessage("moebi@localhost", "hi");
        assertThat(io.output()).isEqualTo("chicken?\n");
    }
}
