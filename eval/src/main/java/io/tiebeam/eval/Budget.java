// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

/** What is left of the limits of a form; shared by all that is read for one function. */
final class Budget {
    /** No form is nested deeper. Running it takes several frames of Java's stack for each. */
    static final int MAX_DEPTH = 300;

    /** No function has more nodes. */
    static final int MAX_NODES = 100_000;

    private int nodes = MAX_NODES;
    private int depth = MAX_DEPTH;

    /** Counts a node whose parts are read next; {@link #leave} follows when they are. */
    void enter() {
        if (--nodes < 0) {
            throw new IllFormedException("a function of more than " + MAX_NODES + " nodes is not run");
        }
        if (--depth < 0) {
            throw new IllFormedException("a form nested deeper than " + MAX_DEPTH + " is not run");
        }
    }

    void leave() {
        depth++;
    }

    /** Counts a node that is no deeper than the last. */
    void count() {
        enter();
        leave();
    }
}
