// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.task;

import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who asked for a task: on the wire {@code {Node, NameOrPid, Pid}}.
 *
 * @param shown its registered name, or its pid
 */
public record TaskOwner(Atom node, Term shown, Pid pid) {
    public static TaskOwner of(ProcessCell self) {
        Term shown = self.registeredName().<Term>map(n -> n).orElse(self.pid());
        return new TaskOwner(self.node().name(), shown, self.pid());
    }

    public static Optional<TaskOwner> of(Term term) {
        return term instanceof Tuple t && t.size() == 3 && t.get(0) instanceof Atom node && t.get(2) instanceof Pid pid
                ? Optional.of(new TaskOwner(node, t.get(1), pid))
                : Optional.empty();
    }

    /** {@code {Node, NameOrPid, Pid}}. */
    public Tuple toTerm() {
        return Tuple.of(node, shown, pid);
    }

    /** How a report on {@code reporting} names it: a name of another node needs the node beside it. */
    Term reportedOn(LocalNode reporting) {
        if (reporting.isCalled(node)) {
            return shown;
        }
        return shown instanceof Atom ? Tuple.of(shown, node) : pid;
    }

    /** {@code self} and those who called it. */
    public static ListTerm callers(ProcessCell self) {
        List<Term> all = new ArrayList<>();
        all.add(self.pid());
        all.addAll(self.lineage().callers().elements());
        return ListTerm.of(all);
    }
}
