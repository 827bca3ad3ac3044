// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.ExportFun;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Port;
import io.tiebeam.term.Ref;

/**
 * The text of values that have no parts to lay out. Source: OTP {@code pid_to_list/1}, {@code ref_to_list/1} and kin.
 */
record Atomic(NodeNumbers numbers) {
    String pid(Pid pid) {
        return "<" + numbers.of(pid.node()) + "." + Integer.toUnsignedString(pid.id()) + "."
                + Integer.toUnsignedString(pid.serial()) + ">";
    }

    String port(Port port) {
        return "#Port<" + numbers.of(port.node()) + "." + Long.toUnsignedString(port.id()) + ">";
    }

    String ref(Ref ref) {
        StringBuilder text = new StringBuilder("#Ref<").append(numbers.of(ref.node()));
        for (int i = ref.size() - 1; i >= 0; i--) {
            text.append('.').append(Integer.toUnsignedString(ref.word(i)));
        }
        return text.append('>').toString();
    }

    static String fun(Fun fun) {
        return "#Fun<" + fun.module().name() + "." + fun.oldIndex() + "." + fun.oldUniq() + ">";
    }

    static String fun(ExportFun fun) {
        return "fun " + Quoting.atom(fun.module(), true) + ":" + Quoting.atom(fun.function(), true) + "/" + fun.arity();
    }
}
