// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A node as a person has it: an operating-system process in a terminal, where lines are typed and answers are read. Used by
 * the demo and by tests, from one thread at a time.
 */
public final class ConsoleNode implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final Duration SETTLED = Duration.ofMillis(150);

    private static final Pattern LOGGED = Pattern.compile("\\[(error|warning)\\]");

    private final String name;
    private final Language language;
    private final Pattern prompt;
    private final Terminal terminal;
    private int numberTyped; // in the prompt at which the last line was typed

    ConsoleNode(String name, Language language, Terminal terminal) {
        this.name = name;
        this.language = language;
        this.prompt = language.prompt(name);
        this.terminal = terminal;
    }

    /** Its full name, such as {@code kate@localhost}. */
    public String name() {
        return name;
    }

    /** The name without the host. */
    public String shortName() {
        return name.substring(0, name.indexOf('@'));
    }

    /** What its prompt understands. */
    public Language language() {
        return language;
    }

    /** All that its terminal shows. */
    public Screen screen() {
        return terminal.screen();
    }

    /**
     * Waits for its first prompt.
     *
     * @throws NotShownException if that does not come within three minutes
     */
    public ConsoleNode awaitPrompt() {
        await(0, rows -> rows.stream().anyMatch(row -> prompt.matcher(row).find()), "a prompt", START);
        return this;
    }

    /** {@link #run(String)} in the language of this node. */
    public List<String> run(Line line) {
        return run(language.of(line));
    }

    /**
     * Types {@code line} and waits for the next prompt; what was shown in between. That is the value, and whatever else
     * came in that time.
     *
     * @throws NotShownException if no prompt comes back
     */
    public List<String> run(String line) {
        int mark = type(line);
        return awaitAnswer(mark, line);
    }

    /** Types a line and does not wait; the mark from which on its echo and its answer are shown. */
    public int type(String line) {
        settle();
        numberTyped = lastNumber();
        int mark = screen().mark();
        terminal.type(line);
        return mark;
    }

    /**
     * Waits a moment for a prompt on the last row.
     * <ol>
     *   <li>Something is printed that another process sent, and a test or a person sees it;
     *   <li>the shell draws its prompt anew below it, but has not come to that yet;
     *   <li>what is typed now is shown before that prompt, which then looks like the one after the answer.
     * </ol>
     * Newer shells of OTP do not draw it anew, so this is a pause and no condition; see also {@link #promptAfter}.
     */
    private void settle() {
        try {
            screen().await(0, rows -> prompt.matcher(rows.getLast()).find(), SETTLED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the prompt after a line that was {@linkplain #type typed} at {@code mark}; what was shown in between. */
    public List<String> awaitAnswer(int mark, String line) {
        await(mark, rows -> promptAfter(rows, line) >= 0, "a prompt after " + line, ANSWER);
        List<String> rows = screen().since(mark);
        // A prompt that is drawn anew takes the line with it: that is its echo once more.
        List<String> answer = rows.subList(echo(rows, line) + 1, promptAfter(rows, line) + 1).stream()
                .filter(row -> !(prompt.matcher(row).find() && row.endsWith(line)))
                .toList();
        return shown(answer);
    }

    private static int echo(List<String> rows, String line) {
        return IntStream.range(0, rows.size())
                .filter(i -> rows.get(i).endsWith(line))
                .findFirst()
                .orElse(rows.size());
    }

    /**
     * The row of the prompt after the answer, or -1. One that was only drawn anew, because something was printed while the
     * line was typed, has the number of old. So has iex's after an error.
     */
    private int promptAfter(List<String> rows, String line) {
        int echo = echo(rows, line);
        boolean failed = false;
        for (int i = echo + 1; i < rows.size(); i++) {
            Matcher found = prompt.matcher(rows.get(i));
            if (found.find() && (failed || Integer.parseInt(found.group(1)) > numberTyped)) {
                return i;
            }
            failed |= language == Language.ELIXIR && rows.get(i).startsWith("** (") && !isLogged(rows, i);
        }
        return -1;
    }

    /** Whether the row belongs to what is logged about another process. */
    private static boolean isLogged(List<String> rows, int index) {
        return LOGGED.matcher(rows.get(index - 1)).find();
    }

    private int lastNumber() {
        return screen().since(0).stream()
                .map(prompt::matcher)
                .filter(Matcher::find)
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .reduce(0, (_, last) -> last);
    }

    /** What is shown from {@code mark} on, without prompts and empty rows. */
    public List<String> shownSince(int mark) {
        return shown(screen().since(mark));
    }

    private List<String> shown(List<String> rows) {
        return rows.stream()
                .map(row -> prompt.matcher(row).replaceFirst(""))
                .filter(row -> !row.isBlank())
                .toList();
    }

    /**
     * Waits until {@code text} is a row of its own from {@code mark} on, prompts aside.
     *
     * @throws NotShownException if it is not within 20 seconds
     */
    public void awaitRow(int mark, String text) {
        await(mark, rows -> shown(rows).contains(text), "\"" + text + "\"", ANSWER);
    }

    /**
     * Waits until {@code pattern} is found in a row from {@code mark} on.
     *
     * @throws NotShownException if it is not within {@code limit}
     */
    public void awaitMatch(int mark, Pattern pattern, Duration limit) {
        await(mark, rows -> rows.stream().anyMatch(row -> pattern.matcher(row).find()), pattern.pattern(), limit);
    }

    /**
     * Waits until the shell has died, {@code death} being found in a row from {@code mark} on, and there is a prompt below it.
     * An iex of OTP 25 that dies between two lines leaves its own prompt there for ever, next to that of its successor.
     *
     * @throws NotShownException if it is not within 20 seconds
     */
    public void awaitSuccessor(int mark, Pattern death) {
        await(
                mark,
                rows -> rows.stream()
                        .dropWhile(row -> !death.matcher(row).find())
                        .skip(1)
                        .anyMatch(row -> prompt.matcher(row + " ").matches()),
                "a prompt below " + death.pattern(),
                ANSWER);
    }

    /**
     * Waits until the rows from {@code mark} on, read as one with single blanks, contain {@code text}.
     *
     * @param reader what is done with them first, such as leaving out what differs from run to run
     * @throws NotShownException if they do not within 20 seconds
     */
    public void awaitText(int mark, UnaryOperator<String> reader, String text) {
        await(mark, rows -> reader.apply(oneRow(rows)).contains(text), text, ANSWER);
    }

    private static String oneRow(List<String> rows) {
        return String.join(" ", rows).replaceAll("\\s+", " ");
    }

    private void await(int mark, Predicate<List<String>> wanted, String what, Duration limit) {
        try {
            if (!screen().await(mark, wanted, limit)) {
                throw new NotShownException(name, what, screen().since(mark));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotShownException(name, what + " before this thread was interrupted", screen().since(mark));
        }
    }

    /** Kills it: nothing of it has a chance to say goodbye. Returns when it is gone. */
    @Override
    public void close() {
        terminal.close();
    }
}
