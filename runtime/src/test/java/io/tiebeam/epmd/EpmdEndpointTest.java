// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EpmdEndpointTest {
    @Test
    void without_settings_it_is_loopback_and_4369() {
        assertThat(EpmdEndpoint.fromEnvironment(Map.of())).hasToString("127.0.0.1:4369");
        assertThat(EpmdEndpoint.fromEnvironment(Map.of("ERL_EPMD_PORT", "", "ERL_EPMD_ADDRESS", " ")))
                .hasToString("127.0.0.1:4369");
    }

    @Test
    void the_environment_adds_addresses_to_loopback() {
        var endpoint = EpmdEndpoint.fromEnvironment(
                Map.of("ERL_EPMD_PORT", " 4370 ", "ERL_EPMD_ADDRESS", "192.168.1.7,127.0.0.1, ::1"));
        assertThat(endpoint).hasToString("127.0.0.1:4370, 192.168.1.7:4370, [0:0:0:0:0:0:0:1]:4370");
        assertThat(EpmdEndpoint.at(endpoint.registry())).isEqualTo("127.0.0.1:4370");
    }

    @Test
    void the_wildcard_is_bound_alone_and_registered_at_on_loopback() {
        var endpoint = EpmdEndpoint.fromEnvironment(Map.of("ERL_EPMD_ADDRESS", "0.0.0.0"));
        assertThat(endpoint.toBind()).containsExactly(InetAddress.ofLiteral("0.0.0.0"));
        assertThat(EpmdEndpoint.at(endpoint.registry())).isEqualTo("127.0.0.1:4369");
        assertThat(EpmdEndpoint.at(
                        EpmdEndpoint.of(InetAddress.ofLiteral("0.0.0.0"), 7).registry()))
                .isEqualTo("127.0.0.1:7");
    }

    @Test
    void unreadable_settings_are_named_with_what_was_expected() {
        assertThatThrownBy(() -> EpmdEndpoint.fromEnvironment(Map.of("ERL_EPMD_PORT", "many")))
                .hasMessage("ERL_EPMD_PORT: expected a port from 1 to 65535, got \"many\"");
        assertThatThrownBy(() -> EpmdEndpoint.fromEnvironment(Map.of("ERL_EPMD_PORT", "70000")))
                .hasMessageContaining("got \"70000\"");
        assertThatThrownBy(() -> EpmdEndpoint.fromEnvironment(Map.of("ERL_EPMD_ADDRESS", "kate.lan")))
                .hasMessageContaining("ERL_EPMD_ADDRESS: expected numeric addresses")
                .hasMessageContaining("got \"kate.lan\"");
    }
}
