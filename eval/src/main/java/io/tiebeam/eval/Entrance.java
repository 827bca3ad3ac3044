// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.Exposure;
import io.tiebeam.Mfa;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How evaluated code gets into a node: functions that say they are of {@code erl_eval}, and {@code erl_eval:exprs/2} and
 * {@code expr/2} themselves, for those who send forms; whole modules by {@code code:load_binary/3}. What such code can
 * call, {@code lists:seq/2} say, can be called from outside by name too, as on any BEAM.
 */
public final class Entrance {
    private static final Atom ERL_EVAL = Atom.of("erl_eval");

    private final Exposure door;
    private final FunctionTable library;
    private final Closures closures = new Closures();
    private final LoadedModules modules;

    public Entrance(Exposure door, FunctionTable library) {
        this.door = door;
        this.library = library;
        this.modules = new LoadedModules(door, library);
    }

    /** Opens it. */
    public void open() {
        door.expose(ERL_EVAL, (fun, arguments) -> apply(fun, arguments));
        door.expose(ERL_EVAL, Atom.of("exprs"), 2, a -> sequence(a.get(0), a.get(1)));
        door.expose(ERL_EVAL, Atom.of("expr"), 2, a -> sequence(ListTerm.of(a.get(0)), a.get(1)));
        modules.open();
        door.expose(new Exposure.Library() {
            @Override
            public Optional<Exposure.Handler> find(Atom module, Atom function, int arity) {
                if (modules.exports(module, function, arity)) {
                    return Optional.of(arguments -> Natives.run(here(), new Mfa(module, function, arguments)));
                }
                return library.find(module, function, arity)
                        .map(code -> arguments -> call(code, module, function, arguments));
            }

            @Override
            public boolean isModule(Atom module) {
                return modules.has(module) || library.isModule(module);
            }
        });
    }

    private Term call(Native code, Atom module, Atom function, ListTerm arguments) {
        Term[] values = arguments.elements().toArray(Term[]::new);
        return Natives.guarded(
                () -> Natives.call(code, here(), values, module, Stacks.calling(module, function, values)));
    }

    private Term apply(Fun fun, ListTerm arguments) {
        return Natives.guarded(() -> here().apply(fun, arguments.elements().toArray(Term[]::new)));
    }

    private Evaluator here() {
        return new Evaluator(ProcessCell.currentOrNull(), door, library, closures, modules);
    }

    /** {@code {value, Value, Bindings}}. */
    private Term sequence(Term forms, Term bindings) {
        return Natives.guarded(() -> {
            try {
                Map.Entry<Term, Map<Term, Term>> result = here().run(forms, bindings, origin());
                return Tuple.of(Atom.of("value"), result.getKey(), MapTerm.of(result.getValue()));
            } catch (IllFormedException e) {
                throw Raised.error(e.reason());
            }
        });
    }

    /** Functions in forms that no shell has made can go back to a BEAM only to be carried about there. */
    static Fun origin() {
        Term environment =
                Tuple.of(Int.of(0), MapTerm.EMPTY, Atom.of("none"), Atom.of("none"), MapTerm.EMPTY, ListTerm.EMPTY);
        Pid nobody = new Pid(Atom.of("nonode@nohost"), 0, 0, 0);
        return new Fun(ERL_EVAL, 0, Bits.of(new byte[16]), 0, 0, nobody, 0, List.of(environment));
    }
}
