// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.epmd.EpmdClient;
import io.tiebeam.epmd.EpmdEndpoint;
import io.tiebeam.epmd.EpmdName;
import io.tiebeam.epmd.EpmdServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tiebeam epmd}: an EPMD in the foreground, or what the one of this host knows. Main thread only. */
@Command(
        name = "epmd",
        header = {
            "  ./tiebeam epmd                serve the names of this host, until Ctrl+C",
            "  ./tiebeam epmd names          list the nodes registered on this host",
            ""
        },
        customSynopsis = "tiebeam epmd [names [--json]]",
        footer = {
            "",
            "ERL_EPMD_PORT and ERL_EPMD_ADDRESS are honoured. A node needs neither: it serves EPMD itself",
            "where nobody does."
        })
final class EpmdCommand implements Callable<Integer> {
    private enum Action {
        names
    }

    @Parameters(arity = "0..1", paramLabel = "names", description = "list the registered nodes, do not serve")
    private Action action;

    @Option(names = "--json", description = "list them as JSON")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        EpmdEndpoint endpoint = endpoint();
        return action == Action.names ? names(endpoint) : serve(endpoint);
    }

    private int names(EpmdEndpoint endpoint) {
        InetAddress host = endpoint.addresses().getFirst();
        try {
            String address = (host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host).getHostAddress();
            List<EpmdName> names = new EpmdClient(endpoint).names(address);
            spec.commandLine().getOut().print(json ? json(endpoint, names) : EpmdName.report(endpoint.port(), names));
            spec.commandLine().getOut().flush();
            return ExitCodes.OK;
        } catch (IOException e) {
            throw new CommandFailure(
                    e.getMessage(),
                    "a named node starts one: ./tiebeam shell --sname alex@localhost, or serve one: ./tiebeam epmd");
        }
    }

    private static String json(EpmdEndpoint endpoint, List<EpmdName> names) {
        return Json.text(Json.object(
                "epmd", endpoint.toString(),
                "names",
                        names.stream()
                                .map(n -> Json.object("name", n.name(), "port", n.port()))
                                .toList()));
    }

    private int serve(EpmdEndpoint endpoint) throws InterruptedException {
        try (EpmdServer server = EpmdServer.start(endpoint)) {
            spec.commandLine().getOut().println("epmd is up on " + server.endpoint());
            Thread hook = new Thread(server::close, "tiebeam-epmd-stop");
            Runtime.getRuntime().addShutdownHook(hook);
            server.awaitClose();
            return ExitCodes.OK;
        } catch (BindException e) {
            throw new CommandFailure(e.getMessage(), "one may run already: ./tiebeam epmd names");
        } catch (IOException e) {
            throw new CommandFailure(e.getMessage(), "");
        }
    }

    static EpmdEndpoint endpoint() {
        try {
            return EpmdEndpoint.fromEnvironment(System.getenv());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(e.getMessage(), "correct it or unset it", ExitCodes.USAGE);
        }
    }
}
