// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Maven printed, without what it says about itself. Pure. */
final class MavenText {
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Pattern LEVEL = Pattern.compile("^\\[(?:ERROR|INFO)] ?");
    private static final Pattern PLACE = Pattern.compile("^(/\\S+\\.java):\\[(\\d+),\\d+] ");
    private static final String COMPILER = "[ERROR] COMPILATION ERROR";
    private static final String MAVEN = "[ERROR] Failed to execute goal";

    private MavenText() {}

    /** The errors of the compiler, if it has found any, with paths from {@code folder}; else why Maven stopped. */
    static String errors(String output, Path folder) {
        List<String> lines = COLOUR.matcher(output).replaceAll("").lines().toList();
        int compiler = first(lines, COMPILER, 0);
        int maven = first(lines, MAVEN, Math.max(compiler, 0));
        if (compiler >= 0 && maven > compiler) {
            return String.join(
                    "\n",
                    lines.subList(compiler + 1, maven).stream()
                            .map(line -> LEVEL.matcher(line).replaceFirst(""))
                            .filter(line -> !line.isBlank() && !line.matches("\\d+ errors? *|-+"))
                            .map(line -> placed(line, folder))
                            .toList());
        }
        int help = first(lines, "[ERROR] -> [Help", 0);
        return String.join("\n", help < 0 ? lines : lines.subList(0, help)).strip();
    }

    private static int first(List<String> lines, String start, int from) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).startsWith(start)) {
                return i;
            }
        }
        return -1;
    }

    private static String placed(String line, Path folder) {
        Matcher place = PLACE.matcher(line);
        if (!place.find()) {
            return "     " + line;
        }
        Path file = Path.of(place.group(1));
        return "   " + (file.startsWith(folder) ? folder.relativize(file) : file) + ":" + place.group(2) + ": "
                + line.substring(place.end());
    }
}
