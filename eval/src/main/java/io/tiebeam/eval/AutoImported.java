// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.term.Atom;
import java.util.Set;

/** The functions of {@code erlang} that need no module. Source: {@code erl_internal:bif/2}. */
final class AutoImported {
    private static final Set<String> NAMES = Set.of(
            ("abs apply atom_to_binary atom_to_list binary_part binary_to_atom binary_to_existing_atom binary_to_float "
                            + "binary_to_integer binary_to_list binary_to_term bit_size bitstring_to_list byte_size "
                            + "ceil date demonitor element erase error exit float float_to_binary float_to_list floor "
                            + "garbage_collect get get_keys group_leader halt hd integer_to_binary integer_to_list "
                            + "iolist_size iolist_to_binary is_alive is_atom is_binary is_bitstring is_boolean is_float "
                            + "is_function is_integer is_list is_map is_map_key is_number is_pid is_port "
                            + "is_process_alive is_record is_reference is_tuple length link list_to_atom "
                            + "list_to_binary list_to_bitstring list_to_existing_atom list_to_float list_to_integer "
                            + "list_to_tuple make_ref map_get map_size max min monitor monitor_node node nodes now "
                            + "pid_to_list process_flag process_info processes put ref_to_list register registered "
                            + "round self setelement size spawn spawn_link spawn_monitor spawn_opt split_binary "
                            + "statistics term_to_binary throw time tl trunc tuple_size tuple_to_list unlink "
                            + "unregister whereis alias unalias")
                    .split(" "));

    private AutoImported() {}

    static boolean is(Atom function, int arity) {
        return arity <= 5 && NAMES.contains(function.name());
    }
}
