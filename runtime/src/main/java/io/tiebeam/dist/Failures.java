// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.term.NodeName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Why the last attempt at each peer failed, in words for people; the latest few hundred. */
final class Failures {
    private static final int KEPT = 256;

    private final Map<NodeName, String> texts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeName, String> eldest) {
            return size() > KEPT;
        }
    };

    synchronized void put(NodeName peer, String text) {
        texts.put(peer, text);
    }

    synchronized void forget(NodeName peer) {
        texts.remove(peer);
    }

    synchronized Optional<String> of(NodeName peer) {
        return Optional.ofNullable(texts.get(peer));
    }
}
