// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.ControlMessage;
import io.tiebeam.dist.wire.FrameReader;
import io.tiebeam.dist.wire.FrameWriter;
import io.tiebeam.dist.wire.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts what arrives into frames. Small ones are read from a buffer that is used again; a large one gets an array of its
 * own, so that the binaries in it can be windows on that. The array grows with what has arrived: a length alone reserves
 * nothing. Confined to the reader of the connection.
 */
final class FrameReceiver {
    private static final int CHUNK = 256 << 10;
    private static final int CHUNKS_AT_ONCE = 4; // then the reader looks after what else it has to do
    private static final int OWN_ARRAY_FROM = 32 << 10;
    private static final int FIRST_ARRAY = 1 << 20;

    private final ReadableByteChannel socket;
    private final FrameReader frames;
    private final Consumer<ControlMessage> dispatcher;
    private final ByteBuffer direct = ByteBuffer.allocateDirect(CHUNK);
    private byte[] buffer = new byte[OWN_ARRAY_FROM + 4];
    private int filled;
    private byte[] large; // a frame on its way, else null
    private int largeLength;
    private int largeFilled;
    private volatile long received;

    FrameReceiver(ReadableByteChannel socket, FrameReader frames, Consumer<ControlMessage> dispatcher) {
        this.socket = socket;
        this.frames = frames;
        this.dispatcher = dispatcher;
    }

    /** Grows with every byte that arrives. Any thread. */
    long received() {
        return received;
    }

    /**
     * Reads what there is, though not without end, and hands over each frame that is complete.
     *
     * @return false at the end of the stream
     * @throws ProtocolException for what is no frame: the connection is of no use any more
     */
    boolean receive() throws IOException {
        for (int i = 0; i < CHUNKS_AT_ONCE; i++) {
            direct.clear();
            int read = socket.read(direct);
            if (read < 0) {
                return false;
            }
            if (read == 0) {
                return true;
            }
            received += read;
            direct.flip();
            while (direct.hasRemaining()) {
                if (large != null) {
                    fillLarge();
                } else {
                    fillSmall();
                }
            }
            if (read < CHUNK) {
                return true;
            }
        }
        return true;
    }

    private void fillLarge() {
        if (largeFilled == large.length) {
            large = Arrays.copyOf(large, grown());
        }
        int n = Math.min(direct.remaining(), large.length - largeFilled);
        direct.get(large, largeFilled, n);
        largeFilled += n;
        if (largeFilled == largeLength) {
            byte[] whole = large;
            large = null;
            frames.read(whole, 0, largeLength).ifPresent(dispatcher);
        }
    }

    /** In few steps, since each copies: to at most five times what has arrived. */
    private int grown() {
        long next = large.length * 4L;
        return next > largeLength - largeLength / 4 ? largeLength : (int) next;
    }

    private void fillSmall() {
        int n = Math.min(direct.remaining(), buffer.length - filled);
        direct.get(buffer, filled, n);
        filled += n;
        int at = 0;
        while (filled - at >= 4) {
            int length = (buffer[at] & 0xFF) << 24
                    | (buffer[at + 1] & 0xFF) << 16
                    | (buffer[at + 2] & 0xFF) << 8
                    | (buffer[at + 3] & 0xFF);
            if (length < 0 || length > FrameWriter.MAX_FRAME) {
                throw new ProtocolException("frame of " + Integer.toUnsignedString(length) + " bytes, expected at most "
                        + FrameWriter.MAX_FRAME);
            }
            int here = filled - at - 4;
            if (length > OWN_ARRAY_FROM) {
                largeLength = length;
                large = new byte[Math.min(length, FIRST_ARRAY)];
                largeFilled = Math.min(here, length);
                System.arraycopy(buffer, at + 4, large, 0, largeFilled);
                at = filled;
                break;
            }
            if (here < length) {
                break;
            }
            frames.readCopying(buffer, at + 4, length).ifPresent(dispatcher);
            at += 4 + length;
        }
        System.arraycopy(buffer, at, buffer, 0, filled - at);
        filled -= at;
    }
}
