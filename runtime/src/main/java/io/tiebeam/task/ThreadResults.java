// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.task;

import io.tiebeam.ExitException;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.Signal;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import java.lang.ref.Cleaner;
import java.util.Optional;
import java.util.function.Function;

/**
 * A stream of tasks for a thread that runs no process: one is made to enumerate it, and hands results on when it is
 * asked. It traps exits, so that a task that fails is an element of the stream and nothing else. Any thread, one at a
 * time.
 */
public final class ThreadResults implements Results {
    private static final Cleaner CLEANER = Cleaner.create();

    /** What the owner is asked. */
    private sealed interface Ask {
        record Next(Pid from, Ref ref) implements Ask {}

        record Close() implements Ask {}
    }

    /** What it answers. */
    private sealed interface Answer {
        record Got(Optional<Result> result) implements Answer {}

        record Threw(Throwable error) implements Answer {}

        record Gone(Term reason) implements Answer {}
    }

    private record Reply(Ref ref, Answer answer) {}

    private final LocalNode node;
    private final Pid owner;
    private final Cleaner.Cleanable left;
    private boolean ended;

    private ThreadResults(LocalNode node, Pid owner) {
        this.node = node;
        this.owner = owner;
        this.left = CLEANER.register(this, () -> node.deliver(owner, new Signal.Message(new Ask.Close())));
    }

    /** Begins; {@code begin} is called in the process that enumerates. */
    public static ThreadResults start(Function<ProcessCell, ? extends Results> begin) {
        LocalNode node = LocalNode.current();
        ProcessCell owner = node.spawn(SpawnOptions.of(node.user(), "owner of a stream of tasks"), self -> {
            self.trapExit(true);
            return serve(self, begin.apply(self));
        });
        return new ThreadResults(node, owner.pid());
    }

    private static Term serve(ProcessCell self, Results results) {
        while (true) {
            Ask ask = self.receive(m -> m instanceof Ask a ? a : null, Deadline.NEVER);
            switch (ask) {
                case Ask.Next(var from, var ref) -> {
                    Answer answer = next(self, results);
                    self.send(from, new Reply(ref, answer));
                    if (answer instanceof Answer.Got(var result) && result.isEmpty()) {
                        return Words.NORMAL;
                    }
                }
                case Ask.Close _ -> {
                    results.close();
                    return Words.NORMAL;
                }
            }
        }
    }

    private static Answer next(ProcessCell self, Results results) {
        try {
            return new Answer.Got(results.next());
        } catch (RuntimeException | Error failed) {
            self.checkAlive();
            return new Answer.Threw(failed);
        }
    }

    @Override
    public Optional<Result> next() {
        if (ended) {
            return Optional.empty();
        }
        Answer answer = StandIn.on(node, self -> {
            Ref ref = self.monitor(null, owner, owner, AliasUse.NONE);
            self.send(owner, new Ask.Next(self.pid(), ref));
            return self.receive(message -> answer(message, ref), Deadline.NEVER);
        });
        return switch (answer) {
            case Answer.Got(var result) -> {
                ended = result.isEmpty();
                yield result;
            }
            case Answer.Threw(RuntimeException error) -> throw error;
            case Answer.Threw(var error) -> throw (Error) error;
            case Answer.Gone(var reason) -> throw new ExitException(reason);
        };
    }

    private static Answer answer(Object message, Ref ref) {
        if (message instanceof Reply(var to, var answer) && to.equals(ref)) {
            return answer;
        }
        return Words.isDown(message, ref) ? new Answer.Gone(Words.downReason(message, ref)) : null;
    }

    @Override
    public void close() {
        ended = true;
        StandIn.on(node, self -> {
            Ref ref = self.monitor(null, owner, owner, AliasUse.NONE);
            left.clean();
            return self.receive(message -> answer(message, ref), Deadline.NEVER);
        });
    }
}
