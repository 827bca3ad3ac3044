// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.Gate;
import io.tiebeam.term.NodeName;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Names for nodes that come without one. A name whose node has gone is given again, with the next incarnation, so that a
 * host whose nodes come and go needs few; only names of nodes that were let in are kept, since strangers may ask, too. The
 * caller guards it. Source: {@code net_kernel:generate_node_name/2}.
 */
final class NamePool {
    private static final int SMALLEST_CREATION = 4; // smaller ones are from the days when there were three

    private final Map<String, Deque<Gate.Given>> free = new HashMap<>();
    private final Map<NodeName, Gate.Given> lent = new HashMap<>();
    private final SecureRandom random = new SecureRandom();

    /** A name for a node on {@code host} that is not {@code taken}; empty if nothing can be called that. */
    Optional<Gate.Given> next(String host, Predicate<NodeName> taken) {
        Deque<Gate.Given> known = free.get(host);
        while (known != null && !known.isEmpty()) {
            Gate.Given again = known.pop();
            if (!taken.test(again.name())) { // a node that was started with this name may be here by now
                return Optional.of(again);
            }
        }
        free.remove(host);
        try {
            NodeName name;
            do {
                name = NodeName.of(Long.toUnsignedString(random.nextLong(), 36).toUpperCase(Locale.ROOT) + "@" + host);
            } while (taken.test(name));
            return Optional.of(new Gate.Given(name, creation(random.nextInt())));
        } catch (IllegalArgumentException noHost) {
            return Optional.empty();
        }
    }

    /** The node that was given {@code given} is connected. */
    void lend(Gate.Given given) {
        lent.put(given.name(), given);
    }

    /** {@code name} is not connected any more, if that is one from here. */
    void giveBack(NodeName name) {
        Gate.Given given = lent.remove(name);
        if (given != null) {
            free.computeIfAbsent(name.host(), _ -> new ArrayDeque<>())
                    .push(new Gate.Given(name, creation(given.creation() + 1)));
        }
    }

    private static int creation(int number) {
        return Integer.compareUnsigned(number, SMALLEST_CREATION) < 0 ? number + SMALLEST_CREATION : number;
    }
}
