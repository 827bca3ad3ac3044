// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.IgnoreException;
import io.tiebeam.gen.Calls;
import io.tiebeam.gen.Calls.Protocol;
import io.tiebeam.gen.Starting;
import io.tiebeam.gen.Words;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.Optional;

/**
 * A process that is in one of several states, and does something else about the same event in each: OTP's {@code
 * gen_statem}. The state is a value, an enum or a sealed type; all other data are private fields, since one thread at a
 * time runs the callbacks:
 *
 * <pre>{@code
 * public final class Door extends GenStateMachine<Door.State, Door.Message> {
 *     public enum State { OPEN, LOCKED }
 *     public sealed interface Message {}
 *     public record Unlock(String code) implements Message {}
 *
 *     @Override
 *     protected Transition<State> init() {
 *         return nextState(State.LOCKED);
 *     }
 *
 *     @Override
 *     protected Transition<State> handleEvent(State state, Event<State, Message> event) {
 *         return switch (event) {
 *             case Event.Call(var from, Unlock(var code)) when state == State.LOCKED && code.equals("1234") ->
 *                 nextState(State.OPEN).reply(from, "ok").stateTimeout(Duration.ofSeconds(10), "lock");
 *             case Event.StateTimeout(var content) -> nextState(State.LOCKED);
 *             default -> keepState();
 *         };
 *     }
 * }
 *
 * Pid door = new Door().startLink();
 * GenStateMachine.call(door, new Door.Unlock("1234"));
 * }</pre>
 *
 * <p>Override {@link #handleEvent} for one handler of all events, or {@link #stateFunction} for one handler per state:
 * there {@code switch (state)} over an enum has the compiler check that no state is forgotten. An exception ends the
 * machine; its reason is that of an {@link ExitException}, or the error with its stack.
 *
 * <p>Other nodes call it with {@code gen_statem:call({Name, 'java@host'}, Request)}, and {@code sys:get_state} answers
 * {@code {State, Data}}. Source: {@code gen_statem}.
 *
 * @param <S> the states: immutable, with {@code equals}
 * @param <M> the messages it takes as calls and casts; {@link Term} for any
 */
public abstract class GenStateMachine<S, M> implements Startable {
    private final Once starts = new Once();

    /** A machine that has not been started. */
    protected GenStateMachine() {}

    // ---- callbacks ------------------------------------------------------------------------------------------------

    /**
     * The first state, {@link #nextState} with any actions but {@link Transition#postpone}; or {@link #stop(Object)},
     * with which the start fails. Called once, in the machine's process, while whoever starts it waits.
     *
     * @throws IgnoreException if it does not want to run
     * @throws Exception with which the start fails
     */
    protected abstract Transition<S> init() throws Exception;

    /**
     * What to do about {@code event} in {@code state}; unless overridden, what {@link #stateFunction} says. Called on the
     * machine's thread.
     *
     * @throws Exception which ends the machine
     */
    protected Transition<S> handleEvent(S state, Event<S, M> event) throws Exception {
        StateFunction<S, M> function = stateFunction(state);
        if (function == null) {
            throw new ExitException(
                    Tuple.of(Atom.of("undef"), TermMapper.toTerm(state)),
                    label() + " has no function for state " + TermMapper.describe(state)
                            + " (undef)\n   → return one from stateFunction");
        }
        return function.handle(event);
    }

    /** The function that handles events in {@code state}, for machines that do not override {@link #handleEvent}. */
    protected StateFunction<S, M> stateFunction(S state) {
        throw new ExitException(
                Tuple.of(Atom.of("undef"), TermMapper.toTerm(label())),
                label() + " handles no events (undef)" + "\n   → override handleEvent, or stateFunction");
    }

    /** Whether the machine wants {@link Event.Enter} when it begins and when its state changes; no, unless overridden. */
    protected boolean stateEnter() {
        return false;
    }

    /**
     * The machine ends with {@code reason}. Not called if the process is killed, or told to end without trapping exits.
     *
     * @throws Exception which becomes the reason
     */
    protected void terminate(Term reason, S state) throws Exception {}

    /** What {@code sys:get_state} shows beside the state: a map of the fields by name, unless overridden. */
    protected Object data() {
        return StateFields.read(this);
    }

    /** Takes over what has the form of {@link #data}, for {@code sys:replace_state}: sets the fields by name, unless overridden. */
    protected void replaceData(Term data) {
        StateFields.write(this, data);
    }

    /** What reports and {@code sys:get_status} show for the data: to leave out what is secret, or long. */
    protected Object formatStatus(Term data) {
        return data;
    }

    /**
     * The machine is suspended, and somebody says with {@code sys:change_code(Machine, Module, OldVersion, Extra)} that its
     * code is another now; {@link Sys#changeCode} does. A class does not change while its objects live, but what its state
     * and its fields mean may: this is where they are brought up to date, without a restart. OTP's {@code code_change}; on
     * the machine's thread. The handler that was pushed last is asked instead, if there is one.
     *
     * @param oldVersion what they say ran before
     * @param extra what else they say
     * @return the state to go on in, without what follows a change of state; the same, unless overridden
     * @throws Exception is told to them, {@code {error, {'EXIT', Reason}}}; the machine stays in its state. Fields that have
     *     been set stay as they are set, so what may fail comes first.
     */
    protected S codeChange(Term oldVersion, S state, Term extra) throws Exception {
        return state;
    }

    // ---- transitions ----------------------------------------------------------------------------------------------

    /** As {@link Transition#keepState}. */
    protected final Transition<S> keepState() {
        return Transition.keepState();
    }

    /** As {@link Transition#nextState}. */
    protected final Transition<S> nextState(S state) {
        return Transition.nextState(state);
    }

    /** As {@link Transition#repeatState}. */
    protected final Transition<S> repeatState() {
        return Transition.repeatState();
    }

    /** As {@link Transition#stop()}. */
    protected final Transition<S> stop() {
        return Transition.stop();
    }

    /** As {@link Transition#stop(Object)}. */
    protected final Transition<S> stop(Object reason) {
        return Transition.stop(reason);
    }

    // ---- start ----------------------------------------------------------------------------------------------------

    /**
     * Starts this machine, once, linked to the calling process; returns when {@link #init} has.
     *
     * @throws ExitException with the reason if it cannot start
     * @throws IgnoreException if it does not want to run
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     */
    @Override
    public final Pid startLink() {
        return startLink(StartOptions.DEFAULT);
    }

    /**
     * As {@link #startLink()}, registered as {@code name}.
     *
     * @throws ExitException {@code {already_started, pid}} if the name is taken
     */
    @Override
    public final Pid startLink(ServerName name) {
        return startLink(StartOptions.named(name));
    }

    /**
     * As {@link #startLink()}.
     *
     * @throws IllegalStateException if it has been started before: a restart makes a new one
     */
    public final Pid startLink(StartOptions options) {
        Starting.owner("GenStateMachine.startLink()");
        starts.begin(label());
        return Starting.link(
                "GenStateMachine.startLink()",
                label(),
                options.name(),
                options.limit(),
                self -> MachineProcess.init(self, this, options));
    }

    /** Starts it without a link; on any thread. */
    public final Pid start() {
        return start(StartOptions.DEFAULT);
    }

    /** As {@link #start()}, registered as {@code name}. */
    public final Pid start(ServerName name) {
        return start(StartOptions.named(name));
    }

    /** As {@link #start()}. */
    public final Pid start(StartOptions options) {
        starts.begin(label());
        return Starting.alone(
                label(), options.name(), options.limit(), self -> MachineProcess.init(self, this, options));
    }

    private String label() {
        return ModuleNames.label(getClass());
    }

    // ---- clients --------------------------------------------------------------------------------------------------

    /**
     * The answer of {@code machine}, of any node and any language, to {@code request}; waits as long as it takes. Works
     * on any thread.
     *
     * @throws ExitException if there is none, with {@code {reason, {gen_statem, call, arguments}}}
     * @throws io.tiebeam.term.TermException if {@code request} has no term, or the answer is no {@code R}
     */
    public static <R> R call(ServerRef machine, Call<R> request) {
        return Answers.typed(request, call(machine, request, Calls.Timeout.INFINITY));
    }

    /** As {@link #call(ServerRef, Call)}; {@link io.tiebeam.CallTimeoutException} if it takes longer than {@code timeout}. */
    public static <R> R call(ServerRef machine, Call<R> request, Duration timeout) {
        return Answers.typed(request, call(machine, request, StartOptions.Timeouts.of(timeout)));
    }

    /** As {@link #call(ServerRef, Call)}, for a request that does not say what is answered. */
    public static Term call(ServerRef machine, Object request) {
        return call(machine, request, Calls.Timeout.INFINITY);
    }

    /** As {@link #call(ServerRef, Object)}; {@link io.tiebeam.CallTimeoutException} if it takes longer than {@code timeout}. */
    public static Term call(ServerRef machine, Object request, Duration timeout) {
        return call(machine, request, StartOptions.Timeouts.of(timeout));
    }

    /**
     * As {@link #call(ServerRef, Object)}, in the type of the answer.
     *
     * @throws io.tiebeam.term.TermException if the answer is none
     */
    public static <R> R call(ServerRef machine, Object request, Class<R> answer) {
        return TermMapper.fromTerm(call(machine, request), answer);
    }

    private static Term call(ServerRef machine, Object request, Calls.Timeout timeout) {
        Term term = TermMapper.toTerm(request);
        return StandIn.call(self -> Calls.call(
                self,
                machine,
                Protocol.GEN_STATEM,
                term,
                timeout,
                () -> Protocol.GEN_STATEM.call(Calls.toTerm(machine), term, timeout.toTerm())));
    }

    /** Sends {@code message} to {@code machine} as {@link Event.Cast}, whether it exists or not. Works on any thread. */
    public static void cast(ServerRef machine, Object message) {
        Answers.cast(machine, TermMapper.toTerm(message));
    }

    /**
     * Sends a request whose answer is asked for later.
     *
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process: the answer comes to its mailbox
     */
    public static <R> RequestId<R> sendRequest(ServerRef machine, Call<R> request) {
        return RequestId.send(
                "GenStateMachine.sendRequest()", machine, TermMapper.toTerm(request), Answers.typeOf(request));
    }

    /** As {@link #sendRequest(ServerRef, Call)}, for a request that does not say what is answered. */
    public static RequestId<Term> sendRequest(ServerRef machine, Object request) {
        return RequestId.send("GenStateMachine.sendRequest()", machine, TermMapper.toTerm(request), Term.class);
    }

    /** The process that {@code machine} refers to, if it lives on this node: else only its node knows. */
    public static Optional<Pid> whereIs(ServerRef machine) {
        return Answers.whereIs(machine);
    }

    /** Answers the call of {@code from}, outside a transition. Works on any thread. */
    public static void reply(From from, Object value) {
        from.reply(value);
    }

    /** Ends {@code machine} with {@code normal} and waits until it has ended. Works on any thread. */
    public static void stop(ServerRef machine) {
        Ending.ofOther(machine, Words.NORMAL, Calls.Timeout.INFINITY);
    }

    /**
     * Ends {@code machine} with {@code reason}, a string for an atom, and waits until it has ended.
     *
     * @throws ExitException if it ended with another reason, {@code noproc} if it did not exist, or {@code timeout}
     */
    public static void stop(ServerRef machine, Object reason, Duration timeout) {
        Term term = reason instanceof String word ? Atom.of(word) : TermMapper.toTerm(reason);
        Ending.ofOther(machine, term, StartOptions.Timeouts.of(timeout));
    }
}
