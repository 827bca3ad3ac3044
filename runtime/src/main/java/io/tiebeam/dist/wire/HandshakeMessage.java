// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The messages of the handshake, version 6. Each is read from the bytes behind its 2-byte length and written with it.
 * Names are Latin-1, as in {@code dist_util.erl}. Extra bytes at the end belong to later versions and are passed over.
 */
sealed interface HandshakeMessage {
    /** The message with its length before it, as it goes to the socket. */
    byte[] bytes();

    /** The first word of the connecting node: who it is. */
    record SendName(long flags, int creation, String name) implements HandshakeMessage {
        static SendName parse(byte[] message) {
            var in = tagged(message, 'N', "name message");
            long flags = in.i64("flags");
            int creation = in.i32("creation");
            return new SendName(flags, creation, latin1(in));
        }

        @Override
        public byte[] bytes() {
            byte[] latin1 = latin1(name);
            return message(15 + latin1.length)
                    .put((byte) 'N')
                    .putLong(flags)
                    .putInt(creation)
                    .putShort((short) latin1.length)
                    .put(latin1)
                    .array();
        }
    }

    /** How nodes begin up to OTP 24 that do not know whom they reach: who it is, and the lower half of its flags. */
    record OldName(long flags, String name) implements HandshakeMessage {
        /** The flags that it has room for. */
        static final long FLAGS = 0xFFFF_FFFFL;

        static OldName parse(byte[] message) {
            var in = tagged(message, 'n', "old name message");
            in.u16("version");
            long flags = in.i32("flags") & FLAGS;
            return new OldName(flags, new String(in.bytes(in.remaining(), "name"), StandardCharsets.ISO_8859_1));
        }

        @Override
        public byte[] bytes() {
            byte[] latin1 = latin1(name);
            return message(7 + latin1.length)
                    .put((byte) 'n')
                    .putShort((short) 5)
                    .putInt((int) flags)
                    .put(latin1)
                    .array();
        }
    }

    /**
     * What an {@link OldName} had no room for.
     *
     * @param flags the upper half, where it stands among all
     */
    record Complement(long flags, int creation) implements HandshakeMessage {
        static Complement parse(byte[] message) {
            var in = tagged(message, 'c', "complement");
            long flags = (long) in.i32("flags") << 32;
            return new Complement(flags, in.i32("creation"));
        }

        @Override
        public byte[] bytes() {
            return message(9)
                    .put((byte) 'c')
                    .putInt((int) (flags >>> 32))
                    .putInt(creation)
                    .array();
        }
    }

    /** The answer to a name, or to {@code alive}. */
    record Status(String word) implements HandshakeMessage {
        static final String OK = "ok";
        static final String OK_SIMULTANEOUS = "ok_simultaneous";
        static final String NOK = "nok";
        static final String NOT_ALLOWED = "not_allowed";
        static final String ALIVE = "alive";
        static final String TRUE = "true";
        static final String FALSE = "false";

        @Override
        public byte[] bytes() {
            byte[] text = latin1(word);
            return message(1 + text.length).put((byte) 's').put(text).array();
        }
    }

    /** The status that gives the connecting node a name: it had sent its host only. */
    record Named(String name, int creation) implements HandshakeMessage {
        private static final byte[] TAG = "snamed:".getBytes(StandardCharsets.US_ASCII);

        @Override
        public byte[] bytes() {
            byte[] latin1 = latin1(name);
            return message(TAG.length + 6 + latin1.length)
                    .put(TAG)
                    .putShort((short) latin1.length)
                    .put(latin1)
                    .putInt(creation)
                    .array();
        }
    }

    /** A {@link Status} or a {@link Named}. */
    static HandshakeMessage parseStatus(byte[] message) {
        var in = tagged(message, 's', "status");
        if (message.length >= Named.TAG.length
                && Arrays.equals(message, 0, Named.TAG.length, Named.TAG, 0, Named.TAG.length)) {
            in.take(Named.TAG.length - 1, "status");
            String name = latin1(in);
            return new Named(name, in.i32("creation"));
        }
        return new Status(new String(message, 1, message.length - 1, StandardCharsets.ISO_8859_1));
    }

    /** Who the accepting node is, and its challenge. */
    record Challenge(long flags, int challenge, int creation, String name) implements HandshakeMessage {
        static Challenge parse(byte[] message) {
            var in = tagged(message, 'N', "challenge");
            long flags = in.i64("flags");
            int challenge = in.i32("challenge");
            int creation = in.i32("creation");
            return new Challenge(flags, challenge, creation, latin1(in));
        }

        @Override
        public byte[] bytes() {
            byte[] latin1 = latin1(name);
            return message(19 + latin1.length)
                    .put((byte) 'N')
                    .putLong(flags)
                    .putInt(challenge)
                    .putInt(creation)
                    .putShort((short) latin1.length)
                    .put(latin1)
                    .array();
        }
    }

    /** The connecting node's proof, and its own challenge. */
    record ChallengeReply(int challenge, byte[] digest) implements HandshakeMessage {
        static ChallengeReply parse(byte[] message) {
            var in = tagged(message, 'r', "challenge reply");
            int challenge = in.i32("challenge");
            return new ChallengeReply(challenge, lastDigest(in));
        }

        @Override
        public byte[] bytes() {
            return message(5 + digest.length)
                    .put((byte) 'r')
                    .putInt(challenge)
                    .put(digest)
                    .array();
        }
    }

    /** The accepting node's proof: the connection is up. */
    record ChallengeAck(byte[] digest) implements HandshakeMessage {
        static ChallengeAck parse(byte[] message) {
            return new ChallengeAck(lastDigest(tagged(message, 'a', "challenge ack")));
        }

        @Override
        public byte[] bytes() {
            return message(1 + digest.length).put((byte) 'a').put(digest).array();
        }
    }

    private static Cursor tagged(byte[] message, char tag, String what) {
        var in = new Cursor(message, 0, message.length);
        int got = in.u8(what);
        if (got != tag) {
            throw new ProtocolException(what + ": expected a message that begins with '" + tag + "'");
        }
        return in;
    }

    private static String latin1(Cursor in) {
        return new String(in.bytes(in.u16("length of the name"), "name"), StandardCharsets.ISO_8859_1);
    }

    private static byte[] lastDigest(Cursor in) {
        byte[] digest = in.bytes(16, "digest");
        if (in.remaining() != 0) {
            throw new ProtocolException("digest: expected 16 bytes, got " + (16 + in.remaining()));
        }
        return digest;
    }

    private static ByteBuffer message(int length) {
        return ByteBuffer.allocate(2 + length).putShort((short) length);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
