// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.task;

import io.tiebeam.ExitException;
import io.tiebeam.gen.Failures;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Signal;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.lang.ref.Cleaner;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * A stream of tasks that is being enumerated: takes an element of the input when there is room for one more task, and
 * gives results as they come or in order. Everything happens in the owner's process, on its thread, when it asks for the
 * next result; between two results nothing is started.
 *
 * <p>A stream that is left before its end has tasks that nobody wants. They are ended by {@link #close()}, with the owner,
 * and at last when the stream itself has become garbage: Java's streams tell nobody when {@code limit} has enough.
 *
 * <p>Source: Elixir's {@code Task.Supervised.stream}.
 */
public final class StreamRun<A> implements Results {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final Atom TASK_SUPERVISED = Words.TASK_SUPERVISED;

    /** A task that runs or has ended and waits for its turn. @param ended empty until it has said or met its end */
    private record Waiting<A>(A element, Optional<Ended> ended, boolean down) {}

    private final ProcessCell self;
    private final Iterator<? extends A> input;
    private final StreamPlan<A> plan;
    private final Map<Long, Waiting<A>> waiting = new HashMap<>();
    private final Pid monitor;
    private final Ref ref;
    private final Cleaner.Cleanable left;
    private int room;
    private long spawned;
    private long delivered;
    private boolean exhausted;
    private boolean closed;

    private StreamRun(ProcessCell self, Iterator<? extends A> input, StreamPlan<A> plan) {
        this.self = self;
        this.input = input;
        this.plan = plan;
        this.room = plan.maxConcurrency();
        this.ref = self.newRef();
        this.monitor = monitor(self, ref, plan);
        this.left = CLEANER.register(this, stopping(self.node(), monitor));
    }

    /** Begins to enumerate {@code input}; nothing of it is taken yet. */
    public static <A> StreamRun<A> start(ProcessCell self, Iterator<? extends A> input, StreamPlan<A> plan) {
        return new StreamRun<>(self, input, plan);
    }

    private static Pid monitor(ProcessCell self, Ref ref, StreamPlan<?> plan) {
        SpawnOptions options = SpawnOptions.of(self.groupLeader(), "monitor of a stream of tasks")
                .childOf(self.pid(), true, Optional.of(ref));
        Pid owner = self.pid();
        boolean trapExit = self.info().trapsExits();
        boolean link = plan.link();
        var timeout = plan.timeout();
        return self.startChild(options, cell -> StreamMonitor.run(cell, owner, ref, trapExit, link, timeout))
                .pid();
    }

    /** Knows nothing of the run, else that would never be garbage. */
    private static Runnable stopping(LocalNode node, Pid monitor) {
        return () -> node.deliver(monitor, new Signal.Message(new StreamMonitor.Request.Stop()));
    }

    @Override
    public Optional<Result> next() {
        if (!self.isOwner()) {
            throw new IllegalStateException("a stream of tasks is enumerated by one process, " + self.pid()
                    + ", on its own thread\n   → no parallel(); collect it there, and hand on the list");
        }
        self.checkAlive();
        while (!closed) {
            if (plan.ordered() && waiting.get(delivered) instanceof Waiting<A>(var _, var ended, var down) && down) {
                waiting.remove(delivered);
                return Optional.of(new Result(delivered++, ended.orElseThrow()));
            }
            if (exhausted && spawned == delivered) {
                close();
            } else if (exhausted || room == 0) {
                Optional<Result> result = receive();
                if (result.isPresent()) {
                    delivered++;
                    return result;
                }
            } else {
                take();
            }
        }
        return Optional.empty();
    }

    /** Takes an element of the input and has its task started. */
    private void take() {
        A element;
        StreamPlan.Job job;
        try {
            if (!input.hasNext()) {
                exhausted = true;
                return;
            }
            element = input.next();
            job = plan.work().apply(element);
        } catch (RuntimeException | Error failed) {
            closeAfter(failed);
            throw failed;
        }
        long position = spawned;
        self.send(monitor, new StreamMonitor.Request.Spawn(position, job.launch()));
        Term started = self.receive(message -> started(message, position), Deadline.NEVER);
        switch (started) {
            case Pid pid -> order(pid, position, job);
            case Tuple down -> throw monitorIsGone(down.get(0));
            default -> {
                close();
                throw TaskRequest.full("the task supervisor");
            }
        }
        waiting.put(position, new Waiting<>(element, Optional.empty(), false));
        spawned++;
        room--;
    }

    private void order(Pid task, long position, StreamPlan.Job job) {
        try {
            Address.of(self.node(), task).send(self, TaskRequest.order(self, tag(position), self.pid(), job.mfa()));
        } catch (TermException tooLarge) {
            closeAfter(tooLarge);
            throw tooLarge;
        }
    }

    /** The pid of the task; {@code max_children}; or, in a tuple, the reason of the monitor's end. */
    private Term started(Object message, long position) {
        if (!(message instanceof Tuple t)) {
            return null;
        }
        if (t.is(StreamMonitor.SPAWNED, 3) && t.get(1).equals(tag(position))) {
            return t.get(2);
        }
        if (t.is(Words.MAX_CHILDREN, 2) && t.get(1).equals(ref)) {
            return Words.MAX_CHILDREN;
        }
        return Words.isDown(t, ref) ? Tuple.of(t.get(4)) : null;
    }

    /** Waits for one thing to happen; a result if it made one that is due now. */
    private Optional<Result> receive() {
        Tuple message = self.receive(m -> m instanceof Tuple t && isOurs(t) ? t : null, Deadline.NEVER);
        if (message.size() == 5) {
            throw monitorIsGone(message.get(4));
        }
        if (message.size() == 2) {
            long position = position(message.get(0));
            waiting.computeIfPresent(
                    position,
                    (_, w) -> new Waiting<>(w.element(), Optional.of(new Ended.Returned(message.get(1))), false));
            return Optional.empty(); // its end is told next
        }
        long position = position(message.get(1));
        Waiting<A> task = waiting.get(position);
        Ended ended = task.ended().orElseGet(() -> failed(task.element(), message));
        room++;
        if (plan.ordered()) {
            waiting.put(position, new Waiting<>(task.element(), Optional.of(ended), true));
            return Optional.empty();
        }
        waiting.remove(position);
        return Optional.of(new Result(position, ended));
    }

    /** {@code {{Ref, Position}, Value}}, {@code {down | timed_out, {Ref, Position}, Reason}}, or the monitor's end. */
    private boolean isOurs(Tuple t) {
        return switch (t.size()) {
            case 2 -> isTag(t.get(0));
            case 3 ->
                (t.get(0).equals(StreamMonitor.TASK_DOWN) || t.get(0).equals(StreamMonitor.TIMED_OUT))
                        && isTag(t.get(1));
            case 5 -> t.get(0).equals(Words.DOWN) && t.get(1).equals(ref);
            default -> false;
        };
    }

    private boolean isTag(Term term) {
        return term instanceof Tuple t && t.size() == 2 && t.get(0).equals(ref) && t.get(1) instanceof Int;
    }

    private Tuple tag(long position) {
        return Tuple.of(ref, Int.of(position));
    }

    private static long position(Term tag) {
        return ((Int) ((Tuple) tag).get(1)).value();
    }

    private Ended failed(A element, Tuple end) {
        boolean timedOut = end.get(0).equals(StreamMonitor.TIMED_OUT);
        if (timedOut && plan.exitOnTimeout()) {
            ExitException failure = failure(Words.TIMEOUT);
            closeAfter(failure);
            throw failure;
        }
        Term reason = timedOut ? Words.TIMEOUT : end.get(2);
        return new Ended.Exited(plan.zip() ? Tuple.of(TermMapper.toTerm(element), reason) : reason);
    }

    private ExitException monitorIsGone(Term reason) {
        closed = true;
        left.clean();
        flush();
        return failure(reason);
    }

    private ExitException failure(Term reason) {
        Term timeout = Deadline.in(plan.timeout()).isNever()
                ? Words.INFINITY
                : Int.of(plan.timeout().toMillis());
        return Failures.of(reason, Tuple.of(TASK_SUPERVISED, Atom.of("stream"), ListTerm.of(timeout)));
    }

    private void closeAfter(Throwable failure) {
        try {
            close();
        } catch (ExitException second) {
            failure.addSuppressed(second);
        }
    }

    /** @throws ExitException if the stream's monitor was ended by somebody else */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        left.clean(); // asks the monitor to stop
        Term reason = self.receive(m -> Words.downReason(m, ref), Deadline.NEVER);
        flush();
        if (!reason.equals(Words.NORMAL)) {
            throw failure(reason);
        }
    }

    private void flush() {
        while (self.receive(m -> m instanceof Tuple t && (isOurs(t) || isExitOfMonitor(t)) ? t : null, Deadline.NOW)
                != null) {
            // one more that is of no interest
        }
    }

    private boolean isExitOfMonitor(Tuple t) {
        return t.is(Words.EXIT, 3) && t.get(1).equals(monitor);
    }
}
