// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.Term;
import io.tiebeam.term.TermReader;
import io.tiebeam.term.Tuple;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * One call of {@code io_lib:format/2} as a real node answered it, recorded by {@code interop/record/io_lib.escript}.
 *
 * @param call format and arguments for the reader of a failed test
 * @param text the result; empty where the call fails
 */
record Recording(String call, Term format, Term arguments, Optional<String> text) {
    /** The recordings in {@code io_lib/<file>.jsonl.gz} of the test resources. */
    static List<Recording> read(String file) {
        String resource = "/io_lib/" + file + ".jsonl.gz";
        try (var packed = Recording.class.getResourceAsStream(resource);
                var lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8))) {
            return lines.lines().map(Recording::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    private static Recording of(String line) {
        byte[] bytes = HexFormat.of().parseHex(field(line, "hex").orElseThrow());
        Tuple call = (Tuple) TermReader.decode(bytes);
        return new Recording(field(line, "call").orElseThrow(), call.get(0), call.get(1), field(line, "text"));
    }

    /**
     * The string under {@code name}. The recorder writes flat objects of strings, {@code "} inside one as {@code \"}.
     */
    static Optional<String> field(String line, String name) {
        String key = "\"" + name + "\":\"";
        int at = line.indexOf(key);
        if (at < 0) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        for (int i = at + key.length(); line.charAt(i) != '"'; i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                c = line.charAt(++i);
                if (c == 'u') {
                    c = (char) Integer.parseInt(line.substring(i + 1, i + 5), 16);
                    i += 4;
                }
            }
            text.append(c);
        }
        return Optional.of(text.toString());
    }
}
