// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows the applications of one node: which are loaded, start, run, stop; and decides what the end of one means to the
 * others. Any thread; its monitor is never held while something of an application runs. Each application that runs has a
 * guard, a process that does nothing but wait for the end of its master. Source: OTP's {@code application_controller}.
 */
final class ApplicationController {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");

    /** Where an application stands. */
    private sealed interface State {
        record Loaded() implements State {}

        record Starting(CompletableFuture<RunningApplication> end) implements State {}

        record Running(RunningApplication as) implements State {}

        record Stopping(RunningApplication as) implements State {}
    }

    private static final State LOADED = new State.Loaded();

    /** An application that is known here. */
    private static final class Known {
        final Application application;
        final Env env;
        State state = LOADED; // guarded by the controller

        Known(Application application, Env env) {
            this.application = application;
            this.env = env;
        }
    }

    private final LocalNode node;
    private final Map<String, Known> known = new LinkedHashMap<>(); // guarded by this, as the next
    private final List<RunningApplication> running = new ArrayList<>(); // in the order they were started
    private final Map<Pid, String> masters = new ConcurrentHashMap<>(); // of those that start, run or stop
    private final CompletableFuture<Term> termination = new CompletableFuture<>();

    private ApplicationController(LocalNode node) {
        this.node = node;
    }

    static ApplicationController of(LocalNode node) {
        return node.attachment(ApplicationController.class, () -> new ApplicationController(node));
    }

    LocalNode node() {
        return node;
    }

    // ---- what is known --------------------------------------------------------------------------------------------

    synchronized void load(Application application, Env env) {
        if (known.putIfAbsent(application.name(), new Known(application, env)) != null) {
            throw ApplicationFailures.alreadyLoaded(application.name());
        }
    }

    /** Loads it unless one of its name starts, runs or stops; one that is only loaded is forgotten for it. */
    synchronized void reload(Application application, Env env) {
        Known before = known.get(application.name());
        if (before == null || before.state == LOADED) {
            known.put(application.name(), new Known(application, env));
        }
    }

    synchronized void unload(String name) {
        Known app = known.get(name);
        if (app == null) {
            throw ApplicationFailures.notLoaded(name);
        }
        if (app.state != LOADED) {
            throw ApplicationFailures.running(name);
        }
        known.remove(name);
    }

    synchronized List<Application> loaded() {
        return known.values().stream().map(app -> app.application).toList();
    }

    /** Those that run, in the order they were started. */
    synchronized List<RunningApplication> running() {
        return List.copyOf(running);
    }

    synchronized Application application(String name) {
        return find(name).application;
    }

    private Known find(String name) {
        Known app = known.get(name);
        if (app == null) {
            throw ApplicationFailures.unknown(name, known.keySet());
        }
        return app;
    }

    /** The application whose master is the group leader of {@code process}. */
    Optional<String> applicationOf(Pid process) {
        return node.find(process).map(ProcessCell::groupLeader).map(masters::get);
    }

    // ---- starting -------------------------------------------------------------------------------------------------

    /** Starts the application {@code name}; who comes while another starts it gets what that gets. */
    RunningApplication start(String name, StartType type) {
        CompletableFuture<RunningApplication> end = new CompletableFuture<>();
        Known app;
        Optional<CompletableFuture<RunningApplication>> others;
        synchronized (this) {
            app = find(name);
            others = begin(name, app, end);
        }
        if (others.isPresent()) {
            return join(others.get());
        }
        try {
            RunningApplication started = run(app, type, end);
            synchronized (this) {
                app.state = new State.Running(started);
                running.add(started);
            }
            end.complete(started);
            return started;
        } catch (RuntimeException | Error failed) {
            synchronized (this) {
                app.state = LOADED;
            }
            end.completeExceptionally(failed);
            notStarted(name, type, failed);
            throw failed;
        }
    }

    /** What somebody else waits for who starts {@code app} right now; empty if the caller is to. */
    private Optional<CompletableFuture<RunningApplication>> begin(
            String name, Known app, CompletableFuture<RunningApplication> end) {
        return switch (app.state) {
            case State.Starting(var other) -> Optional.of(other);
            case State.Running _, State.Stopping _ -> throw ApplicationFailures.alreadyStarted(name);
            case State.Loaded _ -> {
                for (String needed : app.application.needs()) {
                    if (!isRunning(needed)) {
                        throw ApplicationFailures.missing(name, needed);
                    }
                }
                app.state = new State.Starting(end);
                yield Optional.empty();
            }
        };
    }

    private synchronized boolean isRunning(String name) {
        return known.get(name) instanceof Known app && app.state instanceof State.Running;
    }

    private RunningApplication run(Known app, StartType type, CompletableFuture<RunningApplication> end) {
        Application application = app.application;
        Settings.of(node).apply(application, app.env);
        application.modules().forEach(Exposures.of(node)::expose);
        CompletableFuture<Pid> top = new CompletableFuture<>();
        CompletableFuture<Pid> master = new CompletableFuture<>();
        CompletableFuture<Term> gone = new CompletableFuture<>();
        String name = application.name();
        node.spawn(SpawnOptions.of(node.user(), "guard of application " + name), self -> {
            Term reason = guard(self, application, master, top);
            gone.complete(reason);
            end.handle((_, _) -> null).join(); // first it is known to run, then that it has ended
            if (!end.isCompletedExceptionally()) {
                ended(app, reason);
            }
            return Words.NORMAL;
        });
        try {
            return new RunningApplication(this, name, type, join(master), join(top));
        } catch (RuntimeException | Error failed) {
            gone.join(); // its processes have no application any more when this is told
            throw failed;
        }
    }

    /** Starts the master of {@code application} and waits for its end. */
    private Term guard(
            ProcessCell self, Application application, CompletableFuture<Pid> master, CompletableFuture<Pid> top) {
        Ref end = self.newRef();
        SpawnOptions options = SpawnOptions.of(node.user(), "application " + application.name())
                .childOf(self.pid(), false, Optional.of(end));
        Pid pid = self.startChild(options, child -> ApplicationMaster.run(child, application, top))
                .pid();
        masters.put(pid, application.name());
        master.complete(pid);
        Term reason = self.receive(message -> Words.downReason(message, end), Deadline.NEVER);
        masters.remove(pid);
        top.completeExceptionally(new ExitException(
                reason, "application " + application.name() + " was ended while it started: " + reason));
        return reason;
    }

    private static <R> R join(CompletableFuture<R> future) {
        try {
            return future.join();
        } catch (CompletionException failed) {
            throw switch (failed.getCause()) {
                case RuntimeException e -> e;
                case Error e -> throw e;
                default -> failed;
            };
        }
    }

    private void notStarted(String name, StartType type, Throwable failed) {
        LOG.log(Level.ERROR, failed.getMessage());
        Term reason = failed instanceof ExitException exit ? exit.reason() : ExitReasons.of(failed);
        boolean fatal = switch (type) {
            case TEMPORARY -> false;
            case TRANSIENT ->
                !(reason instanceof Tuple t && t.size() == 2 && t.get(0).equals(Tuple.of(Words.EXIT, Words.NORMAL)));
            case PERMANENT -> true;
        };
        if (fatal) {
            terminate(Tuple.of(Atom.of("application_start_failure"), Atom.of(name), reason));
        }
    }

    /**
     * Starts {@code name} and before it what it needs; what runs already stays as it is. If one cannot start, those that
     * were started for it are stopped again.
     *
     * @return the names of those that were started, in order
     */
    List<String> ensureAllStarted(String name, StartType type) {
        List<RunningApplication> started = new ArrayList<>();
        try {
            ensure(name, type, new ArrayList<>(), started);
            return started.stream().map(RunningApplication::name).toList();
        } catch (RuntimeException | Error failed) {
            started.reversed().forEach(app -> app.stop(Applications.AS_LONG_AS_IT_TAKES));
            throw failed;
        }
    }

    private void ensure(String name, StartType type, List<String> above, List<RunningApplication> started) {
        if (above.contains(name)) {
            List<String> circle = new ArrayList<>(above.subList(above.indexOf(name), above.size()));
            circle.add(name);
            throw ApplicationFailures.circular(circle);
        }
        if (isRunning(name)) {
            return;
        }
        above.add(name);
        Application application;
        try {
            application = application(name);
        } catch (ExitException unknown) {
            throw ApplicationFailures.of(name, unknown);
        }
        for (String needed : application.needs()) {
            ensure(needed, type, above, started);
        }
        above.removeLast();
        try {
            started.add(start(name, type));
        } catch (ExitException failed) {
            if (!isRunning(name)) { // else somebody else was faster
                throw ApplicationFailures.of(name, failed);
            }
        }
    }

    // ---- stopping -------------------------------------------------------------------------------------------------

    synchronized RunningApplication runningAs(String name) {
        if (known.get(name) instanceof Known app && app.state instanceof State.Running(var as)) {
            return as;
        }
        throw ApplicationFailures.notRunning(name);
    }

    synchronized void stopping(RunningApplication app) {
        if (known.get(app.name()) instanceof Known k && k.state instanceof State.Running(var as) && as == app) {
            k.state = new State.Stopping(app);
        }
    }

    synchronized void stopped(RunningApplication app) {
        running.remove(app);
        if (known.get(app.name()) instanceof Known k && k.state instanceof State.Stopping(var as) && as == app) {
            k.state = LOADED;
        }
    }

    /**
     * Stops all that run, the last started first: all of them together have {@code limit}, and five seconds more for their
     * callbacks.
     */
    boolean stopAll(Duration limit) {
        Deadline trees = Deadline.in(limit);
        Deadline last = Deadline.in(limit.plusSeconds(5));
        boolean orderly = true;
        for (List<RunningApplication> left = running(); !left.isEmpty(); left = running()) {
            Duration remaining =
                    trees.isNever() ? limit : Duration.ofNanos(Math.max(0, trees.nanoTime() - System.nanoTime()));
            orderly &= left.getLast().stop(remaining, last);
        }
        return orderly;
    }

    // ---- ends -----------------------------------------------------------------------------------------------------

    /** The master of {@code app} has ended; on the thread of its guard. */
    private void ended(Known app, Term reason) {
        RunningApplication as;
        synchronized (this) {
            if (!(app.state instanceof State.Running(var ran))) {
                return; // somebody stops it
            }
            as = ran;
            app.state = LOADED;
            running.remove(as);
        }
        LOG.log(
                reason.equals(Words.NORMAL) ? Level.INFO : Level.ERROR,
                "Application " + as.name() + " exited: " + ExitReasons.format(reason));
        boolean fatal = switch (as.type()) {
            case TEMPORARY -> false;
            case TRANSIENT -> !reason.equals(Words.NORMAL);
            case PERMANENT -> true;
        };
        if (fatal) {
            terminate(Tuple.of(Atom.of("application_terminated"), Atom.of(as.name()), reason));
        }
    }

    private void terminate(Term reason) {
        LOG.log(Level.ERROR, "All applications are stopped: " + reason);
        stopAll(Applications.SHUTDOWN_TIMEOUT.on(node));
        termination.complete(reason);
    }

    CompletableFuture<Term> termination() {
        return termination;
    }
}
