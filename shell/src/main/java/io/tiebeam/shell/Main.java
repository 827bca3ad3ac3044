// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

/** The command line's entry, called by the launcher on the JVM's main thread. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(64);
    }
}
