// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a command was given, read by its {@link Syntax}. Immutable. */
public final class Given {
    private final Map<String, List<String>> values;
    private final List<String> operands;

    Given(Map<String, List<String>> values, List<String> operands) {
        this.values = Map.copyOf(values);
        this.operands = List.copyOf(operands);
    }

    /** Whether {@code option} is there. */
    public boolean has(String option) {
        return values.containsKey(option);
    }

    /** The value of {@code option}, the last if it was repeated; empty if it is not there. */
    public Optional<String> value(String option) {
        return values(option).isEmpty()
                ? Optional.empty()
                : Optional.of(values(option).getLast());
    }

    /** All values of {@code option}, in their order. */
    public List<String> values(String option) {
        return values.getOrDefault(option, List.of());
    }

    /** The words that are no options, in their order. */
    public List<String> operands() {
        return operands;
    }

    /** The first of the {@link #operands()}. */
    public Optional<String> operand() {
        return operands.isEmpty() ? Optional.empty() : Optional.of(operands.getFirst());
    }
}
