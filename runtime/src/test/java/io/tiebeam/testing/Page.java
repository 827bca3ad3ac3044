// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A page of Markdown in this repository, as a test reads it: the README, or one of {@code docs}. */
public record Page(Path file, String text) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

    /** The page {@code name}, a path from the repository's top, wherever in it the test runs. */
    public static Page open(String name) {
        Path file = top().resolve(name);
        return new Page(file, read(file));
    }

    /** The top of this repository. */
    public static Path top() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("tiebeam"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** The text of {@code file}. */
    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands in fences that say {@code language}, in the order of the page. */
    public List<String> blocks(String language) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** The rows of its tables, as their cells; neither heads nor the lines below them. */
    public List<List<String>> rows() {
        List<String> lines = text.lines().toList();
        return IntStream.range(0, lines.size())
                .filter(i -> isRow(lines, i) && !isRule(lines, i) && !isRule(lines, i + 1))
                .mapToObj(i -> cells(lines.get(i)))
                .toList();
    }

    private static boolean isRow(List<String> lines, int index) {
        return index < lines.size() && lines.get(index).startsWith("|");
    }

    private static boolean isRule(List<String> lines, int index) {
        return isRow(lines, index) && lines.get(index).matches("[|\\s:-]+");
    }

    private static List<String> cells(String row) {
        String inside = row.strip().substring(1, row.strip().length() - 1);
        return Pattern.compile("\\|").splitAsStream(inside).map(String::strip).toList();
    }
}
