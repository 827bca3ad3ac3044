// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.utils.NonBlocking;
import org.jline.utils.NonBlockingInputStream;

/**
 * What is typed at a terminal, for the processes that ask for a line. The line editor of the prompt reads from the same
 * terminal, character by character: were both at it at once, each would get some of them. So they take turns, a line
 * each, in the order in which they asked, as the group leader of iex has it.
 */
final class Keyboard extends InputStream {
    private static final int LOOK_AGAIN = 100; // ms; how soon a read notices that it was cancelled

    private final NonBlockingInputStream in;
    private final ReentrantLock turn = new ReentrantLock(true);
    private boolean
            reading; // guarded by this, as is the next: a read that has ended must not leave the sign for another
    private boolean cancelled;

    /** Reads from the terminal on its own. */
    interface Editor<T, E extends Exception> {
        T read() throws E;
    }

    Keyboard(InputStream in) {
        this.in = in instanceof NonBlockingInputStream already ? already : NonBlocking.nonBlocking("keyboard", in);
    }

    /** Has {@code editor} read a line when it is its turn. */
    <T, E extends Exception> T prompting(Editor<T, E> editor) throws E {
        turn.lock();
        try {
            return editor.read();
        } finally {
            turn.unlock();
        }
    }

    /**
     * Ends the read that goes on, if one does, as if Enter had been typed: whoever asked may be gone by Ctrl+C, and the
     * prompt must not wait until somebody types a line for nobody. Any thread.
     */
    synchronized void cancel() {
        cancelled = reading;
    }

    private synchronized void reading(boolean now) {
        reading = now;
        cancelled = false;
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    /** Reads up to the end of a line, at the most. */
    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        turn.lock();
        try {
            reading(true);
            int count = 0;
            while (count < length) {
                int next = next();
                if (next < 0) {
                    return count == 0 ? -1 : count;
                }
                into[offset + count++] = (byte) next;
                if (next == '\n') {
                    break;
                }
            }
            return count;
        } finally {
            reading(false);
            turn.unlock();
        }
    }

    private int next() throws IOException {
        while (!isCancelled()) {
            int next = in.read(LOOK_AGAIN);
            if (next != NonBlockingInputStream.READ_EXPIRED) {
                return next;
            }
        }
        return '\n';
    }

    /** Nothing, always: a reader that asks would go on into the next line. */
    @Override
    public int available() {
        return 0;
    }
}
