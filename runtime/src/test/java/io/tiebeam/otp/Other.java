// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Down;
import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process that does what it is asked, and says what came of it. */
final class Other {
    private record Work(Callable<?> body, CompletableFuture<Object> answer) {}

    private final BlockingQueue<Work> asked = new LinkedBlockingQueue<>();
    private final Pid pid;

    /** Starts it, related to nobody. */
    Other() {
        pid = Kernel.spawn(() -> {
            while (true) {
                Work work = asked.take();
                try {
                    work.answer.complete(work.body.call());
                } catch (Throwable thrown) {
                    work.answer.completeExceptionally(thrown);
                }
            }
        });
    }

    Pid pid() {
        return pid;
    }

    /** Has that process run {@code body}; what it will give. */
    CompletableFuture<Object> tell(Callable<?> body) {
        Work work = new Work(body, new CompletableFuture<>());
        asked.add(work);
        return work.answer;
    }

    /** What {@code body} gives when that process runs it. */
    @SuppressWarnings("unchecked")
    <R> R ask(Callable<R> body) throws Throwable {
        try {
            return (R) tell(body).get(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException failed) {
            throw failed.getCause();
        }
    }

    /** Kills it; returns when it is dead. */
    void kill() {
        Ref ref = Processes.monitor(pid);
        Kernel.exit(pid, io.tiebeam.term.Atom.of("kill"));
        awaitDown(ref);
    }

    /** The reason that comes for {@code ref}. */
    static Term awaitDown(Ref ref) {
        return Kernel.receiveWhen(Down.class, d -> d.ref().equals(ref)).reason();
    }
}
