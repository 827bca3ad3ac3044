// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.util.Optional;

/**
 * Names of processes beside those of the node: what stands behind {@code {via, Module, Name}}. Found as a service, so that
 * whoever sends, calls or starts knows no directory. Source: the four functions that OTP asks of a {@code via} module,
 * {@code whereis_name}, {@code register_name}, {@code unregister_name} and {@code send}; the last follows from the first.
 */
public interface Directory {
    /** The module that names it, such as {@code Elixir.Registry}. */
    Atom module();

    /**
     * Who has {@code name} on {@code node}. Any thread; does not block.
     *
     * @throws IllegalArgumentException if {@code name} is none that this directory could keep
     */
    Optional<Pid> whereIs(LocalNode node, Term name);

    /**
     * Gives {@code name} to {@code self}, on its own thread. False if another process has it.
     *
     * @throws IllegalArgumentException if {@code name} is none that this directory could keep
     */
    boolean register(ProcessCell self, Term name);

    /** Takes {@code name} from {@code self}, on its own thread. Also the end of the process frees it. */
    void unregister(ProcessCell self, Term name);
}
