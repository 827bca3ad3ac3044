// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.run;

/** There is nothing to run, and that is not what the user wanted. */
final class NothingSelectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NothingSelectedException(String what, String todo) {
        super("** " + what + "\n   → " + todo);
    }
}
