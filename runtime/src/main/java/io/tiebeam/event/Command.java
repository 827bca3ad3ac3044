// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.event;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/** What a manager is asked, with an answer to be given. Source: {@code gen_event.erl}, {@code handle_msg}. */
sealed interface Command {
    record SyncNotify(Term event) implements Command {}

    record Call(Term key, Term request) implements Command {}

    record Add(Term key, Term args, Optional<Pid> owner) implements Command {}

    record Delete(Term key, Term args) implements Command {}

    /** @param owner who supervises what comes; if empty, who supervised what goes */
    record Swap(Term old, Term why, Term key, Term args, Optional<Pid> owner) implements Command {}

    record Which() implements Command {}

    record Modules() implements Command {}

    record Stop() implements Command {}

    /** Empty if it is none: then it is a message for the handlers. */
    static Optional<Command> of(Term request) {
        return switch (request) {
            case Atom word ->
                switch (word.name()) {
                    case "which_handlers" -> Optional.of(new Which());
                    case "get_modules" -> Optional.of(new Modules());
                    case "stop" -> Optional.of(new Stop());
                    default -> Optional.empty();
                };
            case Tuple t when t.size() > 1 && t.get(0) instanceof Atom word -> of(word.name() + "/" + t.size(), t);
            default -> Optional.empty();
        };
    }

    private static Optional<Command> of(String name, Tuple t) {
        return switch (name) {
            case "sync_notify/2" -> Optional.of(new SyncNotify(t.get(1)));
            case "call/3" -> Optional.of(new Call(t.get(1), t.get(2)));
            case "add_handler/3" -> Optional.of(new Add(t.get(1), t.get(2), Optional.empty()));
            case "add_sup_handler/4" -> pid(t.get(3)).map(owner -> new Add(t.get(1), t.get(2), Optional.of(owner)));
            case "delete_handler/3" -> Optional.of(new Delete(t.get(1), t.get(2)));
            case "swap_handler/5" -> Optional.of(new Swap(t.get(1), t.get(2), t.get(3), t.get(4), Optional.empty()));
            case "swap_sup_handler/6" ->
                pid(t.get(5)).map(owner -> new Swap(t.get(1), t.get(2), t.get(3), t.get(4), Optional.of(owner)));
            default -> Optional.empty();
        };
    }

    private static Optional<Pid> pid(Term term) {
        return term instanceof Pid pid ? Optional.of(pid) : Optional.empty();
    }
}
