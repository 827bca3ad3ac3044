// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import io.tiebeam.term.Term;
import io.tiebeam.term.TermReader;
import java.util.Arrays;

/**
 * The control tuple of the frame before, by its bytes. A process that sends on and on to another one makes frames that
 * differ in their payload only; comparing some sixty bytes is a small part of what reading two pids costs, and those are
 * then the same objects. Confined to the thread that reads the connection.
 */
final class LastControl {
    private static final int LONGEST = 256;

    private final byte[] known = new byte[LONGEST];
    private int length; // 0: none
    private Term control;

    /** Reads the control tuple that {@code terms}, at its beginning, and {@code bytes}, at {@code from}, are about. */
    Term read(TermReader terms, byte[] bytes, int from) {
        int size = length;
        if (size > 0 && size <= terms.remaining() && Arrays.equals(known, 0, size, bytes, from, from + size)) {
            terms.skip(size);
            return control;
        }
        Term read = terms.readVersioned();
        length = 0;
        if (terms.remaining() > 0 && terms.position() <= LONGEST) { // a payload follows: may come again
            length = terms.position();
            System.arraycopy(bytes, from, known, 0, length);
            control = read;
        }
        return read;
    }
}
