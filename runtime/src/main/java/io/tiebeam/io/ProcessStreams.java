// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import java.nio.charset.Charset;

/**
 * Lets {@code System.out}, {@code System.err} and {@code System.in} of a process be its group leader's, wherever that
 * is. Called by the launcher, and by a node that is asked to; any thread, as often as one likes.
 *
 * <p>Limits: threads of plain executors are no processes, so their output goes to the console; what has taken
 * {@code System.out} before (log appenders do) goes on printing there.
 */
public final class ProcessStreams {
    private ProcessStreams() {}

    /** Replaces the three streams of {@link System}, each unless it has been already. */
    public static synchronized void install() {
        if (!(System.out instanceof ProcessOutput)) {
            System.setOut(new ProcessOutput(System.out));
        }
        if (!(System.err instanceof ProcessOutput)) {
            System.setErr(new ProcessOutput(System.err));
        }
        if (!(System.in instanceof ProcessInput)) {
            System.setIn(new ProcessInput(System.in, inputCharset()));
        }
    }

    /** Puts the streams back that {@link #install()} replaced, except where somebody has set others since. */
    public static synchronized void uninstall() {
        if (System.out instanceof ProcessOutput routed) {
            System.setOut(routed.console());
        }
        if (System.err instanceof ProcessOutput routed) {
            System.setErr(routed.console());
        }
        if (System.in instanceof ProcessInput routed) {
            System.setIn(routed.console());
        }
    }

    /** The console behind the streams of {@link System}, for the leader of this JVM's own console. */
    public static synchronized Console console() {
        return new StreamConsole(System.out, System.in, inputCharset());
    }

    private static Charset inputCharset() {
        return Charset.forName(
                System.getProperty("stdin.encoding", Charset.defaultCharset().name()));
    }
}
