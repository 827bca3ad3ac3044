// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.util.List;

/**
 * A function of a compiled module (tag 112), carried without its code: whoever has that very module can call it.
 *
 * @param module the module that defines it
 * @param index its number in the module, unsigned
 * @param uniq 16 bytes, the MD5 digest of the module
 * @param oldIndex what releases before R15 identified it by
 * @param oldUniq what releases before R15 identified it by
 * @param creator the process that made it; {@code <0.0.0>} since OTP 26
 * @param arity the number of its arguments
 * @param free the values it closed over
 */
public record Fun(
        Atom module, int index, Bits uniq, long oldIndex, long oldUniq, Pid creator, int arity, List<Term> free)
        implements Term {
    /**
     * Checks the parts and copies the list.
     *
     * @throws IllegalArgumentException unless {@code uniq} has 16 bytes and {@code arity} is 0 to 255
     */
    public Fun {
        if (arity < 0 || arity > ExportFun.MAX_ARITY) {
            throw new IllegalArgumentException("a function has 0 to 255 arguments, got " + arity);
        }
        if (uniq.size() != 16 || !uniq.isBinary()) {
            throw new IllegalArgumentException("the digest of a fun has 16 bytes, got " + uniq.size());
        }
        free = List.copyOf(free);
    }

    @Override
    public String toString() {
        return Inspect.inspect(this);
    }
}
