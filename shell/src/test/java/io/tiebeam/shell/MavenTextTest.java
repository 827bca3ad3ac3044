// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MavenTextTest {
    private static final Path FOLDER = Path.of("/home/kate/chat");

    @Test
    void errors_of_the_compiler_are_shown_once_with_their_lines() {
        assertThat(MavenText.errors("""
                        \u001b[0m\u001b[0m[ERROR] COMPILATION ERROR :\u0020
                        [ERROR] /home/kate/chat/src/test/java/chat/ChatTest.java:[25,30] cannot find symbol
                          symbol:   variable kat
                          location: class chat.ChatTest
                        [ERROR] /home/kate/other/A.java:[1,2] class, interface, enum, or record expected
                        [ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin on project chat
                        [ERROR] /home/kate/chat/src/test/java/chat/ChatTest.java:[25,30] cannot find symbol
                        [ERROR] -> [Help 1]
                        [ERROR] For more information about the errors
                        """, FOLDER)).isEqualTo("""
                           src/test/java/chat/ChatTest.java:25: cannot find symbol
                               symbol:   variable kat
                               location: class chat.ChatTest
                           /home/kate/other/A.java:1: class, interface, enum, or record expected""".indent(3).stripTrailing());
    }

    @Test
    void what_else_stopped_maven_is_shown_without_its_footer() {
        assertThat(MavenText.errors("""
                        [ERROR] Failed to execute goal on project chat: Could not resolve dependencies
                        [ERROR] -> [Help 1]
                        [ERROR]\u0020
                        """, FOLDER))
                .isEqualTo("[ERROR] Failed to execute goal on project chat: Could not resolve dependencies");
        assertThat(MavenText.errors("killed\n", FOLDER)).isEqualTo("killed");
    }
}
