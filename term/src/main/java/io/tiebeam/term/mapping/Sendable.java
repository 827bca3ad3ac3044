// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a value may be handed to another process by reference; decided once per class. */
public final class Sendable {
    /** The reason against each class, empty for those that may be sent. */
    private static final ClassValue<Optional<String>> REASONS = new ClassValue<>() {
        @Override
        protected Optional<String> computeValue(Class<?> type) {
            try {
                Unmappable part = Mappings.ofValues(type).mutablePart();
                return part == null ? Optional.empty() : Optional.of(part.message(type.getTypeName(), "sent"));
            } catch (Unmappable reason) {
                return Optional.of(reason.message(type.getTypeName(), "sent"));
            }
        }
    };

    private Sendable() {}

    /**
     * Returns if {@code message} may be sent; on any thread.
     *
     * @throws TermException with the reason
     */
    public static void check(Object message) {
        if (message instanceof Term) {
            return;
        }
        if (message == null) {
            throw new TermException(Refusals.nothing().message("null", "sent"));
        }
        Optional<String> reason = REASONS.get(message.getClass());
        if (reason.isPresent()) {
            throw new TermException(reason.get());
        }
        assert contentsAreSendable(message);
    }

    /** Whether {@code message} cannot change and has a term for certain; on any thread. */
    public static boolean isShareable(Object message) {
        return Anything.MAPPING.isShareable(message);
    }

    /** Throws what is wrong with the values inside; always true, since it is an assertion. */
    private static boolean contentsAreSendable(Object message) {
        try {
            Mappings.write(message);
        } catch (Unmappable reason) {
            throw new TermException(reason.message(nameOf(message), "sent"));
        }
        return true;
    }

    /** What {@code value} is called at the beginning of a message. */
    public static String nameOf(Object value) {
        return switch (value) {
            case null -> "null";
            case List<?> _ -> "list";
            case Map<?, ?> _ -> "map";
            case Object other -> other.getClass().getTypeName();
        };
    }
}
