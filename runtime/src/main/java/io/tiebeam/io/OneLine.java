// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

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
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;

/** {@code ~w} and {@code ~W}: a term on one line, its strings as lists. Source: OTP {@code io_lib:write/2}. */
final class OneLine {
    private final StringBuilder out = new StringBuilder();
    private final PrintOptions options;
    private final Atomic atomic;
    private int nesting;

    private OneLine(PrintOptions options) {
        this.options = options;
        this.atomic = new Atomic(options.environment().numbers());
    }

    static String write(Term term, PrintOptions options) {
        OneLine line = new OneLine(options);
        line.write(term, options.depth());
        return line.out.toString();
    }

    private void write(Term term, int depth) {
        if (depth == 0 || nesting == PrintOptions.MAX_NESTING) {
            out.append("...");
            return;
        }
        nesting++;
        switch (term) {
            case Int(long value) -> out.append(value);
            case BigInt big -> out.append(big.value());
            case FloatTerm(double value) -> out.append(FloatText.shortest(value));
            case Atom atom -> out.append(Quoting.atom(atom, options.unicode()));
            case Pid pid -> out.append(atomic.pid(pid));
            case Port port -> out.append(atomic.port(port));
            case Ref ref -> out.append(atomic.ref(ref));
            case Fun fun -> out.append(Atomic.fun(fun));
            case ExportFun fun -> out.append(Atomic.fun(fun));
            case Bits bits ->
                out.append("<<")
                        .append(String.join(",", ByteTexts.of(bits, depth)))
                        .append(">>");
            case ListTerm list -> list(list, depth);
            case Tuple tuple -> tuple(tuple.elements(), depth);
            case MapTerm map -> map(options.order().entries(map), depth);
            case NativeRecord record -> record(record, depth);
        }
        nesting--;
    }

    private void list(ListTerm list, int depth) {
        if (list.isEmpty()) {
            out.append("[]");
            return;
        }
        if (depth == 1) {
            out.append("[...]");
            return;
        }
        int left = depth - 1;
        out.append('[');
        write(list.get(0), left);
        for (int i = 1; i < list.size(); i++, left--) {
            if (left == 1) {
                out.append("|...]");
                return;
            }
            out.append(',');
            write(list.get(i), left - 1);
        }
        if (!list.isProper()) {
            out.append('|');
            if (left == 1) {
                out.append("...");
            } else {
                write(list.tail(), left - 1);
            }
        }
        out.append(']');
    }

    private void tuple(List<Term> elements, int depth) {
        if (depth == 1 && !elements.isEmpty()) {
            out.append("{...}");
            return;
        }
        out.append('{');
        int left = depth;
        for (int i = 0; i < elements.size(); i++, left--) {
            if (i > 0) {
                out.append(',');
                if (left == 1) {
                    out.append("...");
                    break;
                }
            }
            write(elements.get(i), left - 1);
        }
        out.append('}');
    }

    private void map(List<MapOrder.Entry> entries, int depth) {
        out.append("#{");
        int left = depth;
        for (int i = 0; i < entries.size() && left != 1; i++) {
            write(entries.get(i).key(), depth - 1);
            out.append(" => ");
            write(entries.get(i).value(), depth - 1);
            left--;
            if (left == 1) {
                out.append(",..."); // even after the last entry, as io_lib does
            } else if (i + 1 < entries.size()) {
                out.append(',');
            }
        }
        out.append('}');
    }

    private void record(NativeRecord record, int depth) {
        out.append(NativeRecordText.name(record, options.unicode())).append('{');
        int left = depth;
        for (int i = 0; i < record.fields().size(); i++, left--) {
            if (i > 0) {
                out.append(',');
            }
            if (left == 1) {
                out.append("...");
                break;
            }
            out.append(Quoting.atom(record.fields().get(i), options.unicode())).append(" = ");
            write(record.values().get(i), left - 1);
        }
        out.append('}');
    }
}
