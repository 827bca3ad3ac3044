// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.ExitReasons;
import io.tiebeam.From;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a server does with each kind of message. Called by {@link ServerLoop} on the server's own thread, one at a time;
 * an {@link io.tiebeam.ExitException} ends the server with its reason, anything else thrown ends it as a crash.
 */
public interface Server {
    /** The module that a BEAM would name as the one that runs here. */
    Atom module();

    /** The server runs: whoever started it knows, and no message has been looked at. */
    default void begin() {}

    /** Somebody waits for an answer, to be given now or later by {@link From#reply}. */
    void call(From from, Term request);

    /** A message to the server as such. */
    void cast(Term request);

    /** As {@link #call(From, Term)}, with a request that may be a value of this JVM: for a server that takes it as such. */
    default void asked(From from, Object request) {
        call(from, TermMapper.toTerm(request));
    }

    /** As {@link #cast(Term)}, with a message that may be a value of this JVM. */
    default void told(Object message) {
        cast(TermMapper.toTerm(message));
    }

    /** A linked process other than the parent ended; only if the server traps exits. */
    void exit(Pid from, Term reason);

    /** Any other message. */
    void info(Object message);

    /** What {@code sys:get_state} shows. */
    Term state();

    /** {@link #state}, or the error in its place: a server that cannot show its state is no worse for being looked at. */
    default Term stateOrError() {
        try {
            return state();
        } catch (RuntimeException failed) {
            return ExitReasons.of(failed);
        }
    }

    /** The server is about to end with {@code reason}. */
    void terminate(Term reason);

    // ---- what only some servers do --------------------------------------------------------------------------------

    /** What {@code sys} may have traced, logged and counted here: for a server that tells of its answers. */
    default void debugging(Debugging debugging) {}

    /** Whether it tells {@code debugging} of its events itself: else each message is one. */
    default boolean tellsItsEvents() {
        return false;
    }

    /** How long to wait for the next message before {@link #timedOut}; asked before each wait. */
    default Optional<Duration> patience() {
        return Optional.empty();
    }

    /** No message came for as long as {@link #patience} said. */
    default void timedOut() {}

    /** Has been terminated and reported, and ends now: what others still wait for. */
    default void ended() {}

    /** Which of OTP's behaviours it is to others. */
    default Behaviour behaviour() {
        return Behaviour.GEN_SERVER;
    }

    /**
     * Something that reports and {@code sys:get_status} tell of it besides its state.
     *
     * @param key what OTP's report calls it
     * @param title what people call it
     */
    record Detail(Atom key, String title, Term value) {}

    /** What else is told of it. */
    default List<Detail> details() {
        return List.of();
    }

    /** What a person calls a server of this kind, in reports. */
    default String kind() {
        return "GenServer";
    }

    /** What reports and {@code sys:get_status} show of {@code state}, {@code message} or {@code reason}. */
    default Shown shown(Shown status) {
        return status;
    }

    /**
     * What is known of a server that ends, or whose status is asked for.
     *
     * @param message the last message, when it ends
     * @param reason why it ends, when it does
     */
    record Shown(Term state, Optional<Term> message, Optional<Term> reason) {}

    /** A section of rows in its status. */
    static Tuple data(Tuple... rows) {
        return Tuple.of(Atom.of("data"), ListTerm.of(rows));
    }

    /** A row in its status. */
    static Tuple row(String title, Term value) {
        return Tuple.of(ListTerm.charlist(title), value);
    }

    /** The section of its status that shows {@code state}, which has been made fit to be {@link #shown}. */
    default Tuple section(Term state) {
        return data(row("State", state));
    }

    /** As {@link #section}, of a {@code state} that could not be made fit; {@code why} stands in its place. */
    default Tuple unshown(Term state, Term why) {
        return section(why);
    }

    /**
     * Whoever suspended the server says that its code, or that of {@code module} in it, is another than {@code oldVersion}
     * now. What it throws is told to them, and the server goes on as it was.
     *
     * @param extra what else they say
     */
    default void codeChange(Term module, Term oldVersion, Term extra) throws Exception {}

    /** Takes what {@code function} makes of its state, in the form of {@link #state()}, for its state. */
    default void replace(UnaryOperator<Term> function) {
        state(function.apply(state()));
    }

    /**
     * Takes {@code state}, in the form of {@link #state}, for its state.
     *
     * @throws UnsupportedOperationException if this cannot be
     */
    default void state(Term state) {
        throw new UnsupportedOperationException("the state of " + module() + " cannot be replaced from outside");
    }
}
