// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.otp.Task.Outcome;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.task.Code;
import io.tiebeam.task.Ended;
import io.tiebeam.task.Results;
import io.tiebeam.task.StreamPlan;
import io.tiebeam.task.StreamRun;
import io.tiebeam.task.TaskOwner;
import io.tiebeam.task.ThreadResults;
import io.tiebeam.term.Term;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Makes the streams of {@link Task#asyncStream} and {@link TaskStarter#asyncStream} of what enumerates them. */
final class TaskStreams {
    private TaskStreams() {}

    /** A task of a stream, and how its result is read. */
    record Step<R>(StreamPlan.Job job, Function<Term, R> read) {}

    /** Makes a task of an element. */
    @FunctionalInterface
    interface Work<A, R> {
        Step<R> step(TaskOwner owner, A element);
    }

    /** Tasks of this node without a supervisor. */
    static <A, R> Work<A, R> code(Task.Step<A, R> function) {
        return (owner, element) -> {
            AtomicReference<R> value = new AtomicReference<>();
            Code code = new Code(() -> TaskLaunch.keep(value, function.apply(element)), function);
            return new Step<>(StreamPlan.job(owner, code), _ -> value.get());
        };
    }

    /** @param link whether the tasks end with who enumerates */
    static <A, R> Stream<Outcome<R>> of(
            Iterator<? extends A> input, Runnable closeInput, StreamOptions options, boolean link, Work<A, R> work) {
        Elements<A, R> elements = new Elements<>(input, closeInput, options, link, work);
        return StreamSupport.stream(elements, false).onClose(elements::close);
    }

    /** Begins when the first element is asked for, and in whose process that happens. Not safe for several threads. */
    private static final class Elements<A, R> implements Spliterator<Outcome<R>> {
        private final Iterator<? extends A> input;
        private final Runnable closeInput;
        private final StreamOptions options;
        private final boolean link;
        private final Work<A, R> work;
        private final Map<Long, Function<Term, R>> reads = new HashMap<>();
        private long positions;
        private Optional<Results> results = Optional.empty();

        Elements(
                Iterator<? extends A> input,
                Runnable closeInput,
                StreamOptions options,
                boolean link,
                Work<A, R> work) {
            this.input = input;
            this.closeInput = closeInput;
            this.options = options;
            this.link = link;
            this.work = work;
        }

        private Results results() {
            if (results.isEmpty()) {
                ProcessCell self = ProcessCell.currentOrNull();
                results = Optional.of(self != null && self.isOwner() ? begin(self) : ThreadResults.start(this::begin));
            }
            return results.get();
        }

        private StreamRun<A> begin(ProcessCell self) {
            TaskOwner owner = TaskOwner.of(self);
            StreamPlan<A> plan = new StreamPlan<>(
                    options.maxConcurrency(),
                    options.ordered(),
                    options.timeout(),
                    options.onTimeout() == StreamOptions.OnTimeout.EXIT,
                    options.zipsInput(),
                    link,
                    element -> {
                        Step<R> step = work.step(owner, element);
                        reads.put(positions++, step.read());
                        return step.job();
                    });
            return StreamRun.start(self, input, plan);
        }

        @Override
        public boolean tryAdvance(Consumer<? super Outcome<R>> action) {
            Optional<Results.Result> next = results().next();
            if (next.isEmpty()) {
                closeInput.run();
                return false;
            }
            try {
                action.accept(read(next.get()));
            } catch (RuntimeException | Error failed) { // nobody goes on after that
                close();
                throw failed;
            }
            return true;
        }

        private Outcome<R> read(Results.Result result) {
            Function<Term, R> read = reads.remove(result.position());
            return switch (result.ended()) {
                case Ended.Returned(var value) -> new Outcome.Ok<>(read.apply(value));
                case Ended.Exited(var reason) -> new Outcome.Exited<>(reason);
            };
        }

        void close() {
            try {
                results.ifPresent(Results::close);
            } finally {
                closeInput.run();
            }
        }

        @Override
        public Spliterator<Outcome<R>> trySplit() {
            return null;
        }

        @Override
        public long estimateSize() {
            return Long.MAX_VALUE;
        }

        @Override
        public int characteristics() {
            return NONNULL | (options.ordered() ? ORDERED : 0);
        }
    }
}
