// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** A connection to a real epmd, recorded while nodes of OTP 25, 27 and 29 talked to it: all bytes. */
record Recorded(String session, byte[] request, byte[] response) {
    private static final Pattern LINE =
            Pattern.compile("\\{\"session\": \"([^\"]+)\", \"req\": \"([0-9a-f]+)\", \"resp\": \"([0-9a-f]+)\"}");

    static List<Recorded> all() {
        try (var in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Recorded.class.getResourceAsStream("epmd-frames.jsonl.gz")),
                StandardCharsets.UTF_8))) {
            return in.lines().map(Recorded::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Recorded parse(String line) {
        Matcher match = LINE.matcher(line);
        if (!match.matches()) {
            throw new IllegalStateException("not a recorded connection: " + line);
        }
        return new Recorded(
                match.group(1),
                HexFormat.of().parseHex(match.group(2)),
                HexFormat.of().parseHex(match.group(3)));
    }

    /** The request without its length. */
    byte[] body() {
        byte[] body = new byte[request.length - 2];
        System.arraycopy(request, 2, body, 0, body.length);
        return body;
    }
}
