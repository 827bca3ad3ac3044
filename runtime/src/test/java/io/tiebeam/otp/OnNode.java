// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A node without a network for one test, and processes on it whose bodies may throw. */
final class OnNode implements AutoCloseable {
    /** Long enough never to be reached, unless something hangs. */
    static final Duration LONG = Duration.ofSeconds(20);

    final LocalNode node;

    OnNode(String name) {
        node = new LocalNode(Atom.of(name), 7);
    }

    /** Something done in a process. */
    @FunctionalInterface
    interface Action<R> {
        R run(ProcessCell self) throws Throwable;
    }

    /** Runs {@code action} in a process of this node and waits for its value, or its exception. */
    <R> R run(Action<R> action) throws Throwable {
        CompletableFuture<R> result = new CompletableFuture<>();
        node.spawn(SpawnOptions.of(node.user(), "test"), self -> {
            try {
                result.complete(action.run(self));
                return Atom.of("normal");
            } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
                return Atom.of("test_failed");
            }
        });
        try {
            return result.get(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    /** Starts a process that runs {@code action}, for the test to talk to. */
    Pid spawn(Action<?> action) {
        return node.spawn(SpawnOptions.of(node.user(), "peer"), self -> {
                    try {
                        action.run(self);
                        return Atom.of("normal");
                    } catch (io.tiebeam.ExitException exit) {
                        return exit.reason();
                    } catch (Error | RuntimeException e) {
                        throw e;
                    } catch (Throwable e) {
                        throw new IllegalStateException(e);
                    }
                })
                .pid();
    }

    /** Registers {@code self}. */
    static void register(ProcessCell self, String name) {
        if (!self.node().register(Atom.of(name), self)) {
            throw new IllegalStateException(name + " is taken");
        }
    }

    /** The next message. */
    static Term next(ProcessCell self) {
        Term message = self.receive(m -> (Term) m, Deadline.in(LONG));
        if (message == null) {
            throw new AssertionError("no message came");
        }
        return message;
    }

    /** The tuple {@code message}, whose first element is {@code tag}. */
    static Tuple tagged(Term message, String tag, int size) {
        if (message instanceof Tuple t && t.is(Atom.of(tag), size)) {
            return t;
        }
        throw new AssertionError("expected {" + tag + ", ...} with " + size + " elements, got: " + message);
    }

    /** Waits until {@code pid} is gone, and gives the reason. */
    static Term awaitEnd(ProcessCell self, Pid pid) {
        Ref ref = self.monitor(null, pid, pid, ProcessCell.AliasUse.NONE);
        return self.receive(
                m -> m instanceof Tuple t
                                && t.is(Atom.of("DOWN"), 5)
                                && t.get(1).equals(ref)
                        ? t.get(4)
                        : null,
                Deadline.in(LONG));
    }

    @Override
    public void close() {
        node.killAll(Atom.of("shutdown"));
    }
}
