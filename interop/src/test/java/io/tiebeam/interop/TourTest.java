// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.shell.demo.NotShownException;
import io.tiebeam.shell.demo.Stage;
import io.tiebeam.testing.NeedsBeam;
import io.tiebeam.testing.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code docs/tour.md} shows is what happens: its consoles are typed, its code is that of the projects they run. */
@LeavesNothingBehind
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TourTest {
    private static final Page TOUR = Page.open("docs/tour.md");

    @Test
    @NeedsBeam
    @Timeout(600)
    void the_consoles_show_this() {
        List<Columns> blocks = TOUR.blocks("console").stream().map(Columns::of).toList();
        assertThat(blocks)
                .hasSizeGreaterThan(6)
                .allSatisfy(block -> assertThat(block.statements()).isNotEmpty());
        try (Stage stage = new Stage()) {
            stage.startEpmd(Mix.beam());
            Map<String, ConsoleNode> running = new HashMap<>();
            var nodes = new ArrayList<ConsoleNode>();
            var different = new ArrayList<String>(); // all of them at once, for whoever corrects the page
            for (Columns block : blocks) {
                for (Columns.Start start : block.starts()) {
                    if (running.containsKey(start.name())) {
                        running.get(start.name()).close();
                    }
                    ConsoleNode node = start.start(stage);
                    running.put(start.name(), node);
                    if (start.side() < nodes.size()) {
                        nodes.set(start.side(), node);
                    } else {
                        nodes.add(node);
                    }
                }
                for (Columns.Statement statement : block.statements()) {
                    try {
                        statement.play(nodes);
                    } catch (NotShownException e) {
                        different.add(statement.lines() + ": " + e.getMessage());
                    }
                }
            }
            assertThat(different).isEmpty();
        }
    }

    @Test
    void the_code_is_that_of_the_projects() throws Exception {
        shows("java", ".java", "examples/chat/src/main/java/chat", "interop/src/test/java/counters");
        shows("elixir", ".ex", "interop/src/test/elixir/chat/lib", "interop/src/test/elixir/counters/lib");
    }

    /** Each block of {@code language} is lines, one below the other, of a file in {@code folders}, indentation aside. */
    private static void shows(String language, String extension, String... folders) throws IOException {
        List<String> sources = new ArrayList<>();
        for (String folder : folders) {
            try (Stream<Path> files = Files.walk(Page.top().resolve(folder))) {
                files.filter(file -> file.toString().endsWith(extension))
                        .forEach(file -> sources.add("\n" + Page.read(file)));
            }
        }
        assertThat(TOUR.blocks(language))
                .hasSizeGreaterThan(2)
                .allSatisfy(block -> assertThat(sources).as(block).anyMatch(source -> isIn(source, block)));
    }

    private static boolean isIn(String source, String block) {
        return IntStream.rangeClosed(0, 12)
                .anyMatch(spaces -> source.contains("\n" + block.replaceAll("(?m)^(?=.)", " ".repeat(spaces))));
    }
}
