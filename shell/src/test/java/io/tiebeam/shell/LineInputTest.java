// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LineInputTest {
    @Test
    void readers_with_buffers_take_turns_line_by_line() throws Exception {
        LineInput input = new LineInput(new ByteArrayInputStream("one\ntwö\nthree\nfour".getBytes(UTF_8)));
        BufferedReader shell = new BufferedReader(new InputStreamReader(input, UTF_8));
        BufferedReader process = new BufferedReader(new InputStreamReader(input, UTF_8));
        assertThat(shell.readLine()).isEqualTo("one");
        assertThat(process.readLine()).isEqualTo("twö");
        assertThat(shell.readLine()).isEqualTo("three");
        assertThat(process.readLine()).isEqualTo("four");
        assertThat(process.readLine()).isNull();
        assertThat(shell.readLine()).isNull();
    }
}
