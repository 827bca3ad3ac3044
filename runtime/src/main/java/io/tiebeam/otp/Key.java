// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.process.LocalNode;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A setting of an application, with its type: declared once as a constant, given a value by the application's
 * {@link Config}, read with {@link #get()} wherever it is needed, on any thread. The value may be a function.
 *
 * <pre>{@code
 * static final Key<Integer> PORT = Key.of("chat", "port", Integer.class).orElse(4000);
 * static final Key<Function<NodeName, ServerRef>> SUPERVISOR = Key.of("chat", "remote_supervisor");
 * }</pre>
 *
 * <p>A key of a plain type, made with {@link #of(String, String, Class)}, can be set from outside too; what comes later
 * in this list wins: its {@link #orElse default}, the {@code Config} of the application, a {@code Config} found as a
 * service, the file {@code config/runtime.properties} with {@code chat.port=4000}, the environment variable {@code
 * TIEBEAM_CHAT_PORT}, the system property {@code -Dchat.port}.
 */
public final class Key<T> {
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]*");

    private final String application;
    private final String name;
    private final Optional<Scalar<T>> scalar;
    private final Optional<T> otherwise;

    private Key(String application, String name, Optional<Scalar<T>> scalar, Optional<T> otherwise) {
        if (!WORD.matcher(application).matches() || !WORD.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "expected an application and a name in lower case, such as chat and remote_supervisor, got: "
                            + application + " and " + name);
        }
        this.application = application;
        this.name = name;
        this.scalar = scalar;
        this.otherwise = otherwise;
    }

    /** The setting {@code name} of {@code application}, of any type; only code can give it a value. */
    public static <T> Key<T> of(String application, String name) {
        return new Key<>(application, name, Optional.empty(), Optional.empty());
    }

    /**
     * The setting {@code name} of {@code application}, of a plain type: {@link String}, {@link Integer}, {@link Long},
     * {@link Double}, {@link Boolean}, {@link java.time.Duration}, which is written as {@code PT5S}, or an enum, whose
     * constants are written as they are or in lower case.
     *
     * @throws IllegalArgumentException for another type
     */
    public static <T> Key<T> of(String application, String name, Class<T> type) {
        return new Key<>(application, name, Optional.of(Scalar.of(type)), Optional.empty());
    }

    /** The same with a value that it has if nobody says another. */
    public Key<T> orElse(T value) {
        return new Key<>(application, name, scalar, Optional.of(value));
    }

    /**
     * Its value on the node of the calling process.
     *
     * @throws IllegalStateException if it has none; the text says where it was looked for and where to give it one
     * @throws IllegalArgumentException if what was said outside is of another type; the text says where
     */
    public T get() {
        return on(LocalNode.current());
    }

    /** Its value on {@code node}. */
    T on(LocalNode node) {
        return Settings.of(node).get(this);
    }

    Optional<Scalar<T>> scalar() {
        return scalar;
    }

    Optional<T> otherwise() {
        return otherwise;
    }

    /** The environment variable that sets it. */
    String variable() {
        return "TIEBEAM_" + (application + "_" + name).toUpperCase(Locale.ROOT);
    }

    /** {@code chat.remote_supervisor}: its name in files and properties. */
    @Override
    public String toString() {
        return application + "." + name;
    }

    /** Keys of one name are one key. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Key<?> key && key.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return Objects.hash(application, name);
    }
}
