// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.shell.demo.Program;
import io.tiebeam.shell.demo.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Two consoles side by side, as the README shows them: on the left iex, on the right Tiebeam's shell. A cell is a command
 * that starts a node ({@code $ ...}), a line to type ({@code iex> ...}), a line that goes on with it ({@code ..> ...}), or
 * what is shown thereafter.
 */
record Columns(List<Statement> statements, List<String> names) {
    private static final Duration SHOWN = Duration.ofSeconds(20);
    private static final Pattern TYPED = Pattern.compile("(?:iex|tiebeam)> (.*)");
    private static final Pattern GOES_ON = Pattern.compile(" *\\.\\.> (.*)");
    private static final Pattern NODE = Pattern.compile("\\$ (?:iex|\\./tiebeam shell) --sname (\\S+)");

    /**
     * What is typed on one side, in one or more lines.
     *
     * @param side 0 for the left one, 1 for the right one
     * @param shown the rows that must come
     */
    record Statement(int side, List<String> lines, List<String> shown) {
        private static final String PID = "#PID<";

        /** Types it on {@code node}; the mark from which on it is shown. */
        int type(ConsoleNode node) {
            int mark = node.screen().mark();
            lines.forEach(node::type);
            return mark;
        }

        /** Waits until all that must come has come. */
        void await(ConsoleNode node, int mark) {
            for (String row : shown) {
                if (row.startsWith(PID)) {
                    node.awaitMatch(mark, Pattern.compile("#PID<[1-9]\\d*\\.\\d+\\.\\d+>$"), SHOWN);
                } else {
                    node.awaitRow(mark, row);
                }
            }
        }
    }

    static Columns of(String block) {
        var statements = new ArrayList<Statement>();
        var current = new Statement[2];
        var names = new String[2];
        for (String row : block.lines().toList()) {
            String[] cells = row.split("│", -1);
            for (int side = 0; side < 2; side++) {
                String cell =
                        (side == 0 ? cells[0] : cells[1].substring(Math.min(1, cells[1].length()))).stripTrailing();
                var node = NODE.matcher(cell);
                var typed = TYPED.matcher(cell);
                var goesOn = GOES_ON.matcher(cell);
                if (node.matches()) {
                    names[side] = node.group(1);
                } else if (typed.matches()) {
                    current[side] = new Statement(side, new ArrayList<>(List.of(typed.group(1))), new ArrayList<>());
                    statements.add(current[side]);
                } else if (goesOn.matches()) {
                    current[side].lines().add(goesOn.group(1));
                } else if (!cell.isEmpty()) {
                    current[side].shown().add(cell);
                }
            }
        }
        return new Columns(statements, List.of(names));
    }

    /** The statements of one side. */
    List<Statement> of(int side) {
        return statements.stream().filter(s -> s.side() == side).toList();
    }

    /** Starts the node of one side on {@code stage}, with nothing but the name: as it stands there. */
    ConsoleNode start(Stage stage, int side) {
        Program program =
                side == 0 ? new Program.Iex(Mix.beam(), stage.home(), List.of()) : new Program.TiebeamShell(List.of());
        return stage.start(names.get(side), program).awaitPrompt();
    }

    /** All lines that are typed. */
    Stream<String> lines() {
        return statements.stream().flatMap(s -> s.lines().stream());
    }
}
