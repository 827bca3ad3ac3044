// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedSet;

/**
 * What the command line asks for. It has checked the words; here they come as it passes them on.
 *
 * @param project the project's folder
 * @param classes where its compiled tests are
 * @param sname the short name of the node, if it is to have one
 * @param name the long one
 * @param include tags whose tests are run though another excludes them
 * @param exclude tags whose tests are not run
 * @param only tags one of which a test must have
 * @param seed of the order of the tests, and of their random numbers
 * @param stale whether tests are left out that passed and have not changed since, nor what they use
 * @param patterns which classes, or lines; empty: all
 */
record RunOptions(
        Path project,
        Path classes,
        Optional<String> sname,
        Optional<String> name,
        SequencedSet<String> include,
        SequencedSet<String> exclude,
        SequencedSet<String> only,
        long seed,
        boolean stale,
        List<Pattern> patterns) {
    private static final int SEEDS = 1_000_000;

    /** A class, a file, a folder or a package, and a line in it. */
    record Pattern(String text, Optional<Integer> line) {
        static Pattern of(String argument) {
            int colon = argument.lastIndexOf(':');
            return colon > 0 && argument.substring(colon + 1).matches("\\d{1,9}")
                    ? new Pattern(
                            argument.substring(0, colon), Optional.of(Integer.valueOf(argument.substring(colon + 1))))
                    : new Pattern(argument, Optional.empty());
        }

        @Override
        public String toString() {
            return text + line.map(number -> ":" + number).orElse("");
        }
    }

    /** Whether a line was asked for. */
    boolean hasLines() {
        return patterns.stream().anyMatch(pattern -> pattern.line().isPresent());
    }

    /** Whether all of a class, a file, a folder or a package was asked for. */
    boolean hasWholes() {
        return patterns.stream().anyMatch(pattern -> pattern.line().isEmpty());
    }

    static RunOptions of(String[] arguments) {
        Path project = Path.of("");
        Path classes = Path.of("target/test-classes");
        Optional<String> sname = Optional.empty();
        Optional<String> name = Optional.empty();
        SequencedSet<String> include = new LinkedHashSet<>();
        SequencedSet<String> exclude = new LinkedHashSet<>();
        SequencedSet<String> only = new LinkedHashSet<>();
        long seed = new Random().nextInt(SEEDS);
        boolean stale = false;
        List<Pattern> patterns = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--project" -> project = Path.of(arguments[++i]);
                case "--classes" -> classes = Path.of(arguments[++i]);
                case "--sname" -> sname = Optional.of(arguments[++i]);
                case "--name" -> name = Optional.of(arguments[++i]);
                case "--include" -> include.add(arguments[++i]);
                case "--exclude" -> exclude.add(arguments[++i]);
                case "--only" -> only.add(arguments[++i]);
                case "--seed" -> seed = Long.parseLong(arguments[++i]);
                case "--stale" -> stale = true;
                default -> patterns.add(Pattern.of(arguments[i]));
            }
        }
        return new RunOptions(project, classes, sname, name, include, exclude, only, seed, stale, patterns);
    }
}
