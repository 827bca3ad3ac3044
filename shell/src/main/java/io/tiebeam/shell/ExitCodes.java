// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

/** What the command line ends with. */
final class ExitCodes {
    static final int OK = 0;
    static final int FAILURE = 1;
    static final int USAGE = 64;

    private ExitCodes() {}
}
