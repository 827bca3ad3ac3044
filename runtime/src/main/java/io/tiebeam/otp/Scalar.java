// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A type whose values can be written in a file, an environment variable or a system property. */
record Scalar<T>(Class<T> type, Function<String, ?> parser) {
    private static final List<Scalar<?>> ALL = List.of(
            new Scalar<>(String.class, s -> s),
            new Scalar<>(Integer.class, Integer::valueOf),
            new Scalar<>(Long.class, Long::valueOf),
            new Scalar<>(Double.class, Double::valueOf),
            new Scalar<>(Boolean.class, Scalar::bool),
            new Scalar<>(Duration.class, Duration::parse));

    static <T> Scalar<T> of(Class<T> type) {
        for (Scalar<?> each : ALL) {
            if (each.type == type) {
                return new Scalar<>(type, each.parser);
            }
        }
        if (type.isEnum()) {
            return new Scalar<>(type, text -> constant(type, text));
        }
        throw new IllegalArgumentException("expected a type that can be written as text, an enum or one of "
                + ALL.stream().map(s -> s.type.getSimpleName()).toList() + ", got: " + type.getName()
                + "\n   → for any other type leave it out: Key.of(application, name)");
    }

    /** @param source where {@code text} was found, for the message */
    T parse(String text, String source) {
        try {
            return type.cast(parser.apply(text.strip()));
        } catch (RuntimeException bad) {
            throw new IllegalArgumentException(source + ": expected " + expected() + ", got: \"" + text + "\"", bad);
        }
    }

    private static <T> T constant(Class<T> type, String text) {
        for (T constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            if (text.equals(name) || text.equals(name.toLowerCase(Locale.ROOT))) {
                return constant;
            }
        }
        throw new IllegalArgumentException("no constant of " + type.getName());
    }

    private String expected() {
        return type.isEnum()
                ? "one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))
                : type.getSimpleName();
    }

    private static Boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("expected true or false");
        };
    }
}
