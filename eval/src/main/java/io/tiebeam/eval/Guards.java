// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Atom;
import java.util.List;
import java.util.Set;

/** Which expressions may stand in a guard: those without effects. Source: {@code erl_internal:guard_bif/2}. */
final class Guards {
    private static final Atom ERLANG = Atom.of("erlang");
    private static final Set<String> FUNCTIONS =
            Set.of(("+ - * / div rem band bor bxor bnot bsl bsr == /= =:= =/= < > =< >= and or xor not abs binary_part "
                            + "bit_size byte_size ceil element float floor hd is_atom is_binary is_bitstring "
                            + "is_boolean is_float is_function is_integer is_list is_map is_map_key is_number is_pid "
                            + "is_port is_record is_reference is_tuple length map_get map_size max min node round "
                            + "self size tl trunc tuple_size")
                    .split(" "));

    private Guards() {}

    /** @throws IllFormedException unless {@code test} may stand in a guard */
    static void check(Expr test) {
        if (!isOne(test)) {
            throw new IllFormedException("illegal guard: " + test);
        }
    }

    static boolean isOne(Expr test) {
        return switch (test) {
            case Expr.Literal _, Expr.Var _ -> true;
            case Expr.TupleOf(var elements) -> all(elements);
            case Expr.ListOf(var elements, var tail) -> all(elements) && isOne(tail);
            case Expr.MapOf map ->
                map.base().map(Guards::isOne).orElse(true)
                        && map.fields().stream().allMatch(f -> isOne(f.key()) && isOne(f.value()));
            case Expr.Binary binary ->
                binary.segments().stream()
                        .allMatch(s -> s.value().map(Guards::isOne).orElse(true)
                                && s.size().map(Guards::isOne).orElse(true));
            case Expr.AndAlso and -> isOne(and.left()) && isOne(and.right());
            case Expr.OrElse or -> isOne(or.left()) && isOne(or.right());
            case Expr.CallRemote call ->
                call.module() instanceof Expr.Literal(var module)
                        && module.equals(ERLANG)
                        && call.function() instanceof Expr.Literal(Atom function)
                        && FUNCTIONS.contains(function.name())
                        && all(call.arguments());
            case Expr.Match _,
                    Expr.Block _,
                    Expr.Case _,
                    Expr.If _,
                    Expr.Receive _,
                    Expr.Try _,
                    Expr.Catch _,
                    Expr.CallLocal _,
                    Expr.CallFun _,
                    Expr.MakeFun _,
                    Expr.MakeExport _,
                    Expr.Comprehension _,
                    Expr.Maybe _ -> false;
        };
    }

    private static boolean all(List<Expr> exprs) {
        return exprs.stream().allMatch(Guards::isOne);
    }
}
