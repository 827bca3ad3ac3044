// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ErlangModule;
import io.tiebeam.term.Atom;

/** What the class of a server is called: by people, and by a BEAM. */
final class ModuleNames {
    private ModuleNames() {}

    /** The module that it is to a BEAM: what {@link ErlangModule} says, else its name in Elixir's way. */
    static Atom of(Class<?> type) {
        ErlangModule named = type.getAnnotation(ErlangModule.class);
        return Atom.of(named != null ? named.value() : "Elixir." + label(type));
    }

    /** Its simple name; one that has none, an anonymous class or a lambda, is called as what it extends or implements. */
    static String label(Class<?> type) {
        Class<?> named = type;
        while (named.isAnonymousClass() || named.isHidden()) {
            Class<?>[] interfaces = named.getInterfaces();
            named = interfaces.length > 0 ? interfaces[0] : named.getSuperclass();
        }
        return named.getSimpleName();
    }
}
