// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.process.Channel;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Mark;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/**
 * Prints and reads at a group leader, wherever it is. Called on the thread of a process, which waits for the answer;
 * its other messages stay where they are. A thread that is no process, or one that a process forked, is stood in for.
 *
 * <p>As a BEAM node does, it monitors the leader for each request: so a leader that dies, or whose node goes away,
 * ends the wait. Source: OTP {@code io.erl}.
 */
public final class IoClient {
    private static final Atom IO_REQUEST = Atom.of("io_request");
    private static final Atom IO_REPLY = Atom.of("io_reply");
    private static final Atom PUT_CHARS = Atom.of("put_chars");
    private static final Atom GET_LINE = Atom.of("get_line");
    private static final Atom UNICODE = Atom.of("unicode");
    private static final Atom EOF = Atom.of("eof");
    private static final Atom DOWN = Atom.of("DOWN");
    private static final Atom TERMINATED = Atom.of("terminated");

    private IoClient() {}

    /** The leader that output of the calling thread goes to: that of its process, else its node's {@code user}. */
    public static Pid leader() {
        ProcessCell process = ProcessCell.currentOrNull();
        return process != null ? process.groupLeader() : LocalNode.byDefault().user();
    }

    /**
     * Prints {@code text} at {@link #leader()} and waits until it is printed.
     *
     * @throws DeviceException if the leader is gone or refuses
     */
    public static void putChars(String text) {
        putChars(leader(), text);
    }

    /**
     * Prints {@code text} at {@code leader} and waits until it is printed.
     *
     * @throws DeviceException if the leader is gone or refuses
     */
    public static void putChars(Pid leader, String text) {
        Term result = request(leader, Tuple.of(PUT_CHARS, UNICODE, Bits.of(text)));
        if (!result.equals(Atom.OK)) {
            throw refused(leader, result);
        }
    }

    /**
     * A line typed at {@link #leader()}, with its new line; empty at the end of the input.
     *
     * @param prompt what is shown first
     * @throws DeviceException if the leader is gone or refuses
     */
    public static Optional<String> getLine(String prompt) {
        return getLine(leader(), prompt);
    }

    /** As {@link #getLine(String)}, at {@code leader}. */
    public static Optional<String> getLine(Pid leader, String prompt) {
        Term result = request(leader, Tuple.of(GET_LINE, UNICODE, Bits.of(prompt)));
        if (result.equals(EOF)) {
            return Optional.empty();
        }
        if (result instanceof Bits || result instanceof ListTerm) {
            try {
                return Optional.of(Chardata.unicode(result));
            } catch (ChardataException noText) {
                throw refused(leader, result);
            }
        }
        throw refused(leader, result);
    }

    /**
     * What {@code leader} answers to {@code request}.
     *
     * @throws DeviceException with reason {@code terminated} if the leader is gone
     */
    public static Term request(Pid leader, Term request) {
        ProcessCell process = ProcessCell.currentOrNull();
        if (process != null && process.isOwner()) {
            return request(process, leader, request);
        }
        if (process != null) {
            process.checkAlive();
        }
        LocalNode node = process != null ? process.node() : LocalNode.byDefault();
        ProcessCell standIn = node.standIn();
        try {
            return request(standIn, leader, request);
        } finally {
            node.release(standIn);
        }
    }

    private static Term request(ProcessCell self, Pid leader, Term request) {
        Channel via = self.node().channelTo(leader.node());
        Mark mark = self.mark();
        Ref ref = self.monitor(via, leader, leader, AliasUse.NONE);
        Tuple message = Tuple.of(IO_REQUEST, self.pid(), ref, request);
        if (via == null) {
            self.send(leader, message);
        } else {
            self.send(via, leader, message);
        }
        Tuple answer = self.receiveAfter(mark, body -> answerTo(ref, body), Deadline.NEVER);
        if (answer.get(0).equals(DOWN)) {
            throw new DeviceException(
                    "the group leader " + leader + " is gone (" + answer.get(4)
                            + "): what was printed last may be lost",
                    TERMINATED);
        }
        self.demonitor(ref, true);
        return answer.get(2);
    }

    private static Tuple answerTo(Ref ref, Object body) {
        boolean matches = body instanceof Tuple tuple
                && ((tuple.is(IO_REPLY, 3) && tuple.get(1).equals(ref))
                        || (tuple.is(DOWN, 5) && tuple.get(1).equals(ref)));
        return matches ? (Tuple) body : null;
    }

    private static DeviceException refused(Pid leader, Term result) {
        Term reason = result instanceof Tuple tuple && tuple.is(Atom.ERROR, 2) ? tuple.get(1) : result;
        return new DeviceException("the group leader " + leader + " refused: " + reason, reason);
    }
}
