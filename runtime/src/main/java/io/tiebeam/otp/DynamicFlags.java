// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a dynamic supervisor behaves. Source: Elixir's {@code DynamicSupervisor.init/1}.
 *
 * @param maxChildren how many it may have at a time; empty: any number
 * @param extra arguments before those of each child
 * @param intensity how many restarts within which time; none of them happened yet
 * @param module what planned it, and with which arguments, for tools
 */
record DynamicFlags(OptionalInt maxChildren, List<Term> extra, RestartHistory intensity, Atom module, Term args) {
    static final DynamicFlags DEFAULT = new DynamicFlags(
            OptionalInt.empty(),
            List.of(),
            new RestartHistory(3, Duration.ofSeconds(5)),
            Atom.of("Elixir.Supervisor.Default"),
            Atom.UNDEFINED);

    DynamicFlags {
        extra = List.copyOf(extra);
        if (maxChildren.isPresent() && maxChildren.getAsInt() < 0) {
            throw new IllegalArgumentException(
                    "expected max_children to be zero or more (invalid_max_children), got: " + maxChildren.getAsInt());
        }
    }

    DynamicFlags maxChildren(int max) {
        return new DynamicFlags(OptionalInt.of(max), extra, intensity, module, args);
    }

    DynamicFlags extra(List<Term> other) {
        return new DynamicFlags(maxChildren, other, intensity, module, args);
    }

    DynamicFlags intensity(RestartHistory other) {
        return new DynamicFlags(maxChildren, extra, other, module, args);
    }

    DynamicFlags planned(Atom by, Term with) {
        return new DynamicFlags(maxChildren, extra, intensity, by, with);
    }
}
