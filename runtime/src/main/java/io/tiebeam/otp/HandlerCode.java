// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Down;
import io.tiebeam.Exit;
import io.tiebeam.event.Handler;
import io.tiebeam.event.Outcome;
import io.tiebeam.gen.Words;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/** What the engine calls, with events in the type that the handler wants. */
final class HandlerCode<M> implements Handler {
    private static final Outcome KEEP = Handling.KEEP.outcome();

    private final EventHandler<M> handler;
    private final Class<M> type;

    @SuppressWarnings("unchecked") // the class says so
    HandlerCode(EventHandler<M> handler) {
        this.handler = handler;
        this.type = (Class<M>) TypeArguments.at(0, handler.getClass(), EventHandler.class)
                .<Class<?>>map(TypeArguments::raw)
                .orElse(Term.class);
    }

    @Override
    public Outcome init(Optional<Term> left) throws Exception {
        handler.begin();
        return outcome(left.isPresent() ? handler.takeOver(left.get()) : handler.init());
    }

    @Override
    public Outcome event(Term event) throws Exception {
        Optional<M> wanted = TermMapper.tryFromTerm(event, type);
        return wanted.isPresent() ? outcome(handler.handleEvent(wanted.get())) : KEEP;
    }

    @Override
    public Outcome info(Object message) throws Exception {
        Term term = TermMapper.toTerm(message);
        if (term instanceof Tuple t && t.is(Words.EXIT, 3) && t.get(1) instanceof Pid from) {
            return outcome(handler.handleInfo(new Exit(from, t.get(2))));
        }
        Optional<Down> down = TermMapper.tryFromTerm(term, Down.class);
        return outcome(handler.handleInfo(down.isPresent() ? down.get() : term));
    }

    /** A stranger's mistake is the stranger's: the handler stays. */
    @Override
    public Outcome call(Term request) throws Exception {
        Optional<M> wanted = TermMapper.tryFromTerm(request, type);
        if (wanted.isPresent()) {
            return outcome(handler.handleCall(wanted.get()));
        }
        Term reason = io.tiebeam.ExitReasons.of(
                new IllegalArgumentException(handler.getClass().getName() + " has no such request: " + request));
        return new Outcome(Optional.of(Words.error(Tuple.of(Words.EXIT, reason))), KEEP.then());
    }

    @Override
    public Term terminate(Term why) throws Exception {
        return TermMapper.toTerm(handler.terminate(why));
    }

    @Override
    public Term state() {
        return TermMapper.toTerm(handler.inspectState());
    }

    @Override
    public Term shown(Term state) {
        return TermMapper.toTerm(handler.formatStatus(state));
    }

    @Override
    public Term codeChange(Term oldVersion, Term state, Term extra) throws Exception {
        return TermMapper.toTerm(handler.codeChange(oldVersion, state, extra));
    }

    @Override
    public void state(Term state) {
        handler.replaceState(state);
    }

    private static Outcome outcome(Handling handling) {
        if (handling == null) {
            throw new IllegalStateException("a callback returned null\n   → return keep()");
        }
        return handling.outcome();
    }
}
