// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Node;
import io.tiebeam.otp.StartType;
import io.tiebeam.shell.cli.Command;
import io.tiebeam.shell.cli.Given;
import io.tiebeam.shell.cli.Syntax;
import io.tiebeam.term.NodeName;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code tiebeam shell}: a node, or none, whose user types Java. Main thread. */
final class ShellCommand implements Command {
    private static final String CODE = "-e";
    private static final String REMOTE = "--remsh";

    @Override
    public Syntax syntax() {
        return NodeArguments.in(Syntax.of("shell", "[OPTIONS] [-S DIR | --remsh NODE] [-e CODE]..."))
                .examples(
                        "  ./tiebeam shell --sname alex@localhost            a shell that is a node",
                        "  ./tiebeam shell --sname kate -S examples/chat     with an application",
                        "  ./tiebeam shell --remsh kate@localhost            your prompt, kate's JVM",
                        "  ./tiebeam shell -e 'self()' </dev/null            one value, no prompt")
                .option(Project.OPTION, "DIR", "compile this project if stale, start its application")
                .options(CODE, "CODE", "evaluate CODE and print its value; may be repeated")
                .option(REMOTE, "NODE", "your prompt in another node that allows evaluation")
                .oneOf(Project.OPTION, REMOTE)
                .footer(
                        "With a terminal it prompts; without one it evaluates standard input, line by line. The exit code"
                                + " is 1 if an evaluation failed.");
    }

    @Override
    public int run(Given given, PrintWriter out, PrintWriter err) throws Exception {
        NodeArguments arguments = new NodeArguments(given);
        List<String> codes = given.values(CODE);
        if (given.has(REMOTE)) {
            return converseWith(nodeName(given.value(REMOTE).orElseThrow()), arguments, codes);
        }
        Optional<Project> project = Project.of(given);
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
                running.owns(StartedApplications.startAny(project.get(), loader, StartType.TEMPORARY));
            }
            Workbench bench = bench(engine, project, running);
            return converse(bench, prompt, running, codes) ? ExitCodes.OK : ExitCodes.FAILURE;
        }
    }

    /** Evaluates what was given and then what is typed: whether all of it went well. */
    private static boolean converse(Workbench bench, Prompt prompt, RunningNode running, List<String> codes)
            throws InterruptedException {
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
    private static int converseWith(NodeName node, NodeArguments arguments, List<String> codes)
            throws InterruptedException {
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
