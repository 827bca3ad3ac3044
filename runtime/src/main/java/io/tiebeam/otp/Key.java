// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.process.LocalNode;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A setting of an application, with its type: declared once as a constant, given a value by the application's
 * {@link Config}, read with {@link #get()} wherever it is needed. The value may be a function.
 *
 * <p>A key of a plain type, made with {@link #of(String, String, Class)}, can be set from outside too; what comes later
 * in this list wins: the {@code Config}, the file {@code config/runtime.properties} with {@code chat.port=4000}, the
 * environment variable {@code TIEBEAM_CHAT_PORT}, the system property {@code -Dchat.port}.
 */
public final class Key<T> {
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]*");

    private final String application;
    private final String name;
    private final Optional<Scalar<T>> scalar;

    private Key(String application, String name, Optional<Scalar<T>> scalar) {
        if (!WORD.matcher(application).matches() || !WORD.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "expected an application and a name in lower case, such as chat and remote_supervisor, got: "
                            + application + " and " + name);
        }
        this.application = application;
        this.name = name;
        this.scalar = scalar;
    }

    /** The setting {@code name} of {@code application}, of any type; only code can give it a value. */
    public static <T> Key<T> of(String application, String name) {
        return new Key<>(application, name, Optional.empty());
    }

    /**
     * The setting {@code name} of {@code application}, of a plain type: {@link String}, {@link Integer}, {@link Long},
     * {@link Double}, {@link Boolean} or {@link java.time.Duration}, the last written as {@code PT5S}.
     *
     * @throws IllegalArgumentException for another type
     */
    public static <T> Key<T> of(String application, String name, Class<T> type) {
        return new Key<>(application, name, Optional.of(Scalar.of(type)));
    }

    /**
     * Its value on the node of the calling process.
     *
     * @throws IllegalStateException if it has none; the text says where to give it one
     */
    public T get() {
        return Settings.of(LocalNode.current()).get(this);
    }

    Optional<Scalar<T>> scalar() {
        return scalar;
    }

    /** The environment variable that sets it. */
    String variable() {
        return "TIEBEAM_" + (application + "_" + name).toUpperCase(java.util.Locale.ROOT);
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
