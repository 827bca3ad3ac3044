// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line of the names that an EPMD has registered. Whoever asks for the names gets these.
 *
 * @param name the part of the node's name before the {@code @}
 * @param port the TCP port on which the node accepts connections
 */
public record EpmdName(String name, int port) {
    private static final Pattern LINE = Pattern.compile("name (.+) at port ([0-9]{1,5})");

    static Optional<EpmdName> parse(String line) {
        Matcher match = LINE.matcher(line);
        return match.matches()
                ? Optional.of(new EpmdName(match.group(1), Integer.parseInt(match.group(2))))
                : Optional.empty();
    }

    /**
     * What {@code epmd -names} prints, word for word, for the command line to print.
     *
     * @param epmdPort the port that was asked
     */
    public static String report(int epmdPort, List<EpmdName> names) {
        return names.stream()
                .map(name -> name + "\n")
                .collect(Collectors.joining("", "epmd: up and running on port " + epmdPort + " with data:\n", ""));
    }

    /** As in {@code name alex at port 41443}: the line that crosses the wire. */
    @Override
    public String toString() {
        return "name " + name + " at port " + port;
    }
}
