// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.event.Handler;
import io.tiebeam.process.LocalNode;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The handlers of a node that are on their way to its managers: the message holds a reference, as OTP's would hold
 * arguments, and the manager takes the object for it. Any thread.
 */
final class HandedOver {
    private final Map<Ref, Handler> waiting = new ConcurrentHashMap<>();

    static HandedOver of(LocalNode node) {
        return node.attachment(HandedOver.class, HandedOver::new);
    }

    /** What {@code action} gives, which may tell a manager the reference. */
    <R> R during(Ref ref, Handler handler, Function<Ref, R> action) {
        waiting.put(ref, handler);
        try {
            return action.apply(ref);
        } finally {
            waiting.remove(ref);
        }
    }

    Optional<Handler> take(Term args) {
        return args instanceof Ref ref ? Optional.ofNullable(waiting.remove(ref)) : Optional.empty();
    }
}
