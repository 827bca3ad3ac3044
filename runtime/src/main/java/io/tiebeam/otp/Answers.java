// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Processes;
import io.tiebeam.gen.Calls;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.Directories;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Mark;
import io.tiebeam.process.Packed;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.Via;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The client's side of {@link GenServer}, beyond a single call. Source: {@code gen_server.erl}. */
final class Answers {
    private static final ClassValue<Type> TYPES = new ClassValue<>() {
        @Override
        protected Type computeValue(Class<?> request) {
            return TypeArguments.first(request, Call.class).orElse(Term.class);
        }
    };

    private Answers() {}

    /** The type of the answer to {@code request}, as its class says. */
    static Type typeOf(Call<?> request) {
        return TYPES.get(request.getClass());
    }

    static <R> R typed(Call<R> request, Object answer) {
        return typed(typeOf(request), request, answer);
    }

    /** {@code answer}, a term or a value that was shared, as a {@code type}. */
    @SuppressWarnings("unchecked") // the mapping of R gives its values
    static <R> R typed(Type type, Object request, Object answer) {
        if (type instanceof Class<?> plain
                && (answer.getClass() == plain || plain.isSealed() && plain.isInstance(answer))) {
            return (R) answer;
        }
        try {
            return (R) TermMapper.fromTerm(TermMapper.toTerm(answer), type);
        } catch (TermException other) {
            throw new TermException("the answer to " + TermMapper.describe(request) + " is no " + type.getTypeName()
                    + ": " + other.getMessage());
        }
    }

    static void cast(ServerRef server, Object message) {
        StandIn.call(self -> {
            Address address = Address.of(self.node(), server);
            if (address.via() == null) {
                self.send(address.to(), new Packed.Cast(TermMapper.shared(message)));
            } else {
                address.send(self, Tuple.of(Words.GEN_CAST, TermMapper.toTerm(message)));
            }
            return null;
        });
    }

    /** The process that {@code server} refers to, if it lives on this node: else only its node knows. */
    static Optional<Pid> whereIs(ServerRef server) {
        return switch (server) {
            case Pid pid -> Optional.of(pid);
            case Name name -> Processes.whereIs(name);
            case Name.At at ->
                LocalNode.current().isCalled(at.node().atom())
                        ? Processes.whereIs(new Name(at.name()))
                        : Optional.empty();
            case Via via -> Directories.whereIs(LocalNode.current(), via);
        };
    }

    static GenServer.MultiReply multiCall(Collection<NodeName> nodes, Name name, Term request, Calls.Timeout timeout) {
        return StandIn.call(self -> {
            Deadline deadline = timeout.deadline();
            Mark before = self.mark();
            Map<NodeName, Ref> asked = new LinkedHashMap<>();
            for (NodeName node : nodes) {
                Address address = Address.of(self.node(), name.at(node));
                Ref ref = address.monitor(self, AliasUse.UNTIL_DEMONITOR);
                asked.put(node, ref);
                address.send(self, Tuple.of(Words.GEN_CALL, Tuple.of(self.pid(), tag(ref)), request));
            }
            Map<NodeName, Term> replies = new LinkedHashMap<>();
            List<NodeName> bad = new ArrayList<>();
            asked.forEach((node, ref) -> {
                Tuple answer = self.receiveAfter(before, message -> answer(message, ref), deadline);
                self.demonitor(ref, true);
                if (answer != null && answer.get(0).equals(tag(ref))) {
                    replies.put(node, answer.get(1));
                } else {
                    self.receive(message -> answer(message, ref), Deadline.NOW); // it came at the last moment
                    bad.add(node);
                }
            });
            return new GenServer.MultiReply(java.util.Collections.unmodifiableMap(replies), List.copyOf(bad));
        });
    }

    static Term tag(Ref ref) {
        return ListTerm.of(List.of(Words.ALIAS), ref);
    }

    /** {@code {Tag, Reply}} or {@code {DOWN, ...}} of the request sent under {@code ref}. */
    static Tuple answer(Object message, Ref ref) {
        if (!(message instanceof Tuple t)) {
            return null;
        }
        boolean reply = t.size() == 2 && t.get(0).equals(tag(ref));
        return reply || Words.isDown(t, ref) ? t : null;
    }
}
