// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.run;

import io.tiebeam.ExitException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestIdentifier;
import org.opentest4j.AssertionFailedError;

/** How a failure is shown: where, what, the line of code, left and right, and how to see it again. Source: {@code
 * ExUnit.Formatter}. */
final class Failure {
    private static final List<String> BENEATH =
            List.of("java.", "jdk.", "sun.", "org.junit.", "org.opentest4j.", "org.assertj.");
    private static final String TIEBEAM = "io.tiebeam.";
    private static final int MOST_FRAMES = 12;

    private final Sources sources;
    private final TestIdentifier test;
    private final Throwable thrown;
    private final String again;
    private final List<String> lines = new ArrayList<>();

    Failure(Sources sources, TestIdentifier test, Throwable thrown, String again) {
        this.sources = sources;
        this.test = test;
        this.thrown = thrown;
        this.again = again;
    }

    /** Whether it happened in the test's own code, or in what that has called. */
    boolean isOfTheTest() {
        return frameOf(type()).isPresent();
    }

    /** Its lines, as the failure {@code number} that is like that {@code before}. */
    List<String> briefly(int number, int before) {
        head(number);
        add("as " + before + ")");
        return lines;
    }

    private Optional<String> head(int number) {
        String type = type();
        Optional<String> place = sources.of(type).map(path -> path + line(path));
        lines.add("  " + number + ") test " + name() + " (" + type.replace('$', '.') + ")");
        place.ifPresent(this::add);
        return place;
    }

    /** Its lines, as the failure {@code number}. */
    List<String> lines(int number) {
        String type = type();
        Optional<String> place = head(number);
        Optional<String> code = frameOf(type)
                .flatMap(frame -> sources.of(frame.getClassName(), frame.getFileName())
                        .flatMap(path -> sources.line(path, frame.getLineNumber())));
        Optional<String> sides = sides();
        String message = message(sides.isPresent());
        int mailbox = message.indexOf("\nmailbox:"); // ExUnit shows the code before it
        add(mailbox < 0 ? message : message.substring(0, mailbox));
        code.ifPresent(line -> add(sides.isPresent() ? "code:  " + line : "code: " + line));
        if (mailbox >= 0) {
            add(message.substring(mailbox + 1));
        }
        sides.ifPresent(this::add);
        stack();
        for (Throwable more : thrown.getSuppressed()) {
            if (more.getStackTrace().length == 0 && !more.toString().startsWith("seed:")) {
                add(more.toString());
            }
        }
        place.ifPresent(where -> add("again: ./tiebeam test " + where + again));
        return lines;
    }

    private void add(String text) {
        text.lines().map(line -> line.isEmpty() ? "" : "     " + line).forEach(lines::add);
    }

    private String type() {
        return switch (test.getSource().orElse(null)) {
            case MethodSource method -> method.getClassName();
            case ClassSource whole -> whole.getClassName();
            case null, default -> test.getLegacyReportingName();
        };
    }

    private String name() {
        if (!(test.getSource().orElse(null) instanceof MethodSource method)) {
            return test.getDisplayName();
        }
        String shown = test.getDisplayName();
        return shown.startsWith(method.getMethodName() + "(") ? method.getMethodName() : shown;
    }

    private String line(Path path) {
        if (test.getSource().orElse(null) instanceof MethodSource method) {
            int line = sources.declaration(path, method.getMethodName());
            return line == 0 ? "" : ":" + line;
        }
        return "";
    }

    /** The first step that is the test's own. */
    private Optional<StackTraceElement> frameOf(String type) {
        String top = type.contains("$") ? type.substring(0, type.indexOf('$')) : type;
        return Arrays.stream(thrown.getStackTrace())
                .filter(frame -> frame.getFileName() != null)
                .filter(frame ->
                        frame.getClassName().equals(top) || frame.getClassName().startsWith(top + "$"))
                .findFirst();
    }

    private String message(boolean withSides) {
        String text = thrown.getMessage() == null ? "" : thrown.getMessage().strip();
        if (thrown instanceof AssertionError) {
            boolean onlySides = text.startsWith("expected:") || text.isEmpty();
            return withSides && onlySides
                    ? "Assertion failed: the two are not equal"
                    : text.isEmpty() ? thrown.getClass().getName() : withSides ? firstLine(text) : text;
        }
        if (thrown instanceof ExitException) {
            return text.startsWith("(EXIT from ") ? "** " + text : "** (exit) " + text;
        }
        return "** (" + thrown.getClass().getName() + ")" + (text.isEmpty() ? "" : " " + text);
    }

    /** What JUnit and AssertJ say before what was expected: that is shown as left and right. */
    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("").replaceFirst(" ==> expected: .*", "");
    }

    /** As they stand in the code: AssertJ has the actual value on the left, JUnit the expected one. */
    private Optional<String> sides() {
        if (!(thrown instanceof AssertionFailedError failed)
                || !failed.isExpectedDefined()
                || !failed.isActualDefined()) {
            return Optional.empty();
        }
        String expected = failed.getExpected().getStringRepresentation();
        String actual = failed.getActual().getStringRepresentation();
        boolean actualFirst = Arrays.stream(failed.getStackTrace())
                .noneMatch(frame -> frame.getClassName().startsWith("org.junit.jupiter.api.Assert"));
        return Optional.of(
                "left:  " + (actualFirst ? actual : expected) + "\nright: " + (actualFirst ? expected : actual));
    }

    /** The steps of the project and its libraries. Tiebeam's own are shown only if they alone can say what is wrong. */
    private void stack() {
        List<StackTraceElement> all = Arrays.stream(thrown.getStackTrace())
                .filter(frame -> BENEATH.stream().noneMatch(frame.getClassName()::startsWith))
                .toList();
        List<StackTraceElement> others =
                all.stream().filter(frame -> !isOfTiebeam(frame)).toList();
        List<String> frames = (others.isEmpty() && isBug() ? all : others)
                .stream().limit(MOST_FRAMES).map(this::frame).toList();
        if (!frames.isEmpty()) {
            add("stacktrace:");
            frames.forEach(frame -> add("  " + frame));
        }
    }

    private boolean isOfTiebeam(StackTraceElement frame) {
        return frame.getClassName().startsWith(TIEBEAM)
                && (frame.getFileName() == null
                        || sources.of(frame.getClassName(), frame.getFileName()).isEmpty());
    }

    /** Whether what was thrown has no text for people. */
    private boolean isBug() {
        return switch (thrown) {
            case AssertionError _ -> false;
            case NullPointerException _, ClassCastException _, IndexOutOfBoundsException _, Error _ -> true;
            default -> thrown.getMessage() == null;
        };
    }

    private String frame(StackTraceElement frame) {
        String simple = frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1);
        String file = frame.getFileName() == null ? "?" : frame.getFileName();
        String where = sources.of(frame.getClassName(), file)
                .map(Path::toString)
                .orElse((frame.getClassName().startsWith(TIEBEAM) ? "(tiebeam) " : "") + file);
        return where + ":" + frame.getLineNumber() + ": " + simple.replace('$', '.') + "." + frame.getMethodName();
    }
}
