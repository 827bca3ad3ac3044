// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.Exposure;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The modules of Erlang that other nodes have loaded here, with {@code nl(Module)} in their shell or {@code
 * code:load_binary/3}: one of these per node. Safe on any thread. A module that is loaded again is replaced at once, the
 * calls that run stay in the old code.
 *
 * <p>Source: OTP's {@code code}.
 */
final class LoadedModules {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final Atom CODE = Atom.of("code");

    private final Exposure door;
    private final FunctionTable library;
    private final Map<Atom, Entry> modules = new ConcurrentHashMap<>();

    private record Entry(LoadedModule module, Term file) {}

    LoadedModules(Exposure door, FunctionTable library) {
        this.door = door;
        this.library = library;
    }

    /** The code of {@code module:function/arity}, exported or not. */
    Optional<Closure> find(Atom module, Atom function, int arity) {
        Entry entry = modules.get(module);
        return entry == null ? Optional.empty() : entry.module().find(function, arity);
    }

    boolean exports(Atom module, Atom function, int arity) {
        Entry entry = modules.get(module);
        return entry != null && entry.module().exports(function, arity);
    }

    boolean has(Atom module) {
        return modules.containsKey(module);
    }

    /** Lets others load modules. */
    void open() {
        door.expose(CODE, Atom.of("load_binary"), 3, a -> load(a.get(0), a.get(1), a.get(2)));
        door.expose(
                CODE,
                Atom.of("is_loaded"),
                1,
                a -> loaded(a.get(0))
                        .<Term>map(entry -> Tuple.of(Atom.of("file"), entry.file()))
                        .orElse(Atom.FALSE));
        door.expose(
                CODE,
                Atom.of("which"),
                1,
                a -> loaded(a.get(0)).map(Entry::file).orElse(Atom.of("non_existing")));
        door.expose(CODE, Atom.of("delete"), 1, a -> Atom.of(a.get(0) instanceof Atom m && modules.remove(m) != null));
        door.expose(CODE, Atom.of("purge"), 1, _ -> Atom.FALSE); // no process is ever killed for running old code
        door.expose(CODE, Atom.of("soft_purge"), 1, _ -> Atom.TRUE);
    }

    private Optional<Entry> loaded(Term module) {
        return module instanceof Atom name ? Optional.ofNullable(modules.get(name)) : Optional.empty();
    }

    private Term load(Term module, Term file, Term bytes) {
        if (!(module instanceof Atom name) || !(bytes instanceof Bits binary)) {
            return refused(module, "badarg", "expected the name of a module and an object file");
        }
        if (!modules.containsKey(name) && (door.isModule(name) || library.isModule(name))) {
            return refused(name, "sticky_directory", "this node has functions of that module itself");
        }
        try {
            LoadedModule read = LoadedModule.read(BeamFile.forms(binary));
            if (!read.name().equals(name)) {
                return refused(name, "badfile", "the object file is of the module " + read.name());
            }
            modules.put(name, new Entry(read, file));
            return Tuple.of(Atom.of("module"), name);
        } catch (IllFormedException e) {
            return refused(name, "badfile", e.getMessage());
        }
    }

    private static Term refused(Term module, String word, String why) {
        LOG.log(Level.WARNING, "the module {0} cannot be loaded ({1}): {2}", module, word, why);
        return Tuple.of(Atom.ERROR, Atom.of(word));
    }
}
