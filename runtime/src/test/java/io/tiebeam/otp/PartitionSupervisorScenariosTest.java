// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Kernel;
import io.tiebeam.NoProcessException;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A partition supervisor does what Elixir's does. */
@Scenarios("partition_supervisor")
class PartitionSupervisorScenariosTest {
    private static final Name PARTS = Name.of("parts");

    private final Reports reports = new Reports();

    @AfterEach
    void stop() {
        reports.close();
    }

    private static PartitionSupervisor parts(Kids kids, int partitions) {
        return PartitionSupervisor.named(PARTS).partitions(partitions).children(n -> kids.kid("part_" + n));
    }

    private static Pid where(Object key) {
        return Processes.whereIs(PartitionSupervisor.at(PARTS, key)).orElseThrow();
    }

    @Test
    void as_many_partitions_start_as_are_asked_for(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = parts(kids, 3).startLink();
        trace.trace(PartitionSupervisor.partitions(PARTS));
        kids.children(PARTS);
        kids.count(PARTS);
        kids.stop(sup);
    }

    @Test
    void an_integer_belongs_to_the_partition_of_its_remainder(Trace trace) {
        Kids kids = new Kids(trace);
        parts(kids, 3).startLink();
        List.of(0, 1, 2, 3, 4, -1, -5, new BigInteger("123456789012345678901234567890"))
                .forEach(key -> trace.trace(where(key)));
    }

    @Test
    void any_other_key_belongs_to_the_partition_of_its_hash(Trace trace) {
        Kids kids = new Kids(trace);
        parts(kids, 4).startLink();
        Term room = Tuple.of(Atom.of("room"), Int.of(7));
        Term list = ListTerm.of(Int.of(1), Int.of(2), Int.of(3));
        Term map = MapTerm.of(Atom.of("a"), Int.of(1));
        for (Term key : List.of(
                Atom.of("a"), Bits.of("lobby"), room, list, map, new FloatTerm(1.5), Bits.EMPTY, ListTerm.EMPTY)) {
            trace.trace(Tuple.of(key, where(key)));
        }
    }

    @Test
    void a_partition_that_is_restarted_is_found_again(Trace trace) {
        Kids kids = new Kids(trace);
        parts(kids, 2).startLink();
        kids.up("part_0", "part_1");
        Pid before = where(1);
        kids.die("part_1", "boom");
        kids.up("part_1");
        kids.count(PARTS);
        trace.trace(where(1).equals(before));
        trace.trace(where(1).equals(Kids.pid("part_1")));
        trace.trace(where(0));
    }

    @Test
    void a_message_goes_to_the_partition_of_its_key(Trace trace) {
        Kids kids = new Kids(trace);
        parts(kids, 2).startLink();
        kids.up("part_0", "part_1");
        Kernel.send(PartitionSupervisor.at(PARTS, 3), Tuple.of(Atom.of("die"), Atom.of("normal")));
        kids.up("part_1");
    }

    @Test
    void one_for_all_restarts_all_partitions(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = parts(kids, 2).strategy(Strategy.ONE_FOR_ALL).startLink();
        kids.up("part_0", "part_1");
        kids.die("part_1", "boom");
        kids.up("part_0", "part_1");
        kids.stop(sup);
    }

    @Test
    void partitions_that_are_restarted_too_often_end_all(Trace trace) {
        Kids kids = new Kids(trace);
        Pid sup = parts(kids, 2).maxRestarts(0, Duration.ofSeconds(5)).startLink();
        kids.up("part_0", "part_1");
        kids.die("part_0", "boom");
        kids.ended(sup);
        try {
            PartitionSupervisor.partitions(PARTS);
        } catch (NoProcessException nobody) {
            trace.trace(((Tuple) nobody.reason()).get(0));
        }
    }

    @Test
    void nobody_asks_a_partition_supervisor_that_is_not_there(Trace trace) {
        Kids kids = new Kids(trace);
        try {
            kids.count(PARTS);
        } catch (NoProcessException nobody) {
            trace.trace(((Tuple) nobody.reason()).get(0));
        }
    }
}
