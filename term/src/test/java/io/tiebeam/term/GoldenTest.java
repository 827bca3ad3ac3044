// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class GoldenTest {
    @Test
    void reads_an_object_with_every_kind_of_value() {
        assertThat(Golden.object(
                        "{\"a\": [1, -2.5, \"x\\n\\u00e9\\\"\"], \"b\":{}, \"c\":true,\"d\":false,\"e\":null}"))
                .containsEntry("a", List.of(1L, -2.5, "x\né\""))
                .containsKeys("b", "c", "d", "e")
                .containsEntry("e", null);
    }

    @Test
    void refuses_what_is_no_object() {
        assertThatThrownBy(() -> Golden.object("{\"a\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected :");
    }

    @Test
    void finds_the_vectors_of_three_releases() {
        assertThat(Arrays.asList("25", "27", "29"))
                .allSatisfy(otp -> assertThat(Golden.lines("terms-otp" + otp)).hasSizeGreaterThan(400))
                .allSatisfy(
                        otp -> assertThat(Golden.lines("closures-otp" + otp)).hasSize(54));
    }
}
