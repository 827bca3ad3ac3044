// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Body;
import io.tiebeam.Kernel;
import io.tiebeam.gen.Words;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How a supervisor starts a child, when it restarts it, and how it ends it. Immutable; what changes it gives a new one.
 * Unless said otherwise a child is {@link Restart#PERMANENT} and has five seconds to end. Source: {@code
 * supervisor:child_spec()}.
 */
public final class ChildSpec implements Supervised {
    /** Starts the process of a child. */
    @FunctionalInterface
    public interface Start {
        /**
         * Starts it, linked to the calling process, which is the supervisor; returns when it is ready.
         *
         * @throws Exception if it cannot start: an {@link io.tiebeam.ExitException} with the reason, or any other
         */
        Pid start() throws Exception;
    }

    private final String id;
    private final Start start;
    private final Restart restart;
    private final Shutdown shutdown;
    private final boolean supervisor;
    private final List<Atom> modules;

    private ChildSpec(
            String id, Start start, Restart restart, Shutdown shutdown, boolean supervisor, List<Atom> modules) {
        this.id = Objects.requireNonNull(id, "a child needs an id");
        this.start = Objects.requireNonNull(start, "a child needs something that starts it");
        this.restart = restart;
        this.shutdown = shutdown;
        this.supervisor = supervisor;
        this.modules = modules;
    }

    /** A child that {@code start} starts; {@code id} tells it from its siblings. */
    public static ChildSpec of(String id, Start start) {
        return new ChildSpec(id, start, Restart.PERMANENT, Shutdown.DEFAULT, false, List.of());
    }

    /** A child that is one process running {@code body}. A restart runs it again. */
    public static ChildSpec process(String id, Body body) {
        return of(id, () -> Kernel.spawnLink(body));
    }

    static ChildSpec supervisor(String id, Start start, Atom module) {
        return new ChildSpec(id, start, Restart.PERMANENT, new Shutdown.Infinity(), true, List.of(module));
    }

    /** The same child, restarted when {@code when} says. */
    public ChildSpec restart(Restart when) {
        return new ChildSpec(id, start, when, shutdown, supervisor, modules);
    }

    /** The same child, killed if it has not ended {@code limit} after it was asked to. */
    public ChildSpec shutdown(Duration limit) {
        return new ChildSpec(id, start, restart, new Shutdown.Within(limit), supervisor, modules);
    }

    /** The same child, given all the time it takes to end: for a supervisor, whose own children have their limits. */
    public ChildSpec shutdownInfinity() {
        return new ChildSpec(id, start, restart, new Shutdown.Infinity(), supervisor, modules);
    }

    /** The same child, ended without being asked. */
    public ChildSpec brutalKill() {
        return new ChildSpec(id, start, restart, new Shutdown.Brutally(), supervisor, modules);
    }

    /** What tells it from its siblings. */
    public String id() {
        return id;
    }

    /** When it is restarted. */
    public Restart restart() {
        return restart;
    }

    @Override
    public ChildSpec childSpec() {
        return this;
    }

    Start start() {
        return start;
    }

    Shutdown shutdown() {
        return shutdown;
    }

    /** {@code supervisor} or {@code worker}. */
    Atom type() {
        return supervisor ? Words.SUPERVISOR : Words.WORKER;
    }

    List<Atom> modules() {
        return modules;
    }

    /** The id on the wire. */
    Atom atom() {
        return Atom.of(id);
    }

    @Override
    public String toString() {
        return id;
    }
}
