// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.term.Bits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NameTableTest {
    private static final Instant START = Instant.ofEpochMilli(1_795_343_268_123L);
    private static final int NOW = (int) START.toEpochMilli();

    private final NameTable table = new NameTable(InstantSource.fixed(START));

    @Test
    void a_name_starts_with_the_time_and_counts_up_each_time_it_comes_back() {
        assertThat(register("kate")).hasValue(NOW + 1);
        assertThat(register("alex")).hasValue(NOW + 1);
        table.unregister("kate");
        assertThat(register("kate")).hasValue(NOW + 2);
    }

    @Test
    void a_node_that_serves_epmd_itself_and_is_back_within_the_second_is_another_one() {
        var anew = new NameTable(InstantSource.fixed(START.plusMillis(300)));
        assertThat(anew.register(entry("kate", 6))).isNotEqualTo(register("kate"));
    }

    @Test
    void a_taken_name_is_refused_until_its_node_goes() {
        assertThat(register("kate")).isPresent();
        assertThat(register("kate")).isEmpty();
        table.unregister("kate");
        assertThat(register("kate")).isPresent();
    }

    @Test
    void no_creation_is_below_4_when_the_count_wraps() {
        var end = new NameTable(InstantSource.fixed(Instant.ofEpochMilli(0xFFFF_FFFFL)));
        assertThat(end.register(entry("kate", 6))).hasValue(4);
    }

    @Test
    void nodes_of_version_5_get_a_creation_from_1_to_3() {
        for (int i = 0; i < 10; i++) {
            assertThat(table.register(entry("old", 5)).orElseThrow()).isBetween(1, 3);
            table.unregister("old");
        }
    }

    @Test
    void names_come_newest_first() {
        register("alex");
        register("kate");
        assertThat(table.names()).containsExactly(new EpmdName("kate", 1), new EpmdName("alex", 1));
    }

    @Test
    void remembers_the_last_thousand_names_that_left_and_no_more() {
        register("stays");
        register("first");
        table.unregister("first");
        for (int i = 0; i < 1000; i++) {
            register("n" + i);
            table.unregister("n" + i);
        }
        assertThat(register("first")).as("forgotten, starts anew").hasValue(NOW + 1);
        assertThat(register("n999")).as("remembered").hasValue(NOW + 2);
    }

    @Test
    void a_table_with_4096_nodes_takes_no_more() {
        for (int i = 0; i < 4096; i++) {
            assertThat(register("n" + i)).isPresent();
        }
        assertThat(register("one more")).isEmpty();
    }

    private OptionalInt register(String name) {
        return table.register(entry(name, 6));
    }

    private static EpmdEntry entry(String name, int highest) {
        return new EpmdEntry(name, 1, 77, 0, highest, 5, Bits.EMPTY);
    }
}
