// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawnLink;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import org.junit.jupiter.api.Test;

/** What OTP does with links and exits, done here. */
@Scenarios("processes")
class ProcessScenariosTest {
    @Test
    void a_linked_process_dies_with_the_one_that_fails(Trace trace) {
        Processes.trapExit(true);
        Pid pid = spawnLink(() -> {
            spawnLink(() -> exit("boom"));
            receive();
        });
        trace.label(pid, "parent");
        trace.trace(receive());
    }

    @Test
    void an_exit_with_normal_ends_nobody_else(Trace trace) {
        Processes.trapExit(true);
        Pid pid = spawnLink(() -> trace.trace(receive()));
        trace.label(pid, "child");
        exit(pid, "normal");
        send(pid, Atom.of("still_there"));
        trace.trace(receive());
    }
}
