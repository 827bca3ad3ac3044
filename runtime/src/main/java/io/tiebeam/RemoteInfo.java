// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.Mark;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What another node says of a process of its own: asks its {@code rex} for {@code erlang:process_info/2}, as {@code rpc}
 * does. On the thread of the process that asks.
 */
final class RemoteInfo {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Atom REX = Atom.of("rex");
    private static final Atom DOWN = Atom.of("DOWN");
    private static final Atom PROCESS = Atom.of("process");
    private static final ListTerm ITEMS = ListTerm.of(Stream.of(
                    "registered_name",
                    "status",
                    "initial_call",
                    "message_queue_len",
                    "links",
                    "monitors",
                    "monitored_by",
                    "trap_exit",
                    "group_leader",
                    "parent",
                    "dictionary",
                    "current_stacktrace")
            .map(Atom::of)
            .toList());

    private RemoteInfo() {}

    static Optional<Processes.Info> of(ProcessCell self, Pid pid) {
        return ask(self, pid, ITEMS) instanceof ListTerm items ? Optional.of(info(pid, items)) : Optional.empty();
    }

    static List<Term> messages(ProcessCell self, Pid pid) {
        Term answer = ask(self, pid, Atom.of("messages"));
        return answer instanceof Tuple item ? list(item.get(1)) : List.of();
    }

    private static Term ask(ProcessCell self, Pid pid, Term items) {
        Mark before = self.mark();
        Address rex = Address.of(self.node(), Name.of(REX.name()).at(new NodeName(pid.node())));
        Ref ref = rex.monitor(self, AliasUse.UNTIL_REPLY);
        Term tag = ListTerm.of(List.of(Atom.of("alias")), ref);
        Term call = Tuple.of(
                Atom.of("call"),
                Atom.of("erlang"),
                Atom.of("process_info"),
                ListTerm.of(pid, items),
                self.groupLeader());
        rex.send(self, Tuple.of(Atom.of("$gen_call"), Tuple.of(self.pid(), tag), call));
        Term answer = self.receiveAfter(before, message -> answer(message, ref, tag), Deadline.in(PATIENCE));
        if (answer == null) {
            self.demonitor(ref, true);
            answer = self.receive(message -> answer(message, ref, tag), Deadline.NOW);
        }
        String what = "cannot ask " + pid.node() + " for what process " + pid + " does";
        return switch (answer) {
            case null ->
                throw new CallTimeoutException(
                        Atom.of("timeout"), what + " (timeout): no answer in " + PATIENCE.toSeconds() + " s");
            case Tuple down
            when down.is(DOWN, 5) ->
                throw new NoConnectionException(
                        down.get(4),
                        what + " (" + down.get(4) + ")"
                                + Node.whyNot(new NodeName(pid.node()))
                                        .map(why -> "\n" + why)
                                        .orElse(""));
            case Tuple failed
            when failed.is(Atom.of("badrpc"), 2) -> throw new ExitException(failed, what + ": " + failed.get(1));
            default -> answer;
        };
    }

    private static Term answer(Object message, Ref ref, Term tag) {
        if (!(message instanceof Tuple t)) {
            return null;
        }
        if (t.size() == 2 && t.get(0).equals(tag)) {
            return t.get(1);
        }
        return t.is(DOWN, 5) && t.get(1).equals(ref) ? t : null;
    }

    // ---- what it said ---------------------------------------------------------------------------------------------

    private static Processes.Info info(Pid pid, ListTerm items) {
        Map<Term, Term> all = pairs(items);
        Map<Term, Term> own = pairs(item(all, "dictionary"));
        Term initial = own.getOrDefault(Atom.of("$initial_call"), item(all, "initial_call"));
        Tuple initialCall = initial instanceof Tuple t && t.size() == 3 ? t : Tuple.of();
        return new Processes.Info(
                pid,
                item(all, "registered_name") instanceof Atom name ? Optional.of(new Name(name)) : Optional.empty(),
                Processes.Status.valueOf(((Atom) item(all, "status")).name().toUpperCase(java.util.Locale.ROOT)),
                shown(initialCall),
                Optional.ofNullable(own.get(Atom.of("$process_label"))),
                initialCall,
                item(all, "message_queue_len") instanceof Int(var length) ? (int) length : 0,
                pids(item(all, "links")),
                list(item(all, "monitors")).stream()
                        .flatMap(RemoteInfo::monitored)
                        .toList(),
                pids(item(all, "monitored_by")),
                item(all, "trap_exit").equals(Atom.TRUE),
                (Pid) item(all, "group_leader"),
                item(all, "parent") instanceof Pid parent ? Optional.of(parent) : Optional.empty(),
                Processes.Info.servers(list(own.getOrDefault(Atom.of("$ancestors"), ListTerm.EMPTY))),
                pids(own.getOrDefault(Atom.of("$callers"), ListTerm.EMPTY)),
                list(item(all, "current_stacktrace")).stream()
                        .flatMap(RemoteInfo::frame)
                        .toList());
    }

    private static String shown(Tuple call) {
        return call.size() == 3
                        && call.get(0) instanceof Atom module
                        && call.get(1) instanceof Atom function
                        && call.get(2) instanceof Int(var arity)
                ? ElixirNames.mfa(module, function, (int) arity)
                : "";
    }

    private static Term item(Map<Term, Term> all, String name) {
        return all.getOrDefault(Atom.of(name), ListTerm.EMPTY);
    }

    private static Map<Term, Term> pairs(Term list) {
        Map<Term, Term> pairs = new HashMap<>();
        for (Term each : list(list)) {
            if (each instanceof Tuple pair && pair.size() == 2) {
                pairs.put(pair.get(0), pair.get(1));
            }
        }
        return pairs;
    }

    private static List<Term> list(Term term) {
        return term instanceof ListTerm list ? list.elements() : List.of();
    }

    private static List<Pid> pids(Term list) {
        List<Pid> pids = new ArrayList<>();
        for (Term each : list(list)) {
            if (each instanceof Pid pid) { // the rest are ports
                pids.add(pid);
            }
        }
        return pids;
    }

    private static Stream<ServerRef> monitored(Term monitor) {
        return monitor instanceof Tuple t && t.is(PROCESS, 2) ? Processes.Info.server(t.get(1)) : Stream.empty();
    }

    private static Stream<StackTraceElement> frame(Term frame) {
        if (!(frame instanceof Tuple t) || t.size() != 4 || !(t.get(0) instanceof Atom module)) {
            return Stream.empty();
        }
        Map<Term, Term> place = pairs(t.get(3));
        String file = item(place, "file") instanceof ListTerm name && !name.isEmpty() ? text(name) : null;
        int line = item(place, "line") instanceof Int(var number) ? (int) number : -1;
        return Stream.of(new StackTraceElement(
                module.name(),
                t.get(1) instanceof Atom name ? name.name() : t.get(1).toString(),
                file,
                line));
    }

    private static String text(ListTerm charlist) {
        StringBuilder text = new StringBuilder();
        for (Term each : charlist.elements()) {
            if (each instanceof Int(var codePoint) && Character.isValidCodePoint((int) codePoint)) {
                text.appendCodePoint((int) codePoint);
            }
        }
        return text.toString();
    }
}
