// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Raised;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import java.util.Map;

/** Elixir's {@code Kernel}, as far as its functions are not inlined: mostly those that were taken as functions. */
final class KernelModule {
    private KernelModule() {}

    static void enter(Library.Module m) {
        m.def("inspect", 1, (_, a) -> Bits.of(inspect(a[0], ListTerm.EMPTY)))
                .def("inspect", 2, (_, a) -> Bits.of(inspect(a[0], a[1])))
                .def("to_string", 1, (_, a) -> Texts.toBinary(a[0]))
                .def("struct", 1, (_, a) -> struct(a[0], ListTerm.EMPTY))
                .def("struct", 2, (_, a) -> struct(a[0], a[1]))
                .def(
                        "=~",
                        2,
                        (_, a) -> Atom.of(
                                a[1] instanceof Bits
                                        ? Args.text(a[0]).contains(Args.text(a[1]))
                                        : Regexes.compile(a[1])
                                                .matcher(Args.text(a[0]))
                                                .find()))
                .def("get_in", 2, (ev, a) -> {
                    Term value = a[0];
                    for (Term key : Args.list(a[1])) {
                        value = AccessModule.get(value, key, Atom.NIL);
                    }
                    return value;
                })
                .def("put_in", 3, (ev, a) -> AccessModule.change(ev, a[0], Args.list(a[1]), _ -> a[2]))
                .def(
                        "update_in",
                        3,
                        (ev, a) -> AccessModule.change(ev, a[0], Args.list(a[1]), before -> ev.apply(a[2], before)))
                .def(
                        "function_exported?",
                        3,
                        (ev, a) -> Atom.of(ev.knows((Atom) a[0], (Atom) a[1], Args.natural(a[2]))));
        String[] operators = {
            "+/2",
            "-/2",
            "*/2",
            "//2",
            "div/2",
            "rem/2",
            "+/1",
            "-/1",
            "==/2",
            "</2",
            ">/2",
            ">=/2",
            "++/2",
            "--/2",
            "abs/1",
            "max/2",
            "min/2",
            "not/1",
            "round/1",
            "trunc/1",
            "floor/1",
            "ceil/1",
            "hd/1",
            "tl/1",
            "length/1",
            "self/0",
            "node/0",
            "node/1",
            "make_ref/0",
            "spawn/1",
            "spawn_link/1",
            "spawn_monitor/1",
            "spawn/3",
            "spawn_link/3",
            "exit/1",
            "throw/1",
            "send/2",
            "tuple_size/1",
            "map_size/1",
            "byte_size/1",
            "bit_size/1",
            "is_atom/1",
            "is_integer/1",
            "is_float/1",
            "is_number/1",
            "is_binary/1",
            "is_bitstring/1",
            "is_boolean/1",
            "is_function/1",
            "is_function/2",
            "is_list/1",
            "is_map/1",
            "is_pid/1",
            "is_reference/1",
            "is_tuple/1",
            "apply/2",
            "apply/3",
            "binary_part/3"
        };
        for (String operator : operators) {
            int slash = operator.lastIndexOf('/');
            same(m, operator.substring(0, slash), Integer.parseInt(operator.substring(slash + 1)));
        }
        renamed(m, "!=", "/=");
        renamed(m, "===", "=:=");
        renamed(m, "!==", "=/=");
        renamed(m, "<=", "=<");
        m.def(
                        "elem",
                        2,
                        (ev, a) ->
                                ev.call(Atom.of("erlang"), Atom.of("element"), Int.of(Args.integer(a[1]) + 1L), a[0]))
                .def(
                        "put_elem",
                        3,
                        (ev, a) -> ev.call(
                                Atom.of("erlang"), Atom.of("setelement"), Int.of(Args.integer(a[1]) + 1L), a[0], a[2]))
                .def("is_map_key", 2, (ev, a) -> ev.call(Atom.of("erlang"), Atom.of("is_map_key"), a[1], a[0]))
                .def("is_nil", 1, (_, a) -> Atom.of(a[0].equals(Atom.NIL)))
                .def(
                        "<>",
                        2,
                        (_, a) -> new io.tiebeam.eval.BitBuilder()
                                .append((Bits) a[0])
                                .append((Bits) a[1])
                                .build());
    }

    private static void same(Library.Module m, String name, int arity) {
        m.def(name, arity, (ev, a) -> ev.call(Atom.of("erlang"), Atom.of(name), a));
    }

    private static void renamed(Library.Module m, String name, String erlangs) {
        m.def(name, 2, (ev, a) -> ev.call(Atom.of("erlang"), Atom.of(erlangs), a));
    }

    /** {@code inspect/2}: on one line, unless {@code pretty: true}. */
    static String inspect(Term term, Term options) {
        boolean pretty = Args.truthy(Args.option(options, "pretty", Atom.FALSE));
        return inspect(term, options, pretty ? 80 : Inspect.Options.UNLIMITED);
    }

    static String inspect(Term term, Term options, int byDefault) {
        int limit = number(Args.option(options, "limit", Int.of(50)));
        int width = number(Args.option(options, "width", Int.of(byDefault)));
        return Inspect.inspect(term, new Inspect.Options(limit, Math.max(1, width), Inspect.Options.FULL.nodes()));
    }

    private static int number(Term term) {
        return term.equals(Args.INFINITY) ? Inspect.Options.UNLIMITED : Args.natural(term);
    }

    /** The fields that a struct has and {@code fields} gives. What a struct has by itself only its module knows. */
    private static Term struct(Term base, Term fields) {
        if (!(base instanceof MapTerm map)) {
            throw Raised.byFunction("undef");
        }
        Map<Term, Term> entries = map.asMap();
        for (Term pair : Items.of(fields)) {
            Term key = ((io.tiebeam.term.Tuple) pair).get(0);
            if (entries.containsKey(key) && !key.equals(Items.STRUCT)) {
                entries.put(key, ((io.tiebeam.term.Tuple) pair).get(1));
            }
        }
        return MapTerm.of(entries);
    }
}
