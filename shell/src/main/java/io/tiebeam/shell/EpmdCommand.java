// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.epmd.EpmdClient;
import io.tiebeam.epmd.EpmdEndpoint;
import io.tiebeam.epmd.EpmdName;
import io.tiebeam.epmd.EpmdServer;
import io.tiebeam.shell.cli.Command;
import io.tiebeam.shell.cli.Given;
import io.tiebeam.shell.cli.Syntax;
import io.tiebeam.shell.cli.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.util.List;

/** {@code tiebeam epmd}: an EPMD in the foreground, or what the one of this host knows. Main thread only. */
final class EpmdCommand implements Command {
    private static final String NAMES = "names";
    private static final String JSON = "--json";

    @Override
    public Syntax syntax() {
        return Syntax.of("epmd", "[names [--json]]")
                .examples(
                        "  ./tiebeam epmd                serve the names of this host, until Ctrl+C",
                        "  ./tiebeam epmd names          list the nodes registered on this host")
                .operands("[names]", "list the registered nodes, do not serve", 0, 1)
                .flag(JSON, "list them as JSON")
                .footer("ERL_EPMD_PORT and ERL_EPMD_ADDRESS are honoured. A node needs neither: it serves EPMD itself"
                        + " where nobody does.");
    }

    @Override
    public int run(Given given, PrintWriter out, PrintWriter err) throws InterruptedException {
        EpmdEndpoint endpoint = endpoint();
        if (given.operand().isEmpty()) {
            return serve(endpoint, out);
        }
        if (!given.operand().get().equals(NAMES)) {
            throw new UsageException(
                    "epmd knows one word: names, got: " + given.operand().get());
        }
        return names(endpoint, given.has(JSON), out);
    }

    private static int names(EpmdEndpoint endpoint, boolean json, PrintWriter out) {
        InetAddress host = endpoint.addresses().getFirst();
        try {
            String address = (host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host).getHostAddress();
            List<EpmdName> names = new EpmdClient(endpoint).names(address);
            out.print(json ? json(endpoint, names) : EpmdName.report(endpoint.port(), names));
            out.flush();
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

    private static int serve(EpmdEndpoint endpoint, PrintWriter out) throws InterruptedException {
        try (EpmdServer server = EpmdServer.start(endpoint)) {
            out.println("epmd is up on " + server.endpoint());
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
