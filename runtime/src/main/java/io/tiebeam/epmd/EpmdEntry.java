// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import io.tiebeam.term.Bits;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What EPMD knows of a node: the body that a registration ({@code ALIVE2_REQ}) and the answer to a look-up
 * ({@code PORT2_RESP}) share. A value, of no thread.
 *
 * @param name the part of the node's name before the {@code @}
 * @param port the TCP port on which the node accepts connections
 * @param type 77 ({@code 'M'}) for a normal node, 72 ({@code 'H'}) for a hidden one
 * @param protocol 0, for TCP over IPv4
 * @param highest the highest version of the distribution protocol that the node speaks: 6
 * @param lowest the lowest one; real nodes say 5
 * @param extra reserved by the protocol, always empty up to OTP 29
 */
public record EpmdEntry(String name, int port, int type, int protocol, int highest, int lowest, Bits extra) {
    private static final int NORMAL = 77;
    private static final int HIDDEN = 72;
    /** As in epmd: a name has at most 255 characters of at most 4 bytes, and the extra field is as long at most. */
    private static final int MAX_BYTES = 4 * 255;

    /** What a node registers, in the numbers that BEAM nodes of OTP 25 to 29 send. */
    static EpmdEntry of(String name, int port, NodeKind kind) {
        return new EpmdEntry(name, port, kind == NodeKind.HIDDEN ? HIDDEN : NORMAL, 0, 6, 5, Bits.EMPTY);
    }

    /** Whether it registered as a hidden node. */
    public boolean isHidden() {
        return type == HIDDEN;
    }

    byte[] bytes() {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] extraBytes = extra.toByteArray();
        return ByteBuffer.allocate(12 + nameBytes.length + extraBytes.length)
                .putShort((short) port)
                .put((byte) type)
                .put((byte) protocol)
                .putShort((short) highest)
                .putShort((short) lowest)
                .putShort((short) nameBytes.length)
                .put(nameBytes)
                .putShort((short) extraBytes.length)
                .put(extraBytes)
                .array();
    }

    static EpmdEntry read(DataInputStream in) throws IOException {
        int port = in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int protocol = in.readUnsignedByte();
        int highest = in.readUnsignedShort();
        int lowest = in.readUnsignedShort();
        String name = text(exactly(in, in.readUnsignedShort()));
        return new EpmdEntry(name, port, type, protocol, highest, lowest, Bits.of(exactly(in, in.readUnsignedShort())));
    }

    /** Names are lines in the answer to {@code NAMES_REQ}: a control character could forge a line, so none may pass. */
    static String text(byte[] name) throws IOException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name))
                    .toString();
            if (text.isEmpty() || text.codePoints().anyMatch(Character::isISOControl)) {
                throw new IOException("expected a name without control characters, got " + name.length + " bytes");
            }
            return text;
        } catch (CharacterCodingException _) {
            throw new IOException("expected a name in UTF-8, got " + name.length + " other bytes");
        }
    }

    private static byte[] exactly(DataInputStream in, int size) throws IOException {
        if (size > MAX_BYTES) {
            throw new IOException("expected a field of at most " + MAX_BYTES + " bytes, got " + size);
        }
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("ends after " + bytes.length + " bytes of a field of " + size);
        }
        return bytes;
    }
}
