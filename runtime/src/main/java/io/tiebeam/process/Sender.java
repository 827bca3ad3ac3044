// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;

/** How what a process sends leaves it: at once, or together with what follows. Owner only. */
abstract sealed class Sender extends Receiver permits Relating {
    /** How many signals a process writes by itself before it is taken for one that sends many. */
    private static final int BURST = 3;

    private int burst; // signals sent to other nodes since the last wait
    private boolean corked;
    private Channel left; // where a signal was left that nobody waits for, to leave with the next

    Sender(LocalNode node, Pid pid, SpawnOptions options, ProcessBody body) {
        super(node, pid, options, body);
    }

    /** Sends {@code body} to a pid, a name of this node, or an alias. */
    public final void send(Term to, Object body) {
        emit(null, to, new Signal.Message(body));
    }

    /**
     * Sends {@code body} to a pid, name or alias of another node. Waits while that node is busy.
     *
     * @throws io.tiebeam.term.TermException if {@code body} has no term, or a too large one
     */
    public final void send(Channel via, Term to, Object body) {
        via.awaitRoom(cell());
        emit(via, to, new Signal.Message(body));
    }

    /** Sends a signal, or throws if this process is dead: see the story in {@link Mortal}. */
    final boolean emit(Channel via, Term to, Signal signal) {
        try {
            beginSending();
            if (via != null) {
                boolean sent = via.offer(pid, to, signal);
                if (signal instanceof Signal.Demonitor) {
                    leave(via);
                } else {
                    flush(via);
                }
                return sent;
            }
            node.deliver(to, signal);
            return true;
        } finally {
            endSending();
        }
    }

    /**
     * Decides who writes what was just offered. The first signals after a wait are often all there is before the next
     * wait, and nothing is faster than writing them here. Who goes on sending, or has more messages to handle, leaves it
     * to another thread, which then writes many at once.
     */
    final void flush(Channel via) {
        if (via == left) {
            left = null;
        }
        if (corked) {
            return;
        }
        if (burst < BURST && mailbox.isEmpty()) {
            burst++;
            via.flushNow();
        } else {
            via.flushSoon();
        }
    }

    /**
     * Takes a monitor back, at the end of each call for one: nobody waits for that, so it leaves with whatever is sent
     * next, by anyone, or when this process has nothing else to do.
     */
    private void leave(Channel via) {
        flushLeft(left == via ? null : left);
        left = via;
    }

    @Override
    final void idle() {
        burst = 0;
        flushLeft();
    }

    /** Sends what was left. Owner only. */
    final void flushLeft() {
        flushLeft(left);
        left = null;
    }

    private static void flushLeft(Channel via) {
        if (via != null) {
            via.flushNow();
        }
    }

    /** Holds back what is sent from now on until {@link #uncork}, so that it leaves in one piece. Owner only. */
    public final void cork() {
        corked = true;
    }

    /** Sends what was held back. {@code via} may be null: all of it stayed within the node. */
    public final void uncork(Channel via) {
        corked = false;
        if (via != null) {
            if (via == left) {
                left = null;
            }
            via.flushNow();
        }
    }

    /** {@code exit(Pid, Reason)}. Does not return if this process ends by it. */
    public final void exit(Channel via, Pid to, Term reason) {
        emit(via, to, new Signal.Exit(pid, reason));
        checkAlive();
    }

    /** Sets another process's group leader. */
    public final void groupLeader(Channel via, Pid to, Pid leader) {
        emit(via, to, new Signal.GroupLeader(leader));
    }
}
