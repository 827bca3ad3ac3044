// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The growing buffer of a {@link TermWriter}, and the segments between its bytes: large binaries that stay where they
 * are. Used by one thread at a time.
 */
abstract sealed class Output permits TermWriter {
    private static final int INITIAL = 512;
    /** A buffer that grew beyond this is not kept. Twice what a connection gathers before its senders wait. */
    private static final int KEPT = 2 << 20;

    private static final int LARGEST = Integer.MAX_VALUE - 8;

    byte[] bytes = new byte[INITIAL];
    int at;

    private final int segmentFrom;
    private final List<Segment> segments = new ArrayList<>(0);
    private long inSegments; // the sum of their sizes

    /** A large binary that belongs before the byte {@code position} of the buffer. */
    private record Segment(int position, Bits bits) {}

    Output(int segmentFrom) {
        this.segmentFrom = segmentFrom;
    }

    /** Writes the low 8 bits of {@code value}. */
    public final void putByte(int value) {
        need(1);
        bytes[at++] = (byte) value;
    }

    /** Writes the low 16 bits of {@code value}, big endian. */
    public final void putShort(int value) {
        need(2);
        BigEndian.put16(bytes, at, value);
        at += 2;
    }

    /** Writes 4 bytes, big endian. */
    public final void putInt(int value) {
        need(4);
        BigEndian.put32(bytes, at, value);
        at += 4;
    }

    /** Writes 8 bytes, big endian. */
    public final void putLong(long value) {
        need(8);
        BigEndian.put64(bytes, at, value);
        at += 8;
    }

    /** Writes {@code source} as it is. */
    public final void putBytes(byte[] source) {
        need(source.length);
        System.arraycopy(source, 0, bytes, at, source.length);
        at += source.length;
    }

    /**
     * Leaves room for a 4-byte number that is known later, such as the length of a frame.
     *
     * @return what {@link #patchInt} takes
     */
    public final int reserveInt() {
        putInt(0);
        return at - 4;
    }

    /** Writes {@code value} where {@link #reserveInt} left room at {@code place}. */
    public final void patchInt(int place, int value) {
        BigEndian.put32(bytes, Objects.checkFromIndexSize(place, 4, at), value);
    }

    final void need(long more) {
        if (bytes.length - at < more) {
            grow(more);
        }
    }

    private void grow(long more) {
        if (at + more > LARGEST) {
            throw new TermException(
                    "the output has " + at + " bytes and would get " + more + " more: expected at most " + LARGEST);
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST, Math.max(bytes.length * 2L, at + more)));
    }

    /** The number of bytes written, segments included. */
    public final long size() {
        return at + inSegments;
    }

    /** What {@link #rewind} takes to get back to here. */
    public final long mark() {
        return (long) segments.size() << Integer.SIZE | at;
    }

    /** Takes back what was written since {@code mark}: a frame that turned out too long, say. */
    public final void rewind(long mark) {
        at = (int) mark;
        while (segments.size() > (int) (mark >>> Integer.SIZE)) {
            inSegments -= segments.removeLast().bits().size();
        }
    }

    final void clear() {
        at = 0;
        inSegments = 0;
        segments.clear();
        if (bytes.length > KEPT) {
            bytes = new byte[INITIAL];
        }
    }

    /** Whether {@code bits}, whose header was just written, became a segment, so that its bytes must not be written. */
    final boolean isSegment(Bits bits) {
        if (bits.size() < segmentFrom) {
            return false;
        }
        segments.add(new Segment(at, bits));
        inSegments += bits.size();
        return true;
    }

    /**
     * What was written, segments included, in an array of its own.
     *
     * @throws TermException if that is more than an array holds
     */
    public final byte[] toByteArray() {
        if (segments.isEmpty()) {
            return Arrays.copyOf(bytes, at);
        }
        if (size() > LARGEST) {
            throw new TermException("the output has " + size() + " bytes: expected at most " + LARGEST);
        }
        ByteBuffer all = ByteBuffer.allocate((int) size());
        buffers().forEach(all::put);
        return all.array();
    }

    /**
     * What was written, in order: windows on the buffer of this writer and on the large binaries between them. They are
     * valid until something more is written, taken back or reset.
     */
    public final List<ByteBuffer> buffers() {
        List<ByteBuffer> buffers = new ArrayList<>(segments.size() * 2 + 1);
        int from = 0;
        for (Segment segment : segments) {
            if (segment.position() > from) {
                buffers.add(
                        ByteBuffer.wrap(bytes, from, segment.position() - from).slice());
            }
            from = segment.position();
            buffers.add(segment.bits().asByteBuffer());
        }
        if (at > from) {
            buffers.add(ByteBuffer.wrap(bytes, from, at - from).slice());
        }
        return buffers;
    }
}
