// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

/** Says that a clause does not match. One instance without a stack: made once, thrown for each skipped message. */
final class Skip extends RuntimeException {
    static final Skip INSTANCE = new Skip();

    private static final long serialVersionUID = 1L;

    private Skip() {
        super("skip() was called outside the clauses of a receive", null, false, false);
    }
}
