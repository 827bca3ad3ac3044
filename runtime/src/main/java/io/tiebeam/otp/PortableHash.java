// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

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
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The hash of a term that is the same on every node and in every language: {@code erlang:phash2}. All that hashes runs
 * in one state, from the front of a term to its end; maps alone are mixed from the hashes of their pairs, whose order
 * does not matter. The mixing is Bob Jenkins' from 1996.
 */
final class PortableHash {
    private static final int GOLDEN = 0x9e3779b9;
    private static final int EMPTY_LIST = (int) 3468870702L;
    private static final int NIL_TAG = 2;
    private static final long SMALL = 1L << 27;

    private int hash; // the third of Jenkins' three words, which lasts
    private int a;
    private int b;

    private PortableHash() {}

    /** {@code erlang:phash2(Term, Range)}: from 0 to {@code range - 1}. */
    static int of(Term term, int range) {
        PortableHash state = new PortableHash();
        state.add(term);
        return (int) (Integer.toUnsignedLong(state.hash) % range);
    }

    /** What tells the kinds of terms apart: multiples of the golden ratio. */
    private static int kind(int n) {
        return GOLDEN * n;
    }

    private void mix(int first, int second, int kind) {
        mix(kind + first, kind + second);
    }

    private void mix(int first, int second) {
        a = first;
        b = second;
        int c = hash;
        a = a - b - c ^ c >>> 13;
        b = b - c - a ^ a << 8;
        c = c - a - b ^ b >>> 13;
        a = a - b - c ^ c >>> 12;
        b = b - c - a ^ a << 16;
        c = c - a - b ^ b >>> 5;
        a = a - b - c ^ c >>> 3;
        b = b - c - a ^ a << 10;
        hash = c - a - b ^ b >>> 15;
    }

    private void add(Term term) {
        switch (term) {
            case Atom atom when hash == 0 -> hash = of(atom);
            case Atom atom -> mix(of(atom), 0, kind(3));
            case Int(var value) when value >= -SMALL && value < SMALL -> small((int) value);
            case Int(var value) -> big(BigInteger.valueOf(value));
            case BigInt(var value) -> big(value);
            case FloatTerm(var value) -> {
                long bits = Double.doubleToLongBits(value == 0 ? 0.0 : value);
                mix((int) (bits >>> 32), (int) bits, kind(12));
            }
            case Bits bits -> add(bits);
            case Tuple tuple -> {
                mix(tuple.size(), 0, kind(9));
                tuple.elements().forEach(this::add);
            }
            case ListTerm list -> add(list);
            case MapTerm map -> add(map);
            case Pid pid -> mix(pid.id(), 0, kind(5));
            case Ref ref -> mix(ref.word(0), 0, kind(7));
            case Port port -> mix((int) port.id(), (int) (port.id() >>> 32), kind(6));
            case ExportFun fun -> {
                mix(fun.arity(), of(fun.module()), GOLDEN);
                mix(of(fun.function()), 0, kind(14));
            }
            case Fun fun -> {
                mix(fun.free().size(), of(fun.module()), GOLDEN);
                mix(fun.index(), (int) fun.oldUniq(), GOLDEN);
                fun.free().forEach(this::add);
            }
            case NativeRecord unknown ->
                throw new IllegalArgumentException("OTP 25 to 29 have no portable hash of " + unknown);
        }
    }

    private void small(int value) {
        if (value < 0) {
            mix(-value, 0, GOLDEN); // OTP mixes it twice, for ever
        }
        mix(value, 0, GOLDEN);
    }

    private void big(BigInteger value) {
        int kind = kind(value.signum() < 0 ? 10 : 11);
        BigInteger rest = value.abs();
        do {
            mix(rest.intValue(), rest.shiftRight(32).intValue(), kind);
            rest = rest.shiftRight(64);
        } while (rest.signum() != 0);
    }

    /** Up to four bytes at a time, as long as there are only bytes; then one element, and bytes again. */
    private void add(ListTerm list) {
        List<Term> elements = list.elements();
        int at = 0;
        while (at < elements.size()) {
            int bytes = 0;
            int count = 0;
            for (; at < elements.size() && isByte(elements.get(at)); at++) {
                bytes = (bytes << 8) + (int) ((Int) elements.get(at)).value();
                if (++count == 4) {
                    mix(bytes, 0, kind(4));
                    bytes = 0;
                    count = 0;
                }
            }
            if (count > 0) {
                mix(bytes, 0, kind(4));
            }
            if (at < elements.size()) {
                add(elements.get(at++));
            }
        }
        if (!list.isProper()) {
            add(list.tail());
        } else if (hash == 0) {
            hash = EMPTY_LIST;
        } else {
            mix(NIL_TAG, 0, kind(2));
        }
    }

    private static boolean isByte(Term term) {
        return term instanceof Int(var value) && value >= 0 && value < 256;
    }

    private void add(MapTerm map) {
        mix(map.size(), 0, kind(16));
        if (map.size() == 0) {
            return;
        }
        int[] pairs = new int[1];
        map.forEach((key, value) -> {
            PortableHash pair = new PortableHash();
            pair.add(key);
            pair.add(value);
            pairs[0] ^= pair.hash;
        });
        mix(pairs[0], 0, kind(19));
    }

    private void add(Bits bits) {
        byte[] bytes = bits.toByteArray();
        int lastBits = bits.isBinary() ? 0 : bits.lastBits();
        int whole = (int) (bits.bitSize() / 8);
        int initial = kind(13) + hash;
        hash = initial;
        if (bits.bitSize() == 0) {
            return;
        }
        block(bytes, whole, initial);
        if (lastBits > 0) {
            mix(lastBits, (bytes[whole] & 0xff) >>> 8 - lastBits, kind(15));
        }
    }

    private void block(byte[] bytes, int length, int initial) {
        a = GOLDEN;
        b = GOLDEN;
        hash = initial;
        int at = 0;
        for (; length - at >= 12; at += 12) {
            hash += word(bytes, at + 8, 4);
            mix(a + word(bytes, at, 4), b + word(bytes, at + 4, 4));
        }
        int left = length - at;
        a += word(bytes, at, Math.min(left, 4));
        b += word(bytes, at + 4, Math.clamp(left - 4, 0, 4));
        hash += length + (word(bytes, at + 8, Math.clamp(left - 8, 0, 3)) << 8); // its low byte is the length's
        mix(a, b);
    }

    private static int word(byte[] bytes, int from, int count) {
        int word = 0;
        for (int i = 0; i < count; i++) {
            word |= (bytes[from + i] & 0xff) << 8 * i;
        }
        return word;
    }

    /** The hash of an atom's name, which its table has: hashpjw of the Dragon Book, of Latin-1 where that will do. */
    private static int of(Atom atom) {
        byte[] name = atom.name().getBytes(StandardCharsets.UTF_8);
        int h = 0;
        for (int i = 0; i < name.length; i++) {
            int v = name[i] & 0xff;
            if (i + 1 < name.length && (v & 0xfe) == 0xc2 && (name[i + 1] & 0xc0) == 0x80) {
                v = (v << 6 | name[++i] & 0x3f) & 0xff;
            }
            h = (h << 4) + v;
            int g = h & 0xf0000000;
            if (g != 0) {
                h ^= g >>> 24;
                h ^= g;
            }
        }
        return h;
    }
}
