// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import io.tiebeam.term.Atom;
import io.tiebeam.term.BigInt;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.NativeRecord;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Port;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.WireName;
import java.lang.reflect.AnnotatedElement;
import java.util.Map;

/** What things are called on the wire and in messages. */
final class Names {
    private static final Map<Class<?>, String> TERMS = Map.ofEntries(
            Map.entry(Atom.class, "atom"),
            Map.entry(Int.class, "integer of 64 bits"),
            Map.entry(BigInt.class, "integer beyond 64 bits"),
            Map.entry(FloatTerm.class, "float"),
            Map.entry(Bits.class, "binary"),
            Map.entry(Tuple.class, "tuple"),
            Map.entry(ListTerm.class, "list"),
            Map.entry(MapTerm.class, "map"),
            Map.entry(Pid.class, "pid"),
            Map.entry(Port.class, "port"),
            Map.entry(Ref.class, "reference"),
            Map.entry(Fun.class, "function of a compiled module"),
            Map.entry(ExportFun.class, "function known by name"),
            Map.entry(NativeRecord.class, "native record"));

    private Names() {}

    static String ofTerms(Class<?> type) {
        return TERMS.getOrDefault(type, "term");
    }

    /** The name that {@code annotated} asks for, or {@code javaName} in snake case. */
    static Atom onWire(AnnotatedElement annotated, String javaName) {
        WireName given = annotated.getAnnotation(WireName.class);
        return Atom.of(given != null ? given.value() : snakeCase(javaName));
    }

    /**
     * {@code TaskReply} and {@code taskReply} are task_reply, {@code HTTPServer} is http_server, {@code ONE_FOR_ONE} is
     * one_for_one.
     */
    static String snakeCase(String name) {
        StringBuilder out = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c) && i > 0) {
                char before = name.charAt(i - 1);
                boolean wordEnds = Character.isLowerCase(before) || Character.isDigit(before);
                boolean acronymEnds = Character.isUpperCase(before)
                        && i + 1 < name.length()
                        && Character.isLowerCase(name.charAt(i + 1));
                if (wordEnds || acronymEnds) {
                    out.append('_');
                }
            }
            out.append(Character.toLowerCase(c));
        }
        return out.toString();
    }
}
