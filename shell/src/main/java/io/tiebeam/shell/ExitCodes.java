// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

/** What the command line ends with. */
public final class ExitCodes {
    /** All went well. */
    public static final int OK = 0;

    /** It could not be done. */
    public static final int FAILURE = 1;

    /** The node cannot be reached. */
    static final int UNREACHABLE = 69;

    /** The node has another cookie. */
    static final int COOKIE_REFUSED = 77;

    /** The command was not understood. */
    public static final int USAGE = 64;

    private ExitCodes() {}
}
