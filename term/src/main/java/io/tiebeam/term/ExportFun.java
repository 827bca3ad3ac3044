// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/** A function known by its name, {@code fun module:function/arity} or {@code &Module.function/arity}. */
public record ExportFun(Atom module, Atom function, int arity) implements Term {
    /** The most arguments of a function. */
    public static final int MAX_ARITY = 255;

    /**
     * Checks the arity.
     *
     * @throws IllegalArgumentException for an arity below 0 or above {@value #MAX_ARITY}
     */
    public ExportFun {
        if (arity < 0 || arity > MAX_ARITY) {
            throw new IllegalArgumentException("a function has 0 to 255 arguments, got " + arity);
        }
    }

    @Override
    public String toString() {
        return Inspect.inspect(this);
    }
}
