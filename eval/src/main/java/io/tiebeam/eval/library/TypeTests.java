// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Arithmetic;
import io.tiebeam.eval.Raised;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Port;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.function.Predicate;

/** {@code is_atom/1} and its like. */
final class TypeTests {
    private TypeTests() {}

    static void enter(Library.Module erlang) {
        test(erlang, "is_atom", Atom.class::isInstance);
        test(erlang, "is_integer", Arithmetic::isInteger);
        test(erlang, "is_float", FloatTerm.class::isInstance);
        test(erlang, "is_number", Arithmetic::isNumber);
        test(erlang, "is_binary", t -> t instanceof Bits b && b.isBinary());
        test(erlang, "is_bitstring", Bits.class::isInstance);
        test(erlang, "is_boolean", t -> t.equals(Atom.TRUE) || t.equals(Atom.FALSE));
        test(erlang, "is_function", TypeTests::isFunction);
        test(erlang, "is_list", ListTerm.class::isInstance);
        test(erlang, "is_map", MapTerm.class::isInstance);
        test(erlang, "is_pid", Pid.class::isInstance);
        test(erlang, "is_port", Port.class::isInstance);
        test(erlang, "is_reference", Ref.class::isInstance);
        test(erlang, "is_tuple", Tuple.class::isInstance);
        erlang.def("is_function", 2, (_, a) -> {
                    if (!(a[1] instanceof Int(long n)) || n < 0) {
                        throw Raised.badarg();
                    }
                    return Atom.of(isFunction(a[0]) && arity(a[0]) == n);
                })
                .def("is_map_key", 2, (_, a) -> Atom.of(Args.map(a[1]).get(a[0]).isPresent()))
                .def("is_record", 2, (_, a) -> Atom.of(isRecord(a[0], a[1])))
                .def(
                        "is_record",
                        3,
                        (_, a) -> Atom.of(isRecord(a[0], a[1]) && ((Tuple) a[0]).size() == Args.natural(a[2])));
    }

    private static void test(Library.Module erlang, String name, Predicate<Term> test) {
        erlang.def(name, 1, (_, a) -> Atom.of(test.test(a[0])));
    }

    static boolean isFunction(Term term) {
        return term instanceof Fun || term instanceof ExportFun;
    }

    static int arity(Term function) {
        return switch (function) {
            case Fun fun -> fun.arity();
            case ExportFun fun -> fun.arity();
            case Term _ -> -1;
        };
    }

    private static boolean isRecord(Term term, Term tag) {
        if (!(tag instanceof Atom)) {
            throw Raised.badarg();
        }
        return term instanceof Tuple t && t.size() > 0 && t.get(0).equals(tag);
    }
}
