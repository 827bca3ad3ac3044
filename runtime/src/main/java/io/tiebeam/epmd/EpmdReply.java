// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What EPMD answers: written by the server, read by the client. Values, of no thread. Answers carry no length; those to
 * a look-up and for the names end where EPMD closes the connection.
 */
sealed interface EpmdReply {
    int ALIVE2_X_TAG = 118;
    int ALIVE2_TAG = 121;
    int PORT2_TAG = 119;

    /**
     * The answer to a registration.
     *
     * @param wide whether the creation has 32 bits, as between version 6 on both sides, or 16
     * @param creation the number of this incarnation of the name, unsigned; empty if the name is taken
     */
    record Alive2(boolean wide, OptionalInt creation) implements EpmdReply {}

    /** The answer to a look-up; empty if nobody has the name. */
    record Port2(Optional<EpmdEntry> entry) implements EpmdReply {}

    /** Everyone registered, and the port EPMD thinks it serves. */
    record Names(int epmdPort, List<EpmdName> names) implements EpmdReply {}

    /** epmd's own filler for the creation of a refused registration. */
    int NO_CREATION = 99;

    /** A bound for answers that nobody needs to be longer: some 20,000 names. */
    int MAX_NAMES_BYTES = 1 << 20;

    /** The answer as it crosses the wire. */
    default byte[] bytes() {
        return switch (this) {
            case Alive2(boolean wide, OptionalInt creation) ->
                alive2(wide, creation.isPresent() ? 0 : 1, creation.orElse(NO_CREATION));
            case Port2(Optional<EpmdEntry> entry) ->
                entry.map(EpmdReply::found).orElseGet(() -> new byte[] {PORT2_TAG, 1});
            case Names(int epmdPort, List<EpmdName> names) -> {
                var out = new ByteArrayOutputStream();
                out.writeBytes(ByteBuffer.allocate(4).putInt(epmdPort).array());
                names.forEach(name -> out.writeBytes((name + "\n").getBytes(StandardCharsets.UTF_8)));
                yield out.toByteArray();
            }
        };
    }

    /** Reads the answer to a registration; the connection stays open behind it. */
    static Alive2 readAlive2(DataInputStream in) throws IOException {
        int tag = in.readUnsignedByte();
        if (tag != ALIVE2_X_TAG && tag != ALIVE2_TAG) {
            throw new IOException("expected tag 118 or 121 in answer to a registration, got " + tag);
        }
        boolean wide = tag == ALIVE2_X_TAG;
        int result = in.readUnsignedByte();
        int creation = wide ? in.readInt() : in.readUnsignedShort();
        return new Alive2(wide, result == 0 ? OptionalInt.of(creation) : OptionalInt.empty());
    }

    /** Reads the answer to a look-up. */
    static Port2 readPort2(DataInputStream in) throws IOException {
        int tag = in.readUnsignedByte();
        if (tag != PORT2_TAG) {
            throw new IOException("expected tag 119 in answer to a look-up, got " + tag);
        }
        return new Port2(in.readUnsignedByte() == 0 ? Optional.of(EpmdEntry.read(in)) : Optional.empty());
    }

    /** Reads the names up to the end of the connection. Lines that are no names are passed over, as BEAM nodes do. */
    static Names readNames(DataInputStream in) throws IOException {
        int epmdPort = in.readInt();
        String lines = new String(in.readNBytes(MAX_NAMES_BYTES), StandardCharsets.UTF_8);
        List<EpmdName> names = new ArrayList<>();
        lines.lines().map(EpmdName::parse).forEach(name -> name.ifPresent(names::add));
        return new Names(epmdPort, List.copyOf(names));
    }

    private static byte[] alive2(boolean wide, int result, int creation) {
        ByteBuffer out = ByteBuffer.allocate(wide ? 6 : 4)
                .put((byte) (wide ? ALIVE2_X_TAG : ALIVE2_TAG))
                .put((byte) result);
        return (wide ? out.putInt(creation) : out.putShort((short) creation)).array();
    }

    private static byte[] found(EpmdEntry entry) {
        byte[] body = entry.bytes();
        return ByteBuffer.allocate(body.length + 2)
                .put((byte) PORT2_TAG)
                .put((byte) 0)
                .put(body)
                .array();
    }
}
