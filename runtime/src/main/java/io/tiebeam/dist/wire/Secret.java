// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The cookie shared with one peer, as the handshake uses it: it answers challenges and checks answers, and never shows
 * itself.
 */
public final class Secret {
    private final byte[] cookie;
    private final String label;

    /**
     * @param cookie the characters of the cookie; given up by the caller
     * @param label how messages may refer to it without showing it, such as {@code #a41f from ~/.erlang.cookie}
     */
    public Secret(byte[] cookie, String label) {
        this.cookie = cookie;
        this.label = label;
    }

    /** The proof of knowing the cookie: MD5 of the cookie and the challenge in decimal, unsigned. */
    byte[] digest(int challenge) {
        try {
            var md5 = MessageDigest.getInstance("MD5");
            md5.update(cookie);
            return md5.digest(Integer.toUnsignedString(challenge).getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has MD5", impossible);
        }
    }

    /** Whether {@code digest} proves that the peer knows this cookie; takes the same time for every wrong answer. */
    boolean isProvenBy(byte[] digest, int challenge) {
        return MessageDigest.isEqual(digest, digest(challenge));
    }

    /** How a message may refer to it. */
    public String label() {
        return label;
    }

    @Override
    public String toString() {
        return label;
    }
}
