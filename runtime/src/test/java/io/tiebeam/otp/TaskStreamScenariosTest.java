// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.exit;
import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.send;
import static io.tiebeam.Kernel.spawn;
import static io.tiebeam.Kernel.spawnMonitor;
import static io.tiebeam.otp.TaskWords.LIMIT;
import static io.tiebeam.otp.TaskWords.TWO;
import static io.tiebeam.otp.TaskWords.atom;
import static io.tiebeam.otp.TaskWords.boom;
import static io.tiebeam.otp.TaskWords.callers;
import static io.tiebeam.otp.TaskWords.down;
import static io.tiebeam.otp.TaskWords.ended;
import static io.tiebeam.otp.TaskWords.endsOf;
import static io.tiebeam.otp.TaskWords.list;
import static io.tiebeam.otp.TaskWords.next;
import static io.tiebeam.otp.TaskWords.running;
import static io.tiebeam.otp.TaskWords.tell;
import static io.tiebeam.otp.TaskWords.tellAndWait;
import static io.tiebeam.otp.TaskWords.term;
import static io.tiebeam.otp.TaskWords.told;
import static io.tiebeam.otp.TaskWords.traceLinks;
import static io.tiebeam.otp.TaskWords.traceMessages;

import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.otp.Task.Outcome;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.Scenarios;
import io.tiebeam.testing.Trace;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Elixir does with streams of tasks, done here. */
@Scenarios("task_streams")
class TaskStreamScenariosTest {
    @Test
    void a_stream_gives_results_in_order(Trace trace) {
        trace.trace(list(Task.asyncStream(List.of(1, 2, 3, 4), n -> n * 2, TWO)));
    }

    @Test
    void a_stream_of_nothing(Trace trace) {
        trace.trace(list(Task.asyncStream(List.<Integer>of(), n -> n)));
        traceMessages(trace);
    }

    @Test
    void a_stream_with_one_task_at_a_time(Trace trace) {
        Task.<Integer, Integer>asyncStream(
                        List.of(1, 2, 3),
                        n -> {
                            trace.trace(Tuple.of(atom("task"), Int.of(n)));
                            return n;
                        },
                        StreamOptions.DEFAULT.maxConcurrency(1))
                .forEach(outcome -> trace.trace(Tuple.of(atom("got"), ((Tuple) term(outcome)).get(1))));
    }

    @Test
    void an_endless_input_is_taken_as_it_is_needed(Trace trace) {
        Stream<Integer> input =
                Stream.iterate(1, n -> n + 1).peek(n -> trace.trace(Tuple.of(atom("taken"), Int.of(n))));
        try (Stream<Outcome<Integer>> results = Task.asyncStream(input, n -> n, TWO.maxConcurrency(1))) {
            trace.trace(list(results.limit(2)));
        }
        traceLinks(trace);
        traceMessages(trace);
    }

    @Test
    void an_unordered_stream_gives_what_is_ready_first(Trace trace) {
        Pid me = self();
        Task.<Integer, Term>asyncStream(
                        List.of(1, 2),
                        n -> {
                            if (n == 1) {
                                send(me, Tuple.of(atom("one"), self()));
                                return told();
                            }
                            return Int.of(n);
                        },
                        TWO.unordered())
                .forEach(outcome -> {
                    trace.trace(term(outcome));
                    if (outcome.equals(new Outcome.Ok<>(Int.of(2)))) {
                        Pid one = receive(message ->
                                message instanceof Tuple t && t.is(atom("one"), 2) ? (Pid) t.get(1) : Kernel.skip());
                        tell(one, atom("first"));
                    }
                });
    }

    @Test
    void an_element_of_a_stream_that_takes_too_long_is_killed(Trace trace) {
        StreamOptions kill = TWO.timeout(Duration.ofMillis(500)).onTimeout(StreamOptions.OnTimeout.KILL_TASK);
        trace.trace(list(Task.<Integer, Term>asyncStream(List.of(1, 2), n -> n == 1 ? told() : Int.of(n), kill)));
    }

    @Test
    void a_killed_element_stands_beside_its_reason(Trace trace) {
        StreamOptions kill =
                TWO.timeout(LIMIT).onTimeout(StreamOptions.OnTimeout.KILL_TASK).zipInputOnExit();
        trace.trace(list(Task.asyncStream(List.of(atom("slow")), _ -> told(), kill)));
    }

    @Test
    void an_element_of_a_stream_that_takes_too_long_ends_the_owner(Trace trace) throws Exception {
        trace.trace(ended(() -> list(Task.asyncStream(List.of(1), _ -> told(), TWO.timeout(LIMIT)))));
    }

    @Test
    void an_element_that_crashes_ends_an_owner_that_does_not_trap_exits(Trace trace) {
        spawnMonitor(() -> list(Task.asyncStream(List.of(1), _ -> boom())));
        trace.trace(down());
    }

    @Test
    void an_element_that_crashes_is_an_element_to_an_owner_that_traps_exits(Trace trace) {
        Processes.trapExit(true);
        Task.Step<Integer, Term> step = n -> n == 2 ? boom() : Int.of(n);
        trace.trace(list(Task.asyncStream(List.of(1, 2, 3), step)));
        trace.trace(list(Task.asyncStream(List.of(2), step, StreamOptions.DEFAULT.zipInputOnExit())));
        traceMessages(trace);
    }

    @Test
    void a_failing_input_ends_a_stream_and_its_tasks(Trace trace) {
        Stream<Integer> input = Stream.of(1, 2).map(n -> n / (2 - n));
        try {
            list(Task.asyncStream(input, _ -> told(), TWO));
        } catch (ArithmeticException e) {
            trace.trace(atom("Elixir.ArithmeticError"));
        }
        traceLinks(trace);
    }

    // ---- left alone -----------------------------------------------------------------------------------------------

    /** A process that enumerates a stream of three tasks that wait, and its tasks, when all run. */
    private record Streaming(Pid owner, List<Pid> tasks) {
        static Streaming of(Consumer<Stream<Outcome<Term>>> consume) {
            Pid me = self();
            Pid owner = spawn(() -> consume.accept(
                    Task.<Integer, Term>asyncStream(List.of(1, 2, 3), n -> tellAndWait(me, n), TWO.maxConcurrency(3))));
            return new Streaming(owner, running(3));
        }

        Pid one() {
            return tasks.getFirst();
        }

        List<Pid> rest() {
            return tasks.subList(1, 3);
        }
    }

    @Test
    void the_tasks_of_a_stream_go_when_who_enumerates_it_is_killed(Trace trace) {
        Streaming streaming = Streaming.of(Stream::toList);
        trace.trace(endsOf(streaming.tasks(), () -> exit(streaming.owner(), "kill")));
    }

    @Test
    void the_tasks_of_a_stream_go_with_the_reason_of_who_enumerates_it(Trace trace) {
        Streaming streaming = Streaming.of(Stream::toList);
        trace.trace(endsOf(streaming.tasks(), () -> exit(streaming.owner(), "bye")));
    }

    @Test
    void the_tasks_of_a_stream_are_killed_when_its_consumer_raises(Trace trace) {
        Streaming streaming = Streaming.of(results -> results.forEach(_ -> exit("enough")));
        trace.trace(endsOf(streaming.rest(), () -> tell(streaming.one(), 1)));
    }

    @Test
    void the_tasks_of_a_stream_are_killed_when_its_consumer_has_enough(Trace trace) {
        Streaming streaming = Streaming.of(results -> {
            try (results) {
                results.findFirst();
            }
            told();
        });
        trace.trace(endsOf(streaming.rest(), () -> tell(streaming.one(), 1)));
    }

    @Test
    void a_task_of_a_stream_that_somebody_kills_takes_its_owner_with_it(Trace trace) {
        Streaming streaming = Streaming.of(Stream::toList);
        List<Pid> others = List.of(
                streaming.owner(), streaming.tasks().get(1), streaming.tasks().get(2));
        trace.trace(endsOf(others, () -> exit(streaming.one(), "kill")));
    }

    @Test
    void a_task_of_a_stream_that_somebody_kills_is_an_element_to_an_owner_that_traps_exits(Trace trace) {
        Pid me = self();
        Streaming streaming = Streaming.of(results -> {
            Processes.trapExit(true);
            send(me, Tuple.of(atom("results"), list(results)));
        });
        endsOf(List.of(streaming.one()), () -> exit(streaming.one(), "kill"));
        tell(streaming.tasks().get(1), 2);
        tell(streaming.tasks().get(2), 3);
        trace.trace(next());
    }

    // ---- streams and others ---------------------------------------------------------------------------------------

    @Test
    void streams_within_streams(Trace trace) {
        trace.trace(list(Task.asyncStream(
                List.of(1, 2, 3),
                n -> list(Task.asyncStream(IntStream.rangeClosed(1, n).boxed(), m -> n * m)))));
        traceLinks(trace);
    }

    @Test
    void a_crash_in_an_inner_stream_goes_through_to_the_outer_owner(Trace trace) {
        Processes.trapExit(true);
        trace.trace(list(Task.asyncStream(
                List.of(1, 2), n -> list(Task.asyncStream(List.of(n), m -> m == 1 ? atom("fine") : boom())))));
        traceMessages(trace);
    }

    @Test
    void a_stream_of_a_stream(Trace trace) {
        Stream<Outcome<Integer>> inner = Task.asyncStream(List.of(1, 2, 3, 4), n -> n + 1, TWO);
        trace.trace(list(Task.asyncStream(inner, outcome -> ((Outcome.Ok<Integer>) outcome).value() * 10, TWO)));
    }

    @Test
    void a_stream_gives_way_to_the_messages_of_others(Trace trace) {
        send(self(), atom("before"));
        trace.trace(list(Task.asyncStream(List.of(1, 2), n -> n)));
        send(self(), atom("after"));
        trace.trace(ListTerm.of(next(), next()));
    }

    private static final StreamOptions KILL =
            TWO.timeout(Duration.ofMillis(500)).onTimeout(StreamOptions.OnTimeout.KILL_TASK);

    static <R> Term sorted(Stream<Outcome<R>> results) {
        return ListTerm.of(results.map(TaskWords::term)
                .sorted(Comparator.comparing(Term::toString))
                .toList());
    }

    @Test
    void an_unordered_stream_goes_on_after_one_was_killed(Trace trace) {
        Processes.trapExit(true);
        Task.Step<Integer, Term> step = n -> n == 1 ? told() : Int.of(n);
        trace.trace(sorted(Task.asyncStream(List.of(1, 2, 3, 4), step, KILL.unordered())));
        traceMessages(trace);
    }

    @Test
    void what_crashed_and_what_was_killed_stand_beside_their_reasons_in_order(Trace trace) {
        Processes.trapExit(true);
        Task.Step<Term, Term> step = element -> switch (element.toString()) {
            case ":slow" -> told();
            case ":bad" -> boom();
            case ":worse" -> {
                exit(self(), "kill");
                yield told();
            }
            default -> element;
        };
        trace.trace(list(Task.asyncStream(
                List.of(atom("slow"), Int.of(1), atom("bad"), atom("worse")),
                step,
                KILL.maxConcurrency(4).zipInputOnExit())));
        traceMessages(trace);
    }

    @Test
    void a_stream_that_fails_by_a_timeout_leaves_no_messages_to_an_owner_that_traps_exits(Trace trace)
            throws Exception {
        Processes.trapExit(true);
        trace.trace(ended(() -> list(Task.asyncStream(List.of(1), _ -> told(), TWO.timeout(LIMIT)))));
        traceMessages(trace);
    }

    @Test
    void a_task_of_a_stream_knows_who_called_it(Trace trace) {
        trace.trace(list(Task.asyncStream(List.of(1), _ -> callers())));
        Task<Term> task = Task.async(() -> {
            trace.label(self(), "task");
            return list(Task.asyncStream(List.of(1), _ -> callers()));
        });
        trace.trace(task.await());
    }
}
