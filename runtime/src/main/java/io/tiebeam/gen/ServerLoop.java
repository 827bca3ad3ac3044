// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.Packed;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.process.Reaction;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/**
 * What all servers share: takes message after message and hands each to the {@link Server} as what it is, until the server
 * or its parent ends. Runs in the server, which has no thread while no message waits.
 *
 * <p>Source: {@code gen_server.erl}, {@code decode_msg} and {@code handle_msg}.
 */
public final class ServerLoop implements Reaction {
    private final ProcessCell self;
    private final Server server;
    private final Debugging debugging;
    private final SystemMessages system;
    private Optional<Pid> parent;
    private Object last; // the message that is being served; null: none
    private From client; // who waits for the answer to it; null: nobody

    public ServerLoop(ProcessCell self, Server server) {
        this(self, server, new Debugging(self, server));
    }

    /** With {@code debugging} as it is to be from the start. */
    public ServerLoop(ProcessCell self, Server server, Debugging debugging) {
        this.self = self;
        this.server = server;
        this.debugging = debugging;
        this.system = new SystemMessages(self, server, debugging);
        this.parent = self.parent();
        server.debugging(debugging);
    }

    /** The module that the server is to other nodes. */
    Atom module() {
        return server.module();
    }

    /** Nobody's end is this server's: it was started without a link. */
    void withoutParent() {
        parent = Optional.empty();
        system.withoutParent();
    }

    /** Begins to serve. What it returns, the body of the process is to return. */
    public Term run() {
        Term end = guarded(server::begin);
        return end != null ? end : self.become(this);
    }

    @Override
    public boolean accepts(Object message) {
        return !system.isSuspended() || isForSuspended(message);
    }

    @Override
    public boolean lingers() {
        return true;
    }

    @Override
    public Deadline deadline() {
        return system.isSuspended()
                ? Deadline.NEVER
                : server.patience().map(Deadline::in).orElse(Deadline.NEVER);
    }

    @Override
    public Term react(Object message) {
        return guarded(() -> serve(message));
    }

    @Override
    public Term expired() {
        return guarded(() -> {
            last = Words.TIMEOUT;
            server.timedOut();
        });
    }

    /** Does {@code step}; what it throws is the end of the server, whose reason is returned, null for none. */
    private Term guarded(Runnable step) {
        try {
            step.run();
            last = null;
            client = null;
            return null;
        } catch (ProcessKilled dead) {
            throw dead;
        } catch (Throwable end) {
            return end(Failures.reasonOf(self, end), end);
        }
    }

    /** One message in. What it throws is the end of the server. */
    private void serve(Object message) {
        last = message;
        switch (message) {
            case Packed.Call(var caller, var tag, var request) -> {
                debugging.in(message);
                serveCall(new From(caller, tag), request);
            }
            case Packed.Cast(var cast) -> {
                debugging.in(message);
                server.told(cast);
            }
            case Packed.Reply reply -> serve(reply.term());
            case Tuple tuple -> serve(tuple);
            case Object other -> {
                debugging.in(other);
                server.info(other);
            }
        }
    }

    private void serve(Tuple message) {
        last = message;
        if (message.is(Words.SYSTEM, 3)) {
            last = null; // it is nothing that the server was asked
            From.of(message.get(1)).ifPresent(from -> system.handle(from, message.get(2)));
            return;
        }
        Optional<Term> parentsEnd = parentExit(message);
        if (parentsEnd.isPresent()) {
            throw new ExitException(parentsEnd.get()); // a server does not outlive its parent
        }
        debugging.in(message);
        if (message.is(Words.GEN_CALL, 3)) {
            From.of(message.get(1)).ifPresent(from -> serveCall(from, message.get(2)));
        } else if (message.is(Words.GEN_CAST, 2)) {
            server.told(message.get(1));
        } else if (message.is(Words.EXIT, 3) && message.get(1) instanceof Pid from) {
            server.exit(from, message.get(2));
        } else {
            server.info(message);
        }
    }

    private void serveCall(From from, Object request) {
        client = from;
        last = request;
        server.asked(from, request);
    }

    private Term end(Term why, Throwable cause) {
        Term reason = why;
        Throwable reported = cause;
        try {
            server.terminate(reason);
        } catch (ProcessKilled dead) {
            throw dead;
        } catch (Throwable failed) {
            reason = Failures.reasonOf(self, failed);
            reported = failed;
        }
        if (!Words.isOrderly(reason)) {
            Optional<Term> message = Optional.ofNullable(last).map(ServerLoop::shown);
            new EndReport(self, server, debugging, server.details(), message, Optional.ofNullable(client))
                    .log(reason, reported);
        }
        server.ended();
        return reason;
    }

    private boolean isForSuspended(Object message) {
        return message instanceof Tuple t && t.is(Words.SYSTEM, 3)
                || parentExit(message).isPresent();
    }

    /** The reason the parent ended with, if {@code message} tells that: a server does not outlive its parent. */
    private Optional<Term> parentExit(Object message) {
        return message instanceof Tuple t
                        && t.is(Words.EXIT, 3)
                        && parent.filter(t.get(1)::equals).isPresent()
                ? Optional.of(t.get(2))
                : Optional.empty();
    }

    /** The term of a message, or its text if it has none: a report of an end must not fail for that. */
    static Term shown(Object message) {
        try {
            return TermMapper.toTerm(Packed.plain(message));
        } catch (TermException noTerm) {
            return Bits.of(message.toString());
        }
    }
}
