// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.ExitException;
import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Mark;
import io.tiebeam.process.Packed;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.Via;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Calls a server and waits for its answer, wherever it is. The reference of the monitor that is set for the call is
 * also the tag of the answer and the address it is sent to; when the call is over the address is gone, so a late answer
 * is dropped and never found in a mailbox. Works on any thread.
 *
 * <p>Source: {@code gen.erl}, {@code do_call/4}; Elixir's {@code GenServer.call/3} for the exit reasons.
 */
public final class Calls {
    private static final List<Atom> ALIAS = List.of(Words.ALIAS);
    private static final Atom CALLING_SELF = Atom.of("calling_self");

    /** How long: for ever when empty. */
    public record Timeout(Optional<Duration> limit) {
        public static final Timeout INFINITY = new Timeout(Optional.empty());

        /** {@code limit}; one that is never reached is none. */
        public static Timeout of(Duration limit) {
            return Deadline.in(limit).isNever() ? INFINITY : new Timeout(Optional.of(limit));
        }

        public Deadline deadline() {
            return limit.map(Deadline::in).orElse(Deadline.NEVER);
        }

        /** Milliseconds, or {@code infinity}. */
        public Term toTerm() {
            return limit.<Term>map(d -> Int.of(d.toMillis())).orElse(Words.INFINITY);
        }
    }

    /**
     * Whose protocol a call speaks.
     *
     * @param module the module that a failed call names, in {@code {module, call, arguments}}
     * @param label what stands first in the message; the caller's pid when empty
     */
    public record Protocol(Atom module, Optional<Atom> label) {
        public static final Protocol GEN_SERVER =
                new Protocol(Atom.of("Elixir.GenServer"), Optional.of(Words.GEN_CALL));
        public static final Protocol GEN_STATEM = new Protocol(Atom.of("gen_statem"), Optional.of(Words.GEN_CALL));
        public static final Protocol SYS = new Protocol(Atom.of("sys"), Optional.of(Words.SYSTEM));
        public static final Protocol GEN_EVENT = new Protocol(Atom.of("gen_event"), Optional.empty());

        private static final Atom CALL = Atom.of("call");

        boolean isGenCall() {
            return label.isPresent() && label.get().equals(Words.GEN_CALL);
        }

        /** What a failed call names. */
        public Tuple call(Term... arguments) {
            return Tuple.of(module, CALL, ListTerm.of(arguments));
        }
    }

    private Calls() {}

    /**
     * The answer of {@code server} to {@code request}.
     *
     * @throws ExitException if there is none: {@link io.tiebeam.NoConnectionException},
     * {@link io.tiebeam.NoProcessException}, {@link io.tiebeam.CallTimeoutException}, or the reason the server ended
     * with
     * @throws TermException if the request is too large to be sent
     */
    public static Term call(ServerRef server, Object request, Timeout timeout) {
        return TermMapper.toTerm(ask(server, request, timeout));
    }

    /** As {@link #call(ServerRef, Object, Timeout)}, by the process that runs on this thread. */
    public static Term call(ProcessCell self, ServerRef server, Object request, Timeout timeout) {
        return TermMapper.toTerm(ask(self, server, request, timeout));
    }

    /** As {@link #call(ServerRef, Object, Timeout)}; the answer is a term, or a value that a server of this node gave. */
    public static Object ask(ServerRef server, Object request, Timeout timeout) {
        ProcessCell self = ProcessCell.currentOrNull();
        return self != null && self.isOwner()
                ? ask(self, server, request, timeout)
                : StandIn.call(standIn -> ask(standIn, server, request, timeout));
    }

    private static Object ask(ProcessCell self, ServerRef server, Object request, Timeout timeout) {
        Protocol protocol = Protocol.GEN_SERVER;
        return ask(
                self,
                server,
                protocol,
                request,
                timeout,
                () -> protocol.call(toTerm(server), TermMapper.toTerm(request), timeout.toTerm()));
    }

    /** As {@link #call(ServerRef, Object, Timeout)}, in another protocol; {@code call} is what a failure names. */
    public static Term call(
            ProcessCell self,
            ServerRef server,
            Protocol protocol,
            Term request,
            Timeout timeout,
            Supplier<Tuple> call) {
        return TermMapper.toTerm(ask(self, server, protocol, request, timeout, call));
    }

    private static Object ask(
            ProcessCell self,
            ServerRef server,
            Protocol protocol,
            Object request,
            Timeout timeout,
            Supplier<Tuple> call) {
        Deadline deadline = timeout.deadline();
        Mark before = self.mark();
        Address address = Address.of(self.node(), server);
        if (isSelf(self, server) || address.to().equals(self.pid())) {
            throw Failures.of(CALLING_SELF, call.get());
        }
        Object carried = address.via() == null ? TermMapper.shared(request) : TermMapper.toTerm(request);
        self.cork(); // monitor and request leave together
        Ref ref = address.monitor(self, AliasUse.UNTIL_DEMONITOR);
        Term tag = ListTerm.of(ALIAS, ref);
        try {
            if (address.via() == null && protocol.isGenCall()) {
                self.send(address.to(), new Packed.Call(self.pid(), tag, carried));
            } else {
                Term label = protocol.label().<Term>map(l -> l).orElse(self.pid());
                address.send(self, Tuple.of(label, Tuple.of(self.pid(), tag), TermMapper.toTerm(carried)));
            }
        } catch (TermException tooLarge) {
            self.demonitor(ref, true);
            throw tooLarge;
        } finally {
            self.uncork(address.via());
        }
        Packed.Reader<Object> match = message -> answer(message, tag, ref);
        Object answer = self.receiveAfter(before, match, deadline);
        if (answer == null) {
            self.demonitor(ref, true);
            answer = self.receive(match, Deadline.NOW); // it came at the last moment
        }
        return switch (answer) {
            case null -> throw Failures.of(Words.TIMEOUT, call.get());
            case Packed.Reply(var _, var value) -> {
                self.demonitor(ref, true);
                yield value;
            }
            case Tuple reply
            when reply.size() == 2 -> {
                self.demonitor(ref, true);
                yield reply.get(1);
            }
            case Tuple down -> throw Failures.of(Failures.ofDown(down.get(4), down.get(3)), call.get());
            case Object other -> throw new AssertionError("neither an answer nor an end: " + other);
        };
    }

    /** {@code message}, if it is the answer or tells of the server's end; else null. */
    private static Object answer(Object message, Term tag, Ref ref) {
        if (message instanceof Packed.Reply reply) {
            return reply.tag().equals(tag) ? reply : null;
        }
        return message instanceof Tuple t && (t.size() == 2 && t.get(0).equals(tag) || Words.isDown(t, ref)) ? t : null;
    }

    /** What stands for {@code server} in exit reasons: a pid, a name, {@code {name, node}}, {@code {via, module, name}}. */
    public static Term toTerm(ServerRef server) {
        return switch (server) {
            case Pid pid -> pid;
            case Name name -> name.atom();
            case Name.At at -> Tuple.of(at.name(), at.node().atom());
            case Via via -> via.toTerm();
        };
    }

    private static boolean isSelf(ProcessCell self, ServerRef server) {
        LocalNode node = self.node();
        return switch (server) {
            case Pid _, Via _ -> false; // their address shows it
            case Name name -> self.registeredName().filter(name.atom()::equals).isPresent();
            case Name.At at ->
                node.isCalled(at.node().atom())
                        && self.registeredName().filter(at.name()::equals).isPresent();
        };
    }
}
