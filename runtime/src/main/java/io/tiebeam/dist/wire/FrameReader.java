// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import io.tiebeam.dist.wire.ControlMessage.AliasSend;
import io.tiebeam.dist.wire.ControlMessage.AltactSend;
import io.tiebeam.dist.wire.ControlMessage.DemonitorP;
import io.tiebeam.dist.wire.ControlMessage.Exit;
import io.tiebeam.dist.wire.ControlMessage.Exit2;
import io.tiebeam.dist.wire.ControlMessage.GroupLeader;
import io.tiebeam.dist.wire.ControlMessage.Link;
import io.tiebeam.dist.wire.ControlMessage.MonitorP;
import io.tiebeam.dist.wire.ControlMessage.MonitorPExit;
import io.tiebeam.dist.wire.ControlMessage.RegSend;
import io.tiebeam.dist.wire.ControlMessage.Send;
import io.tiebeam.dist.wire.ControlMessage.SendSender;
import io.tiebeam.dist.wire.ControlMessage.SpawnReply;
import io.tiebeam.dist.wire.ControlMessage.SpawnRequest;
import io.tiebeam.dist.wire.ControlMessage.Unlink;
import io.tiebeam.dist.wire.ControlMessage.UnlinkId;
import io.tiebeam.dist.wire.ControlMessage.UnlinkIdAck;
import io.tiebeam.dist.wire.Fragments.Piece;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Renaming;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermReader;
import io.tiebeam.term.TermReader.Limits;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Turns the frames of one connection into messages. Takes every form that a node may send, whatever was agreed: plain
 * frames, headers with cached atoms, fragments. Confined to the thread that reads the connection, which hands frames
 * over in the order they came. Source: erts "Distribution Protocol", {@code external.c}.
 */
public final class FrameReader {
    private static final int VERSION = 131;
    private static final int PASS_THROUGH = 112;
    private static final int HEADER = 68;
    private static final int FIRST_FRAGMENT = 69;
    private static final int NEXT_FRAGMENT = 70;

    private final Atom peer;
    private final AtomCache cache = new AtomCache();
    private final Fragments fragments;
    private final Optional<Renaming> names;
    private final TermReader small;
    private final LastControl last = new LastControl();

    /** A reader for a connection to the node {@code peer}. */
    public FrameReader(Atom peer) {
        this(peer, new Fragments());
    }

    /** As {@link #FrameReader(Atom)}, of a node that the peer knows by another name than its own processes do. */
    public FrameReader(Atom peer, Optional<Renaming> names) {
        this(peer, new Fragments(), names);
    }

    FrameReader(Atom peer, Fragments fragments) {
        this(peer, fragments, Optional.empty());
    }

    private FrameReader(Atom peer, Fragments fragments, Optional<Renaming> names) {
        this.peer = peer;
        this.fragments = fragments;
        this.names = names;
        this.small = terms(new byte[0], 0, 0, Limits.COPYING);
    }

    private TermReader terms(byte[] bytes, int offset, int length, Limits limits) {
        TermReader reader = new TermReader(bytes, offset, length, limits);
        names.ifPresent(reader::renaming);
        return reader;
    }

    /**
     * The message of a frame that lies in an array of its own, which never changes again: large binaries are windows on
     * it. See {@link #readCopying}.
     */
    public Optional<ControlMessage> read(byte[] bytes, int offset, int length) {
        return read(bytes, offset, length, Limits.DEFAULT);
    }

    /**
     * The message of a frame that lies in an array which will be used again.
     *
     * @param bytes holds the frame without its 4-byte length
     * @return empty for a tick and for a fragment that does not complete its message
     * @throws ProtocolException for whatever else: the connection must be closed, this reader not used again
     */
    public Optional<ControlMessage> readCopying(byte[] bytes, int offset, int length) {
        return read(bytes, offset, length, Limits.COPYING);
    }

    private Optional<ControlMessage> read(byte[] bytes, int offset, int length, Limits limits) {
        if (length == 0) {
            return Optional.empty();
        }
        try {
            return frame(new Cursor(bytes, offset, length), bytes, limits);
        } catch (TermException e) {
            throw new ProtocolException("frame of " + length + " bytes: " + e.getMessage(), e);
        }
    }

    private Optional<ControlMessage> frame(Cursor in, byte[] bytes, Limits limits) {
        int first = in.u8("frame");
        if (first == PASS_THROUGH) {
            TermReader terms = (limits == Limits.COPYING ? small : terms(bytes, 0, 0, limits))
                    .input(bytes, in.position(), in.remaining());
            Term control = last.read(terms, bytes, in.position());
            return Optional.of(message(control, terms, terms::readVersioned));
        }
        int kind = first == VERSION ? in.u8("kind of header") : 0;
        return switch (kind) {
            case HEADER -> {
                Atom[] atoms = cache.readHeader(in, bytes);
                var terms = terms(bytes, in.position(), in.remaining(), limits).atomCache(atoms);
                yield Optional.of(message(terms.read(), terms, terms::read));
            }
            case FIRST_FRAGMENT -> firstFragment(in, bytes, limits);
            case NEXT_FRAGMENT -> {
                long sequence = in.i64("sequence");
                long number = in.i64("number of the fragment");
                yield fragments
                        .next(sequence, number, piece(bytes, in.position(), in.remaining(), limits))
                        .map(this::message);
            }
            default ->
                throw new ProtocolException("frame: expected it to begin with 112, or 131 and 68, 69 or 70, got "
                        + first + (first == VERSION ? " and " + kind : ""));
        };
    }

    private Optional<ControlMessage> firstFragment(Cursor in, byte[] bytes, Limits limits) {
        long sequence = in.i64("sequence");
        long count = in.i64("number of fragments");
        Atom[] atoms = cache.readHeader(in, bytes);
        int start = in.position();
        var terms = terms(bytes, start, in.remaining(), limits).atomCache(atoms);
        Term control = terms.read();
        if (count == 1) {
            return Optional.of(message(control, terms, terms::read));
        }
        if (count < 1) {
            throw new ProtocolException("fragment: expected 1 fragment or more, got " + Long.toUnsignedString(count));
        }
        fragments.begin(
                sequence, count, control, atoms, piece(bytes, start + terms.position(), terms.remaining(), limits));
        return Optional.empty();
    }

    private static Piece piece(byte[] bytes, int offset, int length, Limits limits) {
        return limits == Limits.COPYING
                ? new Piece(Arrays.copyOfRange(bytes, offset, offset + length), 0, length)
                : new Piece(bytes, offset, length);
    }

    private ControlMessage message(Fragments.Whole whole) {
        var terms = terms(whole.payload(), 0, whole.payload().length, Limits.DEFAULT)
                .atomCache(whole.atoms());
        return message(whole.control(), terms, terms::read);
    }

    private ControlMessage message(Term control, TermReader terms, Supplier<Term> payload) {
        var message = ControlMessage.parse(control, payload);
        if (terms.remaining() > 0) {
            throw new ProtocolException("frame: expected its end after " + Shape.of(control) + ", got "
                    + terms.remaining() + " more bytes");
        }
        if (isForged(message)) {
            throw new ProtocolException(
                    "frame: expected a pid of " + Shape.name(peer) + " as its origin, got " + Shape.of(control));
        }
        return message;
    }

    /** Whether it speaks for a process of another node, which the BEAM does not let pass either where it matters. */
    private boolean isForged(ControlMessage message) {
        return switch (message) {
            case Link m -> isElsewhere(m.from());
            case Exit m -> isElsewhere(m.from());
            case Exit2 m -> isElsewhere(m.from());
            case Unlink m -> isElsewhere(m.from());
            case UnlinkId m -> isElsewhere(m.from());
            case UnlinkIdAck m -> isElsewhere(m.from());
            case MonitorP m -> isElsewhere(m.from());
            case DemonitorP m -> isElsewhere(m.from());
            case SpawnRequest m -> isElsewhere(m.from());
            case AltactSend m -> m.isExit() && isElsewhere(m.from());
            case Send _, SendSender _, RegSend _, AliasSend _, GroupLeader _, MonitorPExit _, SpawnReply _ -> false;
        };
    }

    private boolean isElsewhere(Pid from) {
        return !from.node().equals(peer);
    }
}
