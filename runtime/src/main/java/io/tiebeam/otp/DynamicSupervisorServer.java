// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.gen.Server;
import io.tiebeam.gen.Words;
import io.tiebeam.otp.SupervisorReport.Context;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The process of a {@link DynamicSupervisor}, and of what is built on one: starts children that it is asked for, knows
 * them by their pids, and ends all at the same time. A behaviour with requests of its own makes one with
 * {@link DynamicRequests} and a {@link ChildStart} for its kind of children; restarts, limits, reports and the end are
 * the same for all:
 *
 * <pre>{@code
 * new DynamicSupervisorServer(self, flags.planned(Words.TASK_SUPERVISOR, args), this::startTask, System::nanoTime)
 * }</pre>
 *
 * <p>Source: Elixir's {@code DynamicSupervisor}.
 */
final class DynamicSupervisorServer implements Server {
    private static final Atom DYNAMIC_SUPERVISOR = Atom.of("Elixir.DynamicSupervisor");
    private static final Atom GEN_RESTART = Atom.of("$gen_restart");
    private static final Atom REACHED_MAX_RESTART_INTENSITY = Atom.of("reached_max_restart_intensity");

    /** A child. @param restarting whether it could not be restarted, and is about to be tried again */
    private record Child(ChildSpec spec, boolean restarting) {}

    private final ProcessCell self;
    private final DynamicFlags flags;
    private final DynamicRequests requests;
    private final LongSupplier nanoTime;
    private final SupervisorReport report;
    private final Map<Pid, Child> children = new LinkedHashMap<>();
    private RestartHistory history;

    /** Has {@code self} trap exits. */
    DynamicSupervisorServer(ProcessCell self, DynamicFlags flags, DynamicRequests requests, LongSupplier nanoTime) {
        this.self = self;
        this.flags = flags;
        this.requests = requests;
        this.nanoTime = nanoTime;
        this.history = flags.intensity();
        this.report = new SupervisorReport(self, flags.module());
        self.trapExit(true);
    }

    @Override
    public void call(From from, Term request) {
        from.reply(answer(request));
    }

    private Term answer(Term request) {
        if (request.equals(Words.WHICH_CHILDREN)) {
            return whichChildren();
        }
        if (request.equals(Words.COUNT_CHILDREN)) {
            return countChildren();
        }
        if (request instanceof Tuple t && t.is(Words.TERMINATE_CHILD, 2)) {
            return terminateChild(t.get(1));
        }
        if (request instanceof Tuple t && t.is(SupervisorCalls.START_CHILD, 2)) {
            try {
                return startChild(ChildTerms.parseDynamic(t.get(1)));
            } catch (BadSpec bad) {
                return Words.error(bad.error());
            }
        }
        Optional<DynamicRequests.Asked> asked = requests.read(request);
        return switch (asked.orElse(null)) {
            case null -> Words.error(Tuple.of(Atom.of("bad_call"), request));
            case DynamicRequests.Asked.Start(var child) -> startChild(child);
            case DynamicRequests.Asked.Answer(var answer) -> answer;
        };
    }

    private Term startChild(ChildSpec spec) {
        if (flags.maxChildren().isPresent()
                && children.size() >= flags.maxChildren().getAsInt()) {
            return Words.error(Words.MAX_CHILDREN);
        }
        return switch (spec.start().start(self, flags.extra())) {
            case Started.Running running -> {
                save(running.pid(), spec);
                yield running.toTerm();
            }
            case Started.Ignored _ -> Words.IGNORE;
            case Started.Failed(var reason) -> Words.error(reason);
            case Started.Raised(var reason) -> Words.error(reason);
        };
    }

    private void save(Pid pid, ChildSpec spec) {
        report.progress(pid, spec);
        ChildSpec kept = spec.restart() == Restart.TEMPORARY ? spec.forgotten() : spec;
        children.put(pid, new Child(kept, false));
    }

    private Term terminateChild(Term which) {
        Child child = which instanceof Pid pid ? children.remove(pid) : null;
        if (child == null) {
            return Words.error(Words.NOT_FOUND);
        }
        stopAll(Map.of((Pid) which, child));
        return Atom.OK;
    }

    @Override
    public void exit(Pid from, Term reason) {
        Child child = children.get(from);
        if (child == null || child.restarting()) {
            return;
        }
        if (child.spec().restart().isWorthTelling(reason)) {
            report.error(Context.CHILD_TERMINATED, reason, Optional.of(from), child.spec());
        }
        if (child.spec().restart().wants(reason)) {
            restart(from, child.spec());
        } else {
            children.remove(from);
        }
    }

    private void restart(Pid last, ChildSpec spec) {
        history = history.add(nanoTime.getAsLong());
        if (history.isExceeded()) {
            report.error(Context.SHUTDOWN, REACHED_MAX_RESTART_INTENSITY, Optional.of(last), spec);
            children.remove(last);
            throw new ExitException(Words.SHUTDOWN);
        }
        switch (spec.start().start(self, flags.extra())) {
            case Started.Running(var pid, var _) -> {
                children.remove(last);
                save(pid, spec);
            }
            case Started.Ignored _ -> children.remove(last);
            case Started.Failed(var reason) -> tryAgain(last, spec, reason);
            case Started.Raised(var reason) -> tryAgain(last, spec, reason);
        }
    }

    /** Restarts a child later: what has arrived meanwhile, such as the order to end it, comes first. */
    private void tryAgain(Pid last, ChildSpec spec, Term reason) {
        report.error(Context.START_ERROR, reason, Optional.of(last), spec);
        children.put(last, new Child(spec, true));
        self.send(self.pid(), Tuple.of(GEN_RESTART, last));
    }

    @Override
    public void cast(Term request) {
        report.unexpected("cast", request);
    }

    @Override
    public void info(Object message) {
        if (message instanceof Tuple t && t.is(GEN_RESTART, 2) && t.get(1) instanceof Pid last) {
            Child child = children.get(last); // none if it was ended meanwhile
            if (child != null && child.restarting()) {
                restart(last, child.spec());
            }
        } else {
            report.unexpected("message", message);
        }
    }

    private Term whichChildren() {
        return ListTerm.of(children.entrySet().stream()
                .map(e -> Tuple.of(
                        Atom.UNDEFINED,
                        e.getValue().restarting() ? Words.RESTARTING : e.getKey(),
                        e.getValue().spec().type().atom(),
                        ChildTerms.modules(e.getValue().spec())))
                .toList());
    }

    private Term countChildren() {
        long active = children.values().stream().filter(c -> !c.restarting()).count();
        long supervisors = children.values().stream()
                .filter(c -> c.spec().type() == ChildType.SUPERVISOR)
                .count();
        return SupervisorTerms.count(children.size(), active, supervisors);
    }

    @Override
    public void terminate(Term reason) {
        stopAll(children);
        children.clear();
    }

    private void stopAll(Map<Pid, Child> some) {
        Map<Pid, Shutdown> running = new LinkedHashMap<>();
        some.forEach((pid, child) -> {
            if (!child.restarting()) {
                running.put(pid, child.spec().shutdown());
            }
        });
        Stopping.stopAll(self, running).forEach((pid, reason) -> {
            ChildSpec spec = some.get(pid).spec();
            if (!isAsAsked(spec, reason)) {
                report.error(Context.SHUTDOWN_ERROR, reason, Optional.of(pid), spec);
            }
        });
    }

    /** As {@link Stopping#isAsAsked}, in the view of Elixir, which has others than OTP. */
    private static boolean isAsAsked(ChildSpec spec, Term reason) {
        if (spec.shutdown() instanceof Shutdown.Brutally) {
            return reason.equals(Words.KILLED);
        }
        return reason.equals(Words.NORMAL) ? spec.restart() != Restart.PERMANENT : Words.isOrderly(reason);
    }

    @Override
    public Atom module() {
        return DYNAMIC_SUPERVISOR;
    }

    /** The struct that the state is on a BEAM. */
    @Override
    public Term state() {
        Map<Term, Term> shown = new HashMap<>();
        children.forEach((pid, child) -> {
            Tuple spec = ChildTerms.toDynamic(child.spec());
            shown.put(pid, child.restarting() ? Tuple.of(Words.RESTARTING, spec) : spec);
        });
        return MapTerm.of(
                Words.STRUCT,
                DYNAMIC_SUPERVISOR,
                Atom.of("args"),
                flags.args(),
                Atom.of("children"),
                MapTerm.of(shown),
                Atom.of("extra_arguments"),
                ListTerm.of(flags.extra()),
                Words.MAX_CHILDREN,
                flags.maxChildren().isPresent() ? Int.of(flags.maxChildren().getAsInt()) : Words.INFINITY,
                Atom.of("max_restarts"),
                Int.of(history.maxRestarts()),
                Atom.of("max_seconds"),
                Int.of(history.period().toSeconds()),
                Atom.of("mod"),
                flags.module(),
                Atom.of("name"),
                SupervisorTerms.name(self, flags.module()),
                Atom.of("restarts"),
                ListTerm.of(history.times().stream().map(Int::of).toList()),
                Atom.of("strategy"),
                Atom.of("one_for_one"));
    }
}
