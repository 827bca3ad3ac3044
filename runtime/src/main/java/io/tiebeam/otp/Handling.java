// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.event.Outcome;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import java.util.Optional;

/**
 * What the callbacks of an {@link EventHandler} return: what becomes of the handler, and an answer if somebody waits for
 * one. Made by the methods of {@link EventHandler}; immutable.
 */
public final class Handling {
    static final Handling KEEP = new Handling(new Outcome.Then.Keep(), Optional.empty());
    static final Handling REMOVE = new Handling(new Outcome.Then.Remove(), Optional.empty());

    private final Outcome.Then then;
    private final Optional<Term> reply;

    private Handling(Outcome.Then then, Optional<Term> reply) {
        this.then = then;
        this.reply = reply;
    }

    static Handling refuse(Object reason) {
        Term term = reason instanceof String word ? Atom.of(word) : TermMapper.toTerm(reason);
        return new Handling(new Outcome.Then.Refuse(term), Optional.empty());
    }

    static Handling swap(Object why, HandlerId next, EventHandler<?> handler) {
        return new Handling(
                new Outcome.Then.Swap(
                        TermMapper.toTerm(why), next.toTerm(), Optional.of(new HandlerCode<>(handler)), Atom.NIL),
                Optional.empty());
    }

    static Handling swap(Object why, HandlerId next, Object args) {
        return new Handling(
                new Outcome.Then.Swap(TermMapper.toTerm(why), next.toTerm(), Optional.empty(), TermMapper.toTerm(args)),
                Optional.empty());
    }

    /** The same; the call is answered with {@code value}. */
    public Handling reply(Object value) {
        return new Handling(then, Optional.of(TermMapper.toTerm(value)));
    }

    /** The same; {@code request} is answered with {@code value}. */
    public <R> Handling reply(Call<R> request, R value) {
        return reply((Object) value);
    }

    /** The same: for code that is carried over from OTP. A manager that waits holds little whatever is returned. */
    public Handling hibernate() {
        return this;
    }

    Outcome outcome() {
        return new Outcome(reply, then);
    }
}
