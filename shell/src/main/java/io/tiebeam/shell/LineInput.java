// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * An input that several readers share: a read ends at the end of a line, so that a reader with a buffer takes no line
 * that is another's. The shell reads the lines it evaluates here, a process in between reads those it asked for.
 */
final class LineInput extends InputStream {
    private final InputStream in;

    LineInput(InputStream in) {
        this.in = in.markSupported() ? in : new BufferedInputStream(in);
    }

    @Override
    public synchronized int read() throws IOException {
        return in.read();
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int next = in.read();
            if (next < 0) {
                return count == 0 ? -1 : count;
            }
            into[offset + count++] = (byte) next;
            if (next == '\n') {
                return count;
            }
        }
        return count;
    }

    /** Nothing, always: a reader that asks would go on into the next line. */
    @Override
    public int available() {
        return 0;
    }
}
