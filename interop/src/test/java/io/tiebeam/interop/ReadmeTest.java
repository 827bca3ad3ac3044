// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.Node;
import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.shell.demo.Stage;
import io.tiebeam.term.Term;
import io.tiebeam.testing.NeedsBeam;
import io.tiebeam.testing.Page;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What the README shows is what happens, and what it points to is there. */
@LeavesNothingBehind
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReadmeTest {
    private static final Page README = Page.open("README.md");
    private static final Columns FIRST_SCREEN =
            Columns.of(README.blocks("console").get(0));
    private static final Columns GREETERS = Columns.of(README.blocks("console").get(1));

    @Test
    @NeedsBeam
    void the_two_consoles_of_the_first_screen_show_this() {
        try (Stage stage = new Stage()) {
            stage.startEpmd(Mix.beam());
            List<ConsoleNode> nodes = List.of(FIRST_SCREEN.start(stage, 0), FIRST_SCREEN.start(stage, 1));
            assertThat(FIRST_SCREEN.statements()).hasSizeGreaterThan(4);
            for (Columns.Statement statement : FIRST_SCREEN.statements()) {
                statement.play(nodes);
            }
        }
    }

    @Test
    @NeedsBeam
    void the_program_talks_to_iex() throws Exception {
        try (Stage stage = new Stage()) {
            stage.startEpmd(Mix.beam());
            talk(stage, 0);
        }
    }

    @Test
    void the_program_talks_to_a_tiebeam_shell() throws Exception {
        try (Stage stage = new Stage()) {
            talk(stage, 1);
        }
    }

    private static void talk(Stage stage, int side) throws Exception {
        ConsoleNode kate = GREETERS.start(stage, side);
        List<Columns.Statement> statements = GREETERS.of(side);
        for (Columns.Statement statement : statements.subList(0, statements.size() - 1)) {
            statement.await(kate, statement.type(kate));
        }
        Columns.Statement last = statements.getLast();
        int mark = last.type(kate);
        assertThat(run(stage, README.blocks("java").getFirst())).isEqualTo("PONG\nSup[]\n");
        last.await(kate, mark);
    }

    /** Runs {@code source} with the library alone, as Java runs a source file; what it prints, errors included. */
    private static String run(Stage stage, String source) throws Exception {
        Path file = Files.writeString(stage.home().resolve("Alex.java"), source);
        Path output = stage.home().resolve("alex.out");
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        library(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(stage.environment());
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().onExit().join();
        }
        return Files.readString(output);
    }

    /** What {@code io.tiebeam:tiebeam} brings: its own classes and those of {@code tiebeam-term}. */
    private static String library() throws Exception {
        return placeOf(Node.class) + File.pathSeparator + placeOf(Term.class);
    }

    private static Path placeOf(Class<?> type) throws Exception {
        URI place = type.getProtectionDomain().getCodeSource().getLocation().toURI();
        return Path.of(place);
    }

    @Test
    void the_program_says_what_it_prints() {
        String program = README.blocks("java").getFirst();
        assertThat(program).contains("// PONG").contains("// Sup[]");
        assertThat(program.lines().filter(line -> !line.isBlank()).count()).isLessThan(16);
    }

    @Test
    void the_coordinate_is_the_one_that_is_built() {
        String parent = Page.read(Page.top().resolve("pom.xml"));
        String version = parent.substring(parent.indexOf("<version>"), parent.indexOf("</version>"));
        assertThat(README.blocks("xml").getFirst())
                .contains("<groupId>io.tiebeam</groupId>", "<artifactId>tiebeam</artifactId>", version);
    }

    @Test
    void the_commands_are_those_of_the_help() {
        String help = Page.read(Page.top().resolve("shell/src/main/resources/io/tiebeam/shell/help.txt"));
        List<String> commands = Pattern.compile("\\./tiebeam (\\w+)")
                .matcher(README.text())
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
        assertThat(commands).contains("demo", "shell", "run", "epmd", "test", "help");
        assertThat(commands)
                .allSatisfy(command -> assertThat(help).containsPattern("(?m)^.*\\b" + command + " {2,}\\S"));
        assertThat(Pattern.compile("`(--[a-z-]+)")
                        .matcher(README.text())
                        .results()
                        .map(match -> match.group(1)))
                .isNotEmpty()
                .allSatisfy(option -> assertThat(help).contains(option));
    }

    @Test
    void links_lead_somewhere() throws Exception {
        try (Stream<Path> docs = Files.walk(Page.top().resolve("docs"))) {
            List<Path> pages = Stream.concat(
                            Stream.of("README.md", "SECURITY.md", "CONTRIBUTING.md")
                                    .map(Page.top()::resolve),
                            docs.filter(page -> page.toString().endsWith(".md")))
                    .toList();
            assertThat(pages).hasSizeGreaterThan(8);
            for (Path page : pages) {
                String text = Page.read(page);
                for (var link : Pattern.compile("]\\(([^):]+)\\)")
                        .matcher(text.replaceAll("\\s+", " "))
                        .results()
                        .toList()) {
                    String target = link.group(1);
                    if (target.startsWith("#")) {
                        assertThat(anchors(text)).as("anchors of " + page).contains(target);
                    } else {
                        assertThat(page.resolveSibling(target)).exists();
                    }
                }
            }
        }
    }

    private static List<String> anchors(String page) {
        return page.lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> "#" + line.substring(3).toLowerCase(Locale.ROOT).replace(' ', '-'))
                .toList();
    }
}
