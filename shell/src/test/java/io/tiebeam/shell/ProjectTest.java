// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProjectTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    private Path folder;

    @BeforeEach
    void a_project_that_was_built() throws IOException {
        write("pom.xml", "<project/>", -60);
        write("src/main/java/chat/Chat.java", "package chat; public class Chat {}", -60);
        Files.createDirectories(folder.resolve("target/classes"));
        write("target/tiebeam/classpath", "/repo/a.jar" + File.pathSeparator + "/repo/b.jar\n", 0);
        for (Path each : List.of(Path.of("src/main"), Path.of("src/main/java"), Path.of("src/main/java/chat"))) {
            touch(folder.resolve(each), -60);
        }
    }

    @Test
    void is_current_until_a_source_is_newer_or_goes() throws IOException {
        Project project = new Project(folder);
        assertThat(project.isCurrent()).isTrue();
        touch(folder.resolve("src/main/java/chat/Chat.java"), 60);
        assertThat(project.isCurrent()).isFalse();
        touch(folder.resolve("src/main/java/chat/Chat.java"), -60);
        assertThat(project.isCurrent()).isTrue();
        touch(folder.resolve("src/main/java/chat"), 60);
        assertThat(project.isCurrent()).as("a file was deleted").isFalse();
    }

    @Test
    void is_not_current_when_its_description_changed_or_its_classes_are_gone() throws IOException {
        touch(folder.resolve("pom.xml"), 60);
        assertThat(new Project(folder).isCurrent()).isFalse();
        touch(folder.resolve("pom.xml"), -60);
        Files.delete(folder.resolve("target/classes"));
        assertThat(new Project(folder).isCurrent()).isFalse();
    }

    @Test
    void its_own_classes_come_first_on_the_class_path() {
        assertThat(new Project(folder).classPath())
                .containsExactly(folder.resolve("target/classes"), Path.of("/repo/a.jar"), Path.of("/repo/b.jar"));
    }

    @Test
    void finds_what_it_provides_in_services_and_in_its_module() throws IOException {
        write("target/classes/META-INF/services/java.lang.Runnable", "# ours\nchat.One # first\n\n", 0);
        Path source = write("module/module-info.java", "module chat { provides java.lang.Runnable with chat.Two; }", 0);
        Path two = write(
                "module/chat/Two.java",
                "package chat; public class Two implements Runnable { public void run() {} }",
                0);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-d",
                        folder.resolve("target/classes").toString(),
                        source.toString(),
                        two.toString());
        assertThat(status).isZero();
        assertThat(new Project(folder).providers(Runnable.class)).containsExactly("chat.One", "chat.Two");
    }

    @Test
    void a_folder_that_is_not_there_is_told_from_one_without_a_project() {
        assertThatThrownBy(() -> new Project(folder.resolve("nowhere")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("there is no such folder");
    }

    private Path write(String name, String text, long seconds) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        touch(file, seconds);
        return file;
    }

    private static void touch(Path file, long seconds) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(NOW.plusSeconds(seconds)));
    }
}
