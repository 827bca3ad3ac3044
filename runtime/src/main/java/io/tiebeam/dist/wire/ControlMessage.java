// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What one node says to another once they are connected, one record for each meaning. Made by the sender's thread and
 * by the reader of a connection; immutable.
 *
 * <p>A meaning may have several forms on the wire: with a sequential trace token, with the reason as a payload or in
 * the control tuple (as older nodes have it, and newer ones before they know the peer). Reading takes all of them;
 * writing chooses by the agreed {@link Flags}. Source: erts "Distribution Protocol", {@code dist.c}.
 */
public sealed interface ControlMessage {
    /** {@code from} links itself to {@code to}. */
    record Link(Pid from, Pid to) implements ControlMessage {}

    /** {@code message} for a process; the sender is not told. */
    record Send(Pid to, Optional<Term> token, Term message) implements ControlMessage {}

    /** {@code message} for a process. */
    record SendSender(Pid from, Pid to, Optional<Term> token, Term message) implements ControlMessage {}

    /** {@code message} for whoever is registered as {@code to}. */
    record RegSend(Pid from, Atom to, Optional<Term> token, Term message) implements ControlMessage {}

    /** {@code message} for whoever made the alias {@code to}, while it is active. */
    record AliasSend(Pid from, Ref to, Optional<Term> token, Term message) implements ControlMessage {}

    /** {@code from} is gone, and {@code to} was linked to it. */
    record Exit(Pid from, Pid to, Optional<Term> token, Term reason) implements ControlMessage {}

    /** {@code exit(To, Reason)}, called by {@code from}. */
    record Exit2(Pid from, Pid to, Optional<Term> token, Term reason) implements ControlMessage {}

    /** {@code from} takes a link back, in the form of before OTP 23: read, never written. */
    record Unlink(Pid from, Pid to) implements ControlMessage {}

    /** {@code from} takes a link back; to be answered with {@link UnlinkIdAck}. The id is unsigned and not 0. */
    record UnlinkId(long id, Pid from, Pid to) implements ControlMessage {}

    /** The answer to {@link UnlinkId}: the same id, the pids in the other order. */
    record UnlinkIdAck(long id, Pid from, Pid to) implements ControlMessage {}

    /** The output of {@code to} goes to {@code leader} from now on. */
    record GroupLeader(Pid leader, Pid to) implements ControlMessage {}

    /** {@code from} wants to hear of the end of {@code watched}, a pid or the atom of a registered name. */
    record MonitorP(Pid from, Term watched, Ref ref) implements ControlMessage {}

    /** {@code from} no longer wants to hear of it. */
    record DemonitorP(Pid from, Term watched, Ref ref) implements ControlMessage {}

    /** {@code watched}, exactly as it was given to {@link MonitorP}, is gone. */
    record MonitorPExit(Term watched, Pid to, Ref ref, Term reason) implements ControlMessage {}

    /**
     * {@code from} asks for a new process; answered with {@link SpawnReply} always.
     *
     * @param arity the length that {@code arguments} should have
     * @param options a list, if the peer is well: a bad one is answered with {@code badopt}
     * @param arguments the list of arguments
     */
    record SpawnRequest(
            Ref ref,
            Pid from,
            Pid groupLeader,
            Atom module,
            Atom function,
            long arity,
            Term options,
            Optional<Term> token,
            Term arguments)
            implements ControlMessage {}

    /** The answer to {@link SpawnRequest}: {@code result} is a pid, or an atom that says why there is none. */
    record SpawnReply(Ref ref, Pid to, long flags, Term result, Optional<Term> token) implements ControlMessage {
        /** Set in {@link #flags} if the new process is linked to the one that asked. */
        public static final int LINKED = 1;

        /** Set in {@link #flags} if the one that asked monitors the new process, under {@link #ref}. */
        public static final int MONITORED = 2;

        /** Whether {@link #LINKED} is set. */
        public boolean isLinked() {
            return (flags & LINKED) != 0;
        }

        /** Whether {@link #MONITORED} is set. */
        public boolean isMonitored() {
            return (flags & MONITORED) != 0;
        }
    }

    /**
     * A signal with options, of OTP 28 and later.
     *
     * @param to a pid; a reference where {@link #isAlias}; an atom where {@link #isName}
     * @param payload a reason where {@link #isExit}, else a message
     */
    record AltactSend(long flags, Pid from, Term to, Optional<Term> token, Term payload) implements ControlMessage {
        static final int PRIORITY = 1;
        static final int TOKEN = 2;
        static final int ALIAS = 4;
        static final int NAME = 8;
        static final int EXIT = 16;

        boolean isPriority() {
            return (flags & PRIORITY) != 0;
        }

        boolean isAlias() {
            return (flags & ALIAS) != 0;
        }

        boolean isName() {
            return (flags & NAME) != 0;
        }

        /** Whether it is an exit signal; a message otherwise. */
        public boolean isExit() {
            return (flags & EXIT) != 0;
        }

        /** The same signal without its priority: what a node sends that does not know this operation. */
        ControlMessage plain() {
            return switch (to) {
                case Ref alias -> new AliasSend(from, alias, token, payload);
                case Atom name -> new RegSend(from, name, token, payload);
                case Pid pid when isExit() -> new Exit2(from, pid, token, payload);
                case Pid pid -> new SendSender(from, pid, token, payload);
                default -> throw new IllegalStateException("a signal is for a pid, an alias or a name, got " + to);
            };
        }
    }

    /**
     * The message of {@code control}. The reader of a connection calls this.
     *
     * @param payload reads the second term of the frame; asked at most once, and only where the operation has one
     * @throws ProtocolException for an unknown operation or a tuple that has not its shape
     */
    static ControlMessage parse(Term control, Supplier<Term> payload) {
        return ControlParser.parse(control, payload);
    }

    /** The form of this message between nodes that agreed on {@code flags}. */
    default Form form(long flags) {
        return ControlForm.of(this, flags);
    }

    /**
     * One line for the trace, such as {@code >> kate@localhost    37 SEND_SENDER #Pid<alex.110> #Pid<kate.112> :sup}.
     */
    default String describe(Direction direction, Atom peer, int length) {
        return TraceLine.of(this, direction, peer, length);
    }

    /** A message as it crosses the wire: a tuple of the operation's number and {@code operands}, and maybe a payload. */
    record Form(Op op, List<Term> operands, Optional<Term> payload) {
        /** The first of the two terms. */
        Tuple control() {
            Term[] elements = new Term[1 + operands.size()];
            elements[0] = Int.of(op.code());
            for (int i = 0; i < operands.size(); i++) {
                elements[1 + i] = operands.get(i);
            }
            return Tuple.of(elements);
        }
    }

    /** Which way a message goes. */
    enum Direction {
        SENT(">>"),
        RECEIVED("<<");

        private final String arrow;

        Direction(String arrow) {
            this.arrow = arrow;
        }

        String arrow() {
            return arrow;
        }
    }
}
