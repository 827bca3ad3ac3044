// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.rpc;

import io.tiebeam.Exposure;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Network;
import io.tiebeam.process.NodeService;
import io.tiebeam.process.ServiceProcess;

/** Lets other nodes call what is exposed, by {@code erpc} and by {@code rpc}. */
public final class RpcService implements NodeService {
    /** Called by {@link java.util.ServiceLoader}. */
    public RpcService() {}

    @Override
    public void start(Network network) {
        LocalNode node = network.node();
        Exposure exposure = Exposure.of(node);
        ErpcFunctions.expose(exposure);
        BuiltIns.expose(exposure, network);
        ServiceProcess.start(node, "rex", Rex::onMessage);
    }
}
