// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Exposure;
import io.tiebeam.otp.StartType;
import io.tiebeam.shell.cli.Command;
import io.tiebeam.shell.cli.Given;
import io.tiebeam.shell.cli.Syntax;
import io.tiebeam.shell.cli.UsageException;
import java.io.PrintWriter;
import java.util.Optional;

/** {@code tiebeam run}: an application on a node, without a shell, until a signal ends it. Main thread. */
final class RunCommand implements Command {
    @Override
    public Syntax syntax() {
        return NodeArguments.in(Syntax.of("run", "(--sname NAME | --name NAME@HOST) [OPTIONS] -S DIR"))
                .examples("  ./tiebeam run --sname kate@localhost -S examples/chat")
                .option(Project.OPTION, "DIR", "compile this project if stale, start its application")
                .footer("SIGTERM or Ctrl+C end it: first its supervision trees, in order, then the node. They have ten"
                        + " seconds, or what -Dkernel.shutdown_timeout=PT30S says. An application that ends by itself"
                        + " ends all, with exit code 1.");
    }

    @Override
    public int run(Given given, PrintWriter out, PrintWriter err) throws Exception {
        NodeArguments arguments = new NodeArguments(given);
        if (!arguments.isNamed()) {
            throw new UsageException("an application without a shell needs a name: --sname or --name");
        }
        Project project = Project.of(given).orElseThrow(() -> new UsageException("run needs a project: -S DIR"));
        project.compileIfStale();
        ClassLoader loader = project.loader();
        ConsoleLog.to(System.err::println);
        try (RunningNode running = RunningNode.start(arguments.options())) {
            if (arguments.allowsEval(false)) {
                SnippetEngine engine = new SnippetEngine(project.classPathText(), loader, SnippetEngine.IMPORTS);
                Exposure exposure = running.node().orElseThrow().exposure();
                RemoteEval.allow(
                        exposure,
                        engine,
                        () -> new Workbench(engine, Optional.of(project), exposure::replace, running::reload));
                running.node().orElseThrow().allowEvaluation();
            }
            StartedApplications applications = StartedApplications.start(project, loader, StartType.PERMANENT);
            running.owns(applications);
            System.out.println("Node " + running.name() + " is up");
            System.err.println(applications.awaitTermination()); // a signal ends the JVM, and its shutdown the node
            return ExitCodes.FAILURE;
        }
    }
}
