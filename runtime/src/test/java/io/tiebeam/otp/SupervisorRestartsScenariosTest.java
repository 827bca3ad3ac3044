// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.otp.Restart.PERMANENT;
import static io.tiebeam.otp.Restart.TEMPORARY;
import static io.tiebeam.otp.Restart.TRANSIENT;
import static io.tiebeam.otp.Strategy.ONE_FOR_ALL;
import static io.tiebeam.otp.Strategy.ONE_FOR_ONE;
import static io.tiebeam.otp.Strategy.REST_FOR_ONE;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is restarted: every way in which a child ends, for every kind of child, under every strategy. */
@Scenarios("supervisor_restarts")
class SupervisorRestartsScenariosTest {
    private static final Term NORMAL = Atom.of("normal");
    private static final Term SHUTDOWN = Atom.of("shutdown");
    private static final Term OWN = Tuple.of(SHUTDOWN, Atom.of("own"));
    private static final Term BOOM = Atom.of("boom");
    private static final Term KILL = Atom.of("kill");

    private final Reports reports = new Reports();

    @AfterEach
    void stop() {
        reports.close();
    }

    /** The second of three children ends. */
    private static void ends(Trace trace, Strategy strategy, Restart restart, Term reason) {
        Kids kids = new Kids(trace);
        Pid sup = Supervisor.of(strategy)
                .child(kids.kid("a"))
                .child(kids.kid("b").restart(restart))
                .child(kids.kid("c"))
                .startLink();
        kids.up("a", "b", "c");
        kids.die("b", reason);
        if (restart == PERMANENT || restart == TRANSIENT && (reason == BOOM || reason == KILL)) {
            kids.up(
                    switch (strategy) {
                        case ONE_FOR_ONE -> new String[] {"b"};
                        case ONE_FOR_ALL -> new String[] {"a", "b", "c"};
                        case REST_FOR_ONE -> new String[] {"b", "c"};
                    });
        } else {
            Kids.down(sup, "b");
        }
        kids.children(sup);
        kids.stop(sup);
    }

    @Test
    void one_for_one_with_a_permanent_child_that_ends_with_normal(Trace trace) {
        ends(trace, ONE_FOR_ONE, PERMANENT, NORMAL);
    }

    @Test
    void one_for_one_with_a_permanent_child_that_ends_with_shutdown(Trace trace) {
        ends(trace, ONE_FOR_ONE, PERMANENT, SHUTDOWN);
    }

    @Test
    void one_for_one_with_a_permanent_child_that_ends_with_shutdown_of_its_own(Trace trace) {
        ends(trace, ONE_FOR_ONE, PERMANENT, OWN);
    }

    @Test
    void one_for_one_with_a_permanent_child_that_ends_with_boom(Trace trace) {
        ends(trace, ONE_FOR_ONE, PERMANENT, BOOM);
    }

    @Test
    void one_for_one_with_a_permanent_child_that_ends_with_kill(Trace trace) {
        ends(trace, ONE_FOR_ONE, PERMANENT, KILL);
    }

    @Test
    void one_for_one_with_a_transient_child_that_ends_with_normal(Trace trace) {
        ends(trace, ONE_FOR_ONE, TRANSIENT, NORMAL);
    }

    @Test
    void one_for_one_with_a_transient_child_that_ends_with_shutdown(Trace trace) {
        ends(trace, ONE_FOR_ONE, TRANSIENT, SHUTDOWN);
    }

    @Test
    void one_for_one_with_a_transient_child_that_ends_with_shutdown_of_its_own(Trace trace) {
        ends(trace, ONE_FOR_ONE, TRANSIENT, OWN);
    }

    @Test
    void one_for_one_with_a_transient_child_that_ends_with_boom(Trace trace) {
        ends(trace, ONE_FOR_ONE, TRANSIENT, BOOM);
    }

    @Test
    void one_for_one_with_a_transient_child_that_ends_with_kill(Trace trace) {
        ends(trace, ONE_FOR_ONE, TRANSIENT, KILL);
    }

    @Test
    void one_for_one_with_a_temporary_child_that_ends_with_normal(Trace trace) {
        ends(trace, ONE_FOR_ONE, TEMPORARY, NORMAL);
    }

    @Test
    void one_for_one_with_a_temporary_child_that_ends_with_shutdown(Trace trace) {
        ends(trace, ONE_FOR_ONE, TEMPORARY, SHUTDOWN);
    }

    @Test
    void one_for_one_with_a_temporary_child_that_ends_with_shutdown_of_its_own(Trace trace) {
        ends(trace, ONE_FOR_ONE, TEMPORARY, OWN);
    }

    @Test
    void one_for_one_with_a_temporary_child_that_ends_with_boom(Trace trace) {
        ends(trace, ONE_FOR_ONE, TEMPORARY, BOOM);
    }

    @Test
    void one_for_one_with_a_temporary_child_that_ends_with_kill(Trace trace) {
        ends(trace, ONE_FOR_ONE, TEMPORARY, KILL);
    }

    @Test
    void one_for_all_with_a_permanent_child_that_ends_with_normal(Trace trace) {
        ends(trace, ONE_FOR_ALL, PERMANENT, NORMAL);
    }

    @Test
    void one_for_all_with_a_permanent_child_that_ends_with_shutdown(Trace trace) {
        ends(trace, ONE_FOR_ALL, PERMANENT, SHUTDOWN);
    }

    @Test
    void one_for_all_with_a_permanent_child_that_ends_with_shutdown_of_its_own(Trace trace) {
        ends(trace, ONE_FOR_ALL, PERMANENT, OWN);
    }

    @Test
    void one_for_all_with_a_permanent_child_that_ends_with_boom(Trace trace) {
        ends(trace, ONE_FOR_ALL, PERMANENT, BOOM);
    }

    @Test
    void one_for_all_with_a_permanent_child_that_ends_with_kill(Trace trace) {
        ends(trace, ONE_FOR_ALL, PERMANENT, KILL);
    }

    @Test
    void one_for_all_with_a_transient_child_that_ends_with_normal(Trace trace) {
        ends(trace, ONE_FOR_ALL, TRANSIENT, NORMAL);
    }

    @Test
    void one_for_all_with_a_transient_child_that_ends_with_shutdown(Trace trace) {
        ends(trace, ONE_FOR_ALL, TRANSIENT, SHUTDOWN);
    }

    @Test
    void one_for_all_with_a_transient_child_that_ends_with_shutdown_of_its_own(Trace trace) {
        ends(trace, ONE_FOR_ALL, TRANSIENT, OWN);
    }

    @Test
    void one_for_all_with_a_transient_child_that_ends_with_boom(Trace trace) {
        ends(trace, ONE_FOR_ALL, TRANSIENT, BOOM);
    }

    @Test
    void one_for_all_with_a_transient_child_that_ends_with_kill(Trace trace) {
        ends(trace, ONE_FOR_ALL, TRANSIENT, KILL);
    }

    @Test
    void one_for_all_with_a_temporary_child_that_ends_with_normal(Trace trace) {
        ends(trace, ONE_FOR_ALL, TEMPORARY, NORMAL);
    }

    @Test
    void one_for_all_with_a_temporary_child_that_ends_with_shutdown(Trace trace) {
        ends(trace, ONE_FOR_ALL, TEMPORARY, SHUTDOWN);
    }

    @Test
    void one_for_all_with_a_temporary_child_that_ends_with_shutdown_of_its_own(Trace trace) {
        ends(trace, ONE_FOR_ALL, TEMPORARY, OWN);
    }

    @Test
    void one_for_all_with_a_temporary_child_that_ends_with_boom(Trace trace) {
        ends(trace, ONE_FOR_ALL, TEMPORARY, BOOM);
    }

    @Test
    void one_for_all_with_a_temporary_child_that_ends_with_kill(Trace trace) {
        ends(trace, ONE_FOR_ALL, TEMPORARY, KILL);
    }

    @Test
    void rest_for_one_with_a_permanent_child_that_ends_with_normal(Trace trace) {
        ends(trace, REST_FOR_ONE, PERMANENT, NORMAL);
    }

    @Test
    void rest_for_one_with_a_permanent_child_that_ends_with_shutdown(Trace trace) {
        ends(trace, REST_FOR_ONE, PERMANENT, SHUTDOWN);
    }

    @Test
    void rest_for_one_with_a_permanent_child_that_ends_with_shutdown_of_its_own(Trace trace) {
        ends(trace, REST_FOR_ONE, PERMANENT, OWN);
    }

    @Test
    void rest_for_one_with_a_permanent_child_that_ends_with_boom(Trace trace) {
        ends(trace, REST_FOR_ONE, PERMANENT, BOOM);
    }

    @Test
    void rest_for_one_with_a_permanent_child_that_ends_with_kill(Trace trace) {
        ends(trace, REST_FOR_ONE, PERMANENT, KILL);
    }

    @Test
    void rest_for_one_with_a_transient_child_that_ends_with_normal(Trace trace) {
        ends(trace, REST_FOR_ONE, TRANSIENT, NORMAL);
    }

    @Test
    void rest_for_one_with_a_transient_child_that_ends_with_shutdown(Trace trace) {
        ends(trace, REST_FOR_ONE, TRANSIENT, SHUTDOWN);
    }

    @Test
    void rest_for_one_with_a_transient_child_that_ends_with_shutdown_of_its_own(Trace trace) {
        ends(trace, REST_FOR_ONE, TRANSIENT, OWN);
    }

    @Test
    void rest_for_one_with_a_transient_child_that_ends_with_boom(Trace trace) {
        ends(trace, REST_FOR_ONE, TRANSIENT, BOOM);
    }

    @Test
    void rest_for_one_with_a_transient_child_that_ends_with_kill(Trace trace) {
        ends(trace, REST_FOR_ONE, TRANSIENT, KILL);
    }

    @Test
    void rest_for_one_with_a_temporary_child_that_ends_with_normal(Trace trace) {
        ends(trace, REST_FOR_ONE, TEMPORARY, NORMAL);
    }

    @Test
    void rest_for_one_with_a_temporary_child_that_ends_with_shutdown(Trace trace) {
        ends(trace, REST_FOR_ONE, TEMPORARY, SHUTDOWN);
    }

    @Test
    void rest_for_one_with_a_temporary_child_that_ends_with_shutdown_of_its_own(Trace trace) {
        ends(trace, REST_FOR_ONE, TEMPORARY, OWN);
    }

    @Test
    void rest_for_one_with_a_temporary_child_that_ends_with_boom(Trace trace) {
        ends(trace, REST_FOR_ONE, TEMPORARY, BOOM);
    }

    @Test
    void rest_for_one_with_a_temporary_child_that_ends_with_kill(Trace trace) {
        ends(trace, REST_FOR_ONE, TEMPORARY, KILL);
    }
}
