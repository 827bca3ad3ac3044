// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * What real nodes said to each other: gzipped files of one JSON object a line, under {@code golden/} of the test
 * resources. Objects become maps, numbers their text.
 */
final class Recording {
    /** The sessions of real nodes: name of the script and the releases that took part. */
    static final List<String> SESSIONS = List.of(
            "abc-25-25",
            "abc-25-29",
            "abc-27-27",
            "abc-29-25",
            "abc-29-29",
            "chat-25-25-25",
            "chat-25-29-27",
            "chat-27-27-27",
            "chat-29-25-25",
            "chat-29-29-29",
            "cookie-25-25",
            "cookie-29-29",
            "hs-special-25",
            "hs-special-27",
            "hs-special-29",
            "misc-25-25",
            "misc-25-29",
            "misc-27-27",
            "misc-27-29",
            "misc-29-25",
            "misc-29-27",
            "misc-29-29");

    private final String text;
    private int at;

    private Recording(String text) {
        this.text = text;
    }

    /** The lines of {@code golden/<file>.jsonl.gz}. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> lines(String file) {
        String resource = "/golden/" + file + ".jsonl.gz";
        try (var packed = Recording.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw new IllegalArgumentException("no test resource " + resource);
            }
            var reader = new BufferedReader(new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8));
            return reader.lines()
                    .map(line -> (Map<String, Object>) new Recording(line).value())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    /** Bytes written as hexadecimal digits. */
    static byte[] bytes(Object hex) {
        return HexFormat.of().parseHex((String) hex);
    }

    private Object value() {
        return switch (peek()) {
            case '{' -> {
                var map = new LinkedHashMap<String, Object>();
                for (at++; peek() != '}'; skipComma()) {
                    String key = string();
                    peek();
                    at++; // the colon
                    map.put(key, value());
                }
                at++;
                yield map;
            }
            case '[' -> {
                var list = new ArrayList<>();
                for (at++; peek() != ']'; skipComma()) {
                    list.add(value());
                }
                at++;
                yield list;
            }
            case '"' -> string();
            default -> {
                int start = at;
                while (at < text.length() && ",]} ".indexOf(text.charAt(at)) < 0) {
                    at++;
                }
                String word = text.substring(start, at);
                yield word.equals("null") ? null : word;
            }
        };
    }

    private void skipComma() {
        if (peek() == ',') {
            at++;
        }
    }

    private char peek() {
        while (text.charAt(at) == ' ') {
            at++;
        }
        return text.charAt(at);
    }

    private String string() {
        peek();
        var string = new StringBuilder();
        for (at++; text.charAt(at) != '"'; at++) {
            char c = text.charAt(at);
            if (c != '\\') {
                string.append(c);
                continue;
            }
            char escaped = text.charAt(++at);
            switch (escaped) {
                case 'n' -> string.append('\n');
                case 't' -> string.append('\t');
                case 'r' -> string.append('\r');
                case 'b' -> string.append('\b');
                case 'f' -> string.append('\f');
                case 'u' -> {
                    string.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                    at += 4;
                }
                default -> string.append(escaped);
            }
        }
        at++;
        return string.toString();
    }
}
