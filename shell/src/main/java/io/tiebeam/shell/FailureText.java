// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.term.Inspect;
import java.util.ArrayList;
import java.util.List;

/** What the prompt shows of an evaluation that failed: Elixir's words, Java's stack. Pure. */
final class FailureText {
    private static final int FRAMES = 12;
    private static final String SNIPPETS = "REPL.";
    private static final String CALLER = Workbench.class.getName();

    private FailureText() {}

    /** The snippet threw {@code error}. */
    static String of(Throwable error) {
        StringBuilder text = new StringBuilder(headline(error));
        appendStack(text, error);
        int depth = 0;
        for (Throwable cause = error.getCause(); cause != null && depth < 5; cause = cause.getCause(), depth++) {
            text.append("\n    caused by ")
                    .append(cause.getClass().getName())
                    .append(": ")
                    .append(cause.getMessage());
        }
        return text.toString();
    }

    /** The process that ran the snippets was ended. */
    static String of(Outcome.Died died) {
        return "** (EXIT from " + Values.show(died.pid()) + ") shell process exited with reason: "
                + ExitReasons.format(died.reason());
    }

    private static String headline(Throwable error) {
        String message = error.getMessage() == null ? "" : error.getMessage();
        return switch (error) {
            case StopCheck.Stopped _ -> "** (interrupted)";
            case ExitException exit ->
                message.startsWith("** (")
                        ? message
                        : "** (exit) " + (message.isEmpty() ? Inspect.inspect(exit.reason()) : message);
            default -> "** (" + error.getClass().getName() + ")" + (message.isEmpty() ? "" : " " + message);
        };
    }

    /**
     * The frames between what failed and the snippet, the shell's and the JDK's own left out at the end; those of Tiebeam
     * everywhere, unless they alone can say what is wrong.
     */
    private static void appendStack(StringBuilder text, Throwable error) {
        List<StackTraceElement> shown = new ArrayList<>();
        for (StackTraceElement frame : error.getStackTrace()) {
            if (frame.getClassName().equals(CALLER)) {
                break;
            }
            shown.add(frame);
        }
        while (!shown.isEmpty() && isPlumbing(shown.getLast())) {
            shown.removeLast();
        }
        List<StackTraceElement> others =
                shown.stream().filter(frame -> !isOfTiebeam(frame)).toList();
        if (!others.isEmpty() || !isBug(error)) {
            shown = others;
        }
        int more = shown.size() - FRAMES;
        for (StackTraceElement frame : shown.subList(0, Math.min(FRAMES, shown.size()))) {
            text.append("\n    at ").append(readable(frame));
        }
        if (more > 0) {
            text.append("\n    ... ").append(more).append(" more");
        }
    }

    private static boolean isPlumbing(StackTraceElement frame) {
        return frame.getMethodName().equals("do_it$")
                || frame.getClassName().startsWith("java.lang.reflect.")
                || frame.getClassName().startsWith("java.lang.invoke.")
                || frame.getClassName().startsWith("jdk.internal.reflect.");
    }

    private static boolean isOfTiebeam(StackTraceElement frame) {
        return frame.getClassName().startsWith("io.tiebeam.");
    }

    /** Whether what was thrown has no text for people. */
    private static boolean isBug(Throwable error) {
        return switch (error) {
            case NullPointerException _, ClassCastException _, IndexOutOfBoundsException _, Error _ -> true;
            default -> error.getMessage() == null;
        };
    }

    /** {@code chat.Chat.sendMessage(Chat.java:31)}; a class that was typed has no file, and a wrapper nobody typed. */
    private static String readable(StackTraceElement frame) {
        String type = frame.getClassName();
        if (type.startsWith(SNIPPETS)) {
            String typed = type.replaceFirst("REPL\\.\\$JShell\\$\\w+\\$?", "");
            return (typed.isEmpty() ? "" : typed + ".") + frame.getMethodName() + "(typed here)";
        }
        String file = frame.getFileName() == null ? "Unknown Source" : frame.getFileName();
        return type + "." + frame.getMethodName() + "(" + file
                + (frame.getLineNumber() > 0 ? ":" + frame.getLineNumber() : "") + ")";
    }
}
