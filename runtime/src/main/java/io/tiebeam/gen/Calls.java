// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.ExitException;
import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Mark;
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
    private static final Atom CALLING_SELF = Atom.of("calling_self");

    /** How long: for ever when empty. */
    public record Timeout(Optional<Duration> limit) {
        public static final Timeout INFINITY = new Timeout(Optional.empty());

        public static Timeout of(Duration limit) {
            return new Timeout(Optional.of(limit));
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
    public static Term call(ServerRef server, Term request, Timeout timeout) {
        return StandIn.call(self -> call(self, server, request, timeout));
    }

    /** As {@link #call(ServerRef, Term, Timeout)}, by the process that runs on this thread. */
    public static Term call(ProcessCell self, ServerRef server, Term request, Timeout timeout) {
        Protocol protocol = Protocol.GEN_SERVER;
        return call(
                self,
                server,
                protocol,
                request,
                timeout,
                () -> protocol.call(toTerm(server), request, timeout.toTerm()));
    }

    /** As {@link #call(ServerRef, Term, Timeout)}, in another protocol; {@code call} is what a failure names. */
    public static Term call(
            ProcessCell self,
            ServerRef server,
            Protocol protocol,
            Term request,
            Timeout timeout,
            Supplier<Tuple> call) {
        Deadline deadline = timeout.deadline();
        Mark before = self.mark();
        Address address = Address.of(self.node(), server);
        if (isSelf(self, server) || address.to().equals(self.pid())) {
            throw Failures.of(CALLING_SELF, call.get());
        }
        self.cork(); // monitor and request leave together
        Ref ref = address.monitor(self, AliasUse.UNTIL_DEMONITOR);
        Term tag = ListTerm.of(List.of(Words.ALIAS), ref);
        try {
            Term label = protocol.label().<Term>map(l -> l).orElse(self.pid());
            address.send(self, Tuple.of(label, Tuple.of(self.pid(), tag), request));
        } catch (TermException tooLarge) {
            self.demonitor(ref, true);
            throw tooLarge;
        } finally {
            self.uncork(address.via());
        }
        Answer answer = self.receiveAfter(before, message -> answer(message, tag, ref), deadline);
        if (answer == null) {
            self.demonitor(ref, true);
            answer = self.receive(message -> answer(message, tag, ref), Deadline.NOW); // it came at the last moment
        }
        return switch (answer) {
            case null -> throw Failures.of(Words.TIMEOUT, call.get());
            case Answer.Reply(var value) -> {
                self.demonitor(ref, true);
                yield value;
            }
            case Answer.Down(var target, var reason) -> throw Failures.of(Failures.ofDown(reason, target), call.get());
        };
    }

    private sealed interface Answer {
        record Reply(Term value) implements Answer {}

        record Down(Term target, Term reason) implements Answer {}
    }

    private static Answer answer(Object message, Term tag, Ref ref) {
        if (!(message instanceof Tuple t)) {
            return null;
        }
        if (t.size() == 2 && t.get(0).equals(tag)) {
            return new Answer.Reply(t.get(1));
        }
        return t.is(Words.DOWN, 5) && t.get(1).equals(ref) ? new Answer.Down(t.get(3), t.get(4)) : null;
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
