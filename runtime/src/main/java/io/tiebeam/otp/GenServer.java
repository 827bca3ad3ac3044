// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Down;
import io.tiebeam.Exit;
import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.gen.Calls;
import io.tiebeam.gen.ServerLoop;
import io.tiebeam.gen.Starting;
import io.tiebeam.gen.Words;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A process that keeps a state and answers requests: OTP's {@code gen_server}, Elixir's {@code GenServer}. The state is in
 * the private fields of an object that only its own process touches; requests are records of a sealed type.
 *
 * <pre>{@code
 * public final class Counter extends GenServer<Counter.Message> {
 *     public sealed interface Message {}
 *     public record Get() implements Message, Call<Long> {}        // :get
 *     public record Add(long by) implements Message, Call<Long> {} // {:add, by}
 *
 *     private long count;
 *
 *     @Override
 *     protected Reply handleCall(Message message, From from) {
 *         return switch (message) {
 *             case Get get -> reply(get, count);
 *             case Add add -> reply(add, count += add.by());
 *         };
 *     }
 * }
 *
 * Pid counter = new Counter().startLink();
 * long n = GenServer.call(counter, new Counter.Add(5));
 * }</pre>
 *
 * <p>The constructor runs in the process that starts the server; {@link #init} and all other callbacks in the server's
 * own, one at a time, on its thread. Processes of any node may ask it: {@code GenServer.call(counter, {:add, 5})} of Elixir
 * arrives as an {@code Add}. A request that is no {@code M} is refused in its caller, and the server goes on. What a callback
 * throws ends the server, an {@link ExitException} with its reason. The static methods work on any thread, where their text
 * does not say otherwise, and with servers of any node and language.
 *
 * @param <M> the messages it is called and cast: a sealed interface of records, or {@code Term} for a server that looks at
 *     terms itself
 */
public abstract class GenServer<M> implements Startable {
    private final Class<M> messageType;
    private final Once starts = new Once();

    /**
     * A server that has not been started.
     *
     * @throws IllegalArgumentException if the class does not say what {@code M} is, or that has no terms
     */
    protected GenServer() {
        this.messageType = checked(resolve(getClass()));
    }

    /** As {@link #GenServer()}, for a class whose {@code M} is a type variable of its own. */
    protected GenServer(Class<M> messageType) {
        this.messageType = checked(messageType);
    }

    @SuppressWarnings("unchecked") // the class says so
    private static <M> Class<M> resolve(Class<?> type) {
        return (Class<M>) TypeArguments.first(type, GenServer.class)
                .map(TypeArguments::raw)
                .orElseThrow(() -> new IllegalArgumentException(type.getName()
                        + " does not say which messages it takes: the M of GenServer<M> is open"
                        + "\n   → extend GenServer<YourMessage>, or call super(YourMessage.class) in the constructor"));
    }

    private static <M> Class<M> checked(Class<M> type) {
        TermMapper.tryFromTerm(Atom.NIL, type); // throws if there is no mapping
        return type;
    }

    final Class<M> messageType() {
        return messageType;
    }

    // ---- callbacks ------------------------------------------------------------------------------------------------

    /**
     * Prepares the server; whoever starts it waits until this returns.
     *
     * @return {@code noReply()}, which may go on with a timeout or a continue; {@code ignore()}; {@code stop(reason)}
     * @throws Exception is why it could not start
     */
    protected NoReply init() throws Exception {
        return noReply();
    }

    /**
     * Somebody waits for an answer.
     *
     * @param from who, for an answer that is given later: {@link #reply(From, Object)}
     */
    protected Reply handleCall(M message, From from) throws Exception {
        throw new ExitException(badCall(TermMapper.toTerm(message)));
    }

    private Term badCall(Term request) {
        return io.tiebeam.ExitReasons.of(new IllegalStateException("attempted to call GenServer "
                + Inspect.inspect(ServerProcess.nameOfCurrent()) + " but "
                + getClass().getName()
                + " has no handleCall (request: " + Inspect.inspect(request, Inspect.Options.REPORT) + ")"));
    }

    /** A message that nobody waits for. */
    protected NoReply handleCast(M message) throws Exception {
        throw new IllegalStateException(
                "attempted to cast GenServer " + Inspect.inspect(ServerProcess.nameOfCurrent()) + " but "
                        + getClass().getName() + " has no handleCast (message: "
                        + TermMapper.describe(message, Inspect.Options.REPORT) + ")");
    }

    /**
     * Any other message: a {@link Down}, an {@link Exit}, an {@code M} that was sent without a cast, one of {@link
     * #infoTypes}, else a {@link Term}. If not overridden it is logged and dropped.
     */
    protected NoReply handleInfo(Object message) throws Exception {
        ServerProcess.logUnexpected(this, message);
        return noReply();
    }

    /** The types that {@link #handleInfo} is to see as such, besides {@link Down}, {@link Exit} and {@code M}. */
    protected List<Class<?>> infoTypes() {
        return List.of();
    }

    /** What {@code continueWith} asked for, before any message. */
    protected NoReply handleContinue(Object value) throws Exception {
        throw new IllegalStateException(
                getClass().getName() + " has no handleContinue for " + TermMapper.describe(value));
    }

    /** No message came for as long as {@code timeout} said. If not overridden {@link #handleInfo} gets {@code :timeout}. */
    protected NoReply handleTimeout() throws Exception {
        return handleInfo(Atom.of("timeout"));
    }

    /**
     * The server ends with {@code reason}: it stopped, it failed, or, if it traps exits, its parent ended. Not called for a
     * server that is killed or dies of an exit signal.
     */
    protected void terminate(Term reason) throws Exception {}

    /** The state as {@code sys:get_state} shows it: a map of the fields by name, unless overridden. */
    protected Object inspectState() {
        return StateFields.read(this);
    }

    /**
     * Takes over a state in the form of {@link #inspectState}, for {@code sys:replace_state}: sets the fields by name, unless
     * overridden.
     */
    protected void replaceState(Term state) {
        StateFields.write(this, state);
    }

    /** What reports and {@code sys:get_status} show for the state: to leave out what is secret, or long. */
    protected Object formatStatus(Term state) {
        return state;
    }

    /**
     * The server is suspended, and somebody says with {@code sys:change_code(Server, Module, OldVersion, Extra)} that its code
     * is another now; {@link Sys#changeCode} does. A class does not change while its objects live, but what its state means
     * may: this is where it is brought up to date, without a restart. OTP's {@code code_change}; on the server's thread.
     *
     * <pre>{@code
     * final class Account extends GenServer<Term> {
     *     private long balance;
     *
     *     @Override
     *     protected Object codeChange(Term oldVersion, Term state, Term extra) {
     *         boolean inCents = extra.equals(Atom.of("in_cents"));
     *         return inCents ? MapTerm.of(Atom.of("balance"), Int.of(100 * balance)) : state;
     *     }
     * }
     * }</pre>
     *
     * @param oldVersion what they say ran before
     * @param state in the form of {@link #inspectState}
     * @param extra what else they say
     * @return the state to go on with, in the form that {@link #replaceState} takes; the same, unless overridden
     * @throws Exception is told to them, {@code {error, {'EXIT', Reason}}}; the server keeps its state
     */
    protected Object codeChange(Term oldVersion, Term state, Term extra) throws Exception {
        return state;
    }

    // ---- what callbacks return ------------------------------------------------------------------------------------

    /** Answers {@code request} with {@code value}. */
    protected static <R> Reply reply(Call<R> request, R value) {
        return reply((Object) value);
    }

    /** Answers with {@code value}, whatever its type. */
    protected static Reply reply(Object value) {
        return new Reply(TermMapper.shared(value), Next.WAIT);
    }

    /** No answer; from {@link #handleCall}: not yet, {@link #reply(From, Object)} gives it later. */
    protected static NoReply noReply() {
        return NoReply.WAIT;
    }

    /** Ends the server. A string is an atom: {@code stop("normal")}. Whoever waits for an answer gets the reason. */
    protected static NoReply stop(Object reason) {
        return new NoReply(new Next.Stop(Ending.reason(reason)));
    }

    /** Ends the server; then {@code request} is answered with {@code value}. */
    protected static <R> Reply stop(Object reason, Call<R> request, R value) {
        return stop(reason, (Object) value);
    }

    /** Ends the server; then the call is answered with {@code value}. */
    protected static Reply stop(Object reason, Object value) {
        return new Reply(TermMapper.shared(value), new Next.Stop(Ending.reason(reason)));
    }

    /** From {@link #init}: the server does not run, and that is no error. */
    protected static NoReply ignore() {
        return new NoReply(new Next.Ignore());
    }

    // ---- starting -------------------------------------------------------------------------------------------------

    @Override
    public final Pid startLink() {
        return startLink(StartOptions.DEFAULT);
    }

    @Override
    public final Pid startLink(ServerName name) {
        return startLink(StartOptions.named(name));
    }

    /**
     * As {@link #startLink()}.
     *
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     * @throws IllegalStateException if it has been started before: a restart makes a new one
     */
    public final Pid startLink(StartOptions options) {
        Starting.owner("GenServer.startLink()");
        starts.begin(label());
        return Starting.link("GenServer.startLink()", label(), options.name(), options.limit(), serve(options));
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
        return Starting.alone(label(), options.name(), options.limit(), serve(options));
    }

    private Starting.Init serve(StartOptions options) {
        return self -> {
            ServerProcess<M> server = new ServerProcess<>(self, this);
            server.init();
            return new ServerLoop(self, server, server.debugging(options));
        };
    }

    private String label() {
        return ModuleNames.label(getClass());
    }

    // ---- asking ---------------------------------------------------------------------------------------------------

    /**
     * The answer of {@code server}, within five seconds.
     *
     * @throws ExitException if there is none: {@link io.tiebeam.NoProcessException}, {@link
     *     io.tiebeam.NoConnectionException}, {@link io.tiebeam.CallTimeoutException}, or the reason it ended with
     * @throws io.tiebeam.term.TermException if {@code request} cannot be sent, or the answer is no {@code R}
     */
    public static <R> R call(ServerRef server, Call<R> request) {
        return Answers.typed(request, Calls.ask(server, request, StartOptions.Timeouts.USUAL));
    }

    /** As {@link #call(ServerRef, Call)}, within {@code timeout}; {@code ChronoUnit.FOREVER} waits for ever. */
    public static <R> R call(ServerRef server, Call<R> request, Duration timeout) {
        return Answers.typed(request, Calls.ask(server, request, StartOptions.Timeouts.of(timeout)));
    }

    /** As {@link #call(ServerRef, Call)}, for a request that does not say what is answered. */
    public static Term call(ServerRef server, Object request) {
        return Calls.call(server, request, StartOptions.Timeouts.USUAL);
    }

    /** As {@link #call(ServerRef, Object)}, within {@code timeout}. */
    public static Term call(ServerRef server, Object request, Duration timeout) {
        return Calls.call(server, request, StartOptions.Timeouts.of(timeout));
    }

    /** Sends {@code message} and waits for nothing; lost if nobody is there. */
    public static void cast(ServerRef server, Object message) {
        Answers.cast(server, message);
    }

    /** Casts {@code message} to the servers called {@code name} on {@code nodes}. */
    public static void abcast(Collection<NodeName> nodes, Name name, Object message) {
        Object shared = TermMapper.shared(message);
        nodes.forEach(node -> Answers.cast(name.at(node), shared));
    }

    /** What came of a {@link #multiCall}: the answers, in the order of the nodes, and the nodes that gave none. */
    public record MultiReply(Map<NodeName, Term> replies, List<NodeName> badNodes) {}

    /** Calls the servers called {@code name} on {@code nodes} at the same time; all have until {@code timeout}. */
    public static MultiReply multiCall(Collection<NodeName> nodes, Name name, Object request, Duration timeout) {
        return Answers.multiCall(nodes, name, TermMapper.toTerm(request), StartOptions.Timeouts.of(timeout));
    }

    /** Gives the answer to a call that {@link #handleCall} left open; on any thread, in any process. */
    public static void reply(From from, Object value) {
        from.reply(value);
    }

    /** Ends {@code server} with {@code normal}, and returns when it has ended. */
    public static void stop(ServerRef server) {
        Ending.ofServer(server, Words.NORMAL, Calls.Timeout.INFINITY);
    }

    /**
     * Ends {@code server} with {@code reason} (a string is an atom) and returns when it has ended.
     *
     * @throws ExitException if it is not there, takes longer than {@code timeout}, or ends with another reason
     */
    public static void stop(ServerRef server, Object reason, Duration timeout) {
        Ending.ofServer(server, Ending.reason(reason), StartOptions.Timeouts.of(timeout));
    }

    /** The process that {@code server} refers to, if it lives on this node: else only its node knows. */
    public static Optional<Pid> whereIs(ServerRef server) {
        return Answers.whereIs(server);
    }

    /**
     * Sends a request whose answer is asked for later.
     *
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process: the answer comes to its mailbox
     */
    public static <R> RequestId<R> sendRequest(ServerRef server, Call<R> request) {
        return RequestId.send("GenServer.sendRequest()", server, TermMapper.toTerm(request), Answers.typeOf(request));
    }

    /** As {@link #sendRequest(ServerRef, Call)}, for a request that does not say what is answered. */
    public static RequestId<Term> sendRequest(ServerRef server, Object request) {
        return RequestId.send("GenServer.sendRequest()", server, TermMapper.toTerm(request), Term.class);
    }
}
