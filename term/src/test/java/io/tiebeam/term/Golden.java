// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * Vectors recorded from real nodes: gzipped files of one JSON object a line, under {@code golden/} of the test
 * resources. Objects become maps in their own order, numbers {@code Long} or {@code Double}.
 */
final class Golden {
    private final String text;
    private int at;

    private Golden(String text) {
        this.text = text;
    }

    /** The lines of {@code golden/<file>.jsonl.gz}. */
    static List<Map<String, Object>> lines(String file) {
        String resource = "/golden/" + file + ".jsonl.gz";
        try (var packed = Golden.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw new IllegalArgumentException("no test resource " + resource);
            }
            var reader = new BufferedReader(new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8));
            return reader.lines().map(Golden::object).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    /** The object that {@code line} describes. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(String line) {
        return (Map<String, Object>) new Golden(line).value();
    }

    private Object value() {
        return switch (peek()) {
            case '{' -> map();
            case '[' -> list();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private char peek() {
        while (text.charAt(at) <= ' ') {
            at++;
        }
        return text.charAt(at);
    }

    /** Whether {@code c} comes next; skips it if so. */
    private boolean skip(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char c) {
        if (!skip(c)) {
            throw new IllegalArgumentException("expected " + c + " at column " + at + " of " + text);
        }
    }

    private Object word(String word, Object value) {
        for (int i = 0; i < word.length(); i++) {
            expect(word.charAt(i));
        }
        return value;
    }

    private Map<String, Object> map() {
        var map = new LinkedHashMap<String, Object>();
        expect('{');
        while (!skip('}')) {
            String key = string();
            expect(':');
            map.put(key, value());
            skip(',');
        }
        return map;
    }

    private List<Object> list() {
        var list = new ArrayList<>();
        expect('[');
        while (!skip(']')) {
            list.add(value());
            skip(',');
        }
        return list;
    }

    private Object number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(start, at);
        return number.matches("-?\\d+") ? (Object) Long.valueOf(number) : (Object) Double.valueOf(number);
    }

    private String string() {
        expect('"');
        var string = new StringBuilder();
        for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
            string.append(c == '\\' ? escaped() : c);
        }
        return string.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) Integer.parseInt(text.substring(at, at += 4), 16);
            default -> c;
        };
    }
}
