// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

/** Called by the loops of snippets, on the thread of the process that runs them. Public only because those are. */
public final class StopCheck {
    private StopCheck() {}

    /**
     * Returns at once while the process may go on.
     *
     * @throws Stopped if its thread was interrupted, by a kill or by Ctrl+C
     */
    public static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw new Stopped();
        }
    }

    /** Ends a snippet. An error, so that {@code catch (Exception e)} in the loop cannot keep it alive. */
    static final class Stopped extends Error {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("stopped", null, false, false);
        }
    }
}
