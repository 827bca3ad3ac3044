// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

/** Who owns a mailbox and may sleep until something is put there. A class, so that the call costs nothing. */
abstract class Sleeper {
    /** The owner slept, and whoever calls this ended that: once for each sleep. Any thread; never blocks. */
    abstract void wake();
}
