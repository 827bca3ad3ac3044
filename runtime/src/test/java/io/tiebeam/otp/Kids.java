// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.gen.Calls;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Trace;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The children of {@code scenarios/kids.ex}, and what is done with them, line by line the same. */
final class Kids {
    static final Atom KID = Atom.of("kid");
    private static final Name PARENT = Name.of("scenario_parent");

    /** What a child does when it is to end. */
    enum How {
        OBEDIENT,
        PLAIN,
        DEAF,
        SLOW
    }

    final Trace trace;
    final ProcessCell self = ProcessCell.currentOrNull();

    /** Traps exits, and takes the name under which children say that they are there. */
    Kids(Trace trace) {
        this.trace = trace;
        Processes.trapExit(true);
        Processes.register(PARENT, self.pid());
    }

    // ---- children -------------------------------------------------------------------------------------------------

    ChildSpec kid(String id) {
        return kid(id, How.OBEDIENT);
    }

    ChildSpec kid(String id, How how) {
        return kid(id, () -> startLink(id, how, Optional.empty()));
    }

    ChildSpec endsWith(String id, String reason) {
        return kid(id, () -> startLink(id, How.OBEDIENT, Optional.of(Atom.of(reason))));
    }

    ChildSpec kid(String id, ChildSpec.Start start) {
        return ChildSpec.of(id, start).modules(KID);
    }

    /** Starts an obedient child. */
    ChildSpec.Start well(String id) {
        return () -> startLink(id, How.OBEDIENT, Optional.empty());
    }

    /** Traces an attempt to start, and fails. */
    ChildSpec.Start fails(String id, String reason) {
        return () -> {
            trace.trace(Tuple.of(Atom.of("fails"), Atom.of(id)));
            throw new ExitException(Atom.of(reason));
        };
    }

    /** Each of {@code starts} in turn, the last one for ever. */
    static ChildSpec.Start inTurn(ChildSpec.Start... starts) {
        AtomicInteger turn = new AtomicInteger();
        return () -> starts[Math.min(turn.getAndIncrement(), starts.length - 1)].start();
    }

    Pid startLink(String id, How how, Optional<Term> endsWith) {
        Ref ready = Kernel.makeRef();
        Pid parent = Kernel.self();
        Pid pid = Kernel.spawnLink(() -> run(id, how, endsWith, parent, ready));
        Kernel.receiveWhen(Ref.class, ready::equals);
        return pid;
    }

    private void run(String id, How how, Optional<Term> endsWith, Pid parent, Ref ready) {
        Processes.trapExit(how != How.PLAIN);
        Processes.register(Name.of(id), Kernel.self());
        trace.label(Kernel.self(), id);
        tell("start", id);
        Kernel.send(parent, ready);
        say("up", id);
        while (true) {
            Tuple message = (Tuple) Kernel.receive();
            if (message.is(Atom.of("die"), 2)) {
                throw new ExitException(message.get(1));
            }
            if (message.is(Words.EXIT, 3) && how != How.DEAF) {
                end(id, how, endsWith, message.get(2));
            }
            if (message.is(Atom.of("unlink"), 1)) {
                ProcessCell cell = ProcessCell.currentOrNull();
                cell.info().links().forEach(cell::unlink);
                say("unlinked", id);
            }
        }
    }

    private void end(String id, How how, Optional<Term> endsWith, Term reason) {
        if (how == How.SLOW) {
            trace.trace(Tuple.of(Atom.of("asked"), Atom.of(id), reason));
            say("asked", id);
            Kernel.receive(m -> m.equals(Atom.of("release")) ? m : Kernel.skip());
        }
        trace.trace(Tuple.of(Atom.of("stop"), Atom.of(id), reason));
        throw new ExitException(endsWith.orElse(reason));
    }

    private void tell(String what, String id) {
        trace.trace(Tuple.of(Atom.of(what), Atom.of(id)));
    }

    private static void say(String what, String id) {
        Kernel.send(PARENT, Tuple.of(Atom.of(what), Atom.of(id)));
    }

    // ---- the parent -----------------------------------------------------------------------------------------------

    /** Waits until these children have started. */
    void up(String... ids) {
        for (String id : ids) {
            heard("up", id);
        }
    }

    void heard(String what, String id) {
        Tuple expected = Tuple.of(Atom.of(what), Atom.of(id));
        Object message = self.receive(m -> m.equals(expected) ? m : null, Deadline.in(OnNode.LONG));
        if (message == null) {
            throw new AssertionError("never came: " + expected);
        }
    }

    void die(String id, Term reason) {
        if (reason.equals(Words.KILL)) {
            Kernel.exit(pid(id), "kill");
        } else {
            Kernel.send(Name.of(id), Tuple.of(Atom.of("die"), reason));
        }
    }

    void die(String id, String reason) {
        die(id, Atom.of(reason));
    }

    static Pid pid(String id) {
        return Processes.whereIs(Name.of(id)).orElseThrow();
    }

    Ref monitor(Pid pid) {
        return self.monitor(null, pid, pid, AliasUse.NONE);
    }

    /** Traces the reason of the end that {@code monitor} sees. */
    void down(Ref monitor) {
        trace.trace(self.receive(
                m -> m instanceof Tuple t && t.is(Words.DOWN, 5) && t.get(1).equals(monitor) ? t.get(4) : null,
                Deadline.in(OnNode.LONG)));
    }

    /** Ends a supervisor as its parent does, and traces the reason it ended with. */
    void stop(Pid sup) {
        Kernel.exit(sup, "shutdown");
        ended(sup);
    }

    /** Waits for the end of a supervisor that is linked to the caller, and traces its reason. */
    void ended(Pid sup) {
        Term reason = self.receive(
                m -> m instanceof Tuple t && t.is(Words.EXIT, 3) && t.get(1).equals(sup) ? t.get(2) : null,
                Deadline.in(OnNode.LONG));
        trace.trace(Tuple.of(Atom.of("ended"), reason));
    }

    static void waitUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.yield();
        }
    }

    /** Waits until a child does not run, and is not about to. */
    static void down(ServerRef sup, String id) {
        waitUntil(() ->
                state(sup, id).map(s -> s instanceof Supervisor.State.Undefined).orElse(true));
    }

    static Optional<Supervisor.State> state(ServerRef sup, String id) {
        return Supervisor.whichChildren(sup).stream()
                .filter(c -> c.id().equals(Atom.of(id)))
                .findFirst()
                .map(Supervisor.Child::state);
    }

    // ---- what supervisors answer, as Elixir has it ----------------------------------------------------------------

    void children(ServerRef sup) {
        trace.trace(ListTerm.of(Supervisor.whichChildren(sup).stream()
                .map(c -> Tuple.of(
                        c.id(),
                        switch (c.state()) {
                            case Supervisor.State.Running(var pid) -> pid;
                            case Supervisor.State.Restarting _ -> Words.RESTARTING;
                            case Supervisor.State.Undefined _ -> Atom.UNDEFINED;
                        },
                        c.type().atom(),
                        c.modules().<Term>map(ListTerm::of).orElse(Atom.of("dynamic"))))
                .toList()));
    }

    void count(ServerRef sup) {
        Supervisor.Counts counts = Supervisor.countChildren(sup);
        trace.trace(MapTerm.of(
                Atom.of("active"),
                io.tiebeam.term.Int.of(counts.active()),
                Atom.of("specs"),
                io.tiebeam.term.Int.of(counts.specs()),
                Atom.of("supervisors"),
                io.tiebeam.term.Int.of(counts.supervisors()),
                Atom.of("workers"),
                io.tiebeam.term.Int.of(counts.workers())));
    }

    /** {@code {:ok, pid}}, {@code {:ok, :undefined}} or {@code {:error, reason}}. */
    static Term answer(Supplier<Optional<Pid>> started) {
        try {
            return Words.ok(started.get().<Term>map(p -> p).orElse(Atom.UNDEFINED));
        } catch (SupervisorException refused) {
            return Words.error(refused.reason());
        }
    }

    /** {@code :ok} or {@code {:error, reason}}. */
    static Term done(BooleanSupplier asked) {
        try {
            return asked.getAsBoolean() ? Atom.OK : Words.error(Words.NOT_FOUND);
        } catch (SupervisorException refused) {
            return Words.error(refused.reason());
        }
    }

    Term start(ServerRef sup, ChildSpec spec) {
        return answer(() -> Supervisor.startChild(sup, spec));
    }

    Term restart(ServerRef sup, Object id) {
        return answer(() -> Supervisor.restartChild(sup, id));
    }

    Term terminate(ServerRef sup, Object id) {
        return done(() -> Supervisor.terminateChild(sup, id));
    }

    Term delete(ServerRef sup, Object id) {
        return done(() -> Supervisor.deleteChild(sup, id));
    }

    static Term ask(ServerRef sup, String what, Term about) {
        return Calls.call(sup, Tuple.of(Atom.of(what), about), Calls.Timeout.INFINITY);
    }

    /** The reason for which {@code start} fails. */
    static Term reason(Supplier<Pid> start) {
        try {
            throw new AssertionError("started as " + start.get());
        } catch (ExitException failed) {
            return failed.reason();
        }
    }
}
