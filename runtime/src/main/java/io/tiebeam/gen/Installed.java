// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.ExitException;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The functions that {@code sys:install} has a server call with each of its events, the last installed first. One that says
 * {@code done}, fails, or is none that the node exposes is gone, and the server goes on. Immutable.
 *
 * <p>Source: {@code sys.erl}, {@code install_debug} and {@code handle_debug}.
 */
record Installed(List<Observer> observers) {
    static final Installed NONE = new Installed(List.of());

    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final Atom DONE = Atom.of("done");

    /** @param id what it is removed by, and told apart by from others; the function itself if it was given none */
    private record Observer(Term id, Term function, Term state) {
        /** As {@code sys:get_status} shows it. */
        Tuple toTerm() {
            return id.equals(function) ? Tuple.of(function, state) : Tuple.of(id, Tuple.of(function, state));
        }
    }

    boolean isEmpty() {
        return observers.isEmpty();
    }

    /** With {@code {Function, State}} or {@code {Id, Function, State}}, unless there is one of this id; empty if it is neither. */
    Optional<Installed> with(Term what) {
        if (!(what instanceof Tuple t) || t.size() < 2 || t.size() > 3) {
            return Optional.empty();
        }
        Observer next =
                t.size() == 2 ? new Observer(t.get(0), t.get(0), t.get(1)) : new Observer(t.get(0), t.get(1), t.get(2));
        if (observers.stream().anyMatch(each -> each.id().equals(next.id()))) {
            return Optional.of(this);
        }
        List<Observer> more = new ArrayList<>(List.of(next));
        more.addAll(observers);
        return Optional.of(new Installed(List.copyOf(more)));
    }

    Installed without(Term id) {
        return new Installed(
                observers.stream().filter(each -> !each.id().equals(id)).toList());
    }

    /** What is left when each was called with its state, {@code event} and {@code name}; what it returns is its next state. */
    Installed tell(ProcessCell self, Term event, Term name) {
        List<Observer> kept = new ArrayList<>();
        for (Observer each : observers) {
            try {
                Term next = Door.apply(self, each.function(), each.state(), event, name);
                if (!next.equals(DONE)) {
                    kept.add(new Observer(each.id(), each.function(), next));
                }
            } catch (Exception failed) {
                String why = failed instanceof ExitException ? failed.getMessage() : failed.toString();
                LOG.log(
                        Level.WARNING,
                        name + ": the function " + each.function()
                                + " that sys:install has put here failed, and is removed: " + why);
            }
        }
        return new Installed(List.copyOf(kept));
    }

    List<Tuple> toTerms() {
        return observers.stream().map(Observer::toTerm).toList();
    }
}
