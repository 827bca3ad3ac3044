// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.util.List;

/**
 * A native record of OTP 29 (tag 67).
 *
 * @param flags the flag byte as it came: 1 = exported
 * @param fields the names of the fields, in order
 * @param values their values, in the same order
 */
public record NativeRecord(int flags, Atom module, Atom name, List<Atom> fields, List<Term> values) implements Term {
    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException unless each field has a value
     */
    public NativeRecord {
        fields = List.copyOf(fields);
        values = List.copyOf(values);
        if (fields.size() != values.size()) {
            throw new IllegalArgumentException("a record has a value for each field");
        }
    }

    @Override
    public String toString() {
        return Inspect.inspect(this);
    }
}
