// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

/** How a case ended. */
sealed interface Outcome {
    record Passed() implements Outcome {}

    record Failed(String why) implements Outcome {}

    record Skipped(String why) implements Outcome {}

    /** As it stands in the table of a run: outcome, tab, reason. */
    default String columns() {
        return switch (this) {
            case Passed() -> "pass\t";
            case Failed(var why) -> "fail\t" + why;
            case Skipped(var why) -> "skip\t" + why;
        };
    }
}
