// SPDX-License-Identifier: Apache-2.0
package sample;

import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawn;
import static io.tiebeam.Kernel.spawnLink;

import io.tiebeam.Cookie;
import io.tiebeam.Kernel;
import io.tiebeam.Node;
import io.tiebeam.NodeOptions;
import io.tiebeam.Processes;
import io.tiebeam.junit.OtpTest;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests that leave something behind, and one that does not. Run by {@code LeaksTest}. */
@OtpTest
public final class Leaking {
    /** Lived before all tests. */
    static Pid old;

    private Leaking() {}

    @OtpTest
    static class Processes_ {
        @Test
        void a_process() {
            Pid pid = spawn(Kernel::receive);
            Processes.register(Name.of("left_behind"), pid);
        }

        @Test
        void a_grandchild() {
            Pid test = self();
            spawnLink(() -> {
                spawn(Kernel::receive);
                send(test, Atom.OK); // not before: the end of the test ends this one
                receive();
            });
            receive();
        }

        @Test
        void nothing_since_it_was_linked() {
            spawnLink(Kernel::receive);
            Processes.sendAfter(self(), Atom.of("too_late"), Duration.ofHours(1));
        }

        @Test
        @OtpTest(leaksFail = false)
        void what_it_may() {
            spawn(Kernel::receive);
        }
    }

    @OtpTest
    static class Others {
        @Test
        void a_timer() {
            Processes.sendAfter(old, Atom.of("wake_up"), Duration.ofHours(1));
        }

        @Test
        void a_name() {
            Processes.register(Name.of("of_the_old_one"), old);
        }

        @Test
        void a_node() {
            Map<String, String> environment = new HashMap<>(System.getenv());
            environment.put("ERL_EPMD_PORT", System.getProperty("sample.epmd"));
            Node.start(NodeOptions.sname("left@localhost", Cookie.of("x")).environment(environment));
        }
    }

    /** What lives before the tests do. */
    public static void old(Pid pid) {
        old = pid;
    }
}
