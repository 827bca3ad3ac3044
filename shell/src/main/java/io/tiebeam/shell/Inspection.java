// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.BigInt;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.NativeRecord;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Port;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code i(x)} shows: what a value is in Java, and as which term it travels. Pure but for what it says of a process. */
final class Inspection {
    private Inspection() {}

    /** The lines, each fact under its title as in iex. */
    static String of(Object value) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Value", Values.show(value));
        facts.put("Java type", value == null ? "null" : typeOf(value.getClass()));
        travels(value, facts);
        switch (value) {
            case null -> {}
            case Pid pid -> process(pid, facts);
            case Name name ->
                Processes.whereIs(name)
                        .ifPresentOrElse(
                                pid -> process(pid, facts),
                                () -> facts.put("Registered", "no process has this name here"));
            case NodeName node ->
                facts.put("Connected", Boolean.toString(io.tiebeam.Node.list().contains(node)));
            default -> {}
        }
        return facts.entrySet().stream()
                .map(fact -> fact.getKey() + "\n" + fact.getValue().indent(2).stripTrailing())
                .collect(Collectors.joining("\n"));
    }

    private static String typeOf(Class<?> type) {
        String kind = type.isRecord()
                ? "a record"
                : type.isEnum()
                        ? "an enum"
                        : type.isArray() ? "an array" : type.isInterface() ? "an interface" : "a class";
        String name = type.getTypeName().replaceFirst("^REPL\\.\\$JShell\\$\\w+\\$", "");
        boolean here = type.getName().startsWith("REPL.");
        return name + ", " + kind + (here ? " typed here" : "")
                + (Modifier.isPublic(type.getModifiers()) || here ? "" : ", not public");
    }

    private static void travels(Object value, Map<String, String> facts) {
        if (value == null) {
            facts.put("Travels as", "nothing: null is never sent");
            return;
        }
        try {
            Term term = TermMapper.toTerm(value);
            facts.put("Travels as", kind(term) + "\n" + Values.show(term));
        } catch (TermException e) {
            facts.put("Travels as", "nothing: " + e.getMessage());
        }
    }

    private static String kind(Term term) {
        return switch (term) {
            case Atom _ -> "an atom";
            case Int _ -> "an integer";
            case FloatTerm _ -> "a float";
            case Bits bits -> bits.text().isPresent() ? "a binary of UTF-8" : "bits";
            case Tuple tuple -> "a tuple of " + tuple.size();
            case ListTerm list -> list.isProper() ? "a list of " + list.size() : "an improper list";
            case MapTerm map -> "a map of " + map.size();
            case Pid _ -> "a pid";
            case Ref _ -> "a reference";
            case BigInt _ -> "a large integer";
            case Fun _, ExportFun _ -> "a function";
            case Port _ -> "a port";
            case NativeRecord _ -> "a native record";
        };
    }

    private static void process(Pid pid, Map<String, String> facts) {
        facts.put("Node", Kernel.node(pid).toString());
        ProcessRow.here(pid)
                .ifPresentOrElse(
                        row -> {
                            facts.put("Alive", "true, " + row.status());
                            facts.put("Name or start", row.name());
                            facts.put("Mailbox", row.messages() + " messages");
                            facts.put("Links", Values.show(row.links()));
                        },
                        () -> facts.put(
                                "Alive",
                                Kernel.node(pid).equals(Kernel.node()) ? "false" : "unknown: it is on another node"));
    }
}
