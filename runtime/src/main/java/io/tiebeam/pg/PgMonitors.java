// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.pg;

import io.tiebeam.process.Address;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who wants to hear who joins and leaves. Of a scope's process, on its thread only. */
final class PgMonitors {
    /** {@code group}: only of that; empty: of all. */
    private record Monitor(Pid who, Optional<Term> group) {}

    private final ProcessCell self;
    private final Map<Ref, Monitor> monitors = new LinkedHashMap<>();

    PgMonitors(ProcessCell self) {
        this.self = self;
    }

    /** Tells {@code who} from now on; its end is watched under the reference that its messages carry. */
    Ref add(Pid who, Optional<Term> group) {
        Ref ref = Address.of(self.node(), who).monitor(self, AliasUse.NONE);
        monitors.put(ref, new Monitor(who, group));
        return ref;
    }

    /** Tells nobody any more under {@code ref}; true if somebody was told. */
    boolean remove(Ref ref) {
        if (monitors.remove(ref) == null) {
            return false;
        }
        self.demonitor(ref, false);
        return true;
    }

    /** The monitor {@code ref} has fired: whoever it was is dead. True if it was one of these. */
    boolean down(Ref ref) {
        return monitors.remove(ref) != null;
    }

    /** @param what {@code join} or {@code leave} */
    void tell(Term what, Term group, List<Pid> pids) {
        monitors.forEach((ref, monitor) -> {
            if (monitor.group().filter(wanted -> !wanted.equals(group)).isEmpty()) {
                Address.of(self.node(), monitor.who()).send(self, Tuple.of(ref, what, group, ListTerm.of(pids)));
            }
        });
    }
}
