// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Optional;

/** A console made of two streams: a program's standard output and input, without a line editor. */
public final class StreamConsole implements Console {
    private final PrintStream out;
    private final InputStream source;
    private final Charset charset;
    private BufferedReader in; // made at the first read, on the reading thread, which alone uses it

    /**
     * A console of {@code out} and {@code in}. Of the streams that {@link ProcessStreams} installed, the real ones
     * behind them are taken: else a leader would print to itself.
     *
     * @param charset how the bytes of {@code in} are read
     */
    public StreamConsole(PrintStream out, InputStream in, Charset charset) {
        this.out = out instanceof ProcessOutput routed ? routed.console() : out;
        this.source = in instanceof ProcessInput routed ? routed.console() : in;
        this.charset = charset;
    }

    @Override
    public void write(String text) {
        out.print(text);
        out.flush();
    }

    @Override
    public Optional<String> readLine(String prompt) {
        write(prompt);
        if (in == null) {
            in = new BufferedReader(new InputStreamReader(source, charset));
        }
        try {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n' && !line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
                    line.setLength(line.length() - 1);
                }
                line.append((char) c);
                if (c == '\n') {
                    break;
                }
            }
            return line.isEmpty() ? Optional.empty() : Optional.of(line.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
