// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.inspect;

import io.tiebeam.term.Bits;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The first characters of a binary that is UTF-8, as far as shown; the rest is not looked at. */
record Utf8Prefix(String text, boolean isWhole) {
    /** The first {@code limit} characters (code points) of {@code bits}; empty where they are not UTF-8. */
    static Optional<Utf8Prefix> of(Bits bits, int limit) {
        ByteBuffer in = bits.asByteBuffer();
        if (limit >= bits.size()) {
            return bits.text().map(text -> new Utf8Prefix(text, true));
        }
        CharBuffer out = CharBuffer.allocate(2 * limit + 2);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        String decoded = out.flip().toString();
        int known = decoded.codePointCount(0, decoded.length());
        if (known < limit) {
            return result.isError() ? Optional.empty() : Optional.of(new Utf8Prefix(decoded, true));
        }
        int end = decoded.offsetByCodePoints(0, limit);
        boolean whole = end == decoded.length() && !in.hasRemaining();
        return Optional.of(new Utf8Prefix(decoded.substring(0, end), whole));
    }
}
