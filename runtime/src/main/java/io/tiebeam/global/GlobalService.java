// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.Exposure;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Network;
import io.tiebeam.process.NodeService;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;

/** Gives a node its part in {@code global}. A hidden node has one too, and nobody to share it with. */
public final class GlobalService implements NodeService {
    /** Called by {@link java.util.ServiceLoader}. */
    public GlobalService() {}

    @Override
    public void start(Network network) {
        LocalNode node = network.node();
        Resolution.expose(Exposure.of(node));
        exposeNames(node);
        ProcessCell server = node.create(SpawnOptions.of(node.user(), "global_name_server"), new GlobalServer(network));
        node.register(Vocabulary.SERVER.atom(), server);
        node.start(server);
    }

    /** What other nodes may ask of the names here, by name. */
    private static void exposeNames(LocalNode node) {
        Atom global = Atom.of("global");
        Exposure exposure = Exposure.of(node);
        exposure.expose(
                global,
                Atom.of("registered_names"),
                0,
                _ -> ListTerm.of(Names.of(node).all()));
        exposure.expose(
                global,
                Atom.of("whereis_name"),
                1,
                a -> Names.of(node).find(node, a.get(0)).<Term>map(pid -> pid).orElse(Atom.UNDEFINED));
    }
}
