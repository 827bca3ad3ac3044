// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Exposure;
import io.tiebeam.otp.StartType;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tiebeam run}: an application on a node, without a shell, until a signal ends it. Main thread. */
@Command(
        name = "run",
        header = {"  ./tiebeam run --sname kate@localhost -S examples/chat", ""},
        customSynopsis = "tiebeam run (--sname NAME | --name NAME@HOST) [OPTIONS] -S DIR",
        sortOptions = false,
        footer = {
            "",
            "SIGTERM or Ctrl+C end it: first its supervision trees, in order, then the node. They have ten seconds,",
            "or what -Dkernel.shutdown_timeout=PT30S says. An application that ends by itself ends all, with exit code 1."
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private NodeArguments arguments;

    @Option(
            names = "-S",
            paramLabel = "DIR",
            required = true,
            defaultValue = Project.OF_LAUNCHER,
            description = "compile this project if stale, start its application")
    private Path folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (!arguments.isNamed()) {
            throw new ParameterException(
                    spec.commandLine(), "an application without a shell needs a name: --sname or --name");
        }
        Project project = new Project(folder);
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
