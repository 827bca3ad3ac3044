// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.process.Directory;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.util.Optional;

/** Global names as {@code {via, global, Name}}: what servers are started and found under. */
public final class GlobalDirectory implements Directory {
    /** Called by {@link java.util.ServiceLoader}. */
    public GlobalDirectory() {}

    @Override
    public Atom module() {
        return Vocabulary.GLOBAL;
    }

    @Override
    public Optional<Pid> whereIs(LocalNode node, Term name) {
        return Names.of(node).find(node, name);
    }

    @Override
    public boolean register(ProcessCell self, Term name) {
        return GlobalRegistrar.register(name, self.pid(), Optional.empty());
    }

    @Override
    public void unregister(ProcessCell self, Term name) {
        GlobalRegistrar.unregister(name);
    }
}
