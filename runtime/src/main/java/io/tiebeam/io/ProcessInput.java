// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.process.ProcessCell;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Objects;
import java.util.Optional;

/**
 * {@link System#in} for a JVM with processes: a process reads what is typed at its group leader, at most one line for
 * each read; other threads read standard input as ever. What is left of a line belongs to the thread that asked for
 * it.
 *
 * <p>{@code IO.readln} keeps one reader for the whole JVM on top of this, which processes share: a limit of the JDK.
 */
final class ProcessInput extends InputStream {
    private final InputStream console;
    private final Charset charset;
    private final ThreadLocal<Line> lines = ThreadLocal.withInitial(Line::new);

    ProcessInput(InputStream console, Charset charset) {
        this.console = console;
        this.charset = charset;
    }

    /** What threads read that are no processes. */
    InputStream console() {
        return console;
    }

    private static boolean isConsole() {
        ProcessCell process = ProcessCell.currentOrNull();
        return process == null || process.groupLeader().equals(process.pid());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (isConsole()) {
            return console.read(target, offset, length);
        }
        Objects.checkFromIndexSize(offset, length, target.length);
        Line line = lines.get();
        if (length == 0) {
            return 0;
        }
        if (line.left() == 0) {
            Optional<String> next = nextLine();
            if (next.isEmpty()) {
                return -1;
            }
            line.fill(next.get().getBytes(charset));
        }
        return line.take(target, offset, length);
    }

    private static Optional<String> nextLine() throws IOException {
        try {
            return IoClient.getLine("");
        } catch (DeviceException gone) {
            throw new IOException(gone.getMessage(), gone);
        }
    }

    @Override
    public int available() throws IOException {
        return isConsole() ? console.available() : lines.get().left();
    }

    /** Does nothing: the console is not ours to close, nor one process's. */
    @Override
    public void close() {
        lines.remove();
    }

    /** What is left of the line that a thread has read. */
    private static final class Line {
        private byte[] bytes = {};
        private int at;

        int left() {
            return bytes.length - at;
        }

        void fill(byte[] line) {
            bytes = line;
            at = 0;
        }

        int take(byte[] target, int offset, int length) {
            int count = Math.min(length, left());
            System.arraycopy(bytes, at, target, offset, count);
            at += count;
            return count;
        }
    }
}
