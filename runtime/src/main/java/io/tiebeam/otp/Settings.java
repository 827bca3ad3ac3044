// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.process.LocalNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The values of the {@link Key}s on one node. Written by {@link Config}s when applications start; read on any thread.
 */
public final class Settings {
    /** A value that code put. @param by which class */
    private record Put(Object value, String by) {}

    private final Map<Key<?>, List<Put>> inCode = new ConcurrentHashMap<>(); // the last one counts
    private final Outside outside;
    private volatile Env env = Env.current();
    private volatile Writing writing = new Writing("the application's Config");

    /** Who writes now, and which keys have to have a value when it has written. Thread: who starts the application. */
    private record Writing(String by, Set<Key<?>> keys) {
        Writing(String by) {
            this(by, new LinkedHashSet<>());
        }
    }

    Settings(Outside outside) {
        this.outside = outside;
    }

    static Settings of(LocalNode node) {
        return node.attachment(Settings.class, () -> new Settings(Outside.ofThisJvm()));
    }

    /** The settings of {@code application}: from its own Config, then from those that are found as services beside it. */
    synchronized void apply(Application application, Env in) {
        apply(application.config(), in);
        for (Config other :
                ServiceLoader.load(Config.class, application.getClass().getClassLoader())) {
            apply(other, in);
        }
    }

    /**
     * Lets {@code config} put its values.
     *
     * @throws IllegalStateException if a key that it requires has none
     * @throws IllegalArgumentException if what is said outside about one of its keys is of another type
     */
    synchronized void apply(Config config, Env in) {
        env = in;
        Class<?> type = config.getClass();
        String by = type.isHidden() || type.isSynthetic() ? "the application's Config" : type.getSimpleName();
        writing = new Writing(by);
        config.configure(in, this);
        writing.keys().forEach(this::get);
    }

    /**
     * Gives {@code key} the value {@code value}; the last one counts.
     *
     * @throws IllegalArgumentException if it is of another type than the key: two keys of one name have two types
     */
    public <T> void put(Key<T> key, T value) {
        Objects.requireNonNull(value, () -> key + " cannot be null");
        checkType(key, value, writing.by());
        Put put = new Put(value, writing.by());
        inCode.compute(
                key,
                (_, before) -> before == null
                        ? List.of(put)
                        : Stream.concat(before.stream().filter(p -> !p.by().equals(put.by())), Stream.of(put))
                                .toList());
        writing.keys().add(key);
    }

    /**
     * Has the application start only if {@code key} has a value: from outside, from another {@code Config}, or its
     * default.
     */
    public void require(Key<?> key) {
        writing.keys().add(key);
    }

    <T> T get(Key<T> key) {
        Optional<Outside.Found> found = key.scalar().flatMap(_ -> outside.find(key));
        if (found.isPresent()) {
            return parse(key, found.get());
        }
        List<Put> puts = inCode.getOrDefault(key, List.of());
        if (puts.isEmpty()) {
            return key.otherwise().orElseThrow(() -> new IllegalStateException(missing(key)));
        }
        checkType(key, puts.getLast().value(), puts.getLast().by());
        @SuppressWarnings("unchecked") // of a key without a type, the caller's word is all there is
        T value = (T) puts.getLast().value();
        return value;
    }

    private <T> T parse(Key<T> key, Outside.Found found) {
        try {
            return key.scalar().orElseThrow().parse(found.text(), found.source());
        } catch (IllegalArgumentException illTyped) {
            throw new IllegalArgumentException(
                    key + " cannot be used for env " + env.name() + ": " + illTyped.getMessage() + lookedAt(key),
                    illTyped);
        }
    }

    private void checkType(Key<?> key, Object value, String by) {
        key.scalar().map(Scalar::type).filter(type -> !type.isInstance(value)).ifPresent(type -> {
            throw new IllegalArgumentException(key + " cannot be used for env " + env.name() + ": " + by + ": expected "
                    + type.getSimpleName() + ", got: " + value + " of "
                    + value.getClass().getName()
                    + "\n   → declare the key once, as a constant");
        });
    }

    private String missing(Key<?> key) {
        String from = key.scalar().isPresent()
                ? ", or with -D" + key + "=..."
                : "; -D" + key + " is not possible: its type is none that can be written as text";
        return key + " is not set for env " + env.name() + " (set it in " + writing.by() + from + ")" + lookedAt(key);
    }

    private String lookedAt(Key<?> key) {
        return "\n   looked at: "
                + sources(key).stream().map(Outside.Source::name).collect(Collectors.joining(", "));
    }

    /** Where {@code key} can be set, in this order: the last one that says something counts. */
    private List<Outside.Source> sources(Key<?> key) {
        List<Outside.Source> sources = new ArrayList<>();
        key.otherwise()
                .ifPresent(value -> sources.add(new Outside.Source("its default", Optional.of(value.toString()))));
        List<Put> puts = inCode.getOrDefault(key, List.of());
        puts.forEach(put -> sources.add(new Outside.Source(
                put.by() + " for env " + env.name(), Optional.of(put.value().toString()))));
        if (puts.isEmpty()) {
            sources.add(new Outside.Source(writing.by() + " for env " + env.name(), Optional.empty()));
        }
        if (key.scalar().isPresent()) {
            sources.addAll(outside.sources(key));
        }
        return sources;
    }

    String explain(Key<?> key) {
        List<Outside.Source> sources = sources(key);
        int last = -1;
        for (int i = 0; i < sources.size(); i++) {
            last = sources.get(i).text().isPresent() ? i : last;
        }
        if (last < 0) {
            return missing(key);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sources.size(); i++) {
            Outside.Source source = sources.get(i);
            text.append(i == last ? "* " : "  ").append(key);
            text.append(source.text().map(value -> " = " + value).orElse(" is not set"));
            text.append("  (").append(source.name());
            text.append(source.text().isPresent() && i != last ? ", overruled)" : ")");
            text.append(i == sources.size() - 1 ? "" : "\n");
        }
        return text.toString();
    }
}
