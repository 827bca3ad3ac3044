// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.Exposure;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Network;
import io.tiebeam.process.NodeService;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.SpawnOptions;

/** Gives a node its part in {@code global}. A hidden node has one too, and nobody to share it with. */
public final class GlobalService implements NodeService {
    /** Called by {@link java.util.ServiceLoader}. */
    public GlobalService() {}

    @Override
    public void start(Network network) {
        LocalNode node = network.node();
        Resolution.expose(Exposure.of(node));
        ProcessCell server = node.create(SpawnOptions.of(node.user(), "global_name_server"), new GlobalServer(network));
        node.register(Vocabulary.SERVER.atom(), server);
        node.start(server);
    }
}
