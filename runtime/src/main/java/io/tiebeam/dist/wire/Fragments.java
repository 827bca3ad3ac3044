// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Long messages that arrive in pieces: several at once, the pieces of each in order, counted down to 1. Confined to the
 * thread that reads the connection. What a peer may leave unfinished is limited, so that it cannot fill the memory.
 */
final class Fragments {
    /** How many messages may be unfinished at once. */
    static final int MAX_OPEN = 1024;

    /** The longest message, in bytes of its pieces. */
    static final int MAX_MESSAGE = FrameWriter.MAX_FRAME;

    /** What all unfinished messages of one connection may hold together, in bytes. */
    static final long MAX_HELD = 2L * MAX_MESSAGE;

    private static final int OVERHEAD = 64; // what a piece costs beyond its bytes, so that empty ones are not free

    private final Map<Long, Open> open = new HashMap<>();
    private final int maxOpen;
    private final int maxMessage;
    private final long maxHeld;
    private long held;

    Fragments() {
        this(MAX_OPEN, MAX_MESSAGE, MAX_HELD);
    }

    Fragments(int maxOpen, int maxMessage, long maxHeld) {
        this.maxOpen = maxOpen;
        this.maxMessage = maxMessage;
        this.maxHeld = maxHeld;
    }

    /** A message whose pieces are all there: the control tuple came with the first. */
    record Whole(Term control, Atom[] atoms, byte[] payload) {}

    /** A piece: where it lies in an array that nobody changes. */
    record Piece(byte[] array, int offset, int length) {}

    private static final class Open {
        final Term control;
        final Atom[] atoms;
        final List<Piece> pieces = new ArrayList<>();
        long awaited; // the number of the next piece
        long bytes;
        long cost;

        Open(Term control, Atom[] atoms, long count) {
            this.control = control;
            this.atoms = atoms;
            this.awaited = count;
        }
    }

    /** The first of {@code count} pieces, 2 or more, of the message {@code sequence}. */
    void begin(long sequence, long count, Term control, Atom[] atoms, Piece piece) {
        if (open.size() >= maxOpen) {
            throw new ProtocolException("fragment: " + maxOpen + " messages are unfinished already");
        }
        var message = new Open(control, atoms, count);
        if (open.putIfAbsent(sequence, message) != null) {
            throw new ProtocolException("fragment: message " + sequence + " began twice");
        }
        add(sequence, message, count, piece);
    }

    /** Piece {@code number} of the message {@code sequence}; the whole message if that was the last. */
    Optional<Whole> next(long sequence, long number, Piece piece) {
        Open message = open.get(sequence);
        if (message == null) {
            throw new ProtocolException("fragment " + number + ": message " + sequence + " never began");
        }
        add(sequence, message, number, piece);
        if (number != 1) {
            return Optional.empty();
        }
        open.remove(sequence);
        held -= message.cost;
        return Optional.of(new Whole(message.control, message.atoms, joined(message)));
    }

    private void add(long sequence, Open message, long number, Piece piece) {
        if (number != message.awaited) {
            throw new ProtocolException(
                    "fragment of message " + sequence + ": expected number " + message.awaited + ", got " + number);
        }
        message.awaited--;
        message.bytes += piece.length();
        message.cost += piece.length() + OVERHEAD;
        held += piece.length() + OVERHEAD;
        if (message.bytes > maxMessage) {
            throw new ProtocolException("fragment: message " + sequence + " has more than " + maxMessage + " bytes");
        }
        if (held > maxHeld) {
            throw new ProtocolException("fragment: unfinished messages hold more than " + maxHeld + " bytes");
        }
        message.pieces.add(piece);
    }

    private static byte[] joined(Open message) {
        byte[] all = new byte[(int) message.bytes];
        int at = 0;
        for (Piece piece : message.pieces) {
            System.arraycopy(piece.array(), piece.offset(), all, at, piece.length());
            at += piece.length();
        }
        return all;
    }
}
