// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

/**
 * What the text of a term depends on besides the term: the node that writes it.
 *
 * @param numbers the numbers of nodes in pids, ports and references
 * @param unicodePrintable whether {@code ~tp} takes all of Unicode as printable in lists and binaries, as {@code
 *     erl +pc unicode} does; by default only Latin-1, as plain {@code erl} does
 */
public record PrintEnvironment(NodeNumbers numbers, boolean unicodePrintable) {
    /** For a node without a name, {@code nonode@nohost}. */
    public static final PrintEnvironment DEFAULT =
            new PrintEnvironment(NodeNumbers.counting(node -> node.name().equals("nonode@nohost")), false);
}
