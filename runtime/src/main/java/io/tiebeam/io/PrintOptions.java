// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

/**
 * How {@link ErlangPrint} writes a term.
 *
 * @param depth how many levels are shown, the rest is {@code ...}; negative for all
 * @param unicode whether characters beyond Latin-1 are written as they are; else they are escaped or shown as numbers
 * @param strings whether lists and binaries of printable characters are shown as text
 * @param order the order of the entries of maps
 * @param environment the node it is written on
 */
record PrintOptions(int depth, boolean unicode, boolean strings, MapOrder order, PrintEnvironment environment) {
    /** Everything, as {@code ~tp} shows it on a node that was started without options. */
    static final PrintOptions DEFAULT =
            new PrintOptions(-1, true, true, MapOrder.AS_IT_COMES, PrintEnvironment.DEFAULT);

    /** What an error message shows of a term. */
    static final PrintOptions SHORT = new PrintOptions(8, true, true, MapOrder.AS_IT_COMES, PrintEnvironment.DEFAULT);

    /**
     * How deep terms are nested before the rest is {@code ...}: a peer chooses the nesting, printing it takes stack.
     */
    static final int MAX_NESTING = 500;

    Printable printable() {
        return new Printable(unicode, environment.unicodePrintable());
    }
}
