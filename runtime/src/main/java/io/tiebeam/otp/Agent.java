// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Mfa;
import io.tiebeam.Remote;
import io.tiebeam.gen.Calls;
import io.tiebeam.gen.ServerLoop;
import io.tiebeam.gen.Starting;
import io.tiebeam.gen.Words;
import io.tiebeam.otp.AgentRequest.Kind;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Untagged;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * A process that keeps a state, and does nothing but run functions on it, one after the other:
 *
 * <pre>{@code
 * static final Name COUNTER = Name.of("counter");
 *
 * Supervisor.of(ONE_FOR_ONE).child(Agent.of(() -> 0L).named(COUNTER)).startLink();
 *
 * Agent.update(COUNTER, (Long n) -> n + 1);
 * long n = Agent.get(COUNTER, (Long state) -> state);
 * long before = Agent.getAndUpdate(COUNTER, (Long state) -> new Agent.Step<>(state, 0L));
 * }</pre>
 *
 * <p>The state is an immutable value, whose class is checked as that of a message is; a list or a map that can still change
 * is kept as it is and shared with whoever gets it, so take {@code List.copyOf}. The functions run in the process of the
 * agent, and what they throw ends it. They work on any thread. An agent of another node is given its function by name: a
 * reference to a static method, {@code Counters::next}, which has to be exposed there and may be Elixir's; or a lambda of
 * a class that both have. What captures a value without a term cannot travel, nor can a state without one be seen from
 * elsewhere. An object of this class is the plan of an agent; it is immutable. Source: Elixir's {@code Agent}.
 */
public final class Agent implements Supervised, Startable {
    private static final Calls.Timeout FIVE_SECONDS = Calls.Timeout.of(Duration.ofSeconds(5));
    private static final Atom MODULE = Atom.of("Elixir.Agent");

    private final Callable<?> first;
    private final Optional<ServerName> name;

    private Agent(Callable<?> first, Optional<ServerName> name) {
        this.first = Objects.requireNonNull(first, "an agent needs a function that makes its first state");
        this.name = name;
    }

    /** An agent that begins with what {@code first} makes, in its own process. */
    public static Agent of(Callable<?> first) {
        return new Agent(first, Optional.empty());
    }

    /** The same, registered as {@code registered}. */
    public Agent named(ServerName registered) {
        return new Agent(first, Optional.of(registered));
    }

    /**
     * What a function gives that reads and changes at once; {@code {reply, state}} on the wire.
     *
     * @param reply what the caller gets
     * @param state what is kept
     */
    @Untagged
    public record Step<R, S>(R reply, S state) {}

    // ---- starting -------------------------------------------------------------------------------------------------

    /**
     * Starts it, linked to the calling process; returns when it has its first state.
     *
     * @throws io.tiebeam.ExitException with the reason that its first function exits with; {@code {already_started, pid}}
     *     if the name is taken
     * @throws io.tiebeam.NotAProcessException on a thread that runs no process
     */
    @Override
    public Pid startLink() {
        return Starting.link("Agent.startLink()", label(), name, server());
    }

    private String label() {
        return "Agent" + name.map(n -> " " + n).orElse("");
    }

    private Starting.Init server() {
        return self -> new ServerLoop(self, new AgentServer(self, first.call()));
    }

    /** As {@link #startLink()}, registered as {@code registered}. */
    @Override
    public Pid startLink(ServerName registered) {
        return named(registered).startLink();
    }

    /** As {@link #startLink()}, but related to nobody. Works on any thread. */
    public Pid start() {
        return Starting.alone(label(), name, Calls.Timeout.INFINITY, server());
    }

    /** This agent as a child, under its name or as {@code Agent}. */
    @Override
    public ChildSpec childSpec() {
        Object id = name.<Object>map(Calls::toTerm).orElse(MODULE);
        return ChildSpec.of(id, (ChildSpec.Factory) () -> this).modules(MODULE);
    }

    // ---- asking ---------------------------------------------------------------------------------------------------

    /** What {@code function} makes of the state; within five seconds. {@link #get(ServerRef, Remote.Func1, Duration)}. */
    public static <S, R> R get(ServerRef agent, Remote.Func1<S, R> function) {
        return call(agent, Kind.GET, function, FIVE_SECONDS);
    }

    /**
     * What {@code function} makes of the state.
     *
     * @throws io.tiebeam.CallTimeoutException if it takes longer; the function is run all the same
     * @throws io.tiebeam.NoProcessException if the agent does not run
     * @throws io.tiebeam.ExitException if the function throws, which ends the agent
     * @throws IllegalArgumentException for a function that cannot travel to the agent's node
     */
    public static <S, R> R get(ServerRef agent, Remote.Func1<S, R> function, Duration timeout) {
        return call(agent, Kind.GET, function, Calls.Timeout.of(timeout));
    }

    /** Keeps what {@code function} makes of the state; returns when that is done, within five seconds. */
    public static <S> void update(ServerRef agent, Remote.Func1<S, S> function) {
        call(agent, Kind.UPDATE, function, FIVE_SECONDS);
    }

    /** As {@link #update(ServerRef, Remote.Func1)}; throws as {@link #get(ServerRef, Remote.Func1, Duration)}. */
    public static <S> void update(ServerRef agent, Remote.Func1<S, S> function, Duration timeout) {
        call(agent, Kind.UPDATE, function, Calls.Timeout.of(timeout));
    }

    /** Keeps one thing that {@code function} makes of the state, and gives the other; within five seconds. */
    public static <S, R> R getAndUpdate(ServerRef agent, Remote.Func1<S, Step<R, S>> function) {
        return call(agent, Kind.GET_AND_UPDATE, function, FIVE_SECONDS);
    }

    /**
     * As {@link #getAndUpdate(ServerRef, Remote.Func1)}; throws as {@link #get(ServerRef, Remote.Func1, Duration)}. From an
     * agent of another node the result comes as a term.
     */
    public static <S, R> R getAndUpdate(ServerRef agent, Remote.Func1<S, Step<R, S>> function, Duration timeout) {
        return call(agent, Kind.GET_AND_UPDATE, function, Calls.Timeout.of(timeout));
    }

    /** Keeps what {@code function} makes of the state, some time; nobody hears whether. */
    public static <S> void cast(ServerRef agent, Remote.Func1<S, S> function) {
        StandIn.call(self -> {
            AgentRequest.cast(self, agent, function);
            return null;
        });
    }

    // ---- asking by name -------------------------------------------------------------------------------------------

    /** As {@link #get(ServerRef, Mfa, Duration)}, within five seconds. */
    public static Term get(ServerRef agent, Mfa function) {
        return AgentRequest.call(agent, Kind.GET, function, FIVE_SECONDS);
    }

    /**
     * What the function that is called {@code function} makes of the state, which stands before its own arguments: for an
     * agent whose code is not here, such as one of Elixir.
     *
     * <pre>{@code
     * Name.At counter = Name.of("Elixir.Counter").at("kate@localhost");
     * Agent.update(counter, Mfa.of("erlang", "+", 5));   // Agent.update(counter, :erlang, :+, [5])
     * }</pre>
     *
     * <p>It is called on the agent's node, by an agent of Java if it is exposed there. Throws as {@link #get(ServerRef,
     * Remote.Func1, Duration)}.
     *
     * @throws io.tiebeam.ExitException {@code undef} among the reasons, if there is no such function: it ends the agent
     */
    public static Term get(ServerRef agent, Mfa function, Duration timeout) {
        return AgentRequest.call(agent, Kind.GET, function, Calls.Timeout.of(timeout));
    }

    /** As {@link #update(ServerRef, Mfa, Duration)}, within five seconds. */
    public static void update(ServerRef agent, Mfa function) {
        AgentRequest.call(agent, Kind.UPDATE, function, FIVE_SECONDS);
    }

    /** Keeps what {@code function} makes of the state, as {@link #get(ServerRef, Mfa, Duration)} calls it. */
    public static void update(ServerRef agent, Mfa function, Duration timeout) {
        AgentRequest.call(agent, Kind.UPDATE, function, Calls.Timeout.of(timeout));
    }

    /** As {@link #getAndUpdate(ServerRef, Mfa, Duration)}, within five seconds. */
    public static Term getAndUpdate(ServerRef agent, Mfa function) {
        return AgentRequest.call(agent, Kind.GET_AND_UPDATE, function, FIVE_SECONDS);
    }

    /**
     * Of the {@code {reply, state}} that {@code function} makes, keeps the state and gives the reply; it is called as
     * {@link #get(ServerRef, Mfa, Duration)} does.
     */
    public static Term getAndUpdate(ServerRef agent, Mfa function, Duration timeout) {
        return AgentRequest.call(agent, Kind.GET_AND_UPDATE, function, Calls.Timeout.of(timeout));
    }

    /** Keeps what {@code function} makes of the state, some time; nobody hears whether. */
    public static void cast(ServerRef agent, Mfa function) {
        AgentRequest.cast(agent, function);
    }

    @SuppressWarnings("unchecked") // the function's own result
    private static <R> R call(ServerRef agent, Kind kind, Remote.Func1<?, ?> function, Calls.Timeout timeout) {
        return (R) StandIn.<Object>call(self -> AgentRequest.call(self, agent, kind, function, timeout));
    }

    // ---- stopping -------------------------------------------------------------------------------------------------

    /** Ends {@code agent} with {@code normal}, and returns when it has ended. */
    public static void stop(ServerRef agent) {
        Ending.ofServer(agent, Words.NORMAL, Calls.Timeout.INFINITY);
    }

    /**
     * Ends {@code agent} with {@code reason} (a string is an atom), and returns when it has ended.
     *
     * @throws io.tiebeam.ExitException if it does not run, takes longer than {@code timeout}, or ends with another reason
     */
    public static void stop(ServerRef agent, Object reason, Duration timeout) {
        Ending.ofServer(agent, Ending.reason(reason), StartOptions.Timeouts.of(timeout));
    }

    static Object checked(Object state) {
        Objects.requireNonNull(
                state, "the state of an agent cannot be null" + "\n   → use an Optional or an empty list for nothing");
        TermMapper.checkSendable(state);
        return state;
    }

    @SuppressWarnings("unchecked")
    static <X extends Throwable> X sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
