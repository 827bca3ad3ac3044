// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ErlangModule;
import io.tiebeam.term.Atom;

/** The module that a class of a server is to a BEAM: what {@link ErlangModule} says, else its simple name in Elixir's way. */
final class ModuleNames {
    private ModuleNames() {}

    static Atom of(Class<?> type) {
        ErlangModule named = type.getAnnotation(ErlangModule.class);
        return Atom.of(named != null ? named.value() : "Elixir." + type.getSimpleName());
    }
}
