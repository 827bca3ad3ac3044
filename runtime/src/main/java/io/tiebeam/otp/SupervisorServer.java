// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.gen.Server;
import io.tiebeam.gen.Words;
import io.tiebeam.otp.Children.Child;
import io.tiebeam.otp.Children.Status;
import io.tiebeam.otp.Children.Verdict;
import io.tiebeam.otp.SupervisorReport.Context;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The process of a {@link Supervisor}. What to do is decided by {@link Children}, {@link Restart} and
 * {@link RestartHistory}; here it is done. Source: {@code supervisor.erl}.
 */
final class SupervisorServer implements Server {
    private static final Atom TRY_AGAIN_RESTART = Atom.of("try_again_restart");
    private static final Atom START_CHILD = Atom.of("start_child");
    private static final Atom RESTART_CHILD = Atom.of("restart_child");
    private static final Atom DELETE_CHILD = Atom.of("delete_child");
    private static final Atom GET_CHILDSPEC = Atom.of("get_childspec");
    private static final Atom WHICH_CHILD = Atom.of("which_child"); // since OTP 28
    private static final Atom FAILED_TO_START_CHILD = Atom.of("failed_to_start_child");
    private static final Atom ALREADY_STARTED = Atom.of("already_started");
    private static final Atom ALREADY_PRESENT = Atom.of("already_present");
    private static final Atom REACHED_MAX_RESTART_INTENSITY = Atom.of("reached_max_restart_intensity");
    private static final Atom RUNNING = Atom.of("running");
    private static final Atom BAD_CALL = Atom.of("bad_call");

    private final ProcessCell self;
    private final SupervisorFlags flags;
    private final LongSupplier nanoTime;
    private final SupervisorReport report;
    private Children children;
    private RestartHistory history;

    SupervisorServer(ProcessCell self, SupervisorFlags flags, List<ChildSpec> specs, LongSupplier nanoTime) {
        this.self = self;
        this.flags = flags;
        this.children = Children.of(specs);
        this.history = flags.intensity();
        this.nanoTime = nanoTime;
        this.report = new SupervisorReport(self, flags.module());
    }

    /** Starts all children in order. If one fails those before it are ended, and so is this. */
    void startChildren() {
        startAll(children.inStartOrder()).ifPresent(failure -> {
            terminate(Words.SHUTDOWN);
            throw new ExitException(Tuple.of(
                    Words.SHUTDOWN,
                    Tuple.of(FAILED_TO_START_CHILD, failure.child().id(), failure.reason())));
        });
    }

    private record Failure(Child child, Term reason) {}

    /** Starts {@code some} in order; the first that fails, if one does. */
    private Optional<Failure> startAll(List<Child> some) {
        for (Child child : some) {
            if (start(child) instanceof Begun.Failed(var reason)) {
                report.error(Context.START_ERROR, reason, Optional.empty(), child.spec());
                return Optional.of(new Failure(child, reason));
            }
        }
        return Optional.empty();
    }

    /** What came of starting a child, as a supervisor answers it. */
    private sealed interface Begun {
        Term answer();

        /** It runs, or is kept without running. */
        record Well(Term answer) implements Begun {}

        record Failed(Term reason) implements Begun {
            @Override
            public Term answer() {
                return Words.error(reason);
            }
        }
    }

    /** Starts {@code child}, which is one of the children, and notes that it runs. */
    private Begun start(Child child) {
        return switch (child.spec().start().start(self, List.of())) {
            case Started.Running running -> {
                children = children.with(child.id(), new Status.Running(running.pid()));
                report.progress(running.pid(), child.spec());
                yield new Begun.Well(running.toTerm());
            }
            case Started.Ignored _ -> {
                children = children.ended(child.id());
                yield new Begun.Well(Words.ok(Atom.UNDEFINED));
            }
            case Started.Failed(var reason) -> new Begun.Failed(reason);
            case Started.Raised(var reason) -> new Begun.Failed(Tuple.of(Words.EXIT, reason));
        };
    }

    @Override
    public void exit(Pid from, Term reason) {
        children.running(from).ifPresent(child -> {
            if (child.spec().restart().isWorthTelling(reason)) {
                report.error(Context.CHILD_TERMINATED, reason, child.pid(), child.spec());
            }
            switch (children.afterEnd(child, reason, flags.autoShutdown())) {
                case Verdict.StartAgain _ -> restart(child);
                case Verdict.Over(var rest) -> children = rest;
                case Verdict.EndAll(var rest) -> {
                    children = rest;
                    throw new ExitException(Words.SHUTDOWN);
                }
            }
        });
    }

    private void restart(Child child) {
        history = history.add(nanoTime.getAsLong());
        if (history.isExceeded()) {
            report.error(Context.SHUTDOWN, REACHED_MAX_RESTART_INTENSITY, child.last(), child.spec());
            children = children.ended(child.id());
            throw new ExitException(Words.SHUTDOWN);
        }
        List<Child> affected = children.affected(flags.strategy(), child.id());
        children = children.ended(child.id());
        affected.reversed().stream().filter(c -> !c.id().equals(child.id())).forEach(this::stop);
        List<Child> again =
                affected.stream().filter(c -> children.find(c.id()).isPresent()).toList();
        startAll(again).ifPresent(failure -> tryAgain(failure.child(), child));
    }

    /** Restarts {@code failed} later: what has arrived meanwhile, such as the order to end, comes first. */
    private void tryAgain(Child failed, Child ended) {
        Optional<Pid> last = failed.id().equals(ended.id()) ? ended.last() : Optional.empty();
        children = children.with(failed.id(), new Status.Restarting(last));
        self.send(self.pid(), Tuple.of(Words.GEN_CAST, Tuple.of(TRY_AGAIN_RESTART, failed.id())));
    }

    @Override
    public void cast(Term request) {
        if (request instanceof Tuple t && t.is(TRY_AGAIN_RESTART, 2)) {
            children.find(t.get(1)).filter(Child::isRestarting).ifPresent(this::restart);
        } else {
            report.unexpected("cast", request);
        }
    }

    @Override
    public void info(Object message) {
        report.unexpected("message", message);
    }

    @Override
    public void call(From from, Term request) {
        from.reply(answer(request));
    }

    private Term answer(Term request) {
        if (request.equals(Words.WHICH_CHILDREN)) {
            return SupervisorTerms.which(children);
        }
        if (request.equals(Words.COUNT_CHILDREN)) {
            return SupervisorTerms.count(children, this::isAlive);
        }
        if (!(request instanceof Tuple t) || t.size() != 2 || !(t.get(0) instanceof Atom what)) {
            return Words.error(Tuple.of(BAD_CALL, request));
        }
        if (what.equals(START_CHILD)) {
            return startChild(t.get(1));
        }
        boolean known = what.equals(Words.TERMINATE_CHILD)
                || what.equals(RESTART_CHILD)
                || what.equals(DELETE_CHILD)
                || what.equals(GET_CHILDSPEC)
                || what.equals(WHICH_CHILD);
        if (!known) {
            return Words.error(Tuple.of(BAD_CALL, request));
        }
        return children.find(t.get(1)).map(child -> answer(what, child)).orElse(Words.error(Words.NOT_FOUND));
    }

    private Term answer(Atom what, Child child) {
        if (what.equals(Words.TERMINATE_CHILD)) {
            stop(child);
            return Atom.OK;
        }
        if (what.equals(GET_CHILDSPEC)) {
            return Words.ok(ChildTerms.toMap(child.spec()));
        }
        if (what.equals(WHICH_CHILD)) {
            return Words.ok(SupervisorTerms.which(child));
        }
        return switch (child.status()) {
            case Status.Running _ -> Words.error(RUNNING);
            case Status.Restarting _ -> Words.error(Words.RESTARTING);
            case Status.Stopped _
            when what.equals(DELETE_CHILD) -> {
                children = children.without(child.id());
                yield Atom.OK;
            }
            case Status.Stopped _ -> start(child).answer();
        };
    }

    private Term startChild(Term term) {
        ChildSpec spec;
        try {
            spec = ChildTerms.parse(term, flags.autoShutdown());
        } catch (BadSpec bad) {
            return Words.error(bad.error());
        }
        Optional<Child> known = children.find(spec.id());
        if (known.isPresent()) {
            return Words.error(known.get()
                    .pid()
                    .<Term>map(pid -> Tuple.of(ALREADY_STARTED, pid))
                    .orElse(ALREADY_PRESENT));
        }
        Children before = children;
        children = children.plus(spec, new Status.Stopped());
        Begun begun = start(children.find(spec.id()).orElseThrow());
        if (begun instanceof Begun.Failed(var reason)) {
            children = before;
            boolean taken = reason instanceof Tuple t && t.is(ALREADY_STARTED, 2);
            return Words.error(
                    taken ? reason : Tuple.of(reason, SupervisorTerms.record(new Child(spec, new Status.Stopped()))));
        }
        if (spec.restart() == Restart.TEMPORARY) {
            children = children.forgetting(spec.id());
        }
        return begun.answer();
    }

    /** Ends {@code child} if it runs; a temporary one is forgotten. */
    private void stop(Child child) {
        child.pid().ifPresent(pid -> {
            Shutdown how = child.spec().shutdown();
            Term reason = Stopping.stop(self, pid, how);
            if (!Stopping.isAsAsked(how, child.spec().restart(), reason)) {
                report.error(Context.SHUTDOWN_ERROR, reason, child.pid(), child.spec());
            }
        });
        children = children.ended(child.id());
    }

    private boolean isAlive(Pid pid) {
        return !self.node().isCalled(pid.node())
                || self.node().find(pid).map(ProcessCell::isAlive).orElse(false);
    }

    @Override
    public void terminate(Term reason) {
        children.inStopOrder().forEach(this::stop);
    }

    @Override
    public Atom module() {
        return Words.SUPERVISOR;
    }

    @Override
    public Term state() {
        return SupervisorTerms.state(self, flags, history, children);
    }
}
