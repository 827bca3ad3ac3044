// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * A person at a terminal: a line editor with history, Tab and continuation lines. What other processes print while a line
 * is typed goes above it.
 */
final class TerminalPrompt implements Prompt {
    private static final Runnable NOTHING = () -> {};

    private final Terminal terminal;
    private final Keyboard keyboard;
    private final LineReader reader;
    private final AtomicReference<Runnable> interrupt = new AtomicReference<>(NOTHING);

    /** Opens the terminal and takes over the standard streams. */
    static TerminalPrompt open(Typing typing) {
        TerminalPrompt prompt = new TerminalPrompt(typing);
        PrintStream out = new PrintStream(new AboveThePrompt(prompt), false, StandardCharsets.UTF_8);
        System.setOut(out);
        System.setErr(out);
        System.setIn(prompt.keyboard);
        return prompt;
    }

    private TerminalPrompt(Typing typing) {
        try {
            terminal = TerminalBuilder.builder()
                    .system(true)
                    .dumb(true)
                    .nativeSignals(true)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal cannot be opened", e);
        }
        keyboard = new Keyboard(terminal.input());
        terminal.handle(Terminal.Signal.INT, _ -> {
            terminal.writer().println(); // behind the ^C that the terminal shows
            terminal.flush();
            interrupt.get().run();
            keyboard.cancel();
        });
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .appName("tiebeam")
                .terminal(terminal)
                .parser(new OpenInput(typing))
                .completer(new Tab(typing))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.ERASE_LINE_ON_FINISH, false)
                .variable(LineReader.INDENTATION, 0)
                .variable(LineReader.BLINK_MATCHING_PAREN, 0)
                .history(new PromptHistory());
        PromptHistory.file().ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
        reader = builder.build();
    }

    @Override
    public Optional<String> next(String node, int number) {
        String prompt = "tiebeam(" + (node.isEmpty() ? number + ")" : node + ")" + number) + "> ";
        reader.setVariable(LineReader.SECONDARY_PROMPT_PATTERN, " ".repeat(Math.max(0, prompt.length() - 4)) + "..> ");
        boolean warned = false;
        while (true) {
            try {
                String text = keyboard.prompting(() -> reader.readLine(prompt));
                if (!text.isBlank()) {
                    return Optional.of(text);
                }
                warned = false;
            } catch (UserInterruptException e) {
                if (warned) {
                    return Optional.empty();
                }
                if (e.getPartialLine() == null || e.getPartialLine().isBlank()) {
                    warned = true;
                    show("(Ctrl+C again ends this node)");
                }
            } catch (EndOfFileException e) {
                return Optional.empty();
            }
        }
    }

    @Override
    public boolean isTerminal() {
        return true;
    }

    @Override
    public void greet(String text) {
        show(text + "\nPress Ctrl+C twice to exit");
    }

    /** Prints what a process printed, whole lines or not. Any thread. */
    private void output(String text) {
        if (reader.isReading()) {
            reader.printAbove(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
        } else {
            terminal.writer().print(text);
            terminal.flush();
        }
    }

    @Override
    public void show(String text) {
        if (reader.isReading()) {
            reader.printAbove(text);
        } else {
            terminal.writer().println(text);
            terminal.flush();
        }
    }

    /** In red, where the terminal knows colours and the user wants them. */
    @Override
    public void complain(String text) {
        boolean plain = System.getenv("NO_COLOR") != null || terminal.getType().startsWith(Terminal.TYPE_DUMB);
        show(plain ? text : "\u001b[31m" + text + "\u001b[0m");
    }

    @Override
    public void onInterrupt(Runnable action) {
        interrupt.set(action);
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Collects what is printed until it is flushed, as one piece. */
    private static final class AboveThePrompt extends ByteArrayOutputStream {
        private final TerminalPrompt prompt;

        private AboveThePrompt(TerminalPrompt prompt) {
            this.prompt = prompt;
        }

        @Override
        public synchronized void flush() {
            if (size() > 0) {
                String text = toString(StandardCharsets.UTF_8);
                reset();
                prompt.output(text);
            }
        }
    }

    /** Asks the compiler whether Enter ends the input or begins another line of it. */
    private record OpenInput(Typing typing) implements Parser {
        @Override
        public ParsedLine parse(String line, int cursor, ParseContext context) {
            if (context == ParseContext.ACCEPT_LINE && !line.isBlank()) {
                try {
                    if (typing.needsMore(line)) {
                        throw new EOFError(-1, cursor, "the input goes on");
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return new OneWord(line, cursor);
        }
    }

    /** The compiler, not the editor, knows where words begin: to the editor the whole input is one. */
    private record OneWord(String line, int cursor) implements CompletingParsedLine {
        @Override
        public String word() {
            return line;
        }

        @Override
        public int wordCursor() {
            return cursor;
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(line);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return cursor;
        }

        @Override
        public int rawWordLength() {
            return line.length();
        }
    }

    /** Offers names between quotes, else what the compiler knows to follow. */
    private record Tab(Typing typing) implements Completer {
        @Override
        public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
            try {
                Optional<Typing.Completions> names = QuotedNames.complete(line.line(), line.cursor());
                var completions = names.isPresent() ? names.get() : typing.complete(line.line(), line.cursor());
                String before = line.line().substring(0, completions.anchor());
                for (String text : completions.texts()) {
                    candidates.add(new Candidate(before + text, text, null, null, null, null, false));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
