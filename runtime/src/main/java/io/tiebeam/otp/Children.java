// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The children of a supervisor in the order they were started, where each one is, and what follows when one ends.
 * Immutable. Source: {@code supervisor.erl}, {@code do_restart/3} and {@code restart/3}.
 */
record Children(List<Child> inStartOrder) {
    Children {
        inStartOrder = List.copyOf(inStartOrder);
    }

    /** Whether and as what a child runs. */
    sealed interface Status {
        /** Runs as {@code pid}. */
        record Running(Pid pid) implements Status {}

        /** Could not be restarted; is about to be tried again. @param last as what it ran, if it did */
        record Restarting(Optional<Pid> last) implements Status {}

        /** Does not run, and nobody tries. */
        record Stopped() implements Status {}
    }

    /** One child. */
    record Child(ChildSpec spec, Status status) {
        Optional<Pid> pid() {
            return status instanceof Status.Running(var pid) ? Optional.of(pid) : Optional.empty();
        }

        /** As what it ran, if it cannot be restarted now. */
        Optional<Pid> last() {
            return status instanceof Status.Restarting(var last) ? last : pid();
        }

        boolean isRestarting() {
            return status instanceof Status.Restarting;
        }

        boolean isStopped() {
            return status instanceof Status.Stopped;
        }

        Term id() {
            return spec.id();
        }
    }

    /** What follows from the end of a child. */
    sealed interface Verdict {
        /** It is started again, if there have not been too many restarts. */
        record StartAgain() implements Verdict {}

        /** It is over for good. */
        record Over(Children rest) implements Verdict {}

        /** It is over for good, and it was what the supervisor was there for. */
        record EndAll(Children rest) implements Verdict {}
    }

    /** Children none of which runs yet. */
    static Children of(List<ChildSpec> specs) {
        return new Children(
                specs.stream().map(s -> new Child(s, new Status.Stopped())).toList());
    }

    Optional<Child> find(Term id) {
        return inStartOrder.stream().filter(c -> c.id().equals(id)).findFirst();
    }

    /** The child that runs as {@code pid}. */
    Optional<Child> running(Pid pid) {
        return inStartOrder.stream()
                .filter(c -> c.pid().filter(pid::equals).isPresent())
                .findFirst();
    }

    Children with(Term id, Status status) {
        return new Children(inStartOrder.stream()
                .map(c -> c.id().equals(id) ? new Child(c.spec(), status) : c)
                .toList());
    }

    /** One more, the last in the order. */
    Children plus(ChildSpec spec, Status status) {
        List<Child> all = new ArrayList<>(inStartOrder);
        all.add(new Child(spec, status));
        return new Children(all);
    }

    /** The same, {@code id} without what its start takes. */
    Children forgetting(Term id) {
        return new Children(inStartOrder.stream()
                .map(c -> c.id().equals(id) ? new Child(c.spec().forgotten(), c.status()) : c)
                .toList());
    }

    Children without(Term id) {
        return new Children(
                inStartOrder.stream().filter(c -> !c.id().equals(id)).toList());
    }

    /** The child {@code id} has ended for good: a temporary one is forgotten, any other could be restarted by hand. */
    Children ended(Term id) {
        boolean temporary =
                find(id).filter(c -> c.spec().restart() == Restart.TEMPORARY).isPresent();
        return temporary ? without(id) : with(id, new Status.Stopped());
    }

    /** What follows when {@code child}, which ran, ended with {@code reason}. */
    Verdict afterEnd(Child child, Term reason, AutoShutdown auto) {
        if (child.spec().restart().wants(reason)) {
            return new Verdict.StartAgain();
        }
        Children rest = ended(child.id());
        boolean endAll = child.spec().isSignificant()
                && switch (auto) {
                    case NEVER -> false;
                    case ANY_SIGNIFICANT -> true;
                    case ALL_SIGNIFICANT ->
                        rest.inStartOrder().stream().noneMatch(c -> c.spec().isSignificant() && !c.isStopped());
                };
        return endAll ? new Verdict.EndAll(rest) : new Verdict.Over(rest);
    }

    /** The children that are to be started anew with {@code id}, itself included, in start order. */
    List<Child> affected(Strategy strategy, Term id) {
        return switch (strategy) {
            case ONE_FOR_ONE -> find(id).stream().toList();
            case ONE_FOR_ALL -> inStartOrder;
            case REST_FOR_ONE ->
                inStartOrder.stream().dropWhile(c -> !c.id().equals(id)).toList();
        };
    }

    /** In the order in which they are stopped. */
    List<Child> inStopOrder() {
        return new ArrayList<>(inStartOrder).reversed();
    }
}
