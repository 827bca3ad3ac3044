// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Random terms; the same seed gives the same terms. For tests of other modules too. */
public final class Gen {
    private static final String[] NAMES = {
        "ok",
        "error",
        "",
        "Elixir.Chat",
        "sup?",
        "a b",
        "héllo",
        "日本",
        "🐕",
        "nil",
        "true",
        "x".repeat(255),
        "é".repeat(200)
    };
    private static final long[] EDGES = {
        0,
        1,
        255,
        256,
        1023,
        1024,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE + 1L,
        0xFFFFFFFFL,
        1L << 32,
        1L << 59,
        Long.MAX_VALUE
    };

    private final Random random;

    /** A source of terms. */
    public Gen(long seed) {
        random = new Random(seed);
    }

    /** Any term, nested at most {@code depth} deep. */
    public Term term(int depth) {
        return switch (random.nextInt(depth > 0 ? 20 : 13)) {
            case 0, 1 -> atom();
            case 2, 3 -> integer();
            case 4 -> Int.of(new BigInteger(64 + random.nextInt(2500), random).multiply(sign()));
            case 5 -> new FloatTerm(number());
            case 6, 7 -> binary();
            case 8 -> bitstring();
            case 9 -> pid();
            case 10 -> ref();
            case 11 -> new Port(node(), random.nextLong(), random.nextInt());
            case 12 -> new ExportFun(atom(), atom(), random.nextInt(256));
            case 13, 14 -> Tuple.of(terms(depth, random.nextInt(100) == 0 ? 300 : random.nextInt(6)));
            case 15 -> ListTerm.of(terms(depth, random.nextInt(6)));
            case 16 -> byteList();
            case 17 -> ListTerm.of(java.util.List.of(terms(depth, 1 + random.nextInt(4))), term(depth - 1));
            case 18 -> map(depth);
            default -> random.nextBoolean() ? fun(depth) : record(depth);
        };
    }

    Atom atom() {
        return Atom.of(random.nextInt(4) == 0 ? "a" + random.nextInt(1000) : NAMES[random.nextInt(NAMES.length)]);
    }

    private Atom node() {
        return Atom.of("node" + random.nextInt(5) + "@localhost");
    }

    private Term integer() {
        long value =
                random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : random.nextLong() >> random.nextInt(64);
        return Int.of(random.nextBoolean() ? value : -value - 1);
    }

    private BigInteger sign() {
        return random.nextBoolean() ? BigInteger.ONE : BigInteger.ONE.negate();
    }

    private double number() {
        double[] edges = {0.0, -0.0, 1.5, -1e300, Double.MIN_VALUE, Double.MAX_VALUE, 1 / 3.0};
        double any = Double.longBitsToDouble(random.nextLong());
        return random.nextBoolean() && Double.isFinite(any) ? any : edges[random.nextInt(edges.length)];
    }

    private byte[] bytes(int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    private Bits binary() {
        return Bits.of(bytes(random.nextInt(20) == 0 ? 5000 : 40));
    }

    private Bits bitstring() {
        byte[] bytes = bytes(20);
        return bytes.length == 0 ? Bits.EMPTY : Bits.ofBits(bytes, 1 + random.nextInt(8));
    }

    private Pid pid() {
        return new Pid(node(), random.nextInt(1 << 28), random.nextInt(8192), 1 + random.nextInt(1000));
    }

    private Ref ref() {
        return Ref.of(
                node(),
                1 + random.nextInt(1000),
                random.ints(3 + 2 * random.nextInt(2), 0, 1 << 18).toArray());
    }

    private Term byteList() {
        int[] lengths = {1, 2, 50, 65_535, 65_536};
        byte[] bytes = new byte[lengths[random.nextInt(random.nextInt(10) == 0 ? 5 : 3)]];
        random.nextBytes(bytes);
        Term[] elements = new Term[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            elements[i] = Int.of(bytes[i] & 0xFF);
        }
        return ListTerm.of(elements);
    }

    private Term[] terms(int depth, int count) {
        Term[] terms = new Term[count];
        for (int i = 0; i < count; i++) {
            terms[i] = term(depth - 1);
        }
        return terms;
    }

    private Term map(int depth) {
        Map<Term, Term> entries = new LinkedHashMap<>();
        for (int i = random.nextInt(10) == 0 ? 50 : random.nextInt(6); i > 0; i--) {
            entries.put(term(depth - 1), term(depth - 1));
        }
        return MapTerm.of(entries);
    }

    private Term fun(int depth) {
        byte[] uniq = new byte[16];
        random.nextBytes(uniq);
        return new Fun(
                atom(),
                random.nextInt(100),
                Bits.of(uniq),
                random.nextInt(100),
                random.nextInt() & 0xFFFFFFFFL,
                pid(),
                random.nextInt(256),
                java.util.List.of(terms(depth, random.nextInt(4))));
    }

    private Term record(int depth) {
        int fields = random.nextInt(4);
        var names = java.util.stream.IntStream.range(0, fields)
                .mapToObj(i -> Atom.of("field" + i))
                .toList();
        return new NativeRecord(random.nextInt(2), atom(), atom(), names, java.util.List.of(terms(depth, fields)));
    }
}
