// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

/** What became of the question where a node listens. Whoever connects to a node switches over it. */
public sealed interface EpmdLookup {
    /** EPMD knows the node. */
    record Found(EpmdEntry entry) implements EpmdLookup {}

    /**
     * EPMD answered that nobody of that name is registered.
     *
     * @param epmd who said so, as in {@code 127.0.0.1:4369}
     */
    record Unknown(String epmd) implements EpmdLookup {}

    /**
     * Nobody could be asked.
     *
     * @param reason a part of a sentence, as in {@code epmd on 127.0.0.1:4369 cannot be reached: Connection refused}
     */
    record Unreachable(String reason) implements EpmdLookup {}
}
