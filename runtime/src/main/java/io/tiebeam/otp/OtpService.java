// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Exposure;
import io.tiebeam.pg.PgScopes;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Network;
import io.tiebeam.process.NodeService;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;

/**
 * What other nodes may ask of the applications and groups here by name: {@code rpc:call(Node, application,
 * which_applications, [])}. From the start of the node on, also where none runs yet. Made by the service loader.
 */
public final class OtpService implements NodeService {
    private static final Atom APPLICATION = Atom.of("application");
    private static final Atom ELIXIR_APPLICATION = Atom.of("Elixir.Application");

    /** For the service loader. */
    public OtpService() {}

    @Override
    public void start(Network network) {
        LocalNode node = network.node();
        Exposure exposure = Exposure.of(node);
        PgScopes.of(node);
        Exposure.Handler running = _ -> listed(Applications.whichApplications());
        Exposure.Handler loaded = _ -> listed(Applications.loadedApplications());
        for (int arity : new int[] {0, 1}) { // with the time to wait, too; nobody has to be asked here
            exposure.expose(APPLICATION, Atom.of("which_applications"), arity, running);
            exposure.expose(ELIXIR_APPLICATION, Atom.of("started_applications"), arity, running);
        }
        exposure.expose(APPLICATION, Atom.of("loaded_applications"), 0, loaded);
        exposure.expose(ELIXIR_APPLICATION, Atom.of("loaded_applications"), 0, loaded);
        exposure.expose(APPLICATION, Atom.of("get_application"), 1, a -> applicationOf(a.get(0)));
    }

    private static Term listed(List<Applications.Info> applications) {
        return ListTerm.of(applications.stream()
                .map(app -> Tuple.of(
                        Atom.of(app.name()), ListTerm.charlist(app.description()), ListTerm.charlist(app.version())))
                .toList());
    }

    /** Undefined for a process of none, for one that has ended, and for a module: none of a BEAM's is here. */
    private static Term applicationOf(Term process) {
        return process instanceof Pid pid
                ? Applications.applicationOf(pid)
                        .<Term>map(name -> Tuple.of(Atom.OK, Atom.of(name)))
                        .orElse(Atom.UNDEFINED)
                : Atom.UNDEFINED;
    }
}
