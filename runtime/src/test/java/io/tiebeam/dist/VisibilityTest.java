// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.epmd.EpmdEndpoint;
import io.tiebeam.epmd.EpmdServer;
import io.tiebeam.process.Network;
import io.tiebeam.process.NetworkStarter;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is listed among the others. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class VisibilityTest {
    private static Network start(EpmdServer epmd, String name, boolean hidden) throws IOException {
        return new Starter()
                .start(new NetworkStarter.Options(
                        NodeName.of(name),
                        new byte[] {1},
                        "test",
                        Map.of("ERL_EPMD_PORT", Integer.toString(epmd.endpoint().port())),
                        (_, _, _) -> _ -> Atom.of("normal"),
                        Duration.ofSeconds(60),
                        hidden));
    }

    @Test
    void a_node_is_visible_unless_it_is_told_not_to_be() throws IOException {
        try (EpmdServer epmd = EpmdServer.start(EpmdEndpoint.loopback(0));
                Network kate = start(epmd, "kate@localhost", false);
                Network alex = start(epmd, "alex@localhost", false);
                Network spy = start(epmd, "spy@localhost", true)) {
            assertThat(kate.connect(NodeName.of("alex@localhost"))).isTrue();
            assertThat(kate.connect(NodeName.of("spy@localhost"))).isTrue();
            assertThat(kate.nodes()).containsExactly(NodeName.of("alex@localhost"));
            assertThat(kate.connected())
                    .containsExactly(
                            new Network.Connected(NodeName.of("alex@localhost"), false),
                            new Network.Connected(NodeName.of("spy@localhost"), true));
            assertThat(alex.isHidden()).isFalse();
            assertThat(spy.isHidden()).isTrue();
            assertThat(spy.nodes()).isEmpty();
        }
    }

    @Test
    void a_node_that_others_could_not_reach_under_its_name_stays_hidden() throws IOException {
        try (EpmdServer epmd = EpmdServer.start(EpmdEndpoint.loopback(0)); // and not on 127.0.0.2
                Network kate = start(epmd, "kate@127.0.0.2", false)) {
            assertThat(kate.isHidden()).isTrue();
        }
    }
}
