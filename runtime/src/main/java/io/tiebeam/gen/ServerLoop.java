// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.From;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * The loop that all servers share: takes message after message and hands each to the {@link Server} as what it is. Runs
 * on the server's own thread until the server or its parent ends.
 *
 * <p>Source: {@code gen_server.erl}, {@code decode_msg} and {@code handle_msg}.
 */
public final class ServerLoop {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");

    private final ProcessCell self;
    private final Optional<Pid> parent;
    private final Server server;
    private final SystemMessages system;

    public ServerLoop(ProcessCell self, Server server) {
        this.self = self;
        this.parent = self.parent();
        this.server = server;
        this.system = new SystemMessages(self, server);
    }

    /** Serves to the end, and gives the reason of it. */
    public Term run() {
        try {
            server.begin();
            while (true) {
                Object message =
                        self.receive(m -> system.isSuspended() && !isForSuspended(m) ? null : m, Deadline.NEVER);
                Optional<Term> parentsEnd = parentExit(message);
                if (parentsEnd.isPresent()) {
                    return terminate(parentsEnd.get()); // not reported: the parent's end has been, if it had to be
                }
                serve(message);
            }
        } catch (ProcessKilled dead) {
            throw dead;
        } catch (Throwable end) {
            Term reason = Failures.reasonOf(self, end);
            report(reason, end);
            return terminate(reason);
        }
    }

    private Term terminate(Term reason) {
        try {
            server.terminate(reason);
            return reason;
        } catch (ProcessKilled dead) {
            throw dead;
        } catch (Throwable failed) {
            Term worse = Failures.reasonOf(self, failed);
            report(worse, failed);
            return worse;
        }
    }

    private void report(Term reason, Throwable end) {
        if (!Words.isOrderly(reason) && self.isAlive()) {
            Level level = Level.ERROR;
            String text = server.module() + " "
                    + self.registeredName()
                            .map(Object::toString)
                            .orElse(self.pid().toString()) + " terminating: " + ExitReasons.format(reason);
            LOG.log(level, text, end instanceof ExitException ? null : end);
        }
    }

    private boolean isForSuspended(Object message) {
        return message instanceof Tuple t && t.is(Words.SYSTEM, 3)
                || parentExit(message).isPresent();
    }

    private void serve(Object message) {
        if (message instanceof Tuple t) {
            if (t.is(Words.GEN_CALL, 3)) {
                From.of(t.get(1)).ifPresent(from -> server.call(from, t.get(2)));
                return;
            }
            if (t.is(Words.GEN_CAST, 2)) {
                server.cast(t.get(1));
                return;
            }
            if (t.is(Words.SYSTEM, 3)) {
                From.of(t.get(1)).ifPresent(from -> system.handle(from, t.get(2)));
                return;
            }
            if (t.is(Words.EXIT, 3) && t.get(1) instanceof Pid from) {
                server.exit(from, t.get(2));
                return;
            }
        }
        server.info(message);
    }

    /** The reason the parent ended with, if {@code message} tells that: a server does not outlive its parent. */
    private Optional<Term> parentExit(Object message) {
        return message instanceof Tuple t
                        && t.is(Words.EXIT, 3)
                        && parent.filter(t.get(1)::equals).isPresent()
                ? Optional.of(t.get(2))
                : Optional.empty();
    }
}
