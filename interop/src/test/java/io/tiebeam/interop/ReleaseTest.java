// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.Beam;
import io.tiebeam.testing.NeedsBeam;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Whoever runs the tests with a certain release means that release: both ways to its programs must lead there. */
@NeedsBeam
@EnabledIfEnvironmentVariable(named = "TIEBEAM_OTP", matches = "\\d+")
@LeavesNothingBehind
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReleaseTest {
    private static final String PRINT = "io:put_chars(erlang:system_info(otp_release)), halt().";

    @Test
    void the_path_leads_to_it() throws Exception {
        assertThat(run("erl", "-noinput", "-eval", PRINT)).isEqualTo(System.getenv("TIEBEAM_OTP"));
    }

    @Test
    void the_nodes_with_consoles_are_of_it() throws Exception {
        String elixir = Beam.find().orElseThrow().program("elixir");
        assertThat(run(elixir, "-e", "IO.write(System.otp_release())")).isEqualTo(System.getenv("TIEBEAM_OTP"));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
