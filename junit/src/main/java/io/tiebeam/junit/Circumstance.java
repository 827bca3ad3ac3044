// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

/** What else there is to say about a failure: suppressed in it, without a stack of its own. */
final class Circumstance extends Exception {
    private static final long serialVersionUID = 1L;

    Circumstance(String text) {
        super(text, null, false, false);
    }

    @Override
    public String toString() {
        return getMessage();
    }
}
