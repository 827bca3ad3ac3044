// SPDX-License-Identifier: Apache-2.0
package sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.junit.Distributed;
import io.tiebeam.junit.OtpTest;
import org.junit.jupiter.api.Test;

/** Run by {@code RunTestsTest}. */
@OtpTest
class Lesson {
    @Test
    @Distributed
    void moebi_answers() {}

    @Test
    void one_is_two() {
        assertThat(1).isEqualTo(2);
    }
}
