// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/** The shapes of OTP's {@code gen}: a call is {@code {'$gen_call', {From, Tag}, Request}}, its answer {@code {Tag, Reply}}. */
public final class Gen {
    private static final Atom CALL = Atom.of("$gen_call");

    private Gen() {}

    /**
     * A call that arrived.
     *
     * @param caller who waits
     * @param tag what the answer begins with, unchanged; may hold the alias that it goes to
     */
    public record Call(Pid caller, Term tag, Term request) {
        /** Answers with {@code reply}, over the alias in the tag if there is one. On the thread of {@code self}. */
        public void reply(ProcessCell self, Term reply) {
            Term to = addressIn(tag).<Term>map(ref -> ref).orElse(caller);
            Channel via = self.node().channelTo(caller.node());
            Tuple answer = Tuple.of(tag, reply);
            if (via == null) {
                self.send(to, answer);
            } else {
                self.send(via, to, answer);
            }
        }
    }

    /** {@code message} as a call, if it is one. */
    public static Optional<Call> call(Term message) {
        return message instanceof Tuple t
                        && t.is(CALL, 3)
                        && t.get(1) instanceof Tuple from
                        && from.size() == 2
                        && from.get(0) instanceof Pid caller
                ? Optional.of(new Call(caller, from.get(1), t.get(2)))
                : Optional.empty();
    }

    /** The alias in {@code [alias | Ref]} or {@code [[alias | Ref] | _]}. */
    private static Optional<Ref> addressIn(Term tag) {
        if (!(tag instanceof ListTerm list) || list.size() != 1) {
            return Optional.empty();
        }
        if (list.get(0).equals(Atom.of("alias")) && list.tail() instanceof Ref alias) {
            return Optional.of(alias);
        }
        return addressIn(list.get(0));
    }
}
