// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.util.function.Function;

/**
 * A message of OTP's {@code gen} within a node: what is asked and answered as the Java value it is, not yet in the tuple
 * that it would be on the wire. A behaviour's loop and whoever waits for an answer read it so; everybody else who looks at
 * it in a mailbox finds the tuple. Made by the sender, from values that {@link TermMapper#shared} lets pass.
 */
public sealed interface Packed {
    /** {@code {'$gen_call', {Caller, Tag}, Request}}. */
    record Call(Pid caller, Term tag, Object request) implements Packed {
        private static final Atom LABEL = Atom.of("$gen_call");

        @Override
        public Tuple term() {
            return Tuple.of(LABEL, Tuple.of(caller, tag), TermMapper.toTerm(request));
        }
    }

    /** {@code {'$gen_cast', Message}}. */
    record Cast(Object message) implements Packed {
        private static final Atom LABEL = Atom.of("$gen_cast");

        @Override
        public Tuple term() {
            return Tuple.of(LABEL, TermMapper.toTerm(message));
        }
    }

    /** {@code {Tag, Answer}}. */
    record Reply(Term tag, Object answer) implements Packed {
        @Override
        public Tuple term() {
            return Tuple.of(tag, TermMapper.toTerm(answer));
        }
    }

    /** What it is on the wire. */
    Tuple term();

    /** {@code message}, in the form that it has on the wire if it is packed. */
    static Object plain(Object message) {
        return message instanceof Packed packed ? packed.term() : message;
    }

    /** A matcher that wants packed messages as they are. */
    @FunctionalInterface
    interface Reader<R> extends Function<Object, R> {}
}
