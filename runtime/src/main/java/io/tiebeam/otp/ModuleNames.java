// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ErlangModule;
import io.tiebeam.term.Atom;

/** What the class of a server is called: by people, and by a BEAM. */
final class ModuleNames {
    private ModuleNames() {}

    /** The module that it is to a BEAM: what {@link ErlangModule} says, else its name in Elixir's way. */
    static Atom of(Class<?> type) {
        Class<?> named = named(type);
        ErlangModule module = named.getAnnotation(ErlangModule.class);
        return Atom.of(module != null ? module.value() : "Elixir." + named.getSimpleName());
    }

    /** Its simple name. */
    static String label(Class<?> type) {
        return named(type).getSimpleName();
    }

    /** The class itself; for one without a name, an anonymous class or a lambda, what it extends or implements. */
    private static Class<?> named(Class<?> type) {
        Class<?> named = type;
        while (named.isAnonymousClass() || named.isHidden()) {
            Class<?>[] interfaces = named.getInterfaces();
            named = interfaces.length > 0 ? interfaces[0] : named.getSuperclass();
        }
        return named;
    }
}
