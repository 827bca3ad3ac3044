// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.cli;

import java.io.PrintWriter;

/** One command of the command line. */
public interface Command {
    /** What it takes, and its help. */
    Syntax syntax();

    /**
     * Does what it was asked to, on the main thread.
     *
     * @param given the words after its name, read by its {@link #syntax()}
     * @param out for its product
     * @param err for what there is to say about it
     * @return the exit code
     * @throws UsageException if the words make no sense together
     * @throws Exception if it cannot be done
     */
    int run(Given given, PrintWriter out, PrintWriter err) throws Exception;
}
