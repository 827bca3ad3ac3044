// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import sample.Leaking;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LeaksTest {
    @Test
    void processes_fail_the_test_with_the_place_they_come_from_unless_they_are_linked() {
        List<Pid> before = Processes.list();
        Map<String, String> outcomes = Runs.outcomes(Runs.of("sample.Leaking$Processes_"));
        assertThat(outcomes.get("a_process()"))
                .matches(
                        "(?s)the test left behind, 300 ms after its end:\n"
                                + "  process #PID<0\\.\\d+\\.0> \\(:left_behind\\) \".*\", spawned at\n"
                                + "    sample\\.Leaking\\$Processes_\\.a_process\\(Leaking\\.java:\\d+\\)\n"
                                + "→ link it to the test \\(spawnLink, startLink\\), or end it: stop, close, cancel, unregister");
        assertThat(outcomes.get("a_grandchild()"))
                .contains("spawned at\n    sample.Leaking$Processes_.lambda$a_grandchild");
        assertThat(outcomes.get("nothing_since_it_was_linked()")).isEqualTo("ok");
        assertThat(outcomes.get("what_it_may()")).isEqualTo("ok");
        assertThat(before).containsAll(Processes.list());
    }

    @Test
    void so_do_timers_names_and_nodes() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            System.setProperty("sample.epmd", Integer.toString(free.getLocalPort()));
        }
        Pid old = Kernel.spawn(Kernel::receive);
        Leaking.old(old);
        Map<String, String> outcomes = Runs.outcomes(Runs.of("sample.Leaking$Others"));
        Kernel.exit(old, "kill");
        assertThat(outcomes.get("a_timer()"))
                .contains("  timer of 3600000 ms for " + old
                        + ", set at\n    sample.Leaking$Others.a_timer(Leaking.java:");
        assertThat(outcomes.get("a_name()")).contains("  name :of_the_old_one of a process that was there before");
        assertThat(outcomes.get("a_node()"))
                .contains("  node :left@localhost, started at\n    sample.Leaking$Others.a_node(Leaking.java:")
                .doesNotContain("process ");
        assertThat(Processes.whereIs(Name.of("of_the_old_one"))).isEmpty();
        assertThat(Kernel.node()).hasToString("nonode@nohost");
    }
}
