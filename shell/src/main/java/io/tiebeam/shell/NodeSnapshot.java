// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.ExitException;
import io.tiebeam.Mfa;
import io.tiebeam.NoConnectionException;
import io.tiebeam.otp.Erpc;
import io.tiebeam.otp.ErpcException;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a node is busy with at one moment, as it says itself when asked over the distribution. A shell of Tiebeam has a
 * function of its own for that; any other node, of a BEAM too, is asked for {@code erlang:process_info}. Immutable.
 *
 * @param machine {@code JVM} or {@code BEAM}
 * @param memory bytes
 * @param connected the nodes it is connected to, ours left out
 */
record NodeSnapshot(
        NodeName node,
        String machine,
        String release,
        long memory,
        Duration uptime,
        List<NodeName> connected,
        List<ProcessRow> processes,
        List<SupervisionTree> trees) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String ERLANG = "erlang";

    /**
     * Asks {@code node}. Blocks, for each supervisor of it too.
     *
     * @param self our own name
     * @throws NoConnectionException if it cannot be reached
     * @throws CommandFailure if it does not tell
     */
    static NodeSnapshot of(NodeName node, NodeName self) {
        String machine = text(ask(node, ERLANG, "system_info", Atom.of("machine")));
        List<ProcessRow> processes = processes(node, machine);
        List<NodeName> connected = list(ask(node, ERLANG, "nodes", Atom.of("connected"))).stream()
                .map(name -> new NodeName((Atom) name))
                .filter(name -> !name.equals(self))
                .sorted()
                .toList();
        return new NodeSnapshot(
                node,
                machine,
                text(ask(node, ERLANG, "system_info", Atom.of("otp_release"))),
                number(ask(node, ERLANG, "memory", Atom.of("total"))),
                Duration.ofMillis(number(((Tuple) ask(node, ERLANG, "statistics", Atom.of("wall_clock"))).get(0))),
                connected,
                processes,
                SupervisionTree.of(processes));
    }

    private static Term ask(NodeName node, String module, String function, Object... arguments) {
        return Erpc.call(node, Mfa.of(module, function, arguments), PATIENCE);
    }

    private static List<ProcessRow> processes(NodeName node, String machine) {
        try {
            if (machine.equals("JVM")) {
                return list(Erpc.call(node, new Mfa(RemoteEval.MODULE, ProcessRow.FUNCTION, ListTerm.EMPTY), PATIENCE))
                        .stream()
                        .map(row -> TermMapper.fromTerm(row, ProcessRow.class))
                        .toList();
            }
        } catch (ErpcException evaluationIsOff) {
            // then as any other node is asked
        }
        try {
            return viaProcessInfo(node, machine);
        } catch (ErpcException refused) {
            throw new CommandFailure(
                    node + " does not tell what it does: its evaluation is off (undef)",
                    "switch it on there:  ./tiebeam shell, or ./tiebeam run with --allow-eval");
        }
    }

    private static List<ProcessRow> viaProcessInfo(NodeName node, String machine) {
        List<Term> pids = list(ask(node, ERLANG, "processes"));
        List<Term> infos = new ArrayList<>();
        if (machine.equals("JVM")) {
            pids.forEach(pid -> infos.add(ask(node, ERLANG, "process_info", pid)));
        } else {
            ExportFun processInfo = new ExportFun(Atom.of(ERLANG), Atom.of("process_info"), 1);
            infos.addAll(list(ask(node, "lists", "map", processInfo, ListTerm.of(pids))));
        }
        List<ProcessRow> rows = new ArrayList<>();
        for (int i = 0; i < pids.size(); i++) {
            if (infos.get(i) instanceof ListTerm items && !items.equals(ListTerm.EMPTY)) {
                rows.add(row((Pid) pids.get(i), items));
            }
        }
        return rows;
    }

    /** From what {@code process_info/1} gives: {@code [{registered_name, Name}, ...]}. */
    private static ProcessRow row(Pid pid, ListTerm items) {
        ListTerm dictionary = item(items, "dictionary") instanceof ListTerm list ? list : ListTerm.EMPTY;
        Term initial =
                Optional.ofNullable(item(dictionary, "$initial_call")).orElseGet(() -> item(items, "initial_call"));
        String name = Optional.ofNullable(item(items, "registered_name"))
                .or(() -> Optional.ofNullable(item(dictionary, "$process_label")))
                .map(Values::show)
                .orElseGet(() -> function(initial));
        boolean isSupervisor = initial instanceof Tuple call
                && call.size() == 3
                && (call.get(0).equals(Atom.of("supervisor"))
                        || call.get(0).toString().endsWith("Supervisor"));
        return new ProcessRow(
                pid,
                name,
                number(item(items, "message_queue_len")),
                item(items, "status") instanceof Atom status ? status.name() : "",
                list(item(items, "links")),
                isSupervisor);
    }

    private static String function(Term call) {
        return call instanceof Tuple mfa && mfa.size() == 3 && mfa.get(0) instanceof Atom module
                ? Values.show(module) + "." + ((Atom) mfa.get(1)).name() + "/" + Values.show(mfa.get(2))
                : "";
    }

    /** Null if it is not there. */
    private static Term item(ListTerm items, String name) {
        for (Term each : items.elements()) {
            if (each instanceof Tuple pair && pair.size() == 2 && pair.get(0).equals(Atom.of(name))) {
                return pair.get(1);
            }
        }
        return null;
    }

    private static List<Term> list(Term term) {
        return term instanceof ListTerm list && list.isProper() ? list.elements() : List.of();
    }

    private static long number(Term term) {
        return term instanceof Int(long value) ? value : 0;
    }

    private static String text(Term charlist) {
        StringBuilder text = new StringBuilder();
        if (charlist instanceof Atom atom) {
            return atom.name();
        }
        list(charlist).forEach(each -> text.appendCodePoint((int) number(each)));
        return text.toString();
    }

    /** Lines for a screen of {@code height} rows; as many processes as fit. */
    List<String> lines(ProcessRow.Order order, int height) {
        List<String> lines = new ArrayList<>();
        long waiting = processes.stream().mapToLong(ProcessRow::messages).sum();
        lines.add(node + "  " + machine + ", OTP " + release + "  up " + upFor() + "  " + memory / 1_000_000 + " MB  "
                + processes.size() + " processes, " + waiting + " messages wait");
        lines.add("connected: "
                + (connected.isEmpty()
                        ? "to nobody"
                        : String.join(
                                ", ", connected.stream().map(NodeName::toString).toList())));
        lines.add("");
        List<String> branches =
                trees.stream().flatMap(tree -> tree.lines().stream()).toList();
        int room = Math.max(3, height - lines.size() - Math.min(branches.size(), height / 3) - 3);
        List<List<String>> rows = processes.stream()
                .sorted(order.comparator())
                .limit(room)
                .map(ProcessRow::cells)
                .toList();
        lines.addAll(Table.lines(ProcessRow.TITLES, rows));
        if (rows.size() < processes.size()) {
            lines.add("... " + (processes.size() - rows.size()) + " more");
        }
        if (!branches.isEmpty()) {
            lines.add("");
            lines.addAll(branches);
        }
        return lines;
    }

    private String upFor() {
        return uptime.toDays() > 0
                ? uptime.toDays() + " d " + uptime.toHoursPart() + " h"
                : uptime.toHours() > 0
                        ? uptime.toHours() + " h " + uptime.toMinutesPart() + " min"
                        : uptime.toMinutes() > 0
                                ? uptime.toMinutes() + " min " + uptime.toSecondsPart() + " s"
                                : uptime.toSeconds() + " s";
    }

    String json(ProcessRow.Order order) {
        return Json.text(Json.object(
                "node", node.toString(),
                "machine", machine,
                "otp_release", release,
                "memory", memory,
                "uptime_ms", uptime.toMillis(),
                "connected", connected.stream().map(NodeName::toString).toList(),
                "processes",
                        processes.stream()
                                .sorted(order.comparator())
                                .map(ProcessRow::json)
                                .toList(),
                "supervisors", trees.stream().map(SupervisionTree::json).toList()));
    }

    /** Why a node could not be asked, for people. */
    static CommandFailure unreachable(NodeName node, ExitException why) {
        return new CommandFailure(
                io.tiebeam.Node.whyNot(node)
                        .orElse("no connection to " + node + " (noconnection): " + why.getMessage()),
                "the whole road:  ./tiebeam doctor " + node,
                ExitCodes.UNREACHABLE);
    }
}
