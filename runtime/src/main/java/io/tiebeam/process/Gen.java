// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** The shapes of OTP's {@code gen}: a call is {@code {'$gen_call', {From, Tag}, Request}}, its answer {@code {Tag, Reply}}. */
public final class Gen {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final Atom CALL = Atom.of("$gen_call");
    private static final Atom ALIAS = Atom.of("alias");

    private Gen() {}

    /**
     * A call that arrived.
     *
     * @param caller who waits
     * @param tag what the answer begins with, unchanged; may hold the alias that it goes to
     */
    public record Call(Pid caller, Term tag, Term request) {
        /** Answers with {@code answer}, over the alias in the tag if there is one. On the thread of {@code self}. */
        public void reply(ProcessCell self, Term answer) {
            Gen.reply(self, caller, tag, answer);
        }
    }

    /**
     * Sends {@code answer} to {@code caller}, over the alias in {@code tag} if there is one; within the node as it is, if it
     * can be shared. Owner of {@code self} only.
     *
     * @throws io.tiebeam.term.TermException if {@code answer} has no term
     */
    public static void reply(ProcessCell self, Pid caller, Term tag, Object answer) {
        Ref alias = aliasIn(tag);
        // The same object: a tag with an alias is made or read once for each call. Any other may serve for many, as an
        // atom.
        if (alias != null && tag == self.answered) {
            LOG.log(
                    Level.WARNING,
                    () -> "process " + self.pid() + " answered one call of " + caller
                            + " twice: the first answer counts,"
                            + " the second was not sent\n   → return noReply() after GenServer.reply(from, ...)");
            return; // its alias may still stand, and then the caller would find it in its mailbox
        }
        self.answered = tag;
        Channel via = self.node().channelTo(alias == null ? caller.node() : alias.node());
        Term to = alias == null ? caller : alias;
        if (via == null) {
            self.send(to, new Packed.Reply(tag, TermMapper.shared(answer)));
        } else {
            self.send(via, to, Tuple.of(tag, TermMapper.toTerm(answer)));
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

    /** The alias in {@code [alias | Ref]} or {@code [[alias | Ref] | _]}; null: there is none. */
    private static Ref aliasIn(Term tag) {
        if (!(tag instanceof ListTerm list) || list.isEmpty()) {
            return null;
        }
        return list.get(0) instanceof ListTerm inner ? aliasOf(inner) : aliasOf(list);
    }

    private static Ref aliasOf(ListTerm list) {
        return list.size() == 1 && list.get(0).equals(ALIAS) && list.tail() instanceof Ref alias ? alias : null;
    }
}
