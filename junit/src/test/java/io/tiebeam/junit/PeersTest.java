// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tiebeam.junit.peer.ElixirPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PeersTest {
    @AfterEach
    void nothing_runs_any_more() {
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    private static void passes(String type) {
        assertThat(Runs.outcomes(Runs.of(type)).values()).containsExactly("ok");
    }

    @Test
    void a_jvm_runs_calls_lambdas_and_source_and_prints_at_its_own_console() {
        passes("sample.Peers$Jvm");
    }

    @Test
    void nodes_are_cut_off_from_each_other_and_meet_again() {
        passes("sample.Peers$Split");
    }

    @Test
    void a_real_elixir_is_a_peer_too() {
        assumeTrue(ElixirPeer.whyNot().isEmpty(), () -> ElixirPeer.whyNot().orElse(""));
        passes("sample.Peers$Elixir");
    }

    @Test
    void one_that_is_killed_is_lost_to_all() {
        passes("sample.Peers$Killed");
    }
}
