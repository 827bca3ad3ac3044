// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import io.tiebeam.Mfa;
import io.tiebeam.Remote;
import io.tiebeam.junit.peer.ElixirPeer;
import io.tiebeam.junit.peer.JvmPeer;
import io.tiebeam.junit.peer.PeerMain;
import io.tiebeam.junit.peer.PeerPlan;
import io.tiebeam.junit.peer.PeerProcess;
import io.tiebeam.otp.TaskStarter;
import io.tiebeam.otp.TaskSupervisor;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermReader;
import java.time.Duration;
import java.util.Base64;

/**
 * Another node, for the time of a test: see {@link Peer}. What it runs there prints at its own console, which nobody sees
 * but {@link #output()}.
 *
 * <p>{@code run} and {@code call} go through the distribution, as any node's would: a reference to a public static method
 * of the test's class, of a class named in {@link Peer#expose()} or of one that its applications offer, or a lambda written
 * in one of these. They fail where the connection was cut. {@link #eval} goes beside it, and does not. Any thread.
 */
public final class PeerNode implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final NodeName name;
    private final PeerType type;
    private final PeerProcess process;
    private final String cookie;

    private PeerNode(NodeName name, PeerType type, PeerProcess process, String cookie) {
        this.name = name;
        this.type = type;
        this.process = process;
        this.cookie = cookie;
    }

    static PeerNode start(PeerPlan plan, PeerType type, Class<?> tests) {
        PeerProcess process = switch (type) {
            case JVM -> JvmPeer.start(plan, tests);
            case ELIXIR -> ElixirPeer.start(plan);
        };
        return new PeerNode(plan.name(), type, process, plan.cookie());
    }

    /** Its name. */
    public NodeName name() {
        return name;
    }

    /** What it is made of. */
    public PeerType type() {
        return type;
    }

    /** All that it has printed, and logged, until now: what it printed before it answered a call is in it. */
    public String output() {
        process.settle();
        return process.output();
    }

    /**
     * Waits until it has printed {@code text}, for at most 30 seconds.
     *
     * @throws AssertionError if it does not
     */
    public void awaitOutput(String text) throws InterruptedException {
        if (!process.awaitOutput(text, PATIENCE)) {
            throw new AssertionError(name + " did not print \"" + text + "\" within " + PATIENCE.toSeconds()
                    + " s; it printed:\n" + output());
        }
    }

    /** Whether its process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it at once, as {@code kill -9} does: the others see what they would see of a machine that is switched off. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /** Stops it, before the end of the test. */
    public void stop() {
        process.close();
    }

    /** {@link #stop()}; the end of the test calls it. */
    @Override
    public void close() {
        stop();
    }

    // ---- running something there ----------------------------------------------------------------------------------

    /**
     * Evaluates {@code code} there: Java on a JVM, Elixir on a BEAM.
     *
     * @return its value, or that of its last expression; {@code :ok} for Java that has none
     * @throws IllegalStateException if it does not compile, or raises something: with the text of that
     */
    public Term eval(String code) {
        return TermReader.decode(Base64.getDecoder().decode(process.order("eval", code)));
    }

    /** Runs {@code function} there, and waits for that. What it throws is thrown here, as an exit. */
    public void run(Remote.Action0 function) {
        tasks().asyncNolink(function).await(PATIENCE);
    }

    /** As {@link #run(Remote.Action0)}, with an argument. */
    public <A> void run(Remote.Action1<A> function, A a) {
        tasks().asyncNolink(function, a).await(PATIENCE);
    }

    /** As {@link #run(Remote.Action0)}, with two arguments. */
    public <A, B> void run(Remote.Action2<A, B> function, A a, B b) {
        tasks().asyncNolink(function, a, b).await(PATIENCE);
    }

    /** As {@link #run(Remote.Action0)}, with three arguments. */
    public <A, B, C> void run(Remote.Action3<A, B, C> function, A a, B b, C c) {
        tasks().asyncNolink(function, a, b, c).await(PATIENCE);
    }

    /** Calls {@code function} there, and gives what it gives. What it throws is thrown here, as an exit. */
    public <R> R call(Remote.Func0<R> function) {
        return tasks().asyncNolink(function).await(PATIENCE);
    }

    /** As {@link #call(Remote.Func0)}, with an argument. */
    public <A, R> R call(Remote.Func1<A, R> function, A a) {
        return tasks().asyncNolink(function, a).await(PATIENCE);
    }

    /** As {@link #call(Remote.Func0)}, with two arguments. */
    public <A, B, R> R call(Remote.Func2<A, B, R> function, A a, B b) {
        return tasks().asyncNolink(function, a, b).await(PATIENCE);
    }

    /** As {@link #call(Remote.Func0)}, with three arguments. */
    public <A, B, C, R> R call(Remote.Func3<A, B, C, R> function, A a, B b, C c) {
        return tasks().asyncNolink(function, a, b, c).await(PATIENCE);
    }

    /** As {@link #call(Remote.Func0)}, by name: for functions that this JVM does not have, such as those of Elixir. */
    public Term call(Mfa function) {
        return tasks().asyncNolink(function).await(PATIENCE);
    }

    private TaskStarter tasks() {
        return TaskSupervisor.at(PeerMain.TASKS.at(name));
    }

    // ---- what partitions do ---------------------------------------------------------------------------------------

    String cookie() {
        return cookie;
    }

    /** Drops the connection with {@code other}, and refuses new ones, which bring another cookie than {@code cookie}. */
    void cut(NodeName other, String otherCookie) {
        process.order("cut", other.toString(), otherCookie);
    }

    void heal(NodeName other) {
        process.order("heal", other.toString(), cookie);
    }

    /** Whether the two are connected now; else why not. */
    String connect(NodeName other) {
        return process.order("connect", other.toString());
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
