// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Pid;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Formatter;
import java.util.Locale;

/**
 * {@link System#out} or {@link System#err} for a JVM with processes: what a process prints goes to its group leader,
 * as one request for each call, so that a line and its end are never torn apart; what other threads print goes to the
 * console as ever. Holds no lock while it waits, so a slow leader delays its own group only. (A stock {@link
 * PrintStream} would: hence each method is overridden. One that cannot be is {@link Throwable#printStackTrace()},
 * which locks the stream itself.)
 *
 * <p>A leader that is gone makes no exception, as with any {@link PrintStream}: what it was to print appears at the
 * console if the leader was of this node; if it was of another, it is lost and {@link #checkError()} tells.
 */
final class ProcessOutput extends PrintStream {
    private final PrintStream console;
    private final ThreadLocal<byte[]> begun = new ThreadLocal<>(); // a character whose last bytes are not written yet

    ProcessOutput(PrintStream console) {
        super(OutputStream.nullOutputStream(), true, console.charset());
        this.console = console;
    }

    /** Where the output of threads goes that are no processes. */
    PrintStream console() {
        return console;
    }

    /** The process whose leader is to print; null if the console is. A leader itself prints at the console. */
    private static ProcessCell process() {
        ProcessCell process = ProcessCell.currentOrNull();
        return process == null || process.groupLeader().equals(process.pid()) ? null : process;
    }

    private void send(ProcessCell process, String text) {
        Pid leader = process.groupLeader();
        try {
            if (!text.isEmpty()) {
                IoClient.putChars(leader, text);
            }
        } catch (DeviceException lost) {
            if (process.node().isCalled(leader.node())) {
                console.print(text);
            } else {
                setError();
            }
        }
    }

    @Override
    public void print(String text) {
        ProcessCell process = process();
        if (process == null) {
            console.print(text);
        } else {
            send(process, String.valueOf(text));
        }
    }

    @Override
    public void println(String text) {
        ProcessCell process = process();
        if (process == null) {
            console.println(text);
        } else {
            send(process, text + "\n");
        }
    }

    @Override
    public void println() {
        println("");
    }

    @Override
    public void print(boolean value) {
        print(String.valueOf(value));
    }

    @Override
    public void print(char value) {
        print(String.valueOf(value));
    }

    @Override
    public void print(int value) {
        print(String.valueOf(value));
    }

    @Override
    public void print(long value) {
        print(String.valueOf(value));
    }

    @Override
    public void print(float value) {
        print(String.valueOf(value));
    }

    @Override
    public void print(double value) {
        print(String.valueOf(value));
    }

    @Override
    public void print(char[] value) {
        print(String.valueOf(value));
    }

    @Override
    public void print(Object value) {
        print(String.valueOf(value));
    }

    @Override
    public void println(boolean value) {
        println(String.valueOf(value));
    }

    @Override
    public void println(char value) {
        println(String.valueOf(value));
    }

    @Override
    public void println(int value) {
        println(String.valueOf(value));
    }

    @Override
    public void println(long value) {
        println(String.valueOf(value));
    }

    @Override
    public void println(float value) {
        println(String.valueOf(value));
    }

    @Override
    public void println(double value) {
        println(String.valueOf(value));
    }

    @Override
    public void println(char[] value) {
        println(String.valueOf(value));
    }

    @Override
    public void println(Object value) {
        println(String.valueOf(value));
    }

    @Override
    public PrintStream printf(String format, Object... arguments) {
        return format(format, arguments);
    }

    @Override
    public PrintStream printf(Locale locale, String format, Object... arguments) {
        return format(locale, format, arguments);
    }

    @Override
    public PrintStream format(String format, Object... arguments) {
        return format(Locale.getDefault(Locale.Category.FORMAT), format, arguments);
    }

    @Override
    public PrintStream format(Locale locale, String format, Object... arguments) {
        try (Formatter formatter = new Formatter(locale)) {
            print(formatter.format(format, arguments).toString());
        }
        return this;
    }

    @Override
    public PrintStream append(CharSequence text) {
        print(String.valueOf(text));
        return this;
    }

    @Override
    public PrintStream append(CharSequence text, int start, int end) {
        return append(String.valueOf(text).substring(start, end));
    }

    @Override
    public PrintStream append(char c) {
        print(c);
        return this;
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void writeBytes(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    /** Bytes are text in {@link #charset()}, as of a writer on top of this; a character may come in two parts. */
    @Override
    public void write(byte[] bytes, int offset, int length) {
        ProcessCell process = process();
        if (process == null) {
            console.write(bytes, offset, length);
            return;
        }
        byte[] before = begun.get();
        byte[] all = before == null ? new byte[length] : Arrays.copyOf(before, before.length + length);
        System.arraycopy(bytes, offset, all, all.length - length, length);
        int end = charset().equals(StandardCharsets.UTF_8) ? Utf8.completeEnd(all) : all.length;
        if (end < all.length) {
            begun.set(Arrays.copyOfRange(all, end, all.length));
        } else {
            begun.remove();
        }
        send(process, new String(all, 0, end, charset()));
    }

    @Override
    public void flush() {
        if (process() == null) {
            console.flush();
        }
    }

    @Override
    public boolean checkError() {
        return process() == null ? console.checkError() : super.checkError();
    }

    /** Does nothing: the console is not ours to close, nor one process's. */
    @Override
    public void close() {
        flush();
    }
}
