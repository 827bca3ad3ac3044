// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.Secret;
import io.tiebeam.term.NodeName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The cookie for each peer: one of its own, or the common one. Safe on any thread. */
final class Cookies {
    private final Secret common;
    private final Map<NodeName, Secret> own = new ConcurrentHashMap<>();

    Cookies(Secret common) {
        this.common = common;
    }

    Secret of(NodeName peer) {
        return own.getOrDefault(peer, common);
    }

    void set(NodeName peer, byte[] cookie) {
        own.put(peer, new Secret(cookie.clone(), "the one set for " + peer));
    }
}
