// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

/**
 * A place in a mailbox, good until the next receive. It is what makes a call cheap however many messages wait: the reply
 * cannot be among those that were there before the reference was made.
 */
public final class Mark {
    final Signal.Message last; // the newest message then; null: the mailbox was empty

    Mark(Signal.Message last) {
        this.last = last;
    }
}
