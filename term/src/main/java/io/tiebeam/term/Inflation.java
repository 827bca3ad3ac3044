// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What a compressed term (tag 80) unpacks to. Memory is taken as bytes come out, never because a size was claimed.
 *
 * @param bytes the unpacked term, without a version byte
 * @param consumed how many packed bytes it took
 */
record Inflation(byte[] bytes, int consumed) {
    private static final int STEP = 1 << 16;

    /**
     * Unpacks the zlib stream at {@code offset} to exactly {@code size} bytes.
     *
     * @throws DataFormatException if it is damaged, cut short, or has another size
     */
    static Inflation of(byte[] packed, int offset, int length, int size) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed, offset, length);
            byte[] bytes = new byte[Math.min(size, STEP)];
            int filled = 0;
            while (!inflater.finished()) {
                if (filled == bytes.length && filled < size) {
                    bytes = Arrays.copyOf(bytes, (int) Math.min(size, filled * 2L));
                }
                // A full array leaves the check sum at the end of the stream to be read, or betrays that more comes.
                byte[] target = filled < size ? bytes : new byte[1];
                int more =
                        inflater.inflate(target, filled < size ? filled : 0, filled < size ? bytes.length - filled : 1);
                if (more == 0 && !inflater.finished()) {
                    throw new DataFormatException("the stream ends after " + filled + " of " + size + " bytes");
                }
                if (more > 0 && filled == size) {
                    throw new DataFormatException("the stream has more than the " + size + " bytes it claims");
                }
                filled += more;
            }
            if (filled < size) {
                throw new DataFormatException("the stream has " + filled + " bytes and claims " + size);
            }
            return new Inflation(bytes, Math.toIntExact(inflater.getBytesRead()));
        } finally {
            inflater.end();
        }
    }
}
