// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.peer;

import io.tiebeam.Exposure;
import io.tiebeam.Node;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Map;

/** What suites call on a peer and a node exposes to nobody: the end of the emulator, and the words it was started with. */
final class PeerFunctions {
    private PeerFunctions() {}

    /** @param flags the words after the options of the command line, as {@code init:get_argument/1} has them */
    static void expose(Node node, ListTerm flags) {
        Exposure door = node.exposure();
        for (int arity = 0; arity <= 2; arity++) {
            door.expose(Atom.of("erlang"), Atom.of("halt"), arity, _ -> {
                Runtime.getRuntime().halt(0);
                return Atom.OK;
            });
        }
        for (int arity = 0; arity <= 1; arity++) {
            door.expose(Atom.of("init"), Atom.of("stop"), arity, _ -> {
                Thread.ofPlatform().start(() -> {
                    node.close();
                    Runtime.getRuntime().halt(0);
                });
                return Atom.OK;
            });
        }
        Map<Term, Term> words = SuitePeer.pairs(flags);
        door.expose(Atom.of("init"), Atom.of("get_argument"), 1, arguments -> {
            Term values = words.get(arguments.get(0));
            return values == null ? Atom.ERROR : Tuple.of(Atom.OK, ListTerm.of(values));
        });
    }
}
