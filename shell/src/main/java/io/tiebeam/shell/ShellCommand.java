// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Node;
import io.tiebeam.otp.StartType;
import io.tiebeam.term.NodeName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tiebeam shell}: a node, or none, whose user types Java. Main thread. */
@Command(
        name = "shell",
        header = {
            "  ./tiebeam shell --sname alex@localhost            a shell that is a node",
            "  ./tiebeam shell --sname kate -S examples/chat     with an application",
            "  ./tiebeam shell --remsh kate@localhost            your prompt, kate's JVM",
            "  ./tiebeam shell -e 'self()' </dev/null            one value, no prompt",
            ""
        },
        customSynopsis = "tiebeam shell [OPTIONS] [-S DIR | --remsh NODE] [-e CODE]...",
        sortOptions = false,
        footer = {
            "",
            "With a terminal it prompts; without one it evaluates standard input, line by line.",
            "The exit code is 1 if an evaluation failed."
        })
final class ShellCommand implements Callable<Integer> {
    @Mixin
    private NodeArguments arguments;

    @Option(
            names = "-S",
            paramLabel = "DIR",
            defaultValue = Project.OF_LAUNCHER,
            description = "compile this project if stale, start its application")
    private Path folder;

    @Option(names = "-e", paramLabel = "CODE", description = "evaluate CODE and print its value; may be repeated")
    private List<String> codes = List.of();

    @Option(names = "--remsh", paramLabel = "NODE", description = "your prompt in another node that allows evaluation")
    private String remote;

    @Override
    public Integer call() throws Exception {
        if (remote != null) {
            return converseWith(nodeName(remote));
        }
        Optional<Project> project = Optional.ofNullable(folder).map(Project::new);
        if (project.isPresent()) {
            project.get().compileIfStale();
        }
        String classPath = project.map(Project::classPathText).orElse("");
        List<String> imports = new ArrayList<>(SnippetEngine.IMPORTS);
        project.map(Project::imports).ifPresent(imports::addAll);
        ClassLoader loader = project.<ClassLoader>map(Project::loader).orElse(ShellCommand.class.getClassLoader());
        // Compiler and node start side by side.
        try (SnippetEngine engine = new SnippetEngine(classPath, loader, imports);
                Prompt prompt = Prompts.open(engine);
                RunningNode running = RunningNode.start(arguments.options())) {
            boolean eval = arguments.allowsEval(true);
            prompt.greet(Banner.of(running, eval));
            if (eval) {
                running.node().ifPresent(node -> {
                    RemoteEval.allow(node.exposure(), engine, () -> bench(engine, project, running));
                    node.allowEvaluation();
                });
            }
            if (project.isPresent()) {
                running.owns(StartedApplications.start(project.get(), loader, StartType.TEMPORARY));
            }
            Workbench bench = bench(engine, project, running);
            return converse(bench, prompt, running) ? ExitCodes.OK : ExitCodes.FAILURE;
        }
    }

    /** Evaluates what was given and then what is typed: whether all of it went well. */
    private boolean converse(Workbench bench, Prompt prompt, RunningNode running) throws InterruptedException {
        try (Evaluator evaluator = new Evaluator(bench, died -> prompt.complain(FailureText.of(died)))) {
            Session session = new Session(bench, evaluator, prompt);
            boolean good = true;
            for (String code : codes) {
                good &= session.evaluate(code, Session.UNNUMBERED);
            }
            Optional<Path> startFile = StartFile.find(Path.of(""), NodeArguments.home());
            if (startFile.isPresent() && prompt.isTerminal()) {
                StartFile.evaluate(startFile.get(), bench, evaluator, prompt);
            }
            for (int number = 1; !bench.isLeft(); number++) {
                Optional<String> input = prompt.next(running.name(), number);
                if (input.isEmpty()) {
                    break;
                }
                prompt.onInterrupt(session::interrupt);
                good &= session.evaluate(input.get(), number);
                prompt.onInterrupt(() -> {});
            }
            return good;
        }
    }

    private static NodeName nodeName(String text) {
        try {
            return NodeName.of(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(e.getMessage(), "give its full name: --remsh kate@localhost", ExitCodes.USAGE);
        }
    }

    private static Workbench bench(SnippetEngine engine, Optional<Project> project, RunningNode running) {
        return new Workbench(engine, project, type -> expose(running, type), running::reload);
    }

    /** The same in the JVM of another node. */
    private int converseWith(NodeName node) throws InterruptedException {
        if (folder != null) {
            throw new CommandFailure(
                    "with --remsh nothing is compiled or started here", "leave out -S " + folder, ExitCodes.USAGE);
        }
        try (RunningNode running = RunningNode.start(Optional.of(arguments.optionsOrVisitor(node)));
                RemoteShell shell = RemoteShell.open(node);
                Prompt prompt = Prompts.open(shell)) {
            prompt.greet("Tiebeam " + TiebeamVersion.text() + " — a prompt inside " + node + ", from " + running.name()
                    + ": what is typed runs there, help() for help");
            RemoteShell.Ended ended = RemoteShell.Ended.WELL;
            boolean good = true;
            for (String code : codes) {
                ended = shell.evaluate(code, Session.UNNUMBERED, prompt);
                good &= ended != RemoteShell.Ended.BADLY;
            }
            for (int number = 1; ended.goesOn(); number++) {
                Optional<String> input = prompt.next(node.toString(), number);
                if (input.isEmpty()) {
                    break;
                }
                prompt.onInterrupt(shell::interrupt);
                ended = shell.evaluate(input.get(), number, prompt);
                prompt.onInterrupt(() -> {});
                good &= ended != RemoteShell.Ended.BADLY;
            }
            return ended == RemoteShell.Ended.GONE ? ExitCodes.UNREACHABLE : good ? ExitCodes.OK : ExitCodes.FAILURE;
        }
    }

    private static void expose(RunningNode running, Class<?> type) {
        running.node().map(Node::exposure).ifPresent(exposure -> exposure.replace(type));
    }
}
