// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Down;
import io.tiebeam.Exit;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import java.lang.System.Logger.Level;

/**
 * One of the handlers of an {@link EventManager}: OTP's callback module of a {@code gen_event}. Its state is in its private
 * fields; all callbacks run in the manager's process, one at a time, on its thread. What a callback throws removes the
 * handler, and is told in a report; the manager and the other handlers go on.
 *
 * <pre>{@code
 * public final class Alarms extends EventHandler<Alarms.Message> {
 *     public sealed interface Message {}
 *     public record Raised(String what) implements Message {}             // {:raised, what}
 *     public record HowMany() implements Message, Call<Integer> {}        // :how_many
 *
 *     private int raised;
 *
 *     @Override
 *     protected Handling handleEvent(Message event) {
 *         if (event instanceof Raised) {
 *             raised++;
 *         }
 *         return keep();
 *     }
 *
 *     @Override
 *     protected Handling handleCall(Message request) {
 *         return keep().reply(raised);
 *     }
 * }
 * }</pre>
 *
 * @param <M> the events and requests that it wants: a sealed interface of records, or {@link Term} for all. Other events of
 *     the manager pass it by; a request that is none is refused.
 */
public abstract class EventHandler<M> {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private final Once added = new Once();

    /** A handler that has not been added. */
    protected EventHandler() {}

    final void begin() {
        added.begin(ModuleNames.label(getClass()));
    }

    /**
     * It is being added.
     *
     * @return {@link #keep()}, or {@link #refuse}
     * @throws Exception is why it is not added
     */
    protected Handling init() throws Exception {
        return keep();
    }

    /** As {@link #init}, in the place of a handler that left {@code left}: what its {@link #terminate} returned. */
    protected Handling takeOver(Term left) throws Exception {
        return init();
    }

    /** An event. */
    protected abstract Handling handleEvent(M event) throws Exception;

    /**
     * Somebody waits for an answer.
     *
     * @return what becomes of the handler, with the answer: {@code keep().reply(value)}
     */
    protected Handling handleCall(M request) throws Exception {
        throw new IllegalStateException(
                getClass().getName() + " has no handleCall (request: " + TermMapper.describe(request) + ")");
    }

    /**
     * A message to the manager that is no event: a {@link Down}, an {@link Exit}, else a {@link Term}. If not overridden it
     * is logged and dropped.
     */
    protected Handling handleInfo(Object message) throws Exception {
        LOG.log(
                Level.WARNING,
                () -> ModuleNames.label(getClass()) + " has no handleInfo for a message to its event manager: "
                        + TermMapper.describe(message, Inspect.Options.REPORT));
        return keep();
    }

    /**
     * It is removed. {@code why} is {@code :remove_handler} if it wanted to be, {@code :stop} if the manager ends, {@code
     * {:stop, reason}} if the process ended that supervises it, {@code {:error, term}} if it failed, else the arguments of
     * {@link EventManager#deleteHandler} or of a swap.
     *
     * @return goes to whoever removed it, or to the handler that takes its place
     */
    protected Object terminate(Term why) throws Exception {
        return Atom.OK;
    }

    /** The state as {@code sys:get_state} shows it: a map of the fields by name, unless overridden. */
    protected Object inspectState() {
        return StateFields.read(this);
    }

    /** Takes over a state in the form of {@link #inspectState}, for {@code sys:replace_state}. */
    protected void replaceState(Term state) {
        StateFields.write(this, state);
    }

    /** What reports and {@code sys:get_status} show for the state: to leave out what is secret, or long. */
    protected Object formatStatus(Term state) {
        return state;
    }

    /**
     * The manager is suspended, and somebody says with {@code sys:change_code(Manager, Module, OldVersion, Extra)} that the
     * code of this handler's module is another now; {@link Sys#changeCode} does. On the manager's thread.
     *
     * @param oldVersion what they say ran before
     * @param state in the form of {@link #inspectState}
     * @param extra what else they say
     * @return the state to go on with, in the form that {@link #replaceState} takes; the same, unless overridden
     * @throws Exception is told to them; all handlers of the manager keep their states
     */
    protected Object codeChange(Term oldVersion, Term state, Term extra) throws Exception {
        return state;
    }

    // ---- what callbacks return ------------------------------------------------------------------------------------

    /** The handler stays. */
    protected static Handling keep() {
        return Handling.KEEP;
    }

    /** The handler goes: {@link #terminate} is called with {@code :remove_handler}. */
    protected static Handling remove() {
        return Handling.REMOVE;
    }

    /** From {@link #init}: it is not added, and whoever wanted it gets {@code {:error, reason}}. A string is an atom. */
    protected static Handling refuse(Object reason) {
        return Handling.refuse(reason);
    }

    /** The handler makes room for {@code handler}: {@link #terminate} is called with {@code why}, then its {@link #takeOver}. */
    protected static Handling swap(Object why, HandlerId next, EventHandler<?> handler) {
        return Handling.swap(why, next, handler);
    }

    /** As {@link #swap(Object, HandlerId, EventHandler)}, for a handler that the manager makes of its module and {@code args}. */
    protected static Handling swap(Object why, HandlerId next, Object args) {
        return Handling.swap(why, next, args);
    }
}
