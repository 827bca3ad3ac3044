// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.term.Atom;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ElixirNamesTest {

    @ParameterizedTest
    @CsvSource({
        "sayName,say_name",
        "receiveMessageForMoebi,receive_message_for_moebi",
        "hi,hi",
        "x,x",
        "parseURL,parse_url",
        "readURLNow,read_url_now",
        "utf8Bytes,utf8_bytes",
        "say_name,say_name",
        "aB,a_b",
        "_private,_private"
    })
    void a_name_of_java_becomes_one_of_erlang(String java, String erlang) {
        assertThat(ElixirNames.snakeCase(java)).isEqualTo(erlang);
    }

    @ParameterizedTest
    @CsvSource({"say_name,Kate.say_name/1", "alive?,Kate.alive?/1", "+,Kate.+/1", "'odd name','Kate.\"odd name\"/1'"})
    void functions_stand_as_elixir_writes_them(String name, String written) {
        assertThat(ElixirNames.mfa(Atom.of("Elixir.Kate"), Atom.of(name), 1)).isEqualTo(written);
    }
}
