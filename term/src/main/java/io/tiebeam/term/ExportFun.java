// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/** A function known by its name, {@code fun module:function/arity} or {@code &Module.function/arity}. */
public record ExportFun(Atom module, Atom function, int arity) implements Term {
    @Override
    public String toString() {
        return Inspect.inspect(this);
    }
}
