// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import static io.tiebeam.eval.Forms.atom;
import static io.tiebeam.eval.Forms.kind;
import static io.tiebeam.eval.Forms.list;
import static io.tiebeam.eval.Forms.tuple;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A module of Erlang that is evaluated from its forms: its functions, all read when it is loaded, so that what cannot run
 * is told then. Immutable.
 *
 * <p>What has been compiled away in real object files is told as what it is: records have to be expanded before ({@code
 * erl_expand_records}), macros are gone in forms anyway. Attributes other than the module's name, its exports and imports and the file
 * are passed over; {@code on_load} does not run.
 */
final class LoadedModule {
    /** No module has more functions. */
    static final int MAX_FUNCTIONS = 20_000;

    private final Atom name;
    private final Map<Key, Closure> functions;
    private final Set<Key> exports;

    private record Key(Atom function, int arity) {}

    private LoadedModule(Atom name, Map<Key, Closure> functions, Set<Key> exports) {
        this.name = name;
        this.functions = Map.copyOf(functions);
        this.exports = Set.copyOf(exports);
    }

    Atom name() {
        return name;
    }

    /** The function, exported or not. */
    Optional<Closure> find(Atom function, int arity) {
        return Optional.ofNullable(functions.get(new Key(function, arity)));
    }

    /** Whether others may call it. */
    boolean exports(Atom function, int arity) {
        return exports.contains(new Key(function, arity));
    }

    /** @throws IllFormedException for what is no module, or has something that cannot be run here */
    static LoadedModule read(ListTerm forms) {
        Atom name = null;
        Term file = ListTerm.EMPTY;
        Set<Key> exports = new HashSet<>();
        Map<Key, Atom> homes = new HashMap<>();
        Map<Key, Tuple> found = new HashMap<>();
        for (Term term : forms) {
            Tuple form = tuple(term, "a form");
            switch (kind(form)) {
                case "attribute/4" -> {
                    switch (atom(form.get(2)).name()) {
                        case "module" -> name = atom(form.get(3));
                        case "export" -> keys(form.get(3), exports);
                        case "import" -> imported(form.get(3), homes);
                        case "file" ->
                            file = tuple(form.get(3), "a file and a line").get(0);
                        default -> {}
                    }
                }
                case "function/5" -> {
                    Key key = new Key(atom(form.get(2)), arity(form.get(3)));
                    if (found.put(key, form) != null || found.size() > MAX_FUNCTIONS) {
                        throw new IllFormedException("a function twice, or more than " + MAX_FUNCTIONS);
                    }
                }
                default -> {} // eof and the like
            }
        }
        if (name == null) {
            throw new IllFormedException("a module has a name");
        }
        for (Key own : found.keySet()) {
            homes.put(own, name);
        }
        LocalCalls calls =
                new LocalCalls((function, arity) -> Optional.ofNullable(homes.get(new Key(function, arity))));
        Map<Key, Closure> functions = new HashMap<>();
        for (Map.Entry<Key, Tuple> one : found.entrySet()) {
            Key key = one.getKey();
            Tuple form = one.getValue();
            FunCode code = FormReader.function(form.get(1), Optional.empty(), calls.resolved(form.get(4)));
            if (code.arity() != key.arity()) {
                throw new IllFormedException(
                        key.function() + "/" + key.arity() + " whose clauses have " + code.arity() + " arguments");
            }
            ModuleFunction itself = new ModuleFunction(name, key.function(), key.arity(), file);
            functions.put(key, new Closure(code, new Term[code.slots()], Optional.of(itself)));
        }
        return new LoadedModule(name, functions, exports);
    }

    private static void keys(Term names, Set<Key> into) {
        for (Term term : list(names, "exports")) {
            Tuple export = tuple(term, "a name and an arity");
            if (export.size() != 2) {
                throw new IllFormedException("expected a name and an arity, got " + export);
            }
            into.add(new Key(atom(export.get(0)), arity(export.get(1))));
        }
    }

    /** {@code {Module, [{Function, Arity}]}}; {@code -import(Module)} says nothing. */
    private static void imported(Term term, Map<Key, Atom> into) {
        if (term instanceof Tuple from && from.size() == 2) {
            Set<Key> names = new HashSet<>();
            keys(from.get(1), names);
            names.forEach(key -> into.put(key, atom(from.get(0))));
        }
    }

    private static int arity(Term term) {
        if (term instanceof Int(long n) && n >= 0 && n <= 255) {
            return (int) n;
        }
        throw new IllFormedException("expected an arity, got " + term);
    }
}
