// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.send;

import io.tiebeam.Down;
import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.otp.Task.Outcome;
import io.tiebeam.otp.Task.Yielded;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessInfo;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The words that the scenarios of tasks have in common. */
final class TaskWords {
    static final Duration SHORT = Duration.ofMillis(10);
    static final Duration LONG = Duration.ofSeconds(10);
    static final Duration LIMIT = Duration.ofMillis(20);
    static final StreamOptions TWO = StreamOptions.DEFAULT.maxConcurrency(2);

    private TaskWords() {}

    interface Asking<R> {
        R ask() throws Exception;
    }

    /** How a call ended that may exit. */
    static Term ended(Asking<?> call) throws Exception {
        try {
            return Tuple.of(Atom.of("value"), TermMapper.toTerm(call.ask()));
        } catch (ExitException exit) {
            return Tuple.of(Atom.of("exit"), exit.reason());
        }
    }

    static Term term(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Ok<?>(var value) -> Tuple.of(Atom.OK, TermMapper.toTerm(value));
            case Outcome.Exited<?>(var reason) -> Tuple.of(Atom.of("exit"), reason);
        };
    }

    static <R> Term term(Optional<Outcome<R>> outcome) {
        return outcome.map(TaskWords::term).orElse(Atom.NIL);
    }

    static <R> Term list(Stream<Outcome<R>> outcomes) {
        return ListTerm.of(outcomes.map(TaskWords::term).toList());
    }

    static <R> Term outcomes(List<Yielded<R>> yielded) {
        return ListTerm.of(yielded.stream().map(y -> term(y.outcome())).toList());
    }

    static Term told() {
        return receive(message -> message instanceof Tuple t && t.is(Atom.of("go"), 2) ? t.get(1) : Kernel.skip());
    }

    static void tell(Pid task, Object value) {
        send(task, Tuple.of(Atom.of("go"), TermMapper.toTerm(value)));
    }

    static void deaf() {
        Processes.trapExit(true);
        receive(message -> message.equals(Atom.of("never")) ? message : Kernel.skip());
    }

    static Term boom() {
        return exit("boom");
    }

    static Term awaitEnd(Pid pid) {
        return OnNode.awaitEnd(ProcessCell.current().orElseThrow(), pid);
    }

    static Term next() {
        return receive(LONG).orElseThrow(() -> new AssertionError("no message came"));
    }

    static Term down() {
        return ((Tuple) next()).get(4);
    }

    static ProcessInfo info() {
        return ProcessCell.current().orElseThrow().info();
    }

    static void traceMessages(Trace trace) {
        trace.trace(Tuple.of(Atom.of("messages"), ListTerm.of(List.of(), ListTerm.EMPTY)));
        if (info().messages() != 0) {
            trace.trace(next());
        }
    }

    static void traceLinks(Trace trace) {
        trace.trace(Tuple.of(Atom.of("links"), ListTerm.of(info().links())));
    }

    static Atom atom(String name) {
        return Atom.of(name);
    }

    static Atom is(boolean value) {
        return value ? Atom.TRUE : Atom.FALSE;
    }

    /** The reasons with which {@code pids} end after {@code cause}. */
    static Term endsOf(List<Pid> pids, Runnable cause) {
        List<Ref> refs = pids.stream().map(Processes::monitor).toList();
        cause.run();
        return ListTerm.of(refs.stream()
                .<Term>map(ref ->
                        Kernel.receiveWhen(Down.class, d -> d.ref().equals(ref)).reason())
                .toList());
    }

    /** {@code {tag, n, pid}} for each {@code n} from 1 to {@code count}: the pids, in this order. */
    static List<Pid> running(int count) {
        return java.util.stream.IntStream.rangeClosed(1, count)
                .mapToObj(n -> receive(m -> m instanceof Tuple t
                                && t.is(Atom.of("task"), 3)
                                && t.get(1).equals(io.tiebeam.term.Int.of(n))
                        ? (Pid) t.get(2)
                        : Kernel.skip()))
                .toList();
    }

    /** Tells {@code owner} that task {@code n} runs, and waits. */
    static Term tellAndWait(Pid owner, int n) {
        send(owner, Tuple.of(Atom.of("task"), io.tiebeam.term.Int.of(n), Kernel.self()));
        return told();
    }

    static Term callers() {
        return ProcessCell.current().orElseThrow().lineage().callers();
    }
}
