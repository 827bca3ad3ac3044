// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.rpc;

import io.tiebeam.process.Lineage;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessInfo;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code erlang:process_info/1,2} tells of a process of this node, in OTP's shapes. Any thread. What a JVM does not
 * count for each process, memory and work done, is zero.
 */
final class ProcessItems {
    private static final Atom REGISTERED_NAME = Atom.of("registered_name");
    private static final int MAX_FRAMES = 64;

    /** Those of {@code process_info/1}, in OTP's order. */
    private static final List<Atom> USUAL = Stream.of(
                    "registered_name",
                    "current_function",
                    "initial_call",
                    "status",
                    "message_queue_len",
                    "links",
                    "dictionary",
                    "trap_exit",
                    "error_handler",
                    "priority",
                    "group_leader",
                    "total_heap_size",
                    "heap_size",
                    "stack_size",
                    "reductions",
                    "garbage_collection",
                    "suspending")
            .map(Atom::of)
            .toList();

    private final ProcessCell cell;
    private final ProcessInfo info;

    private ProcessItems(ProcessCell cell) {
        this.cell = cell;
        this.info = cell.info();
    }

    /** {@code process_info(Pid)}. */
    static Term all(LocalNode node, Term pid) {
        Optional<ProcessCell> cell = find(node, pid, pid);
        if (cell.isEmpty()) {
            return Atom.UNDEFINED;
        }
        ProcessItems items = new ProcessItems(cell.get());
        return ListTerm.of(USUAL.stream()
                .filter(name ->
                        !name.equals(REGISTERED_NAME) || items.info.name().isPresent())
                .<Term>map(name -> Tuple.of(name, items.value(name, pid)))
                .toList());
    }

    /** {@code process_info(Pid, What)}: an item, or a list of items. */
    static Term some(LocalNode node, Term pid, Term what) {
        List<Term> wanted = what instanceof ListTerm list && list.isProper() ? list.elements() : List.of(what);
        Optional<ProcessCell> cell = find(node, pid, pid, what);
        if (cell.isEmpty()) {
            return Atom.UNDEFINED;
        }
        ProcessItems items = new ProcessItems(cell.get());
        if (!(what instanceof ListTerm)) {
            return what.equals(REGISTERED_NAME) && items.info.name().isEmpty()
                    ? ListTerm.EMPTY
                    : Tuple.of(what, items.value(what, pid, what));
        }
        return ListTerm.of(wanted.stream()
                .<Term>map(item -> Tuple.of(item, items.value(item, pid, what)))
                .toList());
    }

    private static Optional<ProcessCell> find(LocalNode node, Term pid, Term... arguments) {
        if (!(pid instanceof Pid address) || !node.isCalled(address.node())) {
            throw BuiltIns.badarg("process_info", arguments);
        }
        return node.find(address);
    }

    private Term value(Term item, Term... arguments) {
        if (item instanceof Tuple t && t.is(Atom.of("dictionary"), 2)) {
            return dictionary().stream()
                    .filter(entry -> entry.get(0).equals(t.get(1)))
                    .map(entry -> entry.get(1))
                    .findFirst()
                    .orElse(Atom.UNDEFINED);
        }
        return switch (item instanceof Atom name ? name.name() : "") {
            case "registered_name" -> info.name().<Term>map(name -> name).orElse(ListTerm.EMPTY);
            case "current_function" -> currentFunction();
            case "current_location" ->
                stack().stream().<Term>map(frame -> frame).findFirst().orElse(Atom.UNDEFINED);
            case "current_stacktrace" -> ListTerm.of(stack());
            case "initial_call" ->
                Lineage.NONE.initialCall().equals(info.lineage().initialCall())
                        ? Lineage.NONE.initialCall()
                        : Lineage.call(Atom.of("proc_lib"), Atom.of("init_p"), 5);
            case "status" -> Atom.of(info.status().name().toLowerCase(Locale.ROOT));
            case "message_queue_len" -> Int.of(info.messages());
            case "messages" ->
                ListTerm.of(cell.messages().stream().map(TermMapper::toTerm).toList());
            case "links" -> ListTerm.of(info.links());
            case "monitors" ->
                ListTerm.of(info.monitors().stream()
                        .<Term>map(target -> Tuple.of(Atom.of("process"), target))
                        .toList());
            case "monitored_by" -> ListTerm.of(info.monitoredBy());
            case "dictionary" -> ListTerm.of(dictionary());
            case "trap_exit" -> Atom.of(info.trapsExits());
            case "group_leader" -> info.groupLeader();
            case "parent" -> info.parent().<Term>map(pid -> pid).orElse(Atom.UNDEFINED);
            case "label" -> info.lineage().label();
            case "error_handler" -> Atom.of("error_handler");
            case "priority" -> Atom.of("normal");
            case "message_queue_data" -> Atom.of("on_heap");
            case "memory",
                    "total_heap_size",
                    "heap_size",
                    "stack_size",
                    "reductions",
                    "catchlevel",
                    "min_heap_size",
                    "min_bin_vheap_size" -> Int.of(0);
            case "garbage_collection", "garbage_collection_info", "suspending", "binary", "backtrace" -> ListTerm.EMPTY;
            default -> throw BuiltIns.badarg("process_info", arguments);
        };
    }

    /** What {@code proc_lib} and Elixir keep there. */
    private List<Tuple> dictionary() {
        Lineage lineage = info.lineage();
        List<Tuple> entries = new ArrayList<>();
        if (!lineage.ancestors().isEmpty()) {
            entries.add(Tuple.of(Atom.of("$ancestors"), lineage.ancestors()));
            entries.add(Tuple.of(Atom.of("$initial_call"), lineage.initialCall()));
        }
        if (!lineage.callers().isEmpty()) {
            entries.add(Tuple.of(Atom.of("$callers"), lineage.callers()));
        }
        if (!lineage.label().equals(Atom.UNDEFINED)) {
            entries.add(Tuple.of(Atom.of("$process_label"), lineage.label()));
        }
        return entries;
    }

    private Term currentFunction() {
        return stack().stream()
                .findFirst()
                .<Term>map(frame -> Tuple.of(frame.get(0), frame.get(1), frame.get(2)))
                .orElse(Atom.UNDEFINED);
    }

    private List<Tuple> stack() {
        return cell.stack().stream().limit(MAX_FRAMES).map(ProcessItems::frame).toList();
    }

    private static Tuple frame(StackTraceElement frame) {
        List<Term> place = new ArrayList<>();
        if (frame.getFileName() != null) {
            place.add(Tuple.of(Atom.of("file"), ListTerm.charlist(frame.getFileName())));
        }
        if (frame.getLineNumber() > 0) {
            place.add(Tuple.of(Atom.of("line"), Int.of(frame.getLineNumber())));
        }
        return Tuple.of(atom(frame.getClassName()), atom(frame.getMethodName()), Int.of(0), ListTerm.of(place));
    }

    private static Atom atom(String name) {
        return Atom.of(name.length() <= Atom.MAX_LENGTH ? name : name.substring(0, Atom.MAX_LENGTH));
    }
}
