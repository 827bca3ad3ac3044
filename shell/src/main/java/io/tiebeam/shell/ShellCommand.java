// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Node;
import io.tiebeam.otp.StartType;
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
            "  ./tiebeam shell -e 'self()' </dev/null            one value, no prompt",
            ""
        },
        customSynopsis = "tiebeam shell [--sname NAME | --name NAME@HOST] [OPTIONS] [-S DIR] [-e CODE]...",
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

    @Option(names = "-e", paramLabel = "CODE", description = "evaluate CODE first and print its value; may be repeated")
    private List<String> codes = List.of();

    @Override
    public Integer call() throws Exception {
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
                    RemoteEval.allow(node.exposure(), engine);
                    node.allowEvaluation();
                });
            }
            if (project.isPresent()) {
                running.owns(StartedApplications.start(project.get(), loader, StartType.TEMPORARY));
            }
            Workbench bench = new Workbench(engine, project, type -> expose(running, type), running::reload);
            return converse(bench, prompt, running) ? ExitCodes.OK : ExitCodes.FAILURE;
        }
    }

    /** Evaluates what was given and then what is typed: whether all of it went well. */
    private boolean converse(Workbench bench, Prompt prompt, RunningNode running) throws InterruptedException {
        try (Evaluator evaluator = new Evaluator(bench, died -> prompt.complain(FailureText.of(died)))) {
            Session session = new Session(bench, evaluator, prompt);
            boolean good = true;
            for (String code : codes) {
                good &= session.evaluate(code, 0);
            }
            for (int number = 1; !bench.isLeft(); number++) {
                Optional<String> input = prompt.next(running.name(), number);
                if (input.isEmpty()) {
                    break;
                }
                prompt.onInterrupt(evaluator::interrupt);
                good &= session.evaluate(input.get(), number);
                prompt.onInterrupt(() -> {});
            }
            return good;
        }
    }

    private static void expose(RunningNode running, Class<?> type) {
        running.node().map(Node::exposure).ifPresent(exposure -> exposure.replace(type));
    }
}
