// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.bench;

import io.tiebeam.term.Atom;
import io.tiebeam.term.BigInt;
import io.tiebeam.term.Bits;
import io.tiebeam.term.FloatTerm;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermReader;
import io.tiebeam.term.TermWriter;
import io.tiebeam.term.Tuple;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Writing and reading seven terms, in CPU time: of the thread that does it, and, in the last column, of the whole process
 * with its collector. Writer and reader are used again and again, as those of a connection are; large binaries that are
 * read are windows on the bytes, as those of a large frame are.
 */
final class CodecLoads {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int SLICES = 3;
    private static final int AT_ONCE = 50;
    private static final Atom NODE = Atom.of("alex@localhost");

    private static volatile Object sink; // keeps the compiler from leaving the work out

    private final long warmUpNanos;
    private final long sliceNanos;

    CodecLoads(long warmUpMillis, long sliceMillis) {
        this.warmUpNanos = warmUpMillis * 1_000_000 / 4;
        this.sliceNanos = sliceMillis * 1_000_000 / 3;
    }

    void run() {
        // One after another, then once more for the figures: each is measured by code that has seen all of them.
        for (boolean count : new boolean[] {false, true}) {
            terms().forEach((name, term) -> {
                byte[] bytes = TermWriter.encode(term);
                TermWriter writer = new TermWriter();
                measure("encode_" + name, count, () -> {
                    writer.reset();
                    writer.writeVersioned(term);
                    sink = writer;
                });
                TermReader reader = new TermReader(bytes, 0, bytes.length, TermReader.Limits.DEFAULT);
                measure(
                        "decode_" + name,
                        count,
                        () -> sink = reader.input(bytes, 0, bytes.length).readVersioned());
                if (count && System.getenv("BENCH_SIZES") != null) {
                    System.err.println(name + " " + bytes.length + " bytes");
                }
            });
        }
    }

    private void measure(String name, boolean count, Runnable operation) {
        if (!count) {
            slice(operation, warmUpNanos);
            return;
        }
        double[] own = new double[SLICES];
        double[] all = new double[SLICES];
        for (int i = 0; i < SLICES; i++) {
            long cpu0 = THREADS.getCurrentThreadCpuTime();
            long process0 = Measure.ownCpu();
            double n = slice(operation, sliceNanos);
            own[i] = (THREADS.getCurrentThreadCpuTime() - cpu0) / n;
            all[i] = (Measure.ownCpu() - process0) / n;
        }
        Measure.print(name, Measure.median(own), "ns", Measure.median(all));
    }

    private static long slice(Runnable operation, long nanos) {
        long begin = System.nanoTime();
        long n = 0;
        do {
            for (int i = 0; i < AT_ONCE; i++) {
                operation.run();
            }
            n += AT_ONCE;
        } while (System.nanoTime() - begin < nanos);
        return n;
    }

    // ---- the terms, as in bench.erl -------------------------------------------------------------------------------

    private static Map<String, Term> terms() {
        Map<String, Term> terms = new LinkedHashMap<>();
        terms.put("gen_call", genCall());
        terms.put("small_tuple", Tuple.of(Atom.of("hello"), Int.of(1), Bits.of("0123456789"), Atom.OK));
        terms.put("map10", map10());
        terms.put("ints1000", list(1_000, i -> Int.of(i * 1_000L)));
        terms.put("nested", list(70, CodecLoads::user));
        byte[] bytes = new byte[64 << 10];
        new Random(1).nextBytes(bytes);
        terms.put("bin64k", Bits.of(bytes));
        terms.put("bigints", bigInts());
        return terms;
    }

    private static Term genCall() {
        Term tag = ListTerm.of(List.of(Atom.of("alias")), Ref.of(NODE, 1, 1, 2, 3));
        Term request = Tuple.of(Atom.of("get"), Atom.of("user"), Int.of(42), Bits.of("abc"));
        return Tuple.of(Atom.of("$gen_call"), Tuple.of(new Pid(NODE, 100, 0, 1), tag), request);
    }

    private static Term map10() {
        Map<Term, Term> entries = new LinkedHashMap<>();
        for (int i = 1; i <= 10; i++) {
            entries.put(Atom.of("key_number_" + i), Int.of(i * 100));
        }
        return MapTerm.of(entries);
    }

    private static Term user(int i) {
        Map<Term, Term> user = new LinkedHashMap<>();
        user.put(Atom.of("id"), Int.of(i));
        user.put(Atom.of("name"), Bits.of("user name " + i));
        user.put(
                Atom.of("tags"), ListTerm.of(Atom.of("admin"), Atom.of("user"), Tuple.of(Atom.of("level"), Int.of(i))));
        user.put(
                Atom.of("pos"),
                Tuple.of(new FloatTerm(1.5), new FloatTerm(2.5 * i), Tuple.of(Atom.of("x"), Atom.of("y"))));
        user.put(Atom.of("ok"), Atom.TRUE);
        return MapTerm.of(user);
    }

    private static Term bigInts() {
        List<Term> all = new ArrayList<>();
        all.add(new BigInt(BigInteger.ONE.shiftLeft(7_200).add(BigInteger.valueOf(12_345))));
        all.add(new BigInt(BigInteger.ONE.shiftLeft(7_000).negate()));
        all.add(new BigInt(BigInteger.ONE.shiftLeft(100)));
        for (int i = 1; i <= 40; i++) {
            all.add(new BigInt(BigInteger.ONE.shiftLeft(64).add(BigInteger.valueOf(i))));
        }
        return ListTerm.of(all);
    }

    private static Term list(int size, IntFunction<Term> element) {
        List<Term> all = new ArrayList<>(size);
        for (int i = 1; i <= size; i++) {
            all.add(element.apply(i));
        }
        return ListTerm.of(all);
    }
}
