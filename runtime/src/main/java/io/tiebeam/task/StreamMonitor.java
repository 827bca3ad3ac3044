// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.task;

import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The process that starts the tasks of a stream, watches them, and ends those that take too long: between the owner, who
 * may not trap exits, and its tasks. It traps exits if the owner does, and not if the owner does not, so that a linked
 * task that fails ends the stream's owner or becomes an element of the stream, as the owner has it. When the owner dies
 * so does this, and with it the tasks that are linked; those without a link run to their end.
 *
 * <p>The owner hears of each task as {@code {spawned, {Ref, Position}, Pid}} and {@code {down, {Ref, Position}, Reason}},
 * where {@code timed_out} stands for {@code down} if it was this that ended it. Source: Elixir's {@code Task.Supervised},
 * {@code stream_monitor}.
 */
final class StreamMonitor {
    static final Atom SPAWNED = Atom.of("spawned");
    static final Atom TASK_DOWN = Atom.of("down");
    static final Atom TIMED_OUT = Atom.of("timed_out");

    /** Starts a task in the monitor's process; empty if the supervisor has as many as it may have. */
    @FunctionalInterface
    interface Launch {
        Optional<Pid> launch(ProcessCell monitor);
    }

    /** What the owner asks for. */
    sealed interface Request {
        /** Start the task for the element at {@code position}. */
        record Spawn(long position, Launch launch) implements Request {}

        /** End all tasks, and then yourself. */
        record Stop() implements Request {}
    }

    /** A task. @param ends when it is ended; @param ended whether it has been */
    private record Running(long position, Pid pid, Deadline ends, boolean ended) {}

    private final ProcessCell self;
    private final Pid owner;
    private final Ref ref;
    private final boolean link;
    private final Duration timeout;
    private final Map<Ref, Running> tasks = new LinkedHashMap<>(); // in the order of their deadlines
    private final Ref ownersMonitor;
    private boolean full;

    private StreamMonitor(ProcessCell self, Pid owner, Ref ref, boolean link, Duration timeout) {
        this.self = self;
        this.owner = owner;
        this.ref = ref;
        this.link = link;
        this.timeout = timeout;
        this.ownersMonitor = self.monitor(null, owner, owner, AliasUse.NONE);
    }

    /**
     * Runs to the end of the stream or of its owner.
     *
     * @param ref what the owner monitors this under, and what messages to it are tagged with
     * @param link whether tasks end with their owner
     */
    static Term run(ProcessCell self, Pid owner, Ref ref, boolean trapExit, boolean link, Duration timeout) {
        self.trapExit(trapExit);
        return new StreamMonitor(self, owner, ref, link, timeout).loop();
    }

    private Term loop() {
        while (true) {
            Optional<Map.Entry<Ref, Running>> next =
                    tasks.entrySet().stream().filter(e -> !e.getValue().ended()).findFirst();
            Object message =
                    self.receive(m -> m, next.map(e -> e.getValue().ends()).orElse(Deadline.NEVER));
            switch (message) {
                case null -> timeOut(next.orElseThrow());
                case Request.Spawn(var position, var launch) -> spawn(position, launch);
                case Request.Stop _ -> {
                    return stop();
                }
                case Tuple t
                when Words.isDown(t, ownersMonitor) -> {
                    return ownerIsGone(t.get(4));
                }
                case Tuple t
                when t.is(Words.DOWN, 5) && tasks.containsKey(t.get(1)) -> down(tasks.remove((Ref) t.get(1)), t.get(4));
                default -> {} // the exit of a task, which its monitor tells too
            }
        }
    }

    private void spawn(long position, Launch launch) {
        if (full) {
            return;
        }
        Optional<Pid> started = launch.launch(self);
        if (started.isEmpty()) {
            full = true; // the owner is going to stop the stream
            self.send(owner, Tuple.of(Words.MAX_CHILDREN, ref));
            return;
        }
        Pid pid = started.get();
        Ref monitor = Address.of(self.node(), pid).monitor(self, AliasUse.NONE);
        tasks.put(monitor, new Running(position, pid, Deadline.in(timeout), false));
        self.send(owner, Tuple.of(SPAWNED, tag(position), pid));
    }

    private Tuple tag(long position) {
        return Tuple.of(ref, Int.of(position));
    }

    private void down(Running task, Term reason) {
        if (!full) {
            self.send(owner, Tuple.of(task.ended() ? TIMED_OUT : TASK_DOWN, tag(task.position()), reason));
        }
    }

    private void timeOut(Map.Entry<Ref, Running> entry) {
        Running task = entry.getValue();
        tasks.put(entry.getKey(), new Running(task.position(), task.pid(), task.ends(), true));
        TaskEnding.exit(self, task.pid(), Words.KILL);
    }

    private Term stop() {
        self.trapExit(true);
        tasks.values().forEach(task -> exit(task.pid(), Words.KILL));
        List<Ref> left = new ArrayList<>(tasks.keySet());
        for (Iterator<Ref> each = left.iterator(); each.hasNext(); each.remove()) {
            Ref monitor = each.next();
            self.receive(m -> Words.downReason(m, monitor), Deadline.NEVER);
        }
        return Words.NORMAL;
    }

    private Term ownerIsGone(Term reason) {
        if (link) {
            tasks.values().forEach(task -> exit(task.pid(), reason));
        }
        return reason;
    }

    private void exit(Pid task, Term reason) {
        self.exit(self.node().channelTo(task.node()), task, reason);
    }
}
