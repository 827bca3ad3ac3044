// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Optional;

/** Input that nobody types: a pipe or a file. No prompt is shown, values are. */
final class LinePrompt implements Prompt {
    private final Typing typing;
    private final BufferedReader in;
    private final PrintStream out;
    private final PrintStream err;

    /** Takes over standard input, so that what the shell reads and what processes read are one sequence of lines. */
    static LinePrompt open(Typing typing) {
        LineInput input = new LineInput(System.in);
        System.setIn(input);
        Charset charset = Charset.forName(System.getProperty("stdin.encoding", "UTF-8"));
        return new LinePrompt(
                typing, new BufferedReader(new InputStreamReader(input, charset)), System.out, System.err);
    }

    LinePrompt(Typing typing, BufferedReader in, PrintStream out, PrintStream err) {
        this.typing = typing;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    @Override
    public Optional<String> next(String node, int number) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                text.append(line);
                if (!text.toString().isBlank() && !typing.needsMore(text.toString())) {
                    return Optional.of(text.toString());
                }
                text.append('\n');
            }
        } catch (IOException e) {
            complain("** standard input cannot be read: " + e.getMessage());
        }
        // What is left at the end is not complete: evaluating it says so.
        return text.toString().isBlank() ? Optional.empty() : Optional.of(text.toString());
    }

    /** On standard error: standard output is for values. */
    @Override
    public void greet(String text) {
        err.println(text);
    }

    @Override
    public void show(String text) {
        out.println(text);
    }

    @Override
    public void complain(String text) {
        err.println(text);
    }

    /** Nothing: without a terminal Ctrl+C is a signal like others, and ends the shell in order. */
    @Override
    public void onInterrupt(Runnable action) {}

    @Override
    public void close() {}
}
