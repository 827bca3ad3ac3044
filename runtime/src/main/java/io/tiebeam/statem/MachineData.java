// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import io.tiebeam.term.Term;

/** What a machine keeps besides its state, and its state as others see it. On the machine's own thread. */
public interface MachineData {
    /** What {@code sys:get_state} shows beside the state. */
    Term data();

    /** What reports and {@code sys:get_status} show for it. */
    Term shown(Term data);

    /** Takes over what has the form of {@link #data}. */
    void replace(Term data);

    /** The state whose term is {@code state}. */
    Object state(Term state);
}
