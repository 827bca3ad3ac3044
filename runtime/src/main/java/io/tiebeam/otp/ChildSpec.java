// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Body;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * How a supervisor starts a child, when it restarts it, and how it ends it:
 *
 * <pre>{@code
 * ChildSpec.of("counter", Counter::new).named(Name.of("Elixir.Counter")).restart(TRANSIENT)
 * }</pre>
 *
 * <p>Immutable; what changes it gives a new one. Unless said otherwise a child is {@link Restart#PERMANENT}, a worker
 * with five seconds to end, and not significant. The id tells it from its siblings: a string stands for an atom, any
 * other value for the term it maps to. Source: {@code supervisor:child_spec()}.
 */
public final class ChildSpec implements Supervised {
    /** Starts the process of a child. Called by the supervisor, in its process and on its thread. */
    @FunctionalInterface
    public interface Start {
        /**
         * Starts it, linked to the calling process, which is the supervisor; returns when it is ready.
         *
         * @throws io.tiebeam.IgnoreException if there is to be none
         * @throws Exception if it cannot start: an {@link io.tiebeam.ExitException} with the reason, or any other
         */
        Pid start() throws Exception;
    }

    /** As {@link Start}, for a child that takes the extra arguments of its {@link DynamicSupervisor}. */
    @FunctionalInterface
    public interface StartWith {
        /**
         * Starts it, linked to the calling process; returns when it is ready.
         *
         * @param extra {@link DynamicSupervisor#extraArguments}; under any other supervisor empty
         * @throws Exception as {@link Start#start}
         */
        Pid start(List<Term> extra) throws Exception;
    }

    /** Makes a server that is not started yet: each start and restart makes a new one. Called as {@link Start} is. */
    @FunctionalInterface
    public interface Factory {
        /** A new one. */
        Startable make() throws Exception;
    }

    private final Term id;
    private final ChildStart start;
    private final Optional<Factory> factory; // what start makes, for another name
    private final Restart restart;
    private final Optional<Shutdown> shutdown; // empty: as the type has it
    private final ChildType type;
    private final boolean significant;
    private final Optional<List<Atom>> modules; // empty: dynamic

    private ChildSpec(
            Term id,
            ChildStart start,
            Optional<Factory> factory,
            Restart restart,
            Optional<Shutdown> shutdown,
            ChildType type,
            boolean significant,
            Optional<List<Atom>> modules) {
        this.id = id;
        this.start = start;
        this.factory = factory;
        this.restart = Objects.requireNonNull(restart, "when is it to be restarted?");
        this.shutdown = shutdown;
        this.type = Objects.requireNonNull(type, "worker or supervisor?");
        this.significant = significant;
        this.modules = modules.map(List::copyOf);
    }

    static ChildSpec of(Object id, ChildStart start, List<Atom> modules) {
        return new ChildSpec(
                ChildId.of(id),
                start,
                Optional.empty(),
                Restart.PERMANENT,
                Optional.empty(),
                ChildType.WORKER,
                false,
                Optional.of(modules));
    }

    /** A child that {@code start} starts. */
    public static ChildSpec of(Object id, Start start) {
        Objects.requireNonNull(start, "a child needs something that starts it");
        return of(id, new ChildStart.Code(_ -> start.start(), start), List.of());
    }

    /**
     * A child that is a server made by {@code factory}, such as {@code Counter::new}. Where the compiler finds both
     * {@code of} fitting, since the constructor has several forms, write a lambda: {@code () -> new Counter(5)}.
     */
    public static ChildSpec of(Object id, Factory factory) {
        Objects.requireNonNull(factory, "a child needs something that makes it");
        ChildStart start = new ChildStart.Code(_ -> factory.make().startLink(), factory);
        return of(id, start, List.of()).made(factory, start);
    }

    /**
     * A child that {@code function} starts, by name: it returns {@code {ok, Pid}}, {@code {ok, Pid, Info}}, {@code
     * ignore} or {@code {error, Reason}}, or is one of Java that returns a {@link Pid}. The way to start children under
     * a supervisor of another node; under one of this node the function has to be exposed.
     */
    public static ChildSpec of(Object id, Mfa function) {
        return of(id, ChildStart.of(function), List.of(function.module()));
    }

    /** A child that {@code start} starts with the extra arguments of the {@link DynamicSupervisor} that it is under. */
    public static ChildSpec taking(Object id, StartWith start) {
        Objects.requireNonNull(start, "a child needs something that starts it");
        return of(id, new ChildStart.Code(start, start), List.of());
    }

    /** A child that is one process running {@code body}. A restart runs it again. */
    public static ChildSpec process(Object id, Body body) {
        return of(id, new ChildStart.Code(_ -> Kernel.spawnLink(body), body), List.of());
    }

    static ChildSpec supervisor(Object id, Start start, Object plan, Atom module) {
        return of(id, new ChildStart.Code(_ -> start.start(), plan), List.of(module))
                .type(ChildType.SUPERVISOR);
    }

    private ChildSpec made(Factory by, ChildStart starting) {
        return new ChildSpec(id, starting, Optional.of(by), restart, shutdown, type, significant, modules);
    }

    /** The same child under another id: for two children that are alike. */
    public ChildSpec id(Object other) {
        return new ChildSpec(ChildId.of(other), start, factory, restart, shutdown, type, significant, modules);
    }

    /**
     * The same child, registered as {@code name} on its node.
     *
     * @throws IllegalStateException if it is not one that a {@link Factory} makes: what starts a process by itself also
     *     names it
     */
    public ChildSpec named(ServerName name) {
        Factory make = factory.orElseThrow(() -> new IllegalStateException("child " + id
                + " is started by code of its own, which has to name it"
                + "\n   → named(" + name + ") is for ChildSpec.of(id, Counter::new); elsewhere register the name"
                + " where the process starts"));
        return made(make, new ChildStart.Code(_ -> make.make().startLink(name), make));
    }

    /** The same child, restarted when {@code when} says. */
    public ChildSpec restart(Restart when) {
        return new ChildSpec(id, start, factory, when, shutdown, type, significant, modules);
    }

    /** The same child, killed if it has not ended {@code limit} after it was asked to. */
    public ChildSpec shutdown(Duration limit) {
        return shutdown(new Shutdown.Within(limit));
    }

    /** The same child, given all the time it takes to end: for a supervisor, whose own children have their limits. */
    public ChildSpec shutdownInfinity() {
        return shutdown(new Shutdown.Infinity());
    }

    /** The same child, ended without being asked. */
    public ChildSpec brutalKill() {
        return shutdown(new Shutdown.Brutally());
    }

    ChildSpec shutdown(Shutdown how) {
        return new ChildSpec(id, start, factory, restart, Optional.of(how), type, significant, modules);
    }

    /** The same child, as a worker or a supervisor. */
    public ChildSpec type(ChildType other) {
        return new ChildSpec(id, start, factory, restart, shutdown, other, significant, modules);
    }

    /**
     * The same child, whose end for good is one that {@link Supervisor#autoShutdown} looks at. It cannot be {@link
     * Restart#PERMANENT}.
     */
    public ChildSpec significant() {
        return significant(true);
    }

    ChildSpec significant(boolean is) {
        return new ChildSpec(id, start, factory, restart, shutdown, type, is, modules);
    }

    /** The same child, said to run the code of {@code names}, for tools that upgrade code. */
    public ChildSpec modules(Atom... names) {
        return modules(Optional.of(List.of(names)));
    }

    ChildSpec modules(Optional<List<Atom>> names) {
        return new ChildSpec(id, start, factory, restart, shutdown, type, significant, names);
    }

    /** The same child as one of many, noting in {@code pids} as what it runs. */
    ChildSpec partition(int number, AtomicReferenceArray<Pid> pids) {
        ChildStart noted = new ChildStart.Noted(start, pid -> pids.set(number, pid));
        return new ChildSpec(
                ChildId.of(number), noted, Optional.empty(), restart, shutdown, type, significant, modules);
    }

    /** The same child, which is never started again. */
    ChildSpec forgotten() {
        return new ChildSpec(id, start.forgotten(), Optional.empty(), restart, shutdown, type, significant, modules);
    }

    /** What tells it from its siblings. */
    public Term id() {
        return id;
    }

    /** When it is restarted. */
    public Restart restart() {
        return restart;
    }

    /** How it is ended. */
    public Shutdown shutdown() {
        return shutdown.orElseGet(() -> type == ChildType.WORKER ? Shutdown.DEFAULT : new Shutdown.Infinity());
    }

    /** Whether it has children of its own. */
    public ChildType type() {
        return type;
    }

    /** Whether its end matters to {@link Supervisor#autoShutdown}. */
    public boolean isSignificant() {
        return significant;
    }

    /** The modules that it runs, for tools that upgrade code; empty if they change ({@code dynamic}). */
    public Optional<List<Atom>> modules() {
        return modules;
    }

    /** The function that starts it. Code of this JVM has one too, which only supervisors of this JVM can call. */
    public Mfa function() {
        return start.mfa();
    }

    @Override
    public ChildSpec childSpec() {
        return this;
    }

    ChildStart start() {
        return start;
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
