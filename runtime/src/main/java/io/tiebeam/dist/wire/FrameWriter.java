// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import io.tiebeam.dist.wire.ControlMessage.Form;
import io.tiebeam.term.Renaming;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermWriter;
import java.util.List;
import java.util.Optional;

/**
 * Turns messages into frames, in the form that the flags of a connection ask for. Called by sending threads under the
 * lock of whatever holds the {@link TermWriter}; immutable. So far there is one form of frame, pass through, which
 * every node takes that did not agree on headers or fragments; {@link #write} is the place where another would be
 * chosen.
 */
public final class FrameWriter {
    /** The longest frame, in bytes, where nothing else is said: 128 MiB. */
    public static final int MAX_FRAME = 128 << 20;

    private static final int PASS_THROUGH = 112;
    private static final int VERSION = 131;
    private static final int SMALL_TUPLE = 104;
    private static final int SMALL_INTEGER = 97;

    private final long flags;
    private final int maxFrame;
    private final Optional<Renaming> names;

    /** A writer for a connection whose sides agreed on {@code flags}. */
    public FrameWriter(long flags, int maxFrame) {
        this(flags, maxFrame, Optional.empty());
    }

    /** As {@link #FrameWriter(long, int)}, of a node that the peer knows by another name than its own processes do. */
    public FrameWriter(long flags, int maxFrame, Optional<Renaming> names) {
        this.flags = flags;
        this.maxFrame = maxFrame;
        this.names = names;
    }

    /**
     * Adds the frame of {@code message} to {@code out}, its length included.
     *
     * @return the size of the frame in bytes, without its length
     * @throws TermException if it is longer than a frame may be; {@code out} is then as it was
     */
    public int write(TermWriter out, ControlMessage message) {
        Form form = message.form(flags);
        long mark = out.mark();
        boolean done = false;
        try {
            names.ifPresent(out::renaming);
            int lengthAt = out.reserveInt();
            long start = out.size();
            out.putByte(PASS_THROUGH);
            writeControl(out, form);
            if (form.payload().isPresent()) {
                out.writeVersioned(form.payload().get());
            }
            long length = out.size() - start;
            if (length > maxFrame) {
                throw new TermException("message too large: " + length + " bytes as a frame, expected at most "
                        + maxFrame + " (" + form.op() + ")");
            }
            out.patchInt(lengthAt, (int) length);
            done = true;
            return (int) length;
        } finally {
            if (!done) {
                out.rewind(mark);
            }
        }
    }

    /** The bytes of {@link Form#control()}, without making that tuple: this is done for each message there is. */
    private static void writeControl(TermWriter out, Form form) {
        List<Term> operands = form.operands();
        out.putByte(VERSION);
        out.putByte(SMALL_TUPLE);
        out.putByte(1 + operands.size());
        out.putByte(SMALL_INTEGER);
        out.putByte(form.op().code());
        for (int i = 0; i < operands.size(); i++) {
            out.write(operands.get(i));
        }
    }
}
