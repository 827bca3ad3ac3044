// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Down;
import io.tiebeam.Exit;
import io.tiebeam.From;
import io.tiebeam.gen.Words;
import io.tiebeam.statem.Events;
import io.tiebeam.statem.TimeoutType;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/** The events of a machine whose messages are of type {@code M}. */
final class MachineEvents<M> implements Events {
    private static final Atom CALL = Atom.of("call");
    private static final Atom CAST = Atom.of("cast");
    private static final Atom INFO = Atom.of("info");
    private static final Atom INTERNAL = Atom.of("internal");
    private static final Atom ENTER = Atom.of("enter");

    private final Class<M> type;

    MachineEvents(Class<M> type) {
        this.type = type;
    }

    @Override
    public Object call(From from, Term request) {
        return TermMapper.tryFromTerm(request, type)
                .<Object>map(message -> new Event.Call<>(from, message))
                .orElseGet(() -> new Event.Info<>(Tuple.of(Words.GEN_CALL, Tuple.of(from.pid(), from.tag()), request)));
    }

    @Override
    public Object cast(Term request) {
        return TermMapper.tryFromTerm(request, type)
                .<Object>map(Event.Cast::new)
                .orElseGet(() -> new Event.Info<>(Tuple.of(Words.GEN_CAST, request)));
    }

    @Override
    public Object info(Object message) {
        if (message instanceof Exit || type.isInstance(message)) {
            return new Event.Info<>(message);
        }
        Term term = TermMapper.toTerm(message);
        Optional<Down> down = TermMapper.tryFromTerm(term, Down.class);
        if (down.isPresent()) {
            return new Event.Info<>(down.get());
        }
        return new Event.Info<>(
                TermMapper.tryFromTerm(term, type).<Object>map(m -> m).orElse(term));
    }

    @Override
    public Object timeout(TimeoutType timeout, Object content) {
        return switch (timeout) {
            case TimeoutType.OfEvent() -> new Event.EventTimeout<>(content);
            case TimeoutType.OfState() -> new Event.StateTimeout<>(content);
            case TimeoutType.Generic(var name) -> new Event.GenericTimeout<>(name, content);
        };
    }

    @Override
    public Object enter(Object oldState) {
        return new Event.Enter<>(oldState);
    }

    @Override
    public Term toTerm(Object event) {
        return shown(event);
    }

    /** {@code {Type, Content}}. */
    static Term shown(Object event) {
        return switch ((Event<?, ?>) event) {
            case Event.Call<?, ?>(var from, var request) ->
                Tuple.of(Tuple.of(CALL, Tuple.of(from.pid(), from.tag())), term(request));
            case Event.Cast<?, ?>(var message) -> Tuple.of(CAST, term(message));
            case Event.Info<?, ?>(var message) -> Tuple.of(INFO, term(message));
            case Event.EventTimeout<?, ?>(var content) -> Tuple.of(new TimeoutType.OfEvent().toTerm(), term(content));
            case Event.StateTimeout<?, ?>(var content) -> Tuple.of(new TimeoutType.OfState().toTerm(), term(content));
            case Event.GenericTimeout<?, ?>(var name, var content) ->
                Tuple.of(new TimeoutType.Generic(name).toTerm(), term(content));
            case Event.Internal<?, ?>(var content) -> Tuple.of(INTERNAL, term(content));
            case Event.Enter<?, ?>(var oldState) -> Tuple.of(ENTER, term(oldState));
        };
    }

    @Override
    public Optional<From> from(Object event) {
        return event instanceof Event.Call<?, ?>(var from, var _) ? Optional.of(from) : Optional.empty();
    }

    private static Term term(Object value) {
        try {
            return TermMapper.toTerm(value);
        } catch (TermException hasNone) {
            return Bits.of(TermMapper.describe(value));
        }
    }
}
