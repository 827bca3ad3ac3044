// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.Bits;
import java.util.ArrayList;
import java.util.List;

/** The parts of a binary that is not shown as text: {@code 1}, {@code 255}, {@code 5:3} for three bits, {@code ...}. */
final class ByteTexts {
    private ByteTexts() {}

    static List<String> of(Bits bits, int depth) {
        List<String> parts = new ArrayList<>();
        int left = depth;
        for (int i = 0; i < bits.size(); i++, left--) {
            if (left == 1) {
                parts.add("...");
                break;
            }
            int value = bits.byteAt(i) & 0xFF;
            boolean partial = i == bits.size() - 1 && !bits.isBinary();
            parts.add(partial ? (value >> (8 - bits.lastBits())) + ":" + bits.lastBits() : Integer.toString(value));
        }
        return parts;
    }
}
