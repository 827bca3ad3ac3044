// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProjectNamesTest {
    private static ProjectNames of(String folder) {
        return ProjectNames.of(folder, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static BadNameException refused(String folder, String app, String type, String pack) {
        return catchThrowableOfType(
                BadNameException.class,
                () -> ProjectNames.of(
                        folder, Optional.ofNullable(app), Optional.ofNullable(type), Optional.ofNullable(pack)));
    }

    @Test
    void a_folder_names_application_class_and_package() {
        assertThat(of("chat")).isEqualTo(new ProjectNames("chat", "Chat", "chat"));
        assertThat(of("chat_room2")).isEqualTo(new ProjectNames("chat_room2", "ChatRoom2", "chatroom2"));
    }

    @Test
    void each_name_can_be_given() {
        assertThat(ProjectNames.of(
                        "Some Folder", Optional.of("chat"), Optional.of("Talk"), Optional.of("org.example.talk")))
                .isEqualTo(new ProjectNames("chat", "Talk", "org.example.talk"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Chat", "1chat", "chat-room", "chat room", "_chat", "châtiment", ""})
    void an_application_has_the_name_that_mix_would_let_it_have(String folder) {
        assertThat(refused(folder, null, null, null))
                .hasMessageStartingWith("Application name must start with a lowercase ASCII letter")
                .hasMessageEndingWith("got: \"" + folder + "\"")
                .extracting(BadNameException::todo)
                .asString()
                .contains("--app NAME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel", "elixir", "java", "tiebeam", "ssl"})
    void names_of_what_every_node_has_are_taken(String app) {
        assertThat(refused("x", app, null, null)).hasMessageContaining("Application name " + app + " is taken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"process", "node", "supervisor", "term", "record", "string"})
    void a_class_must_not_hide_one_that_its_file_uses(String app) {
        assertThat(refused(app, null, null, null)).hasMessageContaining("is already taken");
    }

    @Test
    void a_module_begins_with_a_capital_letter() {
        assertThat(refused("chat", null, "chat", null)).hasMessageContaining("got: \"chat\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Org.example", "org..example", "new", "org.class.chat", "org.1chat"})
    void a_package_is_one_that_Java_takes(String pack) {
        assertThat(refused("chat", null, null, pack)).hasMessageContaining("got: \"" + pack + "\"");
    }

    @Test
    void an_application_that_is_called_as_a_word_of_Java_needs_another_package() {
        assertThat(refused("switch", null, null, null))
                .hasMessageContaining("got: \"switch\"")
                .extracting(BadNameException::todo)
                .isEqualTo("for example: --package org.example.chat");
    }
}
