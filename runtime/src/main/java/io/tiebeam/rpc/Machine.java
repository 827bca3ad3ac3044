// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.rpc;

import io.tiebeam.RaisedException;
import io.tiebeam.process.LocalNode;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What {@code erlang:memory}, {@code system_info} and {@code statistics} can say of a JVM, in their own shapes. */
final class Machine {
    private final long started = System.nanoTime();
    private final AtomicLong lastWall = new AtomicLong();
    private final AtomicLong lastCpu = new AtomicLong();
    private static final long PROCESS_LIMIT = 134_217_727; // as many as there are addresses for

    /** Bytes. What a BEAM tells apart and a JVM does not is told as nothing. */
    private static final Map<Atom, LongSupplier> MEMORY = Map.of(
            Atom.of("total"), () -> Runtime.getRuntime().totalMemory(),
            Atom.of("processes"), Machine::used,
            Atom.of("processes_used"), Machine::used,
            Atom.of("system"), () -> Runtime.getRuntime().totalMemory() - used(),
            Atom.of("atom"), () -> 0,
            Atom.of("atom_used"), () -> 0,
            Atom.of("binary"), () -> 0,
            Atom.of("code"), () -> 0,
            Atom.of("ets"), () -> 0);

    Machine() {}

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** All kinds: {@code [{total, Bytes}, ...]}. */
    static Term memory() {
        return ListTerm.of(MEMORY.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(kind -> Tuple.of(kind.getKey(), Int.of(kind.getValue().getAsLong())))
                .toList());
    }

    /** One kind, or a list of them. */
    static Term memory(Term what) {
        if (what instanceof ListTerm kinds && kinds.isProper()) {
            return ListTerm.of(kinds.elements().stream()
                    .map(kind -> Tuple.of(kind, memory(kind)))
                    .toList());
        }
        LongSupplier kind = what instanceof Atom name ? MEMORY.get(name) : null;
        if (kind == null) {
            throw badarg("memory", what);
        }
        return Int.of(kind.getAsLong());
    }

    static Term systemInfo(LocalNode node, Term what) {
        if (!(what instanceof Atom item)) {
            throw badarg("system_info", what);
        }
        return switch (item.name()) {
            // The release whose semantics are served: callers choose their messages by it.
            case "otp_release" -> ListTerm.charlist("25");
            case "version" -> ListTerm.charlist("13.1.5");
            case "system_version" ->
                ListTerm.charlist("Tiebeam on Java " + Runtime.version() + ", for Erlang/OTP 25 and later\n");
            case "machine" -> ListTerm.charlist("JVM");
            case "system_architecture" -> ListTerm.charlist("java");
            case "process_count" -> Int.of(node.processes().size());
            case "process_limit" -> Int.of(PROCESS_LIMIT);
            case "port_count" -> Int.of(0);
            case "schedulers", "schedulers_online", "logical_processors", "logical_processors_available" ->
                Int.of(Runtime.getRuntime().availableProcessors());
            case "wordsize" -> Int.of(Long.BYTES);
            case "creation" -> Int.of(node.creation() & 0xFFFFFFFFL);
            case "endian" -> Atom.of("little");
            case "smp_support", "threads" -> Atom.TRUE;
            default -> throw badarg("system_info", what);
        };
    }

    /** Times are in milliseconds: in all, and since the last call. */
    Term statistics(Term what) {
        if (!(what instanceof Atom item)) {
            throw badarg("statistics", what);
        }
        return switch (item.name()) {
            case "wall_clock" -> since(lastWall, (System.nanoTime() - started) / 1_000_000);
            case "runtime" ->
                since(
                        lastCpu,
                        ProcessHandle.current()
                                .info()
                                .totalCpuDuration()
                                .orElse(Duration.ZERO)
                                .toMillis());
            default -> throw badarg("statistics", what);
        };
    }

    private static Tuple since(AtomicLong last, long now) {
        return Tuple.of(Int.of(now), Int.of(now - last.getAndSet(now)));
    }

    private static RaisedException badarg(String function, Term argument) {
        return BuiltIns.badarg(function, argument);
    }
}
