// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.shell.demo.Program;
import io.tiebeam.shell.demo.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Two consoles side by side, as the README and the tour show them: on the left iex, on the right Tiebeam's shell. A cell is
 * a command that starts a node ({@code $ ...}), a line to type ({@code iex> ...}), a line that goes on with it ({@code ..>
 * ...}), or what is shown thereafter, where {@code …} is anything, and a pid any pid. A row below what the other console
 * typed last is shown because of that.
 */
record Columns(List<Statement> statements, List<Start> starts) {
    private static final Duration SHOWN = Duration.ofSeconds(30);
    private static final Pattern TYPED = Pattern.compile("(?:iex|tiebeam)> (.*)");
    private static final Pattern GOES_ON = Pattern.compile(" *\\.\\.> (.*)");
    private static final Pattern NODE =
            Pattern.compile("\\$ (?:cd (\\S+) && )?(?:iex|\\./tiebeam shell) --sname (\\S+)(?: -S (\\S+))?");
    private static final Pattern PID = Pattern.compile("#PID<[1-9]\\d*\\.\\d+\\.\\d+>$");

    /**
     * The command that starts a node.
     *
     * @param side 0 for the left one, 1 for the right one
     * @param project the project it runs; empty for none
     */
    record Start(int side, String name, String project) {
        /** Starts it on {@code stage}: as it stands there. */
        ConsoleNode start(Stage stage) {
            Program program = side == 0 ? iex(stage) : shell(stage);
            return stage.start(name, program).awaitPrompt();
        }

        private Program iex(Stage stage) {
            return project.isEmpty()
                    ? new Program.Iex(Mix.beam(), stage.home(), List.of())
                    : new Program.Iex(Mix.beam(), Projects.elixir(stage, project), List.of("-S", "mix"));
        }

        private Program shell(Stage stage) {
            return project.isEmpty()
                    ? new Program.TiebeamShell(List.of())
                    : new Program.TiebeamShell(
                            List.of("-S", Projects.java(stage, project).toString()));
        }
    }

    /** A row that must come on the console of one side. */
    record Shown(int side, String row) {
        private void await(ConsoleNode node, int mark) {
            if (row.startsWith("#PID<")) {
                node.awaitMatch(mark, row.startsWith("#PID<0.") ? pattern() : PID, SHOWN);
            } else if (row.contains("…") || row.contains("#PID<")) {
                node.awaitMatch(mark, pattern(), SHOWN);
            } else {
                node.awaitRow(mark, row);
            }
        }

        private Pattern pattern() {
            return Pattern.compile("(?:^|> ?)"
                    + Pattern.quote(row)
                            .replace("…", "\\E.*\\Q")
                            .replaceAll("#PID<\\d+\\.\\d+\\.\\d+>", "\\\\E#PID<\\\\d+\\\\.\\\\d+\\\\.\\\\d+>\\\\Q")
                    + "$");
        }
    }

    /**
     * What is typed on one side, in one or more lines.
     *
     * @param side 0 for the left one, 1 for the right one
     * @param shown the rows that must come
     */
    record Statement(int side, List<String> lines, List<Shown> shown) {
        /** Types it on {@code node}; the mark from which on it is shown. */
        int type(ConsoleNode node) {
            int mark = node.screen().mark();
            lines.forEach(node::type);
            return mark;
        }

        /** Waits until all that must come on its own side has come. */
        void await(ConsoleNode node, int mark) {
            shown.stream().filter(row -> row.side() == side).forEach(row -> row.await(node, mark));
        }

        /** Types it on its side of {@code nodes}, and waits until all that must come on either has come. */
        void play(List<ConsoleNode> nodes) {
            int[] marks = nodes.stream().mapToInt(node -> node.screen().mark()).toArray();
            marks[side] = type(nodes.get(side));
            shown.forEach(row -> row.await(nodes.get(row.side()), marks[row.side()]));
        }
    }

    static Columns of(String block) {
        var statements = new ArrayList<Statement>();
        var starts = new ArrayList<Start>();
        var current = new Statement[2];
        int[] typedAt = {-1, -1};
        List<String> rows = block.lines().toList();
        for (int number = 0; number < rows.size(); number++) {
            String[] cells = rows.get(number).split("│ ?", -1); // one that is long may have the row for itself
            for (int side = 0; side < cells.length; side++) {
                String cell = cells[side].stripTrailing();
                var node = NODE.matcher(cell);
                var typed = TYPED.matcher(cell);
                var goesOn = GOES_ON.matcher(cell);
                if (node.matches()) {
                    String project = side == 0 ? node.group(1) : node.group(3);
                    starts.add(new Start(side, node.group(2), project == null ? "" : project));
                } else if (typed.matches()) {
                    current[side] = new Statement(side, new ArrayList<>(List.of(typed.group(1))), new ArrayList<>());
                    typedAt[side] = number;
                    statements.add(current[side]);
                } else if (goesOn.matches()) {
                    current[side].lines().add(goesOn.group(1));
                } else if (!cell.isEmpty()) {
                    int cause = typedAt[side] >= typedAt[1 - side] ? side : 1 - side;
                    current[cause].shown().add(new Shown(side, cell));
                }
            }
        }
        return new Columns(statements, starts);
    }

    /** The statements of one side. */
    List<Statement> of(int side) {
        return statements.stream().filter(s -> s.side() == side).toList();
    }

    /** Starts the node of one side on {@code stage}. */
    ConsoleNode start(Stage stage, int side) {
        return starts.stream()
                .filter(start -> start.side() == side)
                .findFirst()
                .orElseThrow()
                .start(stage);
    }
}
