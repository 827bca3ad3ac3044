// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.eval.Raised;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Delayed;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Time and timers. */
final class Clocks {
    private static final int MANY = 4096;
    private static final Map<Ref, Future<?>> TIMERS = new ConcurrentHashMap<>();

    private Clocks() {}

    static Term sendAfter(Term millis, Term to, Term message) {
        return start(Kernel.makeRef(), millis, to, message);
    }

    static Term startTimer(Term millis, Term to, Term message) {
        Ref ref = Kernel.makeRef();
        return start(ref, millis, to, Tuple.of(Atom.of("timeout"), ref, message));
    }

    private static Term start(Ref ref, Term millis, Term to, Term message) {
        Future<?> timer = Processes.sendAfter(Args.server(to), message, Duration.ofMillis(Args.natural(millis)));
        if (TIMERS.size() > MANY) {
            TIMERS.values().removeIf(Future::isDone);
        }
        TIMERS.put(ref, timer);
        return ref;
    }

    /** The milliseconds that were left; false for a timer that is over. */
    static Term cancel(Term ref) {
        Future<?> timer = TIMERS.remove((Ref) ref);
        if (timer == null || !timer.cancel(false)) {
            return Atom.FALSE;
        }
        long left = timer instanceof Delayed delayed ? delayed.getDelay(TimeUnit.MILLISECONDS) : 0;
        return Int.of(Math.max(0, left));
    }

    static Term systemTime(Term unit) {
        Instant now = Instant.now();
        return inUnit(now.getEpochSecond() * 1_000_000_000L + now.getNano(), unit);
    }

    static Term monotonicTime(Term unit) {
        return inUnit(System.nanoTime(), unit);
    }

    static Term inUnit(long nanos, Term unit) {
        return Int.of(Math.floorDiv(nanos, 1_000_000_000L / perSecond(unit)));
    }

    /** How many of {@code unit} are a second. */
    static long perSecond(Term unit) {
        return switch (unit) {
            case Atom name ->
                switch (name.name()) {
                    case "second", "seconds" -> 1;
                    case "millisecond", "milliseconds", "milli_seconds" -> 1_000;
                    case "microsecond", "microseconds", "micro_seconds" -> 1_000_000;
                    case "nanosecond", "nanoseconds", "nano_seconds", "native" -> 1_000_000_000;
                    default -> throw Raised.badarg();
                };
            case Int(long n) when n > 0 && n <= 1_000_000_000 -> n;
            case Term _ -> throw Raised.badarg();
        };
    }
}
