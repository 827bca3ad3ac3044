// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.ExitException;
import io.tiebeam.Exposure;
import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.RaisedException;
import io.tiebeam.Resolved;
import io.tiebeam.eval.library.Library;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a function does here, in the form that {@code record-closures.exs} has it from a BEAM. */
final class Outcome {
    private static final Atom ERL_EVAL = Atom.of("erl_eval");
    private static final Exposure DOOR = new Exposure(Atom.of("nonode@nohost"));

    static {
        new Entrance(DOOR, Library.SHARED).open();
    }

    private Outcome() {}

    /** {@code {Outcome, Printed}} of {@code fun}, run in a process of its own with a few messages waiting. */
    static Term of(Fun fun) throws Exception {
        ListTerm arguments = ListTerm.of(List.of(Int.of(2), Int.of(3)).subList(0, fun.arity()));
        return of(_ -> ((Resolved.Call) DOOR.resolve(Atom.of("erlang"), Atom.of("apply"), ListTerm.of(fun, arguments)))
                .invoke());
    }

    private static Term of(Exposure.Handler body) throws Exception {
        return Processes.run(() -> {
            StringBuilder printed = new StringBuilder();
            Pid leader = Kernel.spawn(() -> PrintedText.lead(printed));
            Pid parent = Kernel.spawn(() -> Kernel.receive(Ref.class));
            Term result = Processes.run(() -> {
                Pid self = Kernel.self();
                Processes.groupLeader(self, leader);
                Kernel.send(self, Atom.of("noise"));
                Kernel.send(self, Tuple.of(Atom.of("hi"), parent));
                Kernel.send(self, Tuple.of(Int.of(1), Atom.of("one")));
                Kernel.send(self, Tuple.of(Atom.of("a"), Int.of(2)));
                return run(body);
            });
            Kernel.send(leader, Kernel.makeRef());
            Kernel.send(parent, Kernel.makeRef());
            synchronized (printed) {
                return Tuple.of(plain(result), Bits.of(printed.toString()));
            }
        });
    }

    private static Term run(Exposure.Handler body) throws Exception {
        try {
            return Tuple.of(Atom.of("value"), body.call(ListTerm.EMPTY));
        } catch (RaisedException raised) {
            return raised.isThrow()
                    ? Tuple.of(Atom.of("throw"), raised.term())
                    : Tuple.of(Atom.of("error"), raised.term(), top(raised.stack()));
        } catch (ExitException exit) {
            return Tuple.of(Atom.of("exit"), exit.reason());
        }
    }

    private static Term top(ListTerm stack) {
        if (stack.isEmpty()
                || !(stack.get(0) instanceof Tuple frame)
                || frame.get(0).equals(ERL_EVAL)) {
            return Atom.of("evaluated");
        }
        Term arity = frame.get(2) instanceof ListTerm arguments ? Int.of(arguments.size()) : frame.get(2);
        return Tuple.of(frame.get(0), frame.get(1), arity);
    }

    private static Term plain(Term term) {
        return switch (term) {
            case Pid _ -> Atom.of("a_pid");
            case Ref _ -> Atom.of("a_ref");
            case Fun _, ExportFun _ -> Atom.of("a_fun");
            case Tuple tuple ->
                Tuple.of(tuple.elements().stream().map(Outcome::plain).toArray(Term[]::new));
            case ListTerm list -> {
                List<Term> items = new ArrayList<>();
                list.forEach(item -> items.add(plain(item)));
                yield items.isEmpty() ? list : ListTerm.of(items, plain(list.tail()));
            }
            case MapTerm map -> {
                Map<Term, Term> entries = new LinkedHashMap<>();
                map.forEach((key, value) -> entries.put(plain(key), plain(value)));
                entries.remove(Atom.of("description"));
                yield MapTerm.of(entries);
            }
            default -> term;
        };
    }
}
