// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a table of processes says of one of them. Immutable.
 *
 * @param name what it is registered as, else what it runs
 * @param messages how many wait in its mailbox
 * @param status in Erlang's words: {@code waiting}, {@code running}
 * @param links processes, and ports of a BEAM
 * @param isSupervisor whether it can be asked for children
 */
record ProcessRow(Pid pid, String name, long messages, String status, List<Term> links, boolean isSupervisor) {
    /** The function of a shell's module by which other nodes read these rows. */
    static final Atom FUNCTION = Atom.of("processes");

    /** Methods in which a thread waits for what others do. */
    private static final Set<String> WAITING =
            Set.of("park", "parkNanos", "parkUntil", "yieldContinuation", "sleep", "wait0");

    /** How a table may be sorted. */
    enum Order {
        /** By the number of its address: as they were started. */
        PID(Comparator.comparing(row -> Integer.toUnsignedLong(row.pid().id()))),
        /** By name. */
        NAME(Comparator.comparing(row -> row.name().toLowerCase(Locale.ROOT))),
        /** The fullest mailbox first. */
        MAILBOX(Comparator.comparing(ProcessRow::messages).reversed()),
        /** By status; those that run come first. */
        STATUS(Comparator.comparing(ProcessRow::status)),
        /** The most links first. */
        LINKS(Comparator.comparing((ProcessRow row) -> row.links().size()).reversed());

        private final Comparator<ProcessRow> comparator;

        Order(Comparator<ProcessRow> comparator) {
            this.comparator = comparator;
        }

        /** By this, then by pid. */
        Comparator<ProcessRow> comparator() {
            return comparator.thenComparing(
                    row -> Integer.toUnsignedLong(row.pid().id()));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A process of this node; empty if it does not live. */
    static Optional<ProcessRow> here(Pid pid) {
        return Processes.info(pid)
                .map(info -> new ProcessRow(
                        pid,
                        info.name().map(Values::show).orElse(info.label()),
                        info.messages(),
                        status(info.stack()),
                        List.copyOf(info.links()),
                        supervises(info.label())));
    }

    /** All processes of this node. */
    static List<ProcessRow> here() {
        return Processes.list().stream()
                .map(ProcessRow::here)
                .flatMap(Optional::stream)
                .sorted(Order.PID.comparator())
                .toList();
    }

    /** Whether a Tiebeam process that runs {@code label} can be asked for children. */
    static boolean supervises(String label) {
        return label.matches("(?:Dynamic|Task|Partition)?Supervisor\\b.*");
    }

    private static String status(List<StackTraceElement> stack) {
        return stack.isEmpty() || WAITING.contains(stack.getFirst().getMethodName()) ? "waiting" : "running";
    }

    /** Its row in a table. */
    List<String> cells() {
        return List.of(Values.show(pid), name, Long.toString(messages), status, Integer.toString(links.size()));
    }

    /** As {@code --json} says it. */
    Object json() {
        return Json.object(
                "pid", Values.show(pid),
                "name", name,
                "messages", messages,
                "status", status,
                "links", links.stream().map(Values::show).toList(),
                "supervisor", isSupervisor);
    }

    /** What stands above {@link #cells()}. */
    static final List<String> TITLES = List.of("pid", "name or start", "mailbox", "status", "links");
}
