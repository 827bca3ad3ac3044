// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.pg;

import io.tiebeam.Exposure;
import io.tiebeam.process.LocalNode;
import io.tiebeam.term.Atom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The scopes that run on one node. Safe on any thread. */
public final class PgScopes {
    private final Map<Atom, Members> scopes = new ConcurrentHashMap<>();

    private PgScopes() {}

    /** Those of {@code node}. */
    public static PgScopes of(LocalNode node) {
        return node.attachment(PgScopes.class, () -> {
            PgScopes scopes = new PgScopes();
            PgFunctions.expose(Exposure.of(node), scopes);
            return scopes;
        });
    }

    /** The members of {@code scope}, if it runs. */
    public Optional<Members> find(Atom scope) {
        return Optional.ofNullable(scopes.get(scope));
    }

    void put(Atom scope, Members members) {
        scopes.put(scope, members);
    }

    void remove(Atom scope, Members members) {
        scopes.remove(scope, members);
    }
}
