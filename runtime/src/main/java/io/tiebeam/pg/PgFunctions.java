// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.pg;

import io.tiebeam.Exposure;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What other nodes may ask of the groups here by name: {@code rpc:call(Node, pg, get_members, [Scope, Group])}. */
final class PgFunctions {
    private static final Atom PG = Atom.of("pg"); // the module, and the scope that is meant where none is named

    private PgFunctions() {}

    static void expose(Exposure exposure, PgScopes scopes) {
        ofGroup(exposure, scopes, "get_members", Members::all);
        ofGroup(exposure, scopes, "get_local_members", Members::local);
        ofScope(exposure, scopes, "which_groups", Members::groups);
        ofScope(exposure, scopes, "which_local_groups", Members::localGroups);
    }

    private static void ofGroup(
            Exposure exposure, PgScopes scopes, String function, BiFunction<Members, Term, List<? extends Term>> look) {
        exposure.expose(PG, Atom.of(function), 1, a -> found(scopes, PG, members -> look.apply(members, a.get(0))));
        exposure.expose(
                PG, Atom.of(function), 2, a -> found(scopes, a.get(0), members -> look.apply(members, a.get(1))));
    }

    private static void ofScope(
            Exposure exposure, PgScopes scopes, String function, Function<Members, List<? extends Term>> look) {
        exposure.expose(PG, Atom.of(function), 0, _ -> found(scopes, PG, look));
        exposure.expose(PG, Atom.of(function), 1, a -> found(scopes, a.get(0), look));
    }

    /** Empty where the scope does not run. */
    private static ListTerm found(PgScopes scopes, Term scope, Function<Members, List<? extends Term>> look) {
        return scope instanceof Atom name
                ? scopes.find(name).map(look).map(ListTerm::of).orElse(ListTerm.EMPTY)
                : ListTerm.EMPTY;
    }
}
