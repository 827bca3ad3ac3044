// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.process.LocalNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The values of the {@link Key}s on one node. Written by {@link Config}s when applications start; read on any thread.
 */
public final class Settings {
    private final Map<Key<?>, Object> inCode = new ConcurrentHashMap<>();
    private final Map<Key<?>, String> writers = new ConcurrentHashMap<>();
    private final Outside outside;
    private volatile Env env = Env.current();
    private volatile String writer = "the application's Config";

    Settings(Outside outside) {
        this.outside = outside;
    }

    static Settings of(LocalNode node) {
        return node.attachment(Settings.class, () -> new Settings(Outside.ofThisJvm()));
    }

    /** Lets {@code config} put its values. */
    void apply(Config config, Env in) {
        env = in;
        writer = config.getClass().isSynthetic() ? writer : config.getClass().getSimpleName();
        config.configure(in, this);
    }

    /** Gives {@code key} the value {@code value}; the last one counts. */
    public <T> void put(Key<T> key, T value) {
        inCode.put(key, Objects.requireNonNull(value, () -> key + " cannot be null"));
        writers.put(key, writer);
    }

    <T> T get(Key<T> key) {
        Optional<T> fromOutside = key.scalar()
                .flatMap(scalar -> outside.find(key).map(found -> scalar.parse(found.text(), found.source())));
        if (fromOutside.isPresent()) {
            return fromOutside.get();
        }
        @SuppressWarnings("unchecked") // put() has seen to it
        T value = (T) inCode.get(key);
        if (value == null) {
            throw new IllegalStateException(missing(key));
        }
        return value;
    }

    private String missing(Key<?> key) {
        String from = key.scalar().isPresent()
                ? ", or with -D" + key + "=..."
                : "; -D" + key + " is not possible: its type is none that can be written as text";
        return key + " is not set for env " + env.name() + " (set it in " + writer + from + ")";
    }

    String explain(Key<?> key) {
        Map<String, String> said = new LinkedHashMap<>();
        if (inCode.containsKey(key)) {
            said.put(writers.get(key) + " for env " + env.name(), String.valueOf(inCode.get(key)));
        }
        if (key.scalar().isPresent()) {
            outside.all(key).forEach(found -> said.put(found.source(), found.text()));
        }
        if (said.isEmpty()) {
            return missing(key);
        }
        StringBuilder text = new StringBuilder();
        int last = said.size();
        for (var entry : said.entrySet()) {
            boolean wins = --last == 0;
            text.append(wins ? "* " : "  ").append(key).append(" = ").append(entry.getValue());
            text.append("  (").append(entry.getKey()).append(wins ? ")" : ", overruled)\n");
        }
        return text.toString();
    }
}
