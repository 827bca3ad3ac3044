// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.CallTimeoutException;
import io.tiebeam.NoConnectionException;
import io.tiebeam.epmd.EpmdClient;
import io.tiebeam.epmd.EpmdName;
import io.tiebeam.shell.cli.Command;
import io.tiebeam.shell.cli.Given;
import io.tiebeam.shell.cli.Syntax;
import io.tiebeam.shell.cli.UsageException;
import io.tiebeam.term.NodeName;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/** {@code tiebeam observe}: what a node is busy with, seen from a hidden node of ours. Changes nothing. Main thread. */
final class ObserveCommand implements Command {
    private static final long REFRESH_MILLIS = 1_000;
    private static final String SORT = "--sort";
    private static final String JSON = "--json";

    private ProcessRow.Order order = ProcessRow.Order.PID;

    @Override
    public Syntax syntax() {
        return NodeArguments.in(Syntax.of("observe", "[NODE] [--sort KEY] [--json] [OPTIONS]")
                        .examples(
                                "  ./tiebeam observe kate@localhost                  its processes, each second",
                                "  ./tiebeam observe kate@localhost --json           once, for programs")
                        .operands("[NODE]", "its full name, such as kate@localhost", 0, 1)
                        .option(SORT, "KEY", "pid, name, mailbox, status or links")
                        .flag(JSON, "say it once, in JSON"))
                .footer(
                        "Without NODE it is the one that EPMD of this host knows. Keys: p n m s l sort, q quits. Without"
                                + " a terminal it prints once. Exit codes: 69 the node cannot be reached.");
    }

    @Override
    public int run(Given given, PrintWriter out, PrintWriter err) throws Exception {
        order = given.value(SORT).map(ObserveCommand::order).orElse(order);
        NodeName node = node(given.operand());
        ConsoleLog.to(text -> {}); // a log would be written over what is drawn
        try (RunningNode running = RunningNode.start(Optional.of(new NodeArguments(given).optionsOrVisitor(node)))) {
            NodeName self = running.node().orElseThrow().name();
            NodeSnapshot first = look(node, self);
            Console console = System.console();
            if (given.has(JSON)) {
                out.print(first.json(order));
            } else if (console == null || !console.isTerminal()) {
                first.lines(order, Integer.MAX_VALUE / 2).forEach(out::println);
            } else {
                watch(first, self);
            }
            out.flush();
            return ExitCodes.OK;
        }
    }

    private static ProcessRow.Order order(String key) {
        for (ProcessRow.Order each : ProcessRow.Order.values()) {
            if (each.name().equalsIgnoreCase(key)) {
                return each;
            }
        }
        throw new UsageException("--sort wants pid, name, mailbox, status or links, got: " + key);
    }

    private static NodeSnapshot look(NodeName node, NodeName self) {
        try {
            return NodeSnapshot.of(node, self);
        } catch (NoConnectionException | CallTimeoutException silent) {
            throw NodeSnapshot.unreachable(node, silent);
        }
    }

    private static NodeName node(Optional<String> name) {
        try {
            return NodeName.of(name.orElseGet(ObserveCommand::onlyOne));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(e.getMessage(), "give its full name, such as kate@localhost", ExitCodes.USAGE);
        }
    }

    private static String onlyOne() {
        try {
            List<EpmdName> names = new EpmdClient(EpmdCommand.endpoint())
                    .names(InetAddress.getLoopbackAddress().getHostAddress());
            if (names.size() == 1) {
                return names.getFirst().name() + "@localhost";
            }
            throw new CommandFailure(
                    names.isEmpty()
                            ? "no node is registered on this host"
                            : "several nodes are registered on this host: "
                                    + String.join(
                                            ", ",
                                            names.stream().map(EpmdName::name).toList()),
                    "say which: ./tiebeam observe kate@localhost",
                    ExitCodes.USAGE);
        } catch (IOException e) {
            throw new CommandFailure(
                    "no epmd answers on " + EpmdCommand.endpoint() + ", so no node runs here",
                    "say which node: ./tiebeam observe kate@host",
                    ExitCodes.UNREACHABLE);
        }
    }

    /** Draws until q is pressed, or the node is gone. */
    private void watch(NodeSnapshot first, NodeName self) throws IOException {
        try (Terminal terminal =
                TerminalBuilder.builder().system(true).dumb(true).build()) {
            Attributes before = terminal.enterRawMode();
            terminal.puts(Capability.enter_ca_mode);
            try {
                NodeSnapshot shown = first;
                while (true) {
                    draw(terminal, shown);
                    int key = terminal.reader().read(REFRESH_MILLIS);
                    if (key == 'q' || key == 3 || key == -1) {
                        return;
                    }
                    order = chosen(key).orElse(order);
                    if (key == NonBlockingReader.READ_EXPIRED) {
                        shown = look(shown.node(), self);
                    }
                }
            } finally {
                terminal.puts(Capability.exit_ca_mode);
                terminal.setAttributes(before);
                terminal.flush();
            }
        }
    }

    private static Optional<ProcessRow.Order> chosen(int key) {
        return switch (key) {
            case 'p' -> Optional.of(ProcessRow.Order.PID);
            case 'n' -> Optional.of(ProcessRow.Order.NAME);
            case 'm' -> Optional.of(ProcessRow.Order.MAILBOX);
            case 's' -> Optional.of(ProcessRow.Order.STATUS);
            case 'l' -> Optional.of(ProcessRow.Order.LINKS);
            default -> Optional.empty();
        };
    }

    private void draw(Terminal terminal, NodeSnapshot snapshot) {
        int height = Math.max(terminal.getSize().getRows(), 10);
        int width = Math.max(terminal.getSize().getColumns(), 20);
        List<String> lines = snapshot.lines(order, height);
        StringBuilder screen = new StringBuilder("\u001b[H");
        lines.stream()
                .limit(height - 1L)
                .forEach(line ->
                        screen.append(line, 0, Math.min(line.length(), width)).append("\u001b[K\r\n"));
        screen.append("\u001b[J\u001b[").append(height).append(";1H");
        screen.append("[q] quit  sorted by ")
                .append(order.name().toLowerCase(Locale.ROOT))
                .append(": [p]id [n]ame [m]ailbox [s]tatus [l]inks\u001b[K");
        terminal.writer().print(screen);
        terminal.flush();
    }
}
