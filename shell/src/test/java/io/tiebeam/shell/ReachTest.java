// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.dist.Checkup.Finding;
import io.tiebeam.dist.Checkup.Stage;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReachTest {
    private static final Finding NAME = new Finding(Stage.NAME, true, "a short name", List.of());

    private static Reach brokenAt(Stage stage) {
        return new Reach(
                "kate@localhost", List.of(NAME, new Finding(stage, false, "it broke\nas seen", List.of("mend it"))));
    }

    @Test
    void shows_the_road_up_to_the_break_and_what_was_not_looked_at() {
        assertThat(brokenAt(Stage.FLAGS).road()).isEqualTo("""
                        ok   name      a short name
                        FAIL flags     it broke
                                       as seen
                             → mend it
                        --   cookie
                        """);
    }

    @Test
    void names_the_obstacle_in_Erlangs_word_and_the_way_to_more() {
        assertThat(brokenAt(Stage.PORT).obstacle()).isEqualTo("""
                        ** no connection to kate@localhost (noconnection): it broke
                           as seen
                           → mend it
                           → the whole road:  ./tiebeam doctor kate@localhost""");
    }

    @Test
    void tells_scripts_by_the_exit_code() {
        assertThat(new Reach("kate@localhost", List.of(NAME)).exitCode()).isZero();
        assertThat(brokenAt(Stage.NAME).exitCode()).isEqualTo(64);
        assertThat(brokenAt(Stage.EPMD).exitCode()).isEqualTo(69);
        assertThat(brokenAt(Stage.COOKIE).exitCode()).isEqualTo(77);
    }

    @Test
    void says_the_same_in_JSON() {
        assertThat(brokenAt(Stage.COOKIE).json().replaceAll("\\s+", " "))
                .startsWith("{ \"node\" : \"kate@localhost\", \"reachable\" : false, \"steps\" : [")
                .contains("\"step\" : \"cookie\", \"ok\" : false, \"what\" : \"it broke\\nas seen\"");
    }
}
