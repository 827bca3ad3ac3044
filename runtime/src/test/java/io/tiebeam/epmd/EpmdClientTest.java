// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import static io.tiebeam.epmd.ScriptedEpmd.Step.answer;
import static io.tiebeam.epmd.ScriptedEpmd.Step.keep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.term.NodeName;
import io.tiebeam.testing.FreePorts;
import java.net.ConnectException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(20)
class EpmdClientTest {
    private static final NodeName KATE = NodeName.of("kate@localhost");

    @Test
    void registers_with_the_bytes_of_a_real_node_and_takes_the_creation_of_a_real_epmd() throws Exception {
        try (var epmd = ScriptedEpmd.of(keep("76006b02c3a6"));
                var registration = new EpmdClient(epmd.endpoint()).register(KATE, 41769, NodeKind.VISIBLE)) {
            assertThat(epmd.request()).isEqualTo("001178a3294d000006000500046b6174650000");
            assertThat(registration.creation()).isEqualTo(0x6B02C3A6);
        }
    }

    @Test
    void notices_when_the_registration_is_lost() throws Exception {
        try (var epmd = ScriptedEpmd.of(keep("76006b02c3a6"));
                var registration = new EpmdClient(epmd.endpoint()).register(KATE, 41769, NodeKind.VISIBLE)) {
            Thread waiting = Thread.ofVirtual().start(registration::awaitLoss);
            assertThat(waiting.join(Duration.ofMillis(50)))
                    .as("lost before anything ended it")
                    .isFalse();
            epmd.drop();
            waiting.join();
        }
    }

    @Test
    void closing_a_registration_ends_the_wait_for_its_loss() throws Exception {
        try (var epmd = ScriptedEpmd.of(keep("76006b02c3a6"))) {
            var registration = new EpmdClient(epmd.endpoint()).register(KATE, 41769, NodeKind.VISIBLE);
            Thread waiting = Thread.ofVirtual().start(registration::awaitLoss);
            registration.close();
            waiting.join();
        }
    }

    @Test
    void a_taken_name_says_who_has_it_and_what_to_do() throws Exception {
        try (var epmd = ScriptedEpmd.of(answer("760100000063"), answer("7700a3294d000006000500046b6174650000"))) {
            assertThatThrownBy(() -> new EpmdClient(epmd.endpoint()).register(KATE, 41769, NodeKind.VISIBLE))
                    .isInstanceOf(NameTakenException.class)
                    .message()
                    .hasLineCount(3)
                    .startsWith("cannot start node kate@localhost: the name is taken (duplicate_name)\n   epmd on "
                            + epmd.endpoint() + " says kate listens on port 41769\n   → pick another name, or stop");
        }
    }

    @Test
    void looks_a_node_up() throws Exception {
        try (var epmd = ScriptedEpmd.of(answer("7700a3294d000006000500046b6174650000"), answer("7701"))) {
            var client = new EpmdClient(epmd.endpoint());
            assertThat(client.lookup("kate", "localhost"))
                    .isEqualTo(new EpmdLookup.Found(EpmdEntry.of("kate", 41769, NodeKind.VISIBLE)));
            assertThat(epmd.request()).isEqualTo("00057a6b617465");
            assertThat(client.lookup("moebi", "127.0.0.1"))
                    .isEqualTo(new EpmdLookup.Unknown(
                            EpmdEndpoint.at(epmd.endpoint().registry())));
        }
    }

    @Test
    void lists_the_names() throws Exception {
        String recorded = "00001111" + "6e616d6520616c657820617420706f72742034313434330a"
                + "6e616d65206b61746520617420706f72742034353534330a";
        try (var epmd = ScriptedEpmd.of(answer(recorded))) {
            assertThat(new EpmdClient(epmd.endpoint()).names("localhost"))
                    .containsExactly(new EpmdName("alex", 41443), new EpmdName("kate", 45543));
            assertThat(epmd.request()).isEqualTo("00016e");
        }
    }

    @Test
    void says_why_nobody_could_be_asked() throws Exception {
        var nobody = EpmdEndpoint.loopback(FreePorts.next());
        var client = new EpmdClient(nobody);
        assertThat(client.lookup("kate", "localhost"))
                .isEqualTo(new EpmdLookup.Unreachable("no epmd on " + nobody + ": Connection refused"));
        assertThat(client.lookup("kate", "no-such-host.invalid"))
                .isEqualTo(new EpmdLookup.Unreachable("host no-such-host.invalid cannot be resolved"));
        assertThatThrownBy(() -> client.names("localhost"))
                .isInstanceOf(ConnectException.class)
                .hasMessage("no epmd on " + nobody + ": Connection refused");
        assertThatThrownBy(() -> client.register(KATE, 1, NodeKind.VISIBLE)).isInstanceOf(ConnectException.class);
    }

    @Test
    void whatever_else_answers_is_no_epmd() throws Exception {
        try (var epmd = ScriptedEpmd.of(answer("485454502f312e31"), answer(""), answer("7700a329"))) {
            var client = new EpmdClient(epmd.endpoint());
            assertThatThrownBy(() -> client.register(KATE, 1, NodeKind.VISIBLE))
                    .hasMessage("epmd on " + epmd.endpoint()
                            + " failed: expected tag 118 or 121 in answer to a registration, got 72");
            assertThatThrownBy(() -> client.names("localhost"))
                    .hasMessage("epmd on " + epmd.endpoint() + " closed the connection instead of answering");
            assertThat(client.lookup("kate", "localhost"))
                    .isEqualTo(new EpmdLookup.Unreachable(
                            "epmd on " + epmd.endpoint() + " closed the connection instead of answering"));
        }
    }

    @Test
    void a_silent_epmd_is_given_up_in_time() throws Exception {
        try (var epmd = ScriptedEpmd.of(keep("77"))) {
            var client = new EpmdClient(epmd.endpoint(), Duration.ofMillis(100));
            assertThat(client.lookup("kate", "localhost"))
                    .isEqualTo(new EpmdLookup.Unreachable("epmd on " + epmd.endpoint() + " failed: Read timed out"));
        }
    }
}
