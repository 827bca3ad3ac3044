// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Down;
import io.tiebeam.Kernel;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.Consumer;

/**
 * The process that snippets run in: {@code self()} at the prompt. As in iex it is apart from the shell: when it dies, by an
 * exit of a linked process or by Ctrl+C, a successor takes over, and variables live on, since they belong to no process.
 *
 * <p>Three parties: whoever calls {@link #run} waits on a thread of its own; the worker is the process; the watcher is a
 * process that monitors the worker and starts its successors.
 */
final class Evaluator implements AutoCloseable {
    private final BlockingDeque<Job> jobs = new LinkedBlockingDeque<>();
    private final Workbench bench;
    private final Consumer<Outcome.Died> diedIdle;
    private final CompletableFuture<Pid> firstWorker = new CompletableFuture<>();
    private final Pid watcher;
    private volatile Worker worker;
    private volatile boolean closed;

    private record Job(Method snippet, CompletableFuture<Outcome> outcome) {}

    /**
     * Starts the first worker, on the default node.
     *
     * @param bench what the snippets' helpers know of the prompt
     * @param diedIdle told, by the watcher, when a worker dies between two snippets
     */
    Evaluator(Workbench bench, Consumer<Outcome.Died> diedIdle) {
        this.bench = bench;
        this.diedIdle = diedIdle;
        this.watcher = Kernel.spawn(this::watch);
    }

    /** The process that runs snippets now. */
    Pid pid() throws InterruptedException {
        await(firstWorker);
        return worker.pid;
    }

    /** Runs a snippet that was compiled, after those given before; waits for its end. Not for the worker itself. */
    Outcome run(Method snippet) throws InterruptedException {
        Job job = new Job(snippet, new CompletableFuture<>());
        jobs.put(job);
        return await(job.outcome);
    }

    /** Ends what runs now or is about to, if anything is: Ctrl+C. Whatever it waits for or computes, its caller hears at once. */
    void interrupt() {
        Job waiting = jobs.poll();
        if (waiting != null) {
            waiting.outcome.complete(new Outcome.Threw(new StopCheck.Stopped()));
            return;
        }
        Worker now = worker;
        if (now != null && now.isBusy()) {
            Kernel.exit(now.pid, "kill");
        }
    }

    /** Ends the worker, and starts no other. */
    @Override
    public void close() {
        closed = true;
        Kernel.exit(watcher, "kill");
        Worker now = worker;
        if (now != null) {
            Kernel.exit(now.pid, "kill");
        }
    }

    private void watch() {
        while (!closed) {
            Worker next = new Worker();
            Kernel.Monitored started = Kernel.spawnMonitor(next::work);
            next.pid = started.pid();
            worker = next;
            firstWorker.complete(next.pid);
            Down down = Kernel.receiveWhen(Down.class, d -> d.ref().equals(started.ref()));
            if (!next.died(down.reason()) && !closed) {
                diedIdle.accept(new Outcome.Died(next.pid, down.reason()));
            }
        }
    }

    /**
     * One worker. A job must be lost by no race between its beginning and a death:
     * <ol>
     *   <li>the worker takes a job from the queue, and is killed before it has said so;
     *   <li>the watcher hears of the death, sees nobody busy, and tells nobody;
     *   <li>the worker says so now, on a thread that has not noticed yet, and whoever waits would wait for ever.
     * </ol>
     * So {@link #begin} and {@link #died} exclude each other, and the one that comes second knows of the first.
     */
    private final class Worker {
        private volatile Pid pid; // written by the watcher before anyone can see this
        private Job current;
        private Term reason;

        /** The process's body. Its end is always a death from outside. */
        void work() throws InterruptedException {
            while (true) {
                Job job = jobs.take();
                if (!begin(job)) {
                    jobs.putFirst(job);
                    return;
                }
                Outcome outcome = call(job.snippet);
                Kernel.self(); // if it was killed meanwhile, this throws, and the watcher tells the caller
                end(job, outcome);
            }
        }

        private Outcome call(Method snippet) {
            try {
                return new Outcome.Returned(bench.call(snippet));
            } catch (InvocationTargetException e) {
                return new Outcome.Threw(e.getCause());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("JShell made a snippet that cannot be called: " + snippet, e);
            }
        }

        private synchronized boolean begin(Job job) {
            if (reason != null) {
                return false;
            }
            current = job;
            return true;
        }

        private synchronized void end(Job job, Outcome outcome) {
            current = null;
            job.outcome.complete(outcome);
        }

        synchronized boolean isBusy() {
            return current != null;
        }

        /** Whether that ended a job; whoever waits for it is told. */
        synchronized boolean died(Term why) {
            reason = why;
            return current != null && current.outcome.complete(new Outcome.Died(pid, why));
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
