// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Words;
import io.tiebeam.otp.Children.Child;
import io.tiebeam.otp.Children.Status;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What a supervisor tells of itself, in OTP's terms. Source: {@code supervisor.erl}. */
final class SupervisorTerms {
    private static final Atom CHILD = Atom.of("child");
    private static final Atom STATE = Atom.of("state");
    private static final Atom LOCAL = Atom.of("local");

    private SupervisorTerms() {}

    /** {@code which_children}: the last started first. */
    static Term which(Children children) {
        return ListTerm.of(
                children.inStopOrder().stream().map(SupervisorTerms::which).toList());
    }

    /** A child as {@code which_children} and {@code which_child} show it. */
    static Tuple which(Child child) {
        return Tuple.of(child.id(), where(child), child.spec().type().atom(), ChildTerms.modules(child.spec()));
    }

    private static Term where(Child child) {
        return switch (child.status()) {
            case Status.Running(var pid) -> pid;
            case Status.Restarting _ -> Words.RESTARTING;
            case Status.Stopped _ -> Atom.UNDEFINED;
        };
    }

    /** {@code count_children}. */
    static Term count(Children children, Predicate<Pid> isAlive) {
        int specs = children.inStartOrder().size();
        long active = children.inStartOrder().stream()
                .filter(c -> c.pid().filter(isAlive).isPresent())
                .count();
        long supervisors = children.inStartOrder().stream()
                .filter(c -> c.spec().type() == ChildType.SUPERVISOR)
                .count();
        return count(specs, active, supervisors);
    }

    static Term count(long specs, long active, long supervisors) {
        return ListTerm.of(
                Tuple.of(Atom.of("specs"), Int.of(specs)),
                Tuple.of(Atom.of("active"), Int.of(active)),
                Tuple.of(Atom.of("supervisors"), Int.of(supervisors)),
                Tuple.of(Atom.of("workers"), Int.of(specs - supervisors)));
    }

    /** The record {@code #child{}}, which tools find in the state, and callers in the answer to a failed start. */
    static Tuple record(Child child) {
        ChildSpec spec = child.spec();
        Term pid = child.status() instanceof Status.Restarting(var last)
                ? Tuple.of(Words.RESTARTING, last.<Term>map(p -> p).orElse(Atom.UNDEFINED))
                : where(child);
        return Tuple.of(
                CHILD,
                pid,
                spec.id(),
                spec.start().toTerm(),
                spec.restart().atom(),
                Atom.of(Boolean.toString(spec.isSignificant())),
                spec.shutdown().toTerm(),
                spec.type().atom(),
                ChildTerms.modules(spec));
    }

    /** The record {@code #state{}}, for {@code sys:get_state}. */
    static Tuple state(ProcessCell self, SupervisorFlags flags, RestartHistory history, Children children) {
        Map<Term, Term> records = new HashMap<>();
        children.inStartOrder().forEach(c -> records.put(c.id(), record(c)));
        Term ids = ListTerm.of(children.inStopOrder().stream().map(Child::id).toList());
        return Tuple.of(
                STATE,
                name(self, flags.module()),
                Atom.of(flags.strategy().name().toLowerCase(Locale.ROOT)),
                Tuple.of(ids, MapTerm.of(records)),
                Atom.UNDEFINED,
                Int.of(history.maxRestarts()),
                Int.of(history.period().toSeconds()),
                ListTerm.of(history.times().stream().map(Int::of).toList()),
                Int.of(0),
                flags.autoShutdown().atom(),
                flags.module(),
                ListTerm.EMPTY);
    }

    /** {@code {local, Name}}, or {@code {Pid, Module}} for one without a name. */
    static Tuple name(ProcessCell self, Atom module) {
        return self.registeredName().map(name -> Tuple.of(LOCAL, name)).orElseGet(() -> Tuple.of(self.pid(), module));
    }
}
