// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import java.util.function.Function;
import java.util.function.Predicate;

/** How a message is looked at: a typed receive sees the type, an untyped one a term, wherever the sender is. */
final class Receiving {
    /** Stands for a clause that matched and gave null. */
    private static final Object NOTHING = new Object();

    /** What a clause threw: it had matched, so its message is gone, or whoever catches that would meet it again. */
    private record Thrown(Throwable cause) {
        /** Throws it, checked or not: clauses declare none, so none comes that their caller does not expect. */
        @SuppressWarnings("unchecked")
        <X extends Throwable> RuntimeException rethrow() throws X {
            throw (X) cause;
        }
    }

    private Receiving() {}

    /** The next message as a term; null if the deadline passes. */
    static Term any(Deadline deadline) {
        return Callers.owner("receive()").receive(TermMapper::toTerm, deadline);
    }

    /** The next message that is, or maps to, a {@code type} and passes {@code when}. */
    static <T> T typed(Class<T> type, Predicate<? super T> when, Deadline deadline) {
        return Callers.owner("receive()")
                .receive(
                        message -> {
                            T typed = as(type, message);
                            return typed != null && when.test(typed) ? typed : null;
                        },
                        deadline);
    }

    /** What {@code clauses} make of the first message that they do not skip; {@code orElse} if the deadline passes. */
    static <T, R> R clauses(Class<T> type, Function<? super T, ? extends R> clauses, Deadline deadline, R orElse) {
        ProcessCell self = Callers.owner("receive()");
        Object result = self.receive(
                message -> {
                    T typed = as(type, message);
                    if (typed == null) {
                        return null;
                    }
                    try {
                        R value = clauses.apply(typed);
                        return value == null ? NOTHING : value;
                    } catch (Skip skipped) {
                        return null;
                    } catch (Throwable thrown) {
                        return new Thrown(thrown);
                    }
                },
                deadline);
        if (result == null) {
            return orElse;
        }
        if (result instanceof Thrown thrown) {
            throw thrown.<RuntimeException>rethrow();
        }
        @SuppressWarnings("unchecked") // it came from clauses
        R value = result == NOTHING ? null : (R) result;
        return value;
    }

    private static <T> T as(Class<T> type, Object message) {
        if (type.isInstance(message)) {
            return type.cast(message);
        }
        if (type == Term.class) {
            return type.cast(TermMapper.toTerm(message));
        }
        return message instanceof Term term ? TermMapper.tryFromTerm(term, type).orElse(null) : null;
    }
}
