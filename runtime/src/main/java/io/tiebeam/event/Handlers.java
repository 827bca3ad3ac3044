// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.event;

import io.tiebeam.ExitReasons;
import io.tiebeam.gen.Failures;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermOrder;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;

/**
 * The handlers of a manager, the last added first. One that fails is removed and told of; the others do not notice. On the
 * manager's thread. Source: {@code gen_event.erl}, the functions called {@code server_}, {@code do_terminate} and {@code
 * do_swap}.
 */
final class Handlers {
    private static final Atom REMOVE_HANDLER = Atom.of("remove_handler");
    private static final Atom SWAPPED = Atom.of("swapped");
    private static final Atom CRASH = Atom.of("crash");
    private static final Atom STOP = Atom.of("stop");
    private static final Atom GEN_EVENT_EXIT = Atom.of("gen_event_EXIT");

    /** What came of a callback. */
    private sealed interface Result {
        record Returned<R>(R value) implements Result {}

        /** @param exit {@code {'EXIT', Reason}} */
        record Failed(Tuple exit, Throwable cause) implements Result {}
    }

    private final ProcessCell self;
    private final Handler.Maker maker;
    private final HandlerReport report;
    private List<Installed> all = List.of();

    Handlers(ProcessCell self, Handler.Maker maker) {
        this.self = self;
        this.maker = maker;
        this.report = new HandlerReport(self);
    }

    void event(Term event) {
        update(event, code -> code.event(event));
    }

    void info(Object message) {
        update(message, code -> code.info(message));
    }

    @FunctionalInterface
    private interface Callback {
        Outcome run(Handler code) throws Exception;
    }

    private void update(Object event, Callback callback) {
        List<Installed> kept = new ArrayList<>();
        for (Installed handler : all) {
            switch (run(() -> callback.run(handler.code()))) {
                case Result.Returned<?>(var value) ->
                    followed(handler, ((Outcome) value).then(), event).ifPresent(kept::add);
                case Result.Failed failed -> crashed(handler, failed, event);
            }
        }
        all = List.copyOf(kept);
    }

    /** What is in the place of {@code handler} after it has returned {@code then}. */
    private Optional<Installed> followed(Installed handler, Outcome.Then then, Object event) {
        return switch (then) {
            case Outcome.Then.Keep() -> Optional.of(handler);
            case Outcome.Then.Remove() -> {
                terminate(handler, REMOVE_HANDLER, Words.NORMAL);
                yield Optional.empty();
            }
            case Outcome.Then.Swap swap -> swapped(handler, swap);
            case Outcome.Then.Refuse(var reason) -> {
                crashed(handler, new Result.Failed(Words.error(reason), null), event);
                yield Optional.empty();
            }
        };
    }

    private void crashed(Installed handler, Result.Failed failed, Object event) {
        run(() -> handler.code().terminate(Words.error(failed.exit())));
        report.crashed(handler, failed.exit(), failed.cause(), event);
        tell(handler, failed.exit());
    }

    private Optional<Installed> swapped(Installed old, Outcome.Then.Swap swap) {
        Term left = terminate(old, swap.why(), Tuple.of(SWAPPED, swap.key(), owner(old.owner())));
        Callable<Handler> next =
                () -> swap.object().isPresent() ? swap.object().get() : maker.make(swap.key(), swap.args());
        Initialised begun = init(swap.key(), next, Optional.of(left), old.owner());
        if (begun.handler().isEmpty()) {
            Installed failed = new Installed(swap.key(), old.code(), old.owner());
            report.crashed(failed, begun.answer(), begun.cause(), swap.args());
            tell(failed, CRASH);
        }
        return begun.handler();
    }

    /** What came of adding a handler; the answer that OTP gives. */
    private record Initialised(Optional<Installed> handler, Term answer, Throwable cause) {}

    private Initialised init(Term key, Callable<Handler> made, Optional<Term> left, Optional<Pid> owner) {
        Handler[] code = new Handler[1];
        Result result = run(() -> {
            code[0] = made.call();
            return code[0].init(left);
        });
        return switch (result) {
            case Result.Failed(var exit, var cause) -> new Initialised(Optional.empty(), exit, cause);
            case Result.Returned<?>(var value) ->
                switch (((Outcome) value).then()) {
                    case Outcome.Then.Keep() ->
                        new Initialised(Optional.of(new Installed(key, code[0], owner)), Atom.OK, null);
                    case Outcome.Then.Refuse(var reason) ->
                        new Initialised(Optional.empty(), Words.error(reason), null);
                    case Outcome.Then.Remove() -> new Initialised(Optional.empty(), REMOVE_HANDLER, null);
                    case Outcome.Then.Swap _ -> new Initialised(Optional.empty(), Atom.of("swap_handler"), null);
                };
        };
    }

    Term add(Term key, Term args, Optional<Pid> owner) {
        return add(key, args, Optional.empty(), owner);
    }

    private Term add(Term key, Term args, Optional<Term> left, Optional<Pid> owner) {
        owner.ifPresent(pid -> Address.of(self.node(), pid).link(self));
        Initialised begun = init(key, () -> maker.make(key, args), left, owner);
        begun.handler().ifPresent(handler -> {
            List<Installed> more = new ArrayList<>(List.of(handler));
            more.addAll(all);
            all = List.copyOf(more);
        });
        return begun.answer();
    }

    Term delete(Term key, Term args) {
        Optional<Installed> found = take(key);
        return found.map(handler -> terminate(handler, args, Words.NORMAL))
                .orElse(Words.error(Atom.of("module_not_found")));
    }

    Term swap(Command.Swap swap) {
        Optional<Installed> found = take(swap.old());
        Optional<Pid> before = found.flatMap(Installed::owner);
        Optional<Pid> owner = swap.owner().isPresent() ? swap.owner() : before;
        Term left = found.map(old -> terminate(old, swap.why(), Tuple.of(SWAPPED, swap.key(), owner(owner))))
                .orElse(Atom.ERROR);
        Term answer = add(swap.key(), swap.args(), Optional.of(left), owner);
        return answer.equals(Atom.OK) ? answer : Words.error(answer);
    }

    Term call(Term key, Term request) {
        Optional<Installed> found = find(key);
        if (found.isEmpty()) {
            return Words.error(Atom.of("bad_module"));
        }
        Installed handler = found.get();
        return switch (run(() -> answering(handler.code().call(request)))) {
            case Result.Returned<?>(var value) -> {
                Outcome outcome = (Outcome) value;
                replace(handler, followed(handler, outcome.then(), request));
                yield outcome.reply().orElseThrow();
            }
            case Result.Failed failed -> {
                crashed(handler, failed, request);
                replace(handler, Optional.empty());
                yield Words.error(failed.exit());
            }
        };
    }

    private static Outcome answering(Outcome outcome) {
        if (outcome.reply().isEmpty()) {
            throw new IllegalStateException(
                    "handleCall gave no answer, and somebody waits for it" + "\n   → return keep().reply(value)");
        }
        return outcome;
    }

    private void replace(Installed old, Optional<Installed> by) {
        List<Installed> others = new ArrayList<>();
        all.forEach(each -> {
            if (each != old) {
                others.add(each);
            } else {
                by.ifPresent(others::add);
            }
        });
        all = List.copyOf(others);
    }

    private Optional<Installed> find(Term key) {
        return all.stream().filter(each -> each.key().equals(key)).findFirst();
    }

    private Optional<Installed> take(Term key) {
        Optional<Installed> found = find(key);
        found.ifPresent(handler -> replace(handler, Optional.empty()));
        return found;
    }

    /** The process {@code owner} has ended, and so do the handlers that it supervises. */
    void ownerEnded(Pid owner, Term reason) {
        for (Installed handler : all) {
            if (handler.owner().filter(owner::equals).isPresent()) {
                replace(handler, Optional.empty());
                terminate(handler, Tuple.of(STOP, reason), Words.SHUTDOWN);
            }
        }
    }

    /** The manager ends. */
    void removeAll(Term why) {
        all.forEach(handler -> terminate(handler, why, Words.SHUTDOWN));
    }

    void unlinkOwners(Optional<Pid> parent) {
        all.forEach(handler -> handler.owner()
                .filter(pid -> parent.filter(pid::equals).isEmpty())
                .ifPresent(self::unlink));
    }

    /** Ends {@code handler} as was wanted; gives what it leaves. */
    private Term terminate(Installed handler, Term why, Term told) {
        Term left = switch (run(() -> handler.code().terminate(why))) {
            case Result.Returned<?>(var value) -> (Term) value;
            case Result.Failed(var exit, var _) -> exit;
        };
        tell(handler, told);
        return left;
    }

    private void tell(Installed handler, Term reason) {
        handler.owner()
                .ifPresent(pid ->
                        Address.of(self.node(), pid).send(self, Tuple.of(GEN_EVENT_EXIT, handler.key(), reason)));
    }

    private static Term owner(Optional<Pid> pid) {
        return pid.<Term>map(p -> p).orElse(Atom.FALSE);
    }

    private <R> Result run(Callable<R> callback) {
        try {
            return new Result.Returned<>(callback.call());
        } catch (ProcessKilled dead) {
            throw dead;
        } catch (Throwable failed) {
            return new Result.Failed(Tuple.of(Words.EXIT, Failures.reasonOf(self, failed)), failed);
        }
    }

    // ---- what is told of them -------------------------------------------------------------------------------------

    ListTerm keys() {
        return ListTerm.of(all.stream().map(Installed::key).toList());
    }

    ListTerm modules() {
        return ListTerm.of(all.stream()
                .map(Installed::module)
                .distinct()
                .sorted(TermOrder.STANDARD)
                .toList());
    }

    /** {@code [{Module, Id, State}]}. */
    ListTerm states(boolean shown) {
        return ListTerm.of(all.stream().map(each -> row(each, shown)).toList());
    }

    private static Tuple row(Installed handler, boolean shown) {
        return handler.row(shown ? shown(handler) : handler.code().state());
    }

    /** What reports show of its state: all of it, if it fails to say; why it cannot, if it shows none. */
    private static Term shown(Installed handler) {
        Term state;
        try {
            state = handler.code().state();
        } catch (RuntimeException failed) {
            return ExitReasons.of(failed);
        }
        try {
            return handler.code().shown(state);
        } catch (RuntimeException failed) {
            return state;
        }
    }

    /** {@code [#handler{}]}, with the states of {@code rows}. */
    ListTerm records(ListTerm rows) {
        List<Term> records = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Tuple row = (Tuple) rows.get(i);
            records.add(Tuple.of(
                    Atom.of("handler"),
                    row.get(0),
                    row.get(1),
                    row.get(2),
                    owner(all.get(i).owner())));
        }
        return ListTerm.of(records);
    }

    /**
     * The code of {@code module} has changed: each of its handlers makes another state of its own. If one fails, all keep
     * what they have.
     */
    void codeChange(Term module, Term oldVersion, Term extra) throws Exception {
        List<Installed> changing =
                all.stream().filter(each -> each.module().equals(module)).toList();
        List<Term> old = new ArrayList<>();
        List<Term> changed = new ArrayList<>();
        for (Installed handler : changing) {
            old.add(handler.code().state());
            changed.add(handler.code().codeChange(oldVersion, old.getLast(), extra));
        }
        int done = 0;
        try {
            for (; done < changing.size(); done++) {
                set(changing.get(done), old.get(done), changed.get(done));
            }
        } catch (RuntimeException refused) {
            while (done-- > 0) {
                set(changing.get(done), changed.get(done), old.get(done));
            }
            throw refused;
        }
    }

    private static void set(Installed handler, Term from, Term to) {
        if (!to.equals(from)) {
            handler.code().state(to);
        }
    }

    /** Has each handler take what {@code function} makes of its row; one for which it fails stays as it is. */
    void replace(UnaryOperator<Term> function) {
        for (Installed handler : all) {
            Tuple row = row(handler, false);
            run(() -> {
                if (function.apply(row) instanceof Tuple changed
                        && changed.size() == 3
                        && handler.row(changed.get(2)).equals(changed)
                        && !changed.equals(row)) {
                    handler.code().state(changed.get(2));
                }
                return Atom.OK;
            });
        }
    }
}
