// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.Raised;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Port;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.ZonedDateTime;
import java.util.concurrent.atomic.AtomicLong;

/** The machine and its time: functions of {@code erlang}, {@code os}, and Elixir's {@code System}. */
final class SystemInfo {
    private static final AtomicLong UNIQUE = new AtomicLong();

    private SystemInfo() {}

    static void enter(Library library) {
        Library.Module erlang = library.module("erlang");
        erlang.def("node", 0, (ev, _) -> ev.self().node().name())
                .def("node", 1, (ev, a) -> switch (a[0]) {
                    case Pid pid -> ev.self().node().nodeOf(pid);
                    case Ref ref -> ev.self().node().nodeOf(ref);
                    case Port port -> port.node();
                    case Term _ -> throw Raised.badarg();
                })
                .def("system_time", 0, (_, _) -> Clocks.systemTime(Atom.of("native")))
                .def("system_time", 1, (_, a) -> Clocks.systemTime(a[0]))
                .def("os_time", 0, (_, _) -> Clocks.systemTime(Atom.of("native")))
                .def("monotonic_time", 0, (_, _) -> Clocks.monotonicTime(Atom.of("native")))
                .def("monotonic_time", 1, (_, a) -> Clocks.monotonicTime(a[0]))
                .def("convert_time_unit", 3, (_, a) -> convert(a))
                .def("unique_integer", 0, (_, _) -> Int.of(UNIQUE.incrementAndGet()))
                .def("unique_integer", 1, (_, _) -> Int.of(UNIQUE.incrementAndGet()))
                .def("now", 0, (_, _) -> timestamp())
                .def("timestamp", 0, (_, _) -> timestamp())
                .def("date", 0, (_, _) -> date(ZonedDateTime.now()))
                .def("time", 0, (_, _) -> time(ZonedDateTime.now()))
                .def("localtime", 0, (_, _) -> dateTime(ZonedDateTime.now()))
                .def("universaltime", 0, (_, _) -> dateTime(ZonedDateTime.now(java.time.ZoneOffset.UTC)))
                .def("function_exported", 3, (ev, a) -> Atom.of(ev.knows((Atom) a[0], (Atom) a[1], Args.natural(a[2]))))
                .def("system_info", 1, (_, a) -> systemInfo((Atom) a[0]))
                .def("memory", 0, (_, _) -> ListTerm.of(Tuple.of(Atom.of("total"), memory())))
                .def("memory", 1, (_, _) -> memory());
        library.module("Elixir.System")
                .def("system_time", 0, (_, _) -> Clocks.systemTime(Atom.of("native")))
                .def("system_time", 1, (_, a) -> Clocks.systemTime(a[0]))
                .def("os_time", 0, (_, _) -> Clocks.systemTime(Atom.of("native")))
                .def("os_time", 1, (_, a) -> Clocks.systemTime(a[0]))
                .def("monotonic_time", 0, (_, _) -> Clocks.monotonicTime(Atom.of("native")))
                .def("monotonic_time", 1, (_, a) -> Clocks.monotonicTime(a[0]))
                .def("unique_integer", 0, (_, _) -> Int.of(UNIQUE.incrementAndGet()))
                .def("unique_integer", 1, (_, _) -> Int.of(UNIQUE.incrementAndGet()))
                .def(
                        "pid",
                        0,
                        (_, _) -> Bits.of(Long.toString(ProcessHandle.current().pid())))
                .def("schedulers_online", 0, (_, _) -> Int.of(processors()))
                .def("schedulers", 0, (_, _) -> Int.of(processors()));
        library.module("os")
                .def(
                        "getpid",
                        0,
                        (_, _) -> ListTerm.charlist(
                                Long.toString(ProcessHandle.current().pid())))
                .def("system_time", 0, (_, _) -> Clocks.systemTime(Atom.of("native")))
                .def("system_time", 1, (_, a) -> Clocks.systemTime(a[0]))
                .def("timestamp", 0, (_, _) -> timestamp());
        library.module("timer").def("sleep", 1, (ev, a) -> ProcessModule.sleep(ev, a[0]));
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static Term memory() {
        Runtime jvm = Runtime.getRuntime();
        return Int.of(jvm.totalMemory() - jvm.freeMemory());
    }

    /** The protocol is that of OTP; what is asked for beyond that is the JVM's. */
    private static Term systemInfo(Atom what) {
        return switch (what.name()) {
            case "otp_release" -> ListTerm.charlist("27");
            case "version" -> ListTerm.charlist(Runtime.version().toString());
            case "machine" -> ListTerm.charlist("Tiebeam");
            case "schedulers", "schedulers_online", "logical_processors" -> Int.of(processors());
            case "wordsize" -> Int.of(8);
            case "endian" -> Atom.of("little");
            case "system_architecture" -> ListTerm.charlist(System.getProperty("os.arch"));
            case "process_count" -> Int.of(io.tiebeam.Processes.list().size());
            default -> throw Raised.badarg();
        };
    }

    private static Term convert(Term[] a) {
        java.math.BigInteger value =
                io.tiebeam.eval.Arithmetic.big(a[0]).multiply(java.math.BigInteger.valueOf(Clocks.perSecond(a[2])));
        java.math.BigInteger[] parts = value.divideAndRemainder(java.math.BigInteger.valueOf(Clocks.perSecond(a[1])));
        return Int.of(parts[1].signum() < 0 ? parts[0].subtract(java.math.BigInteger.ONE) : parts[0]);
    }

    private static Term timestamp() {
        java.time.Instant now = java.time.Instant.now();
        long seconds = now.getEpochSecond();
        return Tuple.of(Int.of(seconds / 1_000_000), Int.of(seconds % 1_000_000), Int.of(now.getNano() / 1000));
    }

    private static Term date(ZonedDateTime t) {
        return Tuple.of(Int.of(t.getYear()), Int.of(t.getMonthValue()), Int.of(t.getDayOfMonth()));
    }

    private static Term time(ZonedDateTime t) {
        return Tuple.of(Int.of(t.getHour()), Int.of(t.getMinute()), Int.of(t.getSecond()));
    }

    private static Term dateTime(ZonedDateTime t) {
        return Tuple.of(date(t), time(t));
    }
}
