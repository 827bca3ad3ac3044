// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.CommandFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NewCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private Exception failure;

    private int run(String... args) {
        NewCommand command = new NewCommand();
        PrintWriter writer = new PrintWriter(out, true);
        try {
            return command.run(command.syntax().read(List.of(args)), writer, writer);
        } catch (IOException | CommandFailure e) {
            failure = e;
            return 1;
        }
    }

    private int answering(String answer, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
        try {
            return run(args);
        } finally {
            System.setIn(before);
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void makes_a_supervised_application_and_says_what_to_type_next() throws Exception {
        assertThat(run(folder.resolve("chat").toString(), "--sup")).isZero();
        assertThat(files())
                .containsExactly(
                        "chat/.gitignore",
                        "chat/README.md",
                        "chat/pom.xml",
                        "chat/src/main/java/chat/Chat.java",
                        "chat/src/main/java/chat/ChatApplication.java",
                        "chat/src/main/java/chat/ChatConfig.java",
                        "chat/src/main/java/module-info.java",
                        "chat/src/test/java/chat/ChatTest.java",
                        "chat/tiebeam");
        assertThat(Files.isExecutable(folder.resolve("chat/tiebeam"))).isTrue();
        assertThat(out.toString().lines())
                .startsWith("* creating README.md", "* creating .gitignore", "* creating pom.xml", "* creating tiebeam")
                .contains("Your application was created. Next:", "    ./tiebeam test")
                .endsWith("    ./tiebeam shell --sname alex@localhost", "", "Run \"./tiebeam help\" for more.");
    }

    @Test
    void makes_a_library_without_a_supervision_tree() throws Exception {
        assertThat(run(folder.resolve("chat").toString())).isZero();
        assertThat(files())
                .contains("chat/src/main/java/chat/Chat.java")
                .noneMatch(file -> file.contains("Application"));
    }

    @Test
    void leaves_no_place_of_a_template_open() throws Exception {
        run(folder.resolve("chat_room").toString(), "--sup", "--package", "org.example.room");
        for (String file : files()) {
            assertThat(Files.readString(folder.resolve(file))).as(file).doesNotContain("{{");
        }
        assertThat(files()).contains("chat_room/src/main/java/org/example/room/ChatRoom.java");
    }

    @Test
    void asks_before_it_overwrites_and_takes_silence_for_no() throws Exception {
        Files.writeString(folder.resolve("README.md"), "mine");
        assertThat(answering("\n", folder.toString(), "--app", "chat")).isEqualTo(1);
        assertThat(failure).isInstanceOf(CommandFailure.class).hasMessageContaining("--force");
        assertThat(answering("", folder.toString(), "--app", "chat")).isEqualTo(1);
        assertThat(files()).containsExactly("README.md");
        assertThat(Files.readString(folder.resolve("README.md"))).isEqualTo("mine");
    }

    @Test
    void overwrites_when_told_to() throws Exception {
        Files.writeString(folder.resolve("README.md"), "mine");
        assertThat(answering("y\n", folder.toString(), "--app", "chat")).isZero();
        assertThat(Files.readString(folder.resolve("README.md"))).startsWith("# Chat");
        Files.writeString(folder.resolve("README.md"), "mine");
        assertThat(run(folder.toString(), "--app", "chat", "--force")).isZero();
        assertThat(Files.readString(folder.resolve("README.md"))).startsWith("# Chat");
    }

    @Test
    void refuses_a_name_before_it_makes_anything() throws Exception {
        assertThat(run(folder.resolve("Chat App").toString())).isEqualTo(1);
        assertThat(failure).hasMessageContaining("got: \"Chat App\"");
        assertThat(files()).isEmpty();
    }

    @Test
    void a_project_finds_its_JDK_as_Tiebeam_does() throws Exception {
        String ours = Files.readString(Path.of("../tiebeam"));
        run(folder.resolve("chat").toString());
        assertThat(Files.readString(folder.resolve("chat/tiebeam")))
                .contains(ours.substring(ours.indexOf("# --- Java ---"), ours.indexOf("# --- Maven ---")));
    }
}
