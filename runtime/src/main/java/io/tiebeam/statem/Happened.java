// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import io.tiebeam.gen.Line;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
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

    /** What is printed of it. */
    default Line line() {
        return switch (this) {
            case Began(var module, var state) -> Line.of("enter ~tp in state ~tp", module, state);
            case Received(var event, var state) -> Line.of("receive ~ts in state ~tp", text(event), state);
            case Handled(var event, var postponed, var before, var after)
            when before.equals(after) -> Line.of("~tw ~ts in state ~tp", word(postponed), text(event), before);
            case Handled(var event, var postponed, var before, var after) ->
                Line.of("~tw ~ts in state ~tp => ~tp", word(postponed), text(event), before, after);
            case Changed(var module, var state) -> Line.of("module ~tp in state ~tp", module, state);
            case Started(var type, var time, var content, var absolute, var state) ->
                Line.of("start_timer ~tp in state ~tp", timer(type, time, content, absolute), state);
            case Ended(var reason, var state) -> Line.of("terminate ~tp in state ~tp", reason, state);
        };
    }

    private static Atom word(boolean postponed) {
        return postponed ? StateWords.POSTPONE : Atom.of("consume");
    }

    private static Tuple timer(Term type, Term time, Term content, boolean absolute) {
        ListTerm options = absolute ? ListTerm.of(Tuple.of(Atom.of("abs"), Atom.TRUE)) : ListTerm.EMPTY;
        return Tuple.of(type, time, content, options);
    }

    private static Bits text(Term event) {
        if (!(event instanceof Tuple pair) || pair.size() != 2) {
            return Bits.of(Line.part("~tp", event));
        }
        return Bits.of(
                pair.get(0) instanceof Tuple call && call.is(Atom.of("call"), 2) && call.get(1) instanceof Tuple from
                        ? Line.part("call ~tp from ~tw", pair.get(1), from.get(0))
                        : Line.part("~tw ~tp", pair.get(0), pair.get(1)));
    }
}
