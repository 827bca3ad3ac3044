// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Measures a load: first repeats it for the time of the warm-up, finding out how many operations fill a slice, then takes
 * the median of three slices. Prints one line per result, {@code load value unit cpu}, for the runner to read.
 */
final class Measure {
    /** Runs {@code n} operations to their end. */
    interface Load {
        void run(long n) throws Exception;
    }

    private static final int SLICES = 3;
    private static final long FIRST = 1_000;
    private static final long QUIET_MILLIS = 10; // so little compiling in a slice is none
    private static final int LONGEST_WARM_UP = 3; // times what was asked for
    private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final long warmUpNanos;
    private final long sliceNanos;
    private final LongSupplier otherCpu;

    /** @param otherCpu the CPU time, in ns, of processes that take part besides this one */
    Measure(long warmUpMillis, long sliceMillis, LongSupplier otherCpu) {
        this.warmUpNanos = warmUpMillis * 1_000_000;
        this.sliceNanos = sliceMillis * 1_000_000;
        this.otherCpu = otherCpu;
    }

    /** CPU time of this process so far, in ns. */
    static long ownCpu() {
        return SYSTEM.getProcessCpuTime();
    }

    /** Prints how many operations a second {@code load} does. */
    void rate(String name, String unit, Load load) throws Exception {
        long n = warmUp(load);
        double[] rates = new double[SLICES];
        double[] cpu = new double[SLICES];
        for (int i = 0; i < SLICES; i++) {
            long cpu0 = ownCpu() + otherCpu.getAsLong();
            long begin = System.nanoTime();
            load.run(n);
            rates[i] = n * 1e9 / (System.nanoTime() - begin);
            cpu[i] = (ownCpu() + otherCpu.getAsLong() - cpu0) / (double) n;
        }
        print(name, median(rates), unit, median(cpu));
    }

    /** Prints the median and the 99th percentile of the time that one operation takes. */
    void latency(String name, Load one) throws Exception {
        long n = Math.min(warmUp(count -> repeat(one, count)), 1_000_000);
        double[] p50 = new double[SLICES];
        double[] p99 = new double[SLICES];
        for (int i = 0; i < SLICES; i++) {
            long[] times = new long[(int) n];
            for (int k = 0; k < times.length; k++) {
                long begin = System.nanoTime();
                one.run(1);
                times[k] = System.nanoTime() - begin;
            }
            Arrays.sort(times);
            p50[i] = times[times.length / 2];
            p99[i] = times[(int) (times.length * 0.99)];
        }
        print(name + "_p50", median(p50), "ns", Double.NaN);
        print(name + "_p99", median(p99), "ns", Double.NaN);
    }

    private static void repeat(Load one, long count) throws Exception {
        for (long k = 0; k < count; k++) {
            one.run(1);
        }
    }

    /** Lasts as long as was asked for, and longer while the JVM's compiler still works: on a busy machine it is late. */
    private long warmUp(Load load) throws Exception {
        long n = FIRST;
        long start = System.nanoTime();
        while (true) {
            long compiled = COMPILER.getTotalCompilationTime();
            long begin = System.nanoTime();
            load.run(n);
            long now = System.nanoTime();
            boolean quiet = COMPILER.getTotalCompilationTime() - compiled <= QUIET_MILLIS;
            long taken = Math.max(1, now - begin);
            boolean filled = taken > sliceNanos / 2;
            boolean over = now - start >= warmUpNanos && quiet || now - start >= LONGEST_WARM_UP * warmUpNanos;
            if (over && filled) {
                return Math.max(FIRST, n * sliceNanos / taken);
            }
            if (!filled) {
                n = Math.clamp(n * sliceNanos / taken, n + 1, 4 * n);
            }
        }
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    static void print(String name, double value, String unit, double cpu) {
        System.out.printf(Locale.ROOT, "%s %.1f %s %s%n", name, value, unit, Double.isNaN(cpu) ? "-" : Math.round(cpu));
    }
}
