// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Pid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The children of a supervisor in the order they were started, and where each one is. Immutable. */
record Children(List<Child> inStartOrder) {
    Children {
        inStartOrder = List.copyOf(inStartOrder);
    }

    /** Whether and as what a child runs. */
    sealed interface Status {
        /** Runs as {@code pid}. */
        record Running(Pid pid) implements Status {}

        /** Could not be restarted; is about to be tried again. */
        record Restarting() implements Status {}

        /** Does not run, and nobody tries. */
        record Stopped() implements Status {}
    }

    /** One child. */
    record Child(ChildSpec spec, Status status) {
        Optional<Pid> pid() {
            return status instanceof Status.Running(var pid) ? Optional.of(pid) : Optional.empty();
        }

        boolean isRestarting() {
            return status instanceof Status.Restarting;
        }

        String id() {
            return spec.id();
        }
    }

    /** Children none of which runs yet. */
    static Children of(List<ChildSpec> specs) {
        return new Children(
                specs.stream().map(s -> new Child(s, new Status.Stopped())).toList());
    }

    Optional<Child> find(String id) {
        return inStartOrder.stream().filter(c -> c.id().equals(id)).findFirst();
    }

    Optional<Child> find(Pid pid) {
        return inStartOrder.stream()
                .filter(c -> c.pid().filter(pid::equals).isPresent())
                .findFirst();
    }

    Children with(String id, Status status) {
        return new Children(inStartOrder.stream()
                .map(c -> c.id().equals(id) ? new Child(c.spec(), status) : c)
                .toList());
    }

    Children without(String id) {
        return new Children(
                inStartOrder.stream().filter(c -> !c.id().equals(id)).toList());
    }

    /** The child {@code id} has ended for good: a temporary one is forgotten, any other could be restarted by hand. */
    Children ended(String id) {
        boolean temporary =
                find(id).filter(c -> c.spec().restart() == Restart.TEMPORARY).isPresent();
        return temporary ? without(id) : with(id, new Status.Stopped());
    }

    /** The children that are to be started anew with {@code id}, itself included, in start order. */
    List<Child> affected(Strategy strategy, String id) {
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
