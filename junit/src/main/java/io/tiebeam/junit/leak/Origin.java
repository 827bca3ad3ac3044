// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.leak;

import java.util.List;
import java.util.stream.Collectors;

/** Where in the program something began: the frames of those who wrote it, the nearest first. */
record Origin(List<StackWalker.StackFrame> frames) {
    private static final int MOST = 6;
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final List<String> OURS = List.of(
            "io.tiebeam.process.", "io.tiebeam.otp.", "io.tiebeam.gen.", "io.tiebeam.io.", "io.tiebeam.junit.leak.");
    private static final List<String> BENEATH = List.of("io.tiebeam.", "java.", "jdk.", "org.junit.");

    /** That of what the calling thread begins now. */
    static Origin here() {
        return WALKER.walk(frames -> new Origin(frames.dropWhile(frame -> isOurs(frame.getClassName()))
                .filter(frame -> BENEATH.stream().noneMatch(frame.getClassName()::startsWith))
                .limit(MOST)
                .toList()));
    }

    /** Steps of the library itself, on the way from the program to the beginning. */
    private static boolean isOurs(String type) {
        return OURS.stream().anyMatch(type::startsWith)
                || type.startsWith("io.tiebeam.") && type.indexOf('.', "io.tiebeam.".length()) < 0;
    }

    /** As lines, each after {@code indent}. */
    String text(String indent) {
        return frames.isEmpty()
                ? indent + "(by no code of this project)"
                : frames.stream()
                        .map(frame -> indent + frame.toStackTraceElement())
                        .collect(Collectors.joining("\n"));
    }
}
