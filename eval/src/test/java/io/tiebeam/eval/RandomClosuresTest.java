// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.term.Fun;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermReader;
import io.tiebeam.testing.NeedsBeam;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions that nobody wrote do here what they do on a BEAM, errors included. */
@NeedsBeam
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RandomClosuresTest {
    private static final int FUNCTIONS = 400;
    private static final long SEED = 20_261_125;

    @TempDir
    private Path folder;

    @Test
    void random_functions_do_what_they_do_on_a_BEAM() throws Exception {
        RandomSource random = new RandomSource(SEED);
        List<String> sources = new ArrayList<>();
        for (int i = 0; i < FUNCTIONS; i++) {
            sources.add("fn -> " + random.expression(4) + " end");
        }
        List<String> differences = new ArrayList<>();
        List<String> answers = beam(sources);
        assertThat(answers).as(Files.readString(folder.resolve("errors"))).hasSize(FUNCTIONS);
        int run = 0;
        for (int i = 0; i < FUNCTIONS; i++) {
            if (answers.get(i).startsWith("no function")) {
                continue; // what the compiler sees through it refuses
            }
            run++;
            String[] answer = answers.get(i).split("\t");
            Fun fun = (Fun) decode(answer[0]);
            Term there = decode(answer[1]);
            Term here = Outcome.of(fun);
            if (!here.equals(there)) {
                differences.add(sources.get(i) + "\n  BEAM " + there + "\n  here " + here);
            }
        }
        assertThat(run).isGreaterThan(FUNCTIONS * 9 / 10);
        assertThat(String.join("\n", differences)).as("seed " + SEED).isEmpty();
    }

    private static Term decode(String hex) {
        return TermReader.decode(HexFormat.of().parseHex(hex));
    }

    /** For each source a line: the function itself, and what came of it. */
    private List<String> beam(List<String> sources) throws IOException, InterruptedException {
        Path input = Files.writeString(folder.resolve("sources"), String.join("\0", sources));
        Process elixir = new ProcessBuilder("elixir", "src/test/run-sources.exs", input.toString())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        try (BufferedReader output = elixir.inputReader()) {
            List<String> lines = output.lines().toList();
            assertThat(elixir.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return lines;
        } finally {
            elixir.destroyForcibly();
        }
    }
}
