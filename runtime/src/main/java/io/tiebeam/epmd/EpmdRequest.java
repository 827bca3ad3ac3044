// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a client asks of EPMD: written by the client, read by the server. Values, of no thread. (ERTS User's Guide,
 * "Distribution Protocol"; {@code erl_epmd.erl} shows what real nodes send.)
 */
sealed interface EpmdRequest {
    int ALIVE2 = 120;
    int PORT2 = 122;
    int NAMES = 110;

    /** A node that wants to be found for as long as it keeps this connection. */
    record Alive2(EpmdEntry entry) implements EpmdRequest {}

    /** Where does the node of that name listen? */
    record Port2(String name) implements EpmdRequest {}

    /** Who is registered? */
    record Names() implements EpmdRequest {}

    /** The request as it crosses the wire, its length of two bytes first. */
    default byte[] bytes() {
        return switch (this) {
            case Alive2(EpmdEntry entry) -> framed(ALIVE2, entry.bytes());
            case Port2(String name) -> framed(PORT2, name.getBytes(StandardCharsets.UTF_8));
            case Names() -> framed(NAMES, new byte[0]);
        };
    }

    /**
     * Reads a request, without its length.
     *
     * @throws IOException if it is none that we serve; the text says what is wrong with it
     */
    static EpmdRequest parse(byte[] body) throws IOException {
        if (body.length == 0) {
            throw new IOException("an empty request");
        }
        byte[] rest = Arrays.copyOfRange(body, 1, body.length);
        return switch (body[0]) {
            case ALIVE2 -> new Alive2(EpmdEntry.read(new DataInputStream(new ByteArrayInputStream(rest))));
            case PORT2 -> new Port2(EpmdEntry.text(rest));
            case NAMES -> new Names();
            default -> throw new IOException("unknown request " + Byte.toUnsignedInt(body[0]));
        };
    }

    private static byte[] framed(int tag, byte[] body) {
        return ByteBuffer.allocate(body.length + 3)
                .putShort((short) (body.length + 1))
                .put((byte) tag)
                .put(body)
                .array();
    }
}
