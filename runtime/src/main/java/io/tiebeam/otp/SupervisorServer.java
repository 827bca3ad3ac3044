// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.From;
import io.tiebeam.gen.Failures;
import io.tiebeam.gen.Server;
import io.tiebeam.gen.Words;
import io.tiebeam.otp.Children.Child;
import io.tiebeam.otp.Children.Status;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The process of a {@link Supervisor}. What to do is decided by {@link Children}, {@link Restart} and
 * {@link RestartHistory}; here it is done. Source: {@code supervisor.erl}.
 */
final class SupervisorServer implements Server {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final Atom TRY_AGAIN_RESTART = Atom.of("try_again_restart");
    private static final Atom RESTART_CHILD = Atom.of("restart_child");
    private static final Atom DELETE_CHILD = Atom.of("delete_child");
    private static final Atom FAILED_TO_START_CHILD = Atom.of("failed_to_start_child");
    private static final Atom RUNNING = Atom.of("running");

    private final ProcessCell self;
    private final Strategy strategy;
    private final LongSupplier nanoTime;
    private Children children;
    private RestartHistory history;

    SupervisorServer(
            ProcessCell self, Strategy strategy, List<ChildSpec> specs, RestartHistory history, LongSupplier nanoTime) {
        this.self = self;
        this.strategy = strategy;
        this.children = Children.of(specs);
        this.history = history;
        this.nanoTime = nanoTime;
    }

    /** Starts all children in order. If one fails those before it are ended, and so is this. */
    void startChildren() {
        self.trapExit(true);
        for (Child child : children.inStartOrder()) {
            start(child).ifPresent(reason -> {
                terminate(Words.SHUTDOWN);
                throw new ExitException(Tuple.of(
                        Words.SHUTDOWN,
                        Tuple.of(FAILED_TO_START_CHILD, child.spec().atom(), reason)));
            });
        }
    }

    /** Starts {@code child}; the reason if it fails. */
    private Optional<Term> start(Child child) {
        try {
            Pid pid = child.spec().start().start();
            children = children.with(child.id(), new Status.Running(pid));
            return Optional.empty();
        } catch (ProcessKilled dead) {
            throw dead;
        } catch (Throwable failed) {
            return Optional.of(Failures.reasonOf(self, failed));
        }
    }

    @Override
    public void exit(Pid from, Term reason) {
        children.find(from).ifPresent(child -> {
            children = children.with(child.id(), new Status.Stopped());
            if (child.spec().restart().wants(reason)) {
                log(Level.DEBUG, "child " + child.id() + " " + from + " terminated: " + ExitReasons.format(reason));
                restart(child);
            } else {
                children = children.ended(child.id());
            }
        });
    }

    private void restart(Child failed) {
        history = history.add(nanoTime.getAsLong());
        if (history.isExceeded()) {
            children = children.ended(failed.id());
            log(
                    Level.ERROR,
                    "gives up: child " + failed.id() + " ended more than " + history.maxRestarts() + " times within "
                            + history.period().toMillis() + " ms (reached_max_restart_intensity)");
            throw new ExitException(Words.SHUTDOWN);
        }
        List<Child> affected = children.affected(strategy, failed.id());
        affected.reversed().forEach(this::stop);
        for (Child child : affected) {
            if (children.find(child.id()).isPresent()) {
                Optional<Term> failure = start(child);
                if (failure.isPresent()) {
                    tryAgain(child, failure.get());
                    return;
                }
            }
        }
    }

    /** Restarts {@code child} later: what has arrived meanwhile, such as the order to end, comes first. */
    private void tryAgain(Child child, Term failure) {
        log(Level.DEBUG, "child " + child.id() + " could not be restarted: " + ExitReasons.format(failure));
        children = children.with(child.id(), new Status.Restarting());
        self.send(
                self.pid(),
                Tuple.of(
                        Words.GEN_CAST, Tuple.of(TRY_AGAIN_RESTART, child.spec().atom())));
    }

    @Override
    public void cast(Term request) {
        if (request instanceof Tuple t && t.is(TRY_AGAIN_RESTART, 2) && t.get(1) instanceof Atom id) {
            children.find(id.name()).filter(Child::isRestarting).ifPresent(this::restart);
        } else {
            log(Level.WARNING, "received an unexpected cast: " + request);
        }
    }

    @Override
    public void info(Object message) {
        log(Level.WARNING, "received an unexpected message: " + message);
    }

    @Override
    public void call(From from, Term request) {
        if (request.equals(Words.WHICH_CHILDREN)) {
            from.reply(whichChildren());
        } else if (request.equals(Words.COUNT_CHILDREN)) {
            from.reply(countChildren());
        } else if (request instanceof Tuple t && t.size() == 2 && t.get(1) instanceof Atom id) {
            from.reply(children.find(id.name())
                    .map(child -> change(t.get(0), child))
                    .orElse(Words.error(Words.NOT_FOUND)));
        } else {
            from.reply(Words.error(Tuple.of(Atom.of("bad_call"), request)));
        }
    }

    private Term change(Term what, Child child) {
        if (what.equals(Words.TERMINATE_CHILD)) {
            stop(child);
            return Atom.OK;
        }
        if (!what.equals(RESTART_CHILD) && !what.equals(DELETE_CHILD)) {
            return Words.error(Tuple.of(Atom.of("bad_call"), what));
        }
        return switch (child.status()) {
            case Status.Running _ -> Words.error(RUNNING);
            case Status.Restarting _ -> Words.error(Words.RESTARTING);
            case Status.Stopped _
            when what.equals(DELETE_CHILD) -> {
                children = children.without(child.id());
                yield Atom.OK;
            }
            case Status.Stopped _ -> {
                Optional<Term> failure = start(child);
                yield failure.map(Words::error)
                        .orElseGet(() -> Words.ok(
                                children.find(child.id()).flatMap(Child::pid).orElseThrow()));
            }
        };
    }

    /** Ends {@code child} if it runs; a temporary one is forgotten. */
    private void stop(Child child) {
        child.pid().ifPresent(pid -> {
            Term reason = Stopping.stop(self, pid, child.spec().shutdown());
            if (!Words.isOrderly(reason) && !(child.spec().shutdown() instanceof Shutdown.Brutally)) {
                log(
                        Level.DEBUG,
                        "child " + child.id() + " " + pid + " did not shut down as asked: "
                                + ExitReasons.format(reason));
            }
        });
        children = children.ended(child.id());
    }

    /** The last started first, as OTP has it. */
    private Term whichChildren() {
        return ListTerm.of(children.inStopOrder().stream()
                .map(c -> Tuple.of(
                        c.spec().atom(),
                        where(c),
                        c.spec().type(),
                        ListTerm.of(c.spec().modules())))
                .toList());
    }

    private static Term where(Child child) {
        return switch (child.status()) {
            case Status.Running(var pid) -> pid;
            case Status.Restarting _ -> Words.RESTARTING;
            case Status.Stopped _ -> Atom.UNDEFINED;
        };
    }

    private Term countChildren() {
        List<Child> all = children.inStartOrder();
        long active = all.stream().filter(c -> c.pid().isPresent()).count();
        long supervisors = all.stream()
                .filter(c -> c.spec().type().equals(Words.SUPERVISOR))
                .count();
        return ListTerm.of(
                Tuple.of(Atom.of("specs"), Int.of(all.size())),
                Tuple.of(Atom.of("active"), Int.of(active)),
                Tuple.of(Atom.of("supervisors"), Int.of(supervisors)),
                Tuple.of(Atom.of("workers"), Int.of(all.size() - supervisors)));
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
        return MapTerm.of(
                Atom.of("strategy"),
                Atom.of(strategy.name().toLowerCase(java.util.Locale.ROOT)),
                Atom.of("children"),
                whichChildren(),
                Atom.of("max_restarts"),
                Int.of(history.maxRestarts()),
                Atom.of("max_seconds"),
                Int.of(history.period().toSeconds()));
    }

    private void log(Level level, String text) {
        LOG.log(
                level,
                () -> "Supervisor "
                        + self.registeredName()
                                .map(Object::toString)
                                .orElse(self.pid().toString()) + " " + text);
    }
}
