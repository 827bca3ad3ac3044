// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.testing.NeedsBeam;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What drives OTP's own suites, driven with a small suite that is written as those are. */
@NeedsBeam
@LeavesNothingBehind
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OtpTestsTest {
    private static final Path HERE = Path.of("").toAbsolutePath();

    @Test
    void every_case_is_in_the_table_with_what_came_of_it_and_why(@TempDir Path kept) throws Exception {
        assertThat(run(kept, "-s", "tiny_SUITE", "-s", "missing_SUITE:some_case"))
                .as("something failed")
                .isEqualTo(1);
        assertThat(rows(kept))
                .containsExactly(
                        "tiny_SUITE calls pass called",
                        "tiny_SUITE spawns_by_name pass",
                        "tiny_SUITE sends_functions pass",
                        "tiny_SUITE tells_where_it_failed pass",
                        "tiny_SUITE loads_a_module pass",
                        "tiny_SUITE calls skip this group is never run",
                        "tiny_SUITE cut_off pass",
                        "tiny_SUITE dies pass",
                        "tiny_SUITE expected_to_fail fail {badmatch,NODE} in tiny_SUITE:expected_to_fail/1, line N",
                        "tiny_SUITE takes_too_long fail timetrap, in tiny_SUITE:takes_too_long/1, line N",
                        "tiny_SUITE says_skip skip not on this machine",
                        "tiny_SUITE wants_an_emulator skip its peer would need the emulator's flag +zdbbl",
                        "tiny_SUITE crashes_its_process fail killed: crashed",
                        "missing_SUITE * skip is not in DIR");
        assertThat(Files.readString(kept.resolve("tiny_SUITE.log"))).contains("=== expected_to_fail", "badmatch");
    }

    @Test
    void one_case_alone_is_run_and_nothing_failed(@TempDir Path kept) throws Exception {
        assertThat(run(kept, "-s", "tiny_SUITE:dies")).isZero();
        assertThat(rows(kept)).containsExactly("tiny_SUITE dies pass");
    }

    private static int run(Path kept, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                HERE.resolve("otp-tests").toString(),
                "--otp-tests",
                HERE.resolve("src/test/resources/otp-tests").toString(),
                "--keep",
                kept.toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(said).isTrue();
        return process.exitValue();
    }

    /** Suite, case, result and why; without what differs from run to run. */
    private static List<String> rows(Path kept) throws Exception {
        String folder =
                HERE.resolve("src/test/resources/otp-tests").toRealPath().toString();
        return Files.readAllLines(kept.resolve("table.md")).stream()
                .skip(2)
                .map(row -> row.replace(folder, "DIR")
                        .replaceAll("'tiny_SUITE-[^']*'", "NODE")
                        .replaceAll("line \\d+", "line N"))
                .map(row ->
                        List.of(row.split("\\|")).stream().map(String::strip).toList())
                .map(cells -> List.of(cells.get(1), cells.get(2), cells.get(4), cells.get(5)).stream()
                        .filter(cell -> !cell.isEmpty())
                        .collect(Collectors.joining(" ")))
                .toList();
    }
}
