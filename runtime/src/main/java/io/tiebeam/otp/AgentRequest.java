// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.From;
import io.tiebeam.Functions;
import io.tiebeam.Mfa;
import io.tiebeam.Remote;
import io.tiebeam.gen.Calls;
import io.tiebeam.gen.Failures;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an agent of this node is asked by this JVM: the function itself, and where its result is to be put, so that
 * neither has to have a term. Made by the caller; the agent's thread writes the result before it answers.
 */
final class AgentRequest {
    /** What is done with the state. */
    enum Kind {
        GET,
        UPDATE,
        GET_AND_UPDATE,
        CAST;

        Atom atom() {
            return Atom.of(name().toLowerCase(Locale.ROOT));
        }
    }

    final Kind kind;
    final Optional<From> from; // empty: nobody waits
    final Remote.Func1<Object, Object> function;
    Object result; // published by the answer

    @SuppressWarnings("unchecked") // the caller's word for what the state is, as in Elixir
    private AgentRequest(Kind kind, Optional<From> from, Remote.Func1<?, ?> function) {
        this.kind = kind;
        this.from = from;
        this.function = (Remote.Func1<Object, Object>) function;
    }

    /** Has {@code agent} do it, and gives the result. */
    static Object call(
            ProcessCell self, ServerRef agent, Kind kind, Remote.Func1<?, ?> function, Calls.Timeout timeout) {
        Address address = Address.of(self.node(), agent);
        if (address.via() != null) {
            return remoteCall(self, agent, kind, function, timeout);
        }
        if (address.to().equals(self.pid())
                || address.to() instanceof Atom name
                        && self.registeredName().filter(name::equals).isPresent()) {
            throw Failures.of(Atom.of("calling_self"), shownCall(agent, kind, function, timeout));
        }
        Ref ref = address.monitor(self, AliasUse.UNTIL_DEMONITOR);
        Term tag = ListTerm.of(List.of(Words.ALIAS), ref);
        AgentRequest request = new AgentRequest(kind, Optional.of(new From(self.pid(), tag)), function);
        self.send(address.to(), request);
        Tuple answer = self.receive(message -> answer(message, tag, ref), timeout.deadline());
        self.demonitor(ref, true);
        if (answer == null) {
            answer = self.receive(message -> answer(message, tag, ref), Deadline.NOW);
        }
        if (answer == null) {
            throw Failures.of(Words.TIMEOUT, shownCall(agent, kind, function, timeout));
        }
        if (answer.size() == 5) {
            throw Failures.of(answer.get(4), shownCall(agent, kind, function, timeout));
        }
        return request.result;
    }

    private static Tuple answer(Object message, Term tag, Ref ref) {
        return message instanceof Tuple t
                        && (t.size() == 2 && t.get(0).equals(tag)
                                || t.is(Words.DOWN, 5) && t.get(1).equals(ref))
                ? t
                : null;
    }

    private static Object remoteCall(
            ProcessCell self, ServerRef agent, Kind kind, Remote.Func1<?, ?> function, Calls.Timeout timeout) {
        Tuple request = Tuple.of(kind.atom(), wire(Functions.toMfa(function)));
        Term answer = Calls.call(self, agent, request, timeout);
        return kind == Kind.GET ? TermMapper.fromTerm(answer, Functions.resultType(function)) : answer;
    }

    /** Has {@code agent}, wherever it is, do what is known by name. */
    static Term call(ServerRef agent, Kind kind, Mfa function, Calls.Timeout timeout) {
        return Calls.call(agent, Tuple.of(kind.atom(), named(function)), timeout);
    }

    static void cast(ServerRef agent, Mfa function) {
        Tuple request = Tuple.of(Kind.CAST.atom(), named(function));
        StandIn.call(self -> {
            Address.of(self.node(), agent).send(self, Tuple.of(Words.GEN_CAST, request));
            return null;
        });
    }

    static void cast(ProcessCell self, ServerRef agent, Remote.Func1<?, ?> function) {
        Address address = Address.of(self.node(), agent);
        if (address.via() == null) {
            self.send(address.to(), new AgentRequest(Kind.CAST, Optional.empty(), function));
        } else {
            Tuple request = Tuple.of(Kind.CAST.atom(), wire(Functions.toMfa(function)));
            address.send(self, Tuple.of(Words.GEN_CAST, request));
        }
    }

    /** As Elixir's agents take it: {@code {Module, Function, Arguments}} after the state, or a fun. */
    private static Term wire(Mfa call) {
        return call.module().equals(Atom.of("erlang"))
                        && call.function().equals(Atom.of("apply"))
                        && !call.arguments().isEmpty()
                ? call.arguments().get(0)
                : named(call);
    }

    private static Tuple named(Mfa call) {
        return Tuple.of(call.module(), call.function(), call.arguments());
    }

    private static Tuple shownCall(ServerRef agent, Kind kind, Remote.Func1<?, ?> function, Calls.Timeout timeout) {
        return Calls.Protocol.GEN_SERVER.call(
                Calls.toTerm(agent), Tuple.of(kind.atom(), shown(function)), timeout.toTerm());
    }

    /** What stands for {@code function} in exit reasons. */
    private static Term shown(Remote.Func1<?, ?> function) {
        try {
            return wire(Functions.toMfa(function)) instanceof Tuple t
                    ? new ExportFun((Atom) t.get(0), (Atom) t.get(1), 1)
                    : wire(Functions.toMfa(function));
        } catch (IllegalArgumentException | TermException cannotTravel) {
            return Atom.of("function");
        }
    }

    /** What it would be on the wire, for reports. */
    Term toTerm() {
        return Tuple.of(kind.atom(), shown(function));
    }

    @Override
    public String toString() {
        return toTerm().toString();
    }
}
