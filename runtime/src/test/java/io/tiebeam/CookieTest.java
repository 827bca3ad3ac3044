// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CookieTest {
    @TempDir
    Path home;

    @Test
    void two_cookies_beyond_Latin_1_are_refused_and_not_taken_for_the_same() {
        assertThatThrownBy(() -> Cookie.of("\u043f\u0430\u0440\u043e\u043b\u044c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Latin-1")
                .hasMessageNotContaining("\u043f");
        assertThat(Cookie.of("\u00e9").bytes()).containsExactly(0xE9);
    }

    @Test
    void a_cookie_that_is_too_long_for_an_atom_is_refused_without_showing_it() {
        assertThat(Cookie.of("x".repeat(255)).bytes()).hasSize(255);
        assertThatThrownBy(() -> Cookie.of("x".repeat(256)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("256")
                .hasMessageNotContaining("xx");
    }

    @Test
    void the_first_node_of_a_user_makes_the_cookie_for_its_eyes_only_and_the_second_takes_it() throws Exception {
        Cookie made = Cookie.fromHome(home);
        Path file = home.resolve(".erlang.cookie");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("r--------");
        assertThat(Cookie.fromHome(home).bytes()).isEqualTo(made.bytes());
        assertThat(made.toString()).doesNotContain(Files.readString(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
        assertThatThrownBy(() -> Cookie.fromHome(home))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chmod 400");
    }

    @Test
    void the_folder_of_configurations_is_looked_at_where_home_has_no_cookie(@TempDir Path home) throws IOException {
        Path folder = Files.createDirectories(home.resolve(".config/erlang"));
        Path file = Files.writeString(folder.resolve(".erlang.cookie"), "from_the_folder");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(Cookie.fromHome(home).bytes()).asString().isEqualTo("from_the_folder");
        assertThat(Cookie.fromHome(home, folder.getParent()).bytes()).asString().isEqualTo("from_the_folder");
        assertThat(home.resolve(".erlang.cookie")).doesNotExist();

        Path nearer = Files.writeString(home.resolve(".erlang.cookie"), "from_home");
        Files.setPosixFilePermissions(nearer, PosixFilePermissions.fromString("rw-------"));
        assertThat(Cookie.fromHome(home).bytes()).asString().isEqualTo("from_home");
    }
}
