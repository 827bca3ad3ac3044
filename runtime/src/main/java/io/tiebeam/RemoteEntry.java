// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.process.ProcessBody;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import java.lang.System.Logger.Level;

/** What a process does that was started by name, from another node or from this one: it goes through the one door. */
final class RemoteEntry {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");

    private RemoteEntry() {}

    static ProcessBody bodyFor(Atom module, Atom function, ListTerm arguments) {
        return self -> switch (Exposure.of(self.node()).resolve(module, function, arguments)) {
            case Resolved.Call call -> Spawning.guarded(call::invoke).run(self);
            case Resolved.Refused refused -> refuse(self, refused);
        };
    }

    private static io.tiebeam.term.Term refuse(ProcessCell self, Resolved.Refused refused) {
        LOG.log(Level.WARNING, refused.explanation());
        CrashReport.toGroupLeader(self, refused.reason());
        return refused.reason();
    }
}
