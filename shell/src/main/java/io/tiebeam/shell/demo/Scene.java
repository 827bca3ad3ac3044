// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The nodes at work and the report of it: types lines, shows the terminals, checks what is there. One thread. */
final class Scene {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Report report;
    private final Cast cast;
    private final Map<ConsoleNode, Integer> reported = new HashMap<>();
    private final Map<ConsoleNode, Integer> marks = new HashMap<>();

    Scene(Report report, Cast cast) {
        this.report = report;
        this.cast = cast;
        cast.nodes().forEach(node -> reported.put(node, 0));
        mark();
    }

    Cast cast() {
        return cast;
    }

    /** Begins a row of the lesson. */
    void row(String number, String title) {
        showTerminals();
        report.row(number, title);
    }

    /** Types a line and waits for its answer; from now on {@link #shows} and {@link #isSilent} mean what comes after it. */
    List<String> say(ConsoleNode node, Line line) {
        mark();
        try {
            return node.run(line);
        } finally {
            showTerminals();
        }
    }

    /** {@link #say} a line that asks something at the terminal, and type {@code reply}; the answer, its rows joined. */
    String ask(ConsoleNode node, Line line, String question, String reply) {
        mark();
        String text = node.language().of(line);
        int typed = node.type(text);
        node.awaitMatch(typed, Pattern.compile(Pattern.quote(question)), PATIENCE);
        node.type(reply);
        String answer = String.join(" ", node.awaitAnswer(typed, text));
        showTerminals();
        return answer;
    }

    /** {@link #say}, and {@code answer} must come; something that was logged meanwhile may come too. */
    void asks(ConsoleNode node, Line line, String what, String answer) {
        asks(node, line, what, rows -> rows.contains(answer));
    }

    /** {@link #say}, and the answer must be {@code right}. */
    void asks(ConsoleNode node, Line line, String what, Predicate<List<String>> right) {
        List<String> answer = say(node, line);
        report.check(what, right.test(answer), "got " + answer);
    }

    /** As {@link #asks}, again and again while the answer is {@code early}: what was sent may still be on its way. */
    void asksUntil(
            ConsoleNode node, Line line, String what, Predicate<List<String>> early, Predicate<List<String>> right) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> answer = say(node, line);
        while (early.test(answer) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(200_000_000);
            answer = say(node, line);
        }
        report.check(what, right.test(answer), "got " + answer);
    }

    /** What the terminal of {@code node} showed since the last line was typed anywhere must come to hold {@code row}. */
    void shows(ConsoleNode node, String what, String row) {
        try {
            node.awaitRow(marks.get(node), row);
            showTerminals();
            report.check(what, true, "");
        } catch (NotShownException e) {
            showTerminals();
            report.check(what, false, e.getMessage());
        }
    }

    /** The terminal of {@code node} must have shown nothing since the last line was typed anywhere. */
    void isSilent(ConsoleNode node, String what) {
        List<String> shown = node.shownSince(marks.get(node));
        report.check(what, shown.isEmpty(), "it shows " + shown);
    }

    /** What is checked without a terminal. */
    void check(String what, boolean right, String instead) {
        report.check(what, right, instead);
    }

    private void mark() {
        cast.nodes().forEach(node -> marks.put(node, node.screen().mark()));
    }

    /** Reports the rows that are complete since last time. */
    void showTerminals() {
        for (ConsoleNode node : cast.nodes()) {
            int to = node.screen().mark();
            int from = reported.put(node, Math.max(to, reported.get(node)));
            List<String> rows = node.screen().since(from);
            report.terminal(
                    node.shortName(),
                    rows.subList(0, Math.clamp(to - from, 0, rows.size())).stream()
                            .filter(row -> !row.isBlank())
                            .toList());
        }
    }
}
