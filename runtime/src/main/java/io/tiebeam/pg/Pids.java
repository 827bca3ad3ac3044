// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.pg;

import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.util.ArrayList;
import java.util.List;

/** Lists of pids in which one may stand several times, as it may be several times in a group. Pure. */
final class Pids {
    private Pids() {}

    /** A pid, or a proper list of pids; anything else is nobody. */
    static List<Pid> of(Term term) {
        if (term instanceof Pid pid) {
            return List.of(pid);
        }
        return term instanceof ListTerm list && list.isProper()
                ? list.elements().stream()
                        .filter(Pid.class::isInstance)
                        .map(Pid.class::cast)
                        .toList()
                : List.of();
    }

    /** {@code more} before {@code pids}. */
    static List<Pid> plus(List<Pid> pids, List<Pid> more) {
        List<Pid> all = new ArrayList<>(more);
        all.addAll(pids);
        return List.copyOf(all);
    }

    /** {@code pids}, each of {@code fewer} taken out once: Erlang's {@code --}. */
    static List<Pid> minus(List<Pid> pids, List<Pid> fewer) {
        List<Pid> left = new ArrayList<>(pids);
        fewer.forEach(left::remove);
        return List.copyOf(left);
    }
}
