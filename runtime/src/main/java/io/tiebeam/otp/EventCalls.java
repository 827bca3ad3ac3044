// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.gen.Calls;
import io.tiebeam.gen.Calls.Protocol;
import io.tiebeam.gen.Failures;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** How an {@link EventManager} is asked. Works on any thread. Source: {@code gen_event.erl}, {@code rpc} and {@code call1}. */
final class EventCalls {
    private static final Tuple ASK = Tuple.of(Atom.of("gen_event"));

    private EventCalls() {}

    /** The manager's answer; it takes the time it takes. A failure is the bare reason. */
    static Term ask(ServerRef manager, Term request) {
        return StandIn.call(self -> {
            try {
                return Calls.call(self, manager, Protocol.GEN_EVENT, request, Calls.Timeout.INFINITY, () -> ASK);
            } catch (ExitException failed) {
                if (failed.reason() instanceof Tuple t && t.size() == 2 && t.get(1) == ASK) {
                    throw Failures.bare(t.get(0), "ask the event manager " + Calls.toTerm(manager));
                }
                throw failed;
            }
        });
    }

    /** The answer of a handler, within {@code limit}, else five seconds. */
    static Term call(ServerRef manager, HandlerId id, Term request, Optional<Duration> limit) {
        Calls.Timeout timeout = limit.map(StartOptions.Timeouts::of).orElse(StartOptions.Timeouts.USUAL);
        Term server = Calls.toTerm(manager);
        Tuple call = limit.isPresent()
                ? Protocol.GEN_EVENT.call(server, id.toTerm(), request, timeout.toTerm())
                : Protocol.GEN_EVENT.call(server, id.toTerm(), request);
        Tuple sent = Tuple.of(Atom.of("call"), id.toTerm(), request);
        return StandIn.call(self -> Calls.call(self, manager, Protocol.GEN_EVENT, sent, timeout, () -> call));
    }

    /** {@code answer}, unless it tells that the handler gave none. */
    static Term answered(HandlerId id, Term answer) {
        boolean none = answer instanceof Tuple t
                && t.is(Atom.ERROR, 2)
                && (t.get(1).equals(Atom.of("bad_module")) || t.get(1) instanceof Tuple why && why.is(Words.EXIT, 2));
        if (none) {
            throw new ExitException(answer, "the handler " + id.toTerm() + " gave no answer: " + answer);
        }
        return answer;
    }

    static void send(ServerRef manager, Term message) {
        StandIn.call(self -> {
            Address.of(self.node(), manager).send(self, message);
            return null;
        });
    }

    /** What {@code action} gives, which sends the arguments that stand for {@code handler}. */
    static Term with(ServerRef manager, EventHandler<?> handler, Function<Term, Term> action) {
        return StandIn.call(self -> {
            if (Address.of(self.node(), manager).via() != null) {
                throw new IllegalArgumentException("a " + handler.getClass().getName()
                        + " is an object of this JVM, and the event manager " + Calls.toTerm(manager)
                        + " is on another node\n   → add a handler of that node, by its module and arguments");
            }
            Ref ref = self.newRef();
            return HandedOver.of(self.node()).<Term>during(ref, new HandlerCode<>(handler), action::apply);
        });
    }
}
