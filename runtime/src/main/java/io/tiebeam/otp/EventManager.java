// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.event.EventServer;
import io.tiebeam.event.Handler;
import io.tiebeam.gen.Calls;
import io.tiebeam.gen.Debugging;
import io.tiebeam.gen.ServerLoop;
import io.tiebeam.gen.Starting;
import io.tiebeam.gen.Words;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A process that passes events on to its handlers, which come and go while it runs: OTP's {@code gen_event}. For listeners
 * within one program a list of them will do; this is for handlers that must not take each other down, that processes of
 * other nodes notify, or that another process supervises.
 *
 * <pre>{@code
 * Pid alarms = new EventManager().startLink();
 * EventManager.addHandler(alarms, new Alarms());
 * EventManager.syncNotify(alarms, new Alarms.Raised("fire"));
 * int raised = EventManager.call(alarms, HandlerId.of(Alarms.class), new Alarms.HowMany());
 * }</pre>
 *
 * <p>The static methods work with managers of any node and language, and on any thread but for those that supervise. An
 * object is handed to a manager of this node; handlers of other nodes are added by their module. Whoever notifies does not
 * wait; the last added handler sees an event first. Source: {@code gen_event}.
 */
public final class EventManager implements Startable {
    private final Map<Atom, Function<Term, EventHandler<?>>> made;

    /** A manager to be started, as often as wanted, whose handlers are objects of this JVM. */
    public EventManager() {
        this(Map.of());
    }

    private EventManager(Map<Atom, Function<Term, EventHandler<?>>> made) {
        this.made = made;
    }

    /**
     * The same; others may add handlers of {@code module} by that name: {@code gen_event:add_handler(Manager, Module, Args)}.
     *
     * @param make makes one of the arguments that they send, in the manager's process
     */
    public EventManager makes(String module, Function<Term, EventHandler<?>> make) {
        Map<Atom, Function<Term, EventHandler<?>>> more = new HashMap<>(made);
        more.put(Atom.of(module), make);
        return new EventManager(Map.copyOf(more));
    }

    // ---- starting -------------------------------------------------------------------------------------------------

    @Override
    public Pid startLink() {
        return startLink(StartOptions.DEFAULT);
    }

    @Override
    public Pid startLink(ServerName name) {
        return startLink(StartOptions.named(name));
    }

    /** As {@link #startLink()}. */
    public Pid startLink(StartOptions options) {
        return Starting.link(
                "EventManager.startLink()", "EventManager", options.name(), options.limit(), serve(options));
    }

    /** Starts it without a link; on any thread. */
    public Pid start() {
        return start(StartOptions.DEFAULT);
    }

    /** As {@link #start()}, registered as {@code name}. */
    public Pid start(ServerName name) {
        return start(StartOptions.named(name));
    }

    /** As {@link #start()}. */
    public Pid start(StartOptions options) {
        return Starting.alone("EventManager", options.name(), options.limit(), serve(options));
    }

    private Starting.Init serve(StartOptions options) {
        return self -> {
            EventServer server = new EventServer(self, (key, args) -> make(self, key, args));
            return new ServerLoop(
                    self,
                    server,
                    new Debugging(self, server, options.isTraced(), options.logged(), options.isCounted()));
        };
    }

    private Handler make(ProcessCell self, Term key, Term args) {
        Optional<Handler> object = HandedOver.of(self.node()).take(args);
        if (object.isPresent()) {
            return object.get();
        }
        Function<Term, EventHandler<?>> maker = HandlerId.of(key)
                .map(HandlerId::module)
                .filter(made::containsKey)
                .map(made::get)
                .orElseThrow(() -> unknown(key, args));
        return new HandlerCode<>(maker.apply(args));
    }

    /** As if the module did not exist. */
    private static ExitException unknown(Term key, Term args) {
        Term module = HandlerId.of(key).<Term>map(HandlerId::module).orElse(key);
        Term frame = Tuple.of(module, Atom.of("init"), ListTerm.of(args), ListTerm.EMPTY);
        return new ExitException(
                Tuple.of(Atom.of("undef"), ListTerm.of(frame)),
                "this event manager makes no handlers of " + module
                        + " (undef)\n   → tell it how: new EventManager().makes(...)");
    }

    // ---- handlers -------------------------------------------------------------------------------------------------

    /** Adds {@code handler} to {@code manager}, a manager of this node, under its class. */
    public static void addHandler(ServerRef manager, EventHandler<?> handler) {
        addHandler(manager, idOf(handler), handler);
    }

    /**
     * Adds {@code handler} to {@code manager}, a manager of this node.
     *
     * @throws ExitException if it cannot be added: {@code {error, reason}} if it refuses, {@code {'EXIT', reason}} if its
     *     {@code init} throws, or that the manager is not there
     */
    public static void addHandler(ServerRef manager, HandlerId id, EventHandler<?> handler) {
        added(manager, id, EventCalls.with(manager, handler, args -> EventCalls.ask(manager, add(id, args))));
    }

    /** Adds a handler that {@code manager}, of any node, makes of its module and {@code args}. */
    public static void addHandler(ServerRef manager, HandlerId id, Object args) {
        added(manager, id, EventCalls.ask(manager, add(id, TermMapper.toTerm(args))));
    }

    /**
     * As {@link #addHandler(ServerRef, HandlerId, EventHandler)}, supervised: the calling process and the manager are linked.
     * If the process ends, the handler is removed; if the handler goes, the process gets a {@link HandlerExit}.
     *
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     */
    public static void addSupHandler(ServerRef manager, HandlerId id, EventHandler<?> handler) {
        Pid self = owner("EventManager.addSupHandler()");
        added(manager, id, EventCalls.with(manager, handler, args -> EventCalls.ask(manager, addSup(id, args, self))));
    }

    /** As {@link #addSupHandler(ServerRef, HandlerId, EventHandler)}, made by {@code manager} of its module and {@code args}. */
    public static void addSupHandler(ServerRef manager, HandlerId id, Object args) {
        Pid self = owner("EventManager.addSupHandler()");
        added(manager, id, EventCalls.ask(manager, addSup(id, TermMapper.toTerm(args), self)));
    }

    /** What the handler's {@code terminate(args)} returned as it was removed; {@code {error, module_not_found}} if there is none. */
    public static Term deleteHandler(ServerRef manager, HandlerId id, Object args) {
        return EventCalls.ask(manager, Tuple.of(Atom.of("delete_handler"), id.toTerm(), TermMapper.toTerm(args)));
    }

    /**
     * Puts {@code handler} in the place of {@code old}, which is told {@code why}, and whose supervisor it keeps.
     *
     * @throws ExitException {@code {error, reason}} if it cannot be added; {@code old} is gone then, too
     */
    public static void swapHandler(
            ServerRef manager, HandlerId old, Object why, HandlerId next, EventHandler<?> handler) {
        added(
                manager,
                next,
                EventCalls.with(manager, handler, args -> EventCalls.ask(manager, swap(old, why, next, args))));
    }

    /** As {@link #swapHandler(ServerRef, HandlerId, Object, HandlerId, EventHandler)}, made of its module and {@code args}. */
    public static void swapHandler(ServerRef manager, HandlerId old, Object why, HandlerId next, Object args) {
        added(manager, next, EventCalls.ask(manager, swap(old, why, next, TermMapper.toTerm(args))));
    }

    /** As {@link #swapHandler(ServerRef, HandlerId, Object, HandlerId, EventHandler)}, supervised by the calling process. */
    public static void swapSupHandler(
            ServerRef manager, HandlerId old, Object why, HandlerId next, EventHandler<?> handler) {
        Pid self = owner("EventManager.swapSupHandler()");
        added(
                manager,
                next,
                EventCalls.with(
                        manager, handler, args -> EventCalls.ask(manager, swapSup(old, why, next, args, self))));
    }

    /** As {@link #swapSupHandler(ServerRef, HandlerId, Object, HandlerId, EventHandler)}, made of its module and {@code args}. */
    public static void swapSupHandler(ServerRef manager, HandlerId old, Object why, HandlerId next, Object args) {
        Pid self = owner("EventManager.swapSupHandler()");
        added(manager, next, EventCalls.ask(manager, swapSup(old, why, next, TermMapper.toTerm(args), self)));
    }

    /** The handlers of {@code manager}, the last added first. */
    public static List<HandlerId> whichHandlers(ServerRef manager) {
        return EventCalls.ask(manager, Atom.of("which_handlers")) instanceof ListTerm list
                ? list.elements().stream()
                        .flatMap(id -> HandlerId.of(id).stream())
                        .toList()
                : List.of();
    }

    // ---- events ---------------------------------------------------------------------------------------------------

    /** Tells {@code manager} of {@code event} and waits for nothing; lost if nobody is there. */
    public static void notify(ServerRef manager, Object event) {
        EventCalls.send(manager, Tuple.of(Atom.of("notify"), TermMapper.toTerm(event)));
    }

    /** Tells {@code manager} of {@code event} and returns when all handlers have seen it. */
    public static void syncNotify(ServerRef manager, Object event) {
        EventCalls.ask(manager, Tuple.of(Atom.of("sync_notify"), TermMapper.toTerm(event)));
    }

    /**
     * The answer of the handler {@code id} of {@code manager}, within five seconds.
     *
     * @throws ExitException if there is none: {@code {error, bad_module}} if there is no such handler, {@code {error,
     *     {'EXIT', reason}}} if it failed and is gone, or that the manager is not there
     */
    public static <R> R call(ServerRef manager, HandlerId id, Call<R> request) {
        return Answers.typed(request, EventCalls.answered(id, call(manager, id, (Object) request)));
    }

    /** As {@link #call(ServerRef, HandlerId, Call)}, within {@code timeout}; {@code ChronoUnit.FOREVER} waits for ever. */
    public static <R> R call(ServerRef manager, HandlerId id, Call<R> request, Duration timeout) {
        return Answers.typed(request, EventCalls.answered(id, call(manager, id, (Object) request, timeout)));
    }

    /** As {@link #call(ServerRef, HandlerId, Call)}, but {@code {error, ...}} is an answer like others. */
    public static Term call(ServerRef manager, HandlerId id, Object request) {
        return EventCalls.call(manager, id, TermMapper.toTerm(request), Optional.empty());
    }

    /** As {@link #call(ServerRef, HandlerId, Object)}, within {@code timeout}. */
    public static Term call(ServerRef manager, HandlerId id, Object request, Duration timeout) {
        return EventCalls.call(manager, id, TermMapper.toTerm(request), Optional.of(timeout));
    }

    /** Ends {@code manager} with {@code normal}, and returns when it has ended; its handlers are told {@code :stop}. */
    public static void stop(ServerRef manager) {
        Ending.ofOther(manager, Words.NORMAL, Calls.Timeout.INFINITY);
    }

    /**
     * Ends {@code manager} with {@code reason} (a string is an atom) and returns when it has ended.
     *
     * @throws ExitException if it is not there, takes longer than {@code timeout}, or ends with another reason
     */
    public static void stop(ServerRef manager, Object reason, Duration timeout) {
        Term term = reason instanceof String word ? Atom.of(word) : TermMapper.toTerm(reason);
        Ending.ofOther(manager, term, StartOptions.Timeouts.of(timeout));
    }

    // ---- what is sent ---------------------------------------------------------------------------------------------

    @SuppressWarnings("unchecked") // its class is one
    private static HandlerId idOf(EventHandler<?> handler) {
        return HandlerId.of((Class<? extends EventHandler<?>>) handler.getClass());
    }

    private static Pid owner(String what) {
        return Starting.owner(what).pid();
    }

    private static Tuple add(HandlerId id, Term args) {
        return Tuple.of(Atom.of("add_handler"), id.toTerm(), args);
    }

    private static Tuple addSup(HandlerId id, Term args, Pid owner) {
        return Tuple.of(Atom.of("add_sup_handler"), id.toTerm(), args, owner);
    }

    private static Tuple swap(HandlerId old, Object why, HandlerId next, Term args) {
        return Tuple.of(Atom.of("swap_handler"), old.toTerm(), TermMapper.toTerm(why), next.toTerm(), args);
    }

    private static Tuple swapSup(HandlerId old, Object why, HandlerId next, Term args, Pid owner) {
        return Tuple.of(Atom.of("swap_sup_handler"), old.toTerm(), TermMapper.toTerm(why), next.toTerm(), args, owner);
    }

    private static void added(ServerRef manager, HandlerId id, Term answer) {
        if (!answer.equals(Atom.OK)) {
            throw new ExitException(
                    answer, Calls.toTerm(manager) + " could not add the handler " + id.toTerm() + ": " + answer);
        }
    }
}
