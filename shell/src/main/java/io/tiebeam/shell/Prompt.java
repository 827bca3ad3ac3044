// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.util.Optional;

/** Where lines to evaluate come from and where the shell answers. Read by the main thread only. */
interface Prompt extends AutoCloseable {
    /**
     * The next piece of input that can be evaluated, of one line or more; empty at the end.
     *
     * @param node the name to prompt with, empty for a shell without a name
     * @param number counts the inputs from 1
     */
    Optional<String> next(String node, int number) throws InterruptedException;

    /** Whether somebody types there. */
    default boolean isTerminal() {
        return false;
    }

    /** Says who we are. */
    void greet(String text);

    /** Shows a value, or whatever else was asked for. Any thread. */
    void show(String text);

    /** Shows what went wrong. Any thread. */
    void complain(String text);

    /** While {@code action} is set, Ctrl+C runs it instead of ending anything. */
    void onInterrupt(Runnable action);

    @Override
    void close();
}
