// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;

/**
 * Whatever one process sends to another, messages included. A signal is also the node of the mailbox that it is put in,
 * so each one is made for one receiver and sent once; order between two processes follows, since all signals take the
 * same queue. Made by the sending thread, read by whoever drains the receiver's mailbox.
 *
 * <p>Source: the Erlang reference manual, "Processes: Signals"; erts {@code erl_proc_sig_queue.c}.
 */
public abstract sealed class Signal {
    /** The signal that was sent before this one, or the mark below it. */
    Signal next;

    private Signal() {}

    /** A message, to a process, a name or an alias. */
    public static final class Message extends Signal {
        Object body; // the owner unpacks it
        Ref alias; // null: not sent to an alias; written on the way, before it is put
        boolean examined; // its receiver looks at it while it receives another; the owner's

        /** The message {@code body}: a term, or an immutable Java value of this JVM. */
        public Message(Object body) {
            this.body = body;
        }

        /** What is sent. */
        public Object body() {
            return body;
        }
    }

    /** A signal that its receiver's node handles, whatever the receiver is doing. {@code via} is null within a node. */
    public abstract static sealed class Control extends Signal {
        final Channel via;

        private Control(Channel via) {
            this.via = via;
        }
    }

    /** {@code from} links itself to the receiver. */
    public static final class Link extends Control {
        final Pid from;

        public Link(Pid from, Channel via) {
            super(via);
            this.from = from;
        }

        public Pid from() {
            return from;
        }
    }

    /** {@code from} takes its link back; to be acknowledged with {@code id}. */
    public static final class Unlink extends Control {
        final Pid from;
        final long id;

        public Unlink(Pid from, long id, Channel via) {
            super(via);
            this.from = from;
            this.id = id;
        }

        public Pid from() {
            return from;
        }

        public long id() {
            return id;
        }
    }

    /** The answer to {@link Unlink}. */
    public static final class UnlinkAck extends Control {
        final Pid from;
        final long id;

        public UnlinkAck(Pid from, long id, Channel via) {
            super(via);
            this.from = from;
            this.id = id;
        }

        public Pid from() {
            return from;
        }

        public long id() {
            return id;
        }
    }

    /** A linked process is gone. */
    public static final class LinkExit extends Control {
        final Pid from;
        final Term reason;

        public LinkExit(Pid from, Term reason, Channel via) {
            super(via);
            this.from = from;
            this.reason = reason;
        }

        public Pid from() {
            return from;
        }

        public Term reason() {
            return reason;
        }
    }

    /** {@code exit(Pid, Reason)}. */
    public static final class Exit extends Control {
        final Pid from;
        final Term reason;

        public Exit(Pid from, Term reason) {
            super(null);
            this.from = from;
            this.reason = reason;
        }

        public Pid from() {
            return from;
        }

        public Term reason() {
            return reason;
        }
    }

    /** {@code from} wants to hear of the receiver's end, under {@code ref}. */
    public static final class Monitor extends Control {
        final Pid from;
        final Term target; // the pid or the name that was asked for, which DOWN repeats
        final Ref ref;

        public Monitor(Pid from, Term target, Ref ref, Channel via) {
            super(via);
            this.from = from;
            this.target = target;
            this.ref = ref;
        }

        public Pid from() {
            return from;
        }

        public Term target() {
            return target;
        }

        public Ref ref() {
            return ref;
        }
    }

    /** {@code from} no longer wants to hear of it. */
    public static final class Demonitor extends Control {
        final Pid from;
        final Ref ref;

        public Demonitor(Pid from, Ref ref) {
            super(null);
            this.from = from;
            this.ref = ref;
        }

        public Pid from() {
            return from;
        }

        public Ref ref() {
            return ref;
        }
    }

    /** What was monitored under {@code ref} is gone. */
    public static final class Down extends Control {
        final Term target;
        final Ref ref;
        final Term reason;

        public Down(Term target, Ref ref, Term reason) {
            super(null);
            this.target = target;
            this.ref = ref;
            this.reason = reason;
        }

        public Term target() {
            return target;
        }

        public Ref ref() {
            return ref;
        }

        public Term reason() {
            return reason;
        }
    }

    /** The receiver's output goes to {@code leader} from now on. */
    public static final class GroupLeader extends Control {
        final Pid leader;

        public GroupLeader(Pid leader) {
            super(null);
            this.leader = leader;
        }

        public Pid leader() {
            return leader;
        }
    }

    /** The answer to a {@link SpawnRequest} of the receiver: a pid, or an atom that says why there is none. */
    public static final class SpawnReply extends Control {
        final Ref ref;
        final boolean linked;
        final boolean monitored;
        final Term result;

        public SpawnReply(Ref ref, boolean linked, boolean monitored, Term result, Channel via) {
            super(via);
            this.ref = ref;
            this.linked = linked;
            this.monitored = monitored;
            this.result = result;
        }

        public Ref ref() {
            return ref;
        }

        public boolean linked() {
            return linked;
        }

        public boolean monitored() {
            return monitored;
        }

        public Term result() {
            return result;
        }
    }

    /** What never leaves its node. */
    public abstract static sealed class Internal extends Signal {
        private Internal() {}
    }

    /** The connection {@code via} is gone. */
    static final class Disconnected extends Internal {
        final Channel via;

        Disconnected(Channel via) {
            this.via = via;
        }
    }

    /** A state of the mailbox, not a signal: see {@link Mailbox}. */
    static final class Mark extends Internal {}
}
