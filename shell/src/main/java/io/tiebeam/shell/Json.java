// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code --json} prints: maps, lists, texts, numbers, truth values. Pure. */
final class Json {
    private Json() {}

    /** A JSON object of keys and values in turn, in this order. */
    static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }

    /** {@code value} as a document of its own, with the end of its last line. */
    static String text(Object value) {
        try {
            return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(value) + "\n";
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // it writes into memory
        }
    }
}
