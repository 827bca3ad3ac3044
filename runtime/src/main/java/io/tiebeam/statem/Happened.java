// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/**
 * What a machine tells whoever has {@code sys} trace, log or count its events. Made only while somebody has. Source:
 * {@code gen_statem.erl}, {@code print_event}.
 */
sealed interface Happened {
    /** It begins. */
    record Began(Atom module, Term state) implements Happened {}

    /** {@code event} waits to be handled: a message, a timeout, or one of its own. */
    record Received(Term event, Term state) implements Happened {}

    /** {@code event} has been handled, or postponed, and led from one state to another. */
    record Handled(Term event, boolean postponed, Term before, Term after) implements Happened {}

    /** Another code handles events from now on. */
    record Changed(Atom module, Term state) implements Happened {}

    /** A timeout runs from now on. */
    record Started(Term type, Term time, Term content, boolean absolute, Term state) implements Happened {}

    /** It ends as was intended. */
    record Ended(Term reason, Term state) implements Happened {}

    /** The event of {@code sys}. */
    default Term toTerm() {
        return switch (this) {
            case Began(var module, var state) -> Tuple.of(Atom.of("enter"), module, state);
            case Received(var event, var state) -> Tuple.of(Atom.of("in"), event, state);
            case Handled(var event, var postponed, var before, var after) ->
                Tuple.of(word(postponed), event, before, after);
            case Changed(var module, var state) -> Tuple.of(Atom.of("module"), module, state);
            case Started(var type, var time, var content, var absolute, var state) ->
                Tuple.of(Atom.of("start_timer"), timer(type, time, content, absolute), state);
            case Ended(var reason, var state) -> Tuple.of(Atom.of("terminate"), reason, state);
        };
    }

    /** What is printed of it, after the name of the machine. */
    default String text() {
        return switch (this) {
            case Began(var module, var state) -> "enter " + show(module) + in(state);
            case Received(var event, var state) -> "receive " + event(event) + in(state);
            case Handled(var event, var postponed, var before, var after) ->
                word(postponed).name() + " " + event(event) + in(before)
                        + (before.equals(after) ? "" : " => " + show(after));
            case Changed(var module, var state) -> "module " + show(module) + in(state);
            case Started(var type, var time, var content, var absolute, var state) ->
                "start_timer " + show(timer(type, time, content, absolute)) + in(state);
            case Ended(var reason, var state) -> "terminate " + show(reason) + in(state);
        };
    }

    private static Atom word(boolean postponed) {
        return postponed ? StateWords.POSTPONE : Atom.of("consume");
    }

    private static Tuple timer(Term type, Term time, Term content, boolean absolute) {
        ListTerm options = absolute ? ListTerm.of(Tuple.of(Atom.of("abs"), Atom.TRUE)) : ListTerm.EMPTY;
        return Tuple.of(type, time, content, options);
    }

    private static String event(Term event) {
        if (!(event instanceof Tuple pair) || pair.size() != 2) {
            return show(event);
        }
        return pair.get(0) instanceof Tuple call && call.is(Atom.of("call"), 2) && call.get(1) instanceof Tuple from
                ? "call " + show(pair.get(1)) + " from " + show(from.get(0))
                : show(pair.get(0)) + " " + show(pair.get(1));
    }

    private static String in(Term state) {
        return " in state " + show(state);
    }

    private static String show(Term term) {
        return Inspect.inspect(term);
    }
}
