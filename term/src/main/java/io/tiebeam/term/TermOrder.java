// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The order of Erlang's terms: number, atom, reference, fun, port, pid, tuple, native record, map, {@code []}, list,
 * bitstring. Safe on any thread. Source: Erlang reference manual, "Term Comparisons".
 */
public final class TermOrder implements Comparator<Term> {
    /**
     * The order of {@code <} and {@code ==}: 1 and 1.0 are equal, and so are 0.0 and -0.0. Not consistent with equals.
     */
    public static final TermOrder STANDARD = new TermOrder(false);

    /** The order of the keys of a map: integers before floats. Consistent with equals. */
    public static final TermOrder KEYS = new TermOrder(true);

    private final boolean exact;

    private TermOrder(boolean exact) {
        this.exact = exact;
    }

    @Override
    public int compare(Term a, Term b) {
        if (a == b) {
            return 0;
        }
        int byType = Integer.compare(rank(a), rank(b));
        if (byType != 0) {
            return byType;
        }
        return switch (a) {
            case Int _, BigInt _, FloatTerm _ -> numbers(a, b);
            case Atom atom -> atom.compareTo((Atom) b);
            case Ref ref -> references(ref, (Ref) b);
            case Fun fun -> b instanceof Fun other ? funs(fun, other) : -1;
            case ExportFun fun -> b instanceof ExportFun other ? exports(fun, other) : 1;
            case Port port -> ports(port, (Port) b);
            case Pid pid -> pids(pid, (Pid) b);
            case Tuple tuple -> sequences(tuple.elements(), ((Tuple) b).elements());
            case NativeRecord record -> records(record, (NativeRecord) b);
            case MapTerm map -> maps(map, (MapTerm) b);
            case ListTerm list -> lists(list, (ListTerm) b);
            case Bits bits -> bitstrings(bits, (Bits) b);
        };
    }

    private static int rank(Term term) {
        return switch (term) {
            case Int _, BigInt _, FloatTerm _ -> 0;
            case Atom _ -> 1;
            case Ref _ -> 2;
            case Fun _, ExportFun _ -> 3;
            case Port _ -> 4;
            case Pid _ -> 5;
            case Tuple _ -> 6;
            case NativeRecord _ -> 7;
            case MapTerm _ -> 8;
            case ListTerm list -> list.isEmpty() ? 9 : 10;
            case Bits _ -> 11;
        };
    }

    private int numbers(Term a, Term b) {
        if (a instanceof Int(long x) && b instanceof Int(long y)) {
            return Long.compare(x, y);
        }
        boolean aFloat = a instanceof FloatTerm;
        boolean bFloat = b instanceof FloatTerm;
        if (aFloat && bFloat) {
            double x = ((FloatTerm) a).value();
            double y = ((FloatTerm) b).value();
            return exact ? Double.compare(x, y) : x < y ? -1 : x > y ? 1 : 0;
        }
        if (exact && aFloat != bFloat) {
            return aFloat ? 1 : -1;
        }
        return decimal(a).compareTo(decimal(b));
    }

    /** The exact value, so that large integers and floats compare without rounding. */
    private static BigDecimal decimal(Term number) {
        return switch (number) {
            case Int(long value) -> BigDecimal.valueOf(value);
            case BigInt(var value) -> new BigDecimal(value);
            case FloatTerm(double value) -> new BigDecimal(value);
            case Atom _,
                    Bits _,
                    Tuple _,
                    ListTerm _,
                    MapTerm _,
                    Pid _,
                    Port _,
                    Ref _,
                    Fun _,
                    ExportFun _,
                    NativeRecord _ -> throw new IllegalArgumentException(number + " is not a number");
        };
    }

    private static int nodes(Atom a, int creationA, Atom b, int creationB) {
        int byName = a.compareTo(b);
        return byName != 0 ? byName : Integer.compareUnsigned(creationA, creationB);
    }

    private static int references(Ref a, Ref b) {
        int byNode = nodes(a.node(), a.creation(), b.node(), b.creation());
        if (byNode != 0) {
            return byNode;
        }
        // Missing words count as 0; the last word is the most significant.
        for (int i = Math.max(a.size(), b.size()) - 1; i >= 0; i--) {
            int byWord = Integer.compareUnsigned(i < a.size() ? a.word(i) : 0, i < b.size() ? b.word(i) : 0);
            if (byWord != 0) {
                return byWord;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private int funs(Fun a, Fun b) {
        int order = a.module().compareTo(b.module());
        order = order != 0 ? order : Long.compare(a.oldIndex(), b.oldIndex());
        order = order != 0 ? order : Long.compare(a.oldUniq(), b.oldUniq());
        return order != 0 ? order : sequences(a.free(), b.free());
    }

    private static int exports(ExportFun a, ExportFun b) {
        int order = a.module().compareTo(b.module());
        order = order != 0 ? order : a.function().compareTo(b.function());
        return order != 0 ? order : Integer.compare(a.arity(), b.arity());
    }

    private static int ports(Port a, Port b) {
        int byNode = nodes(a.node(), a.creation(), b.node(), b.creation());
        return byNode != 0 ? byNode : Long.compareUnsigned(a.id(), b.id());
    }

    private static int pids(Pid a, Pid b) {
        int order = Integer.compareUnsigned(a.serial(), b.serial());
        order = order != 0 ? order : Integer.compareUnsigned(a.id(), b.id());
        return order != 0 ? order : nodes(a.node(), a.creation(), b.node(), b.creation());
    }

    /** First by length, then element by element. */
    private int sequences(List<? extends Term> a, List<? extends Term> b) {
        int byLength = Integer.compare(a.size(), b.size());
        for (int i = 0; byLength == 0 && i < a.size(); i++) {
            int order = compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return byLength;
    }

    private int records(NativeRecord a, NativeRecord b) {
        int order = a.module().compareTo(b.module());
        order = order != 0 ? order : a.name().compareTo(b.name());
        order = order != 0 ? order : sequences(a.fields(), b.fields());
        return order != 0 ? order : sequences(a.values(), b.values());
    }

    /** First by size, then by the keys in their order, then by the values in the order of their keys. */
    private int maps(MapTerm a, MapTerm b) {
        int bySize = Integer.compare(a.size(), b.size());
        if (bySize != 0) {
            return bySize;
        }
        Term[] keysA = keys(a);
        Term[] keysB = keys(b);
        int order = Arrays.compare(keysA, keysB, KEYS);
        Map<Term, Term> valuesA = a.asMap();
        Map<Term, Term> valuesB = b.asMap();
        for (int i = 0; order == 0 && i < keysA.length; i++) {
            order = compare(valuesA.get(keysA[i]), valuesB.get(keysB[i]));
        }
        return order;
    }

    private static Term[] keys(MapTerm map) {
        Term[] keys = map.asMap().keySet().toArray(Term[]::new);
        Arrays.sort(keys, KEYS);
        return keys;
    }

    private int lists(ListTerm a, ListTerm b) {
        int common = Math.min(a.size(), b.size());
        for (int i = 0; i < common; i++) {
            int order = compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        if (a.size() == b.size()) {
            return compare(a.tail(), b.tail());
        }
        // What ends first goes on with its tail, the other with a list: their types decide.
        return a.size() < b.size()
                ? Integer.compare(rank(a.tail()), rank(b))
                : Integer.compare(rank(a), rank(b.tail()));
    }

    private static int bitstrings(Bits a, Bits b) {
        long bits = Math.min(a.bitSize(), b.bitSize());
        int bytes = (int) (bits >>> 3);
        int order = Arrays.compareUnsigned(
                a.array(), a.offset(), a.offset() + bytes, b.array(), b.offset(), b.offset() + bytes);
        int rest = (int) (bits & 7);
        if (order == 0 && rest != 0) {
            order = Integer.compare((a.byteAt(bytes) & 0xFF) >>> (8 - rest), (b.byteAt(bytes) & 0xFF) >>> (8 - rest));
        }
        return order != 0 ? order : Long.compare(a.bitSize(), b.bitSize());
    }
}
