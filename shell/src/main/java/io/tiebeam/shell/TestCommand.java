// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.shell.cli.Command;
import io.tiebeam.shell.cli.Given;
import io.tiebeam.shell.cli.Syntax;
import io.tiebeam.shell.cli.UsageException;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@code tiebeam test}: compiles a project if stale, and runs its tests in a JVM of their own. Main thread. */
final class TestCommand implements Command {
    private static final String RUNNER = "io.tiebeam.junit.run.RunTests";

    /** What the runner takes as it is. */
    private static final List<String> PASSED_ON =
            List.of("--sname", "--name", "--include", "--exclude", "--only", "--seed");

    private static final String SEED = "--seed";
    private static final String STALE = "--stale";
    private static final String WATCH = "--watch";

    @Override
    public Syntax syntax() {
        return CookieArguments.in(Syntax.of("test", "[PATTERN[:LINE]]... [OPTIONS] [-S DIR]")
                        .examples(
                                "  ./tiebeam test                                   all tests",
                                "  ./tiebeam test ChatTest.java:41 --seed 402817    one of them, as it was",
                                "  ./tiebeam test --sname sophie@localhost          the distributed ones too")
                        .operands("[PATTERN...]", "classes, files, folders; * is anything", 0, Integer.MAX_VALUE)
                        .option("--sname", "NAME", "short name of the node they run on")
                        .option("--name", "NAME@HOST", "long name of that node")
                        .oneOf("--sname", "--name"))
                .options("--include", "TAG", "run these, though another tag excludes them")
                .options("--exclude", "TAG", "run none of these")
                .options("--only", "TAG", "run no others than these")
                .option(SEED, "N", "of the tests' order and random numbers")
                .flag(STALE, "run what changed since it passed, or uses such")
                .flag(WATCH, "again when a source changes, or on Enter; Ctrl+C ends it")
                .option(Project.OPTION, "DIR", "the project; else that of the launcher")
                .footer("The exit code is 2 if a test failed, 1 if none could be run.");
    }

    @Override
    public int run(Given given, PrintWriter out, PrintWriter err) throws InterruptedException {
        given.value(SEED).ifPresent(TestCommand::checkSeed);
        Project project = Project.of(given).orElseGet(() -> new Project(Path.of("")));
        if (given.has(WATCH)) {
            return new TestWatch(project, () -> start(project, given, Redirect.from(new File("/dev/null"))), System.in)
                    .run();
        }
        return start(project, given, Redirect.INHERIT).waitFor();
    }

    private static void checkSeed(String text) {
        try {
            Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new UsageException("--seed wants a whole number, as a run has printed it, got: " + text);
        }
    }

    private static Process start(Project project, Given given, Redirect input) throws InterruptedException {
        project.compileTestsIfStale();
        List<Path> classPath = project.testClassPath();
        if (classPath.stream().noneMatch(TestCommand::hasRunner)) {
            throw new CommandFailure(
                    "the project in " + project.folder() + " has no tiebeam-junit among its test dependencies",
                    "add io.tiebeam:tiebeam-junit to its pom.xml, with <scope>test</scope>");
        }
        ProcessBuilder tests = new ProcessBuilder(command(project, given, classPath))
                .directory(project.folder().toFile())
                .inheritIO()
                .redirectInput(input);
        tests.environment().put("TIEBEAM_ENV", "test");
        new CookieArguments(given).passOn(tests.environment());
        try {
            return tests.start();
        } catch (IOException e) {
            throw new CommandFailure("the JVM of the tests cannot be started: " + e.getMessage(), "");
        }
    }

    /** By name: a version may follow, or it is a folder of a build that is not packaged. */
    private static boolean hasRunner(Path entry) {
        return entry.getFileName().toString().startsWith("tiebeam-junit")
                || entry.resolve(RUNNER.replace('.', '/') + ".class").toFile().isFile();
    }

    private static List<String> command(Project project, Given given, List<Path> classPath) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Djdk.trackAllThreads=false",
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.SimpleFormatter.format=%1$tT.%1$tL [%4$s] %5$s%6$s%n",
                "-cp",
                classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                RUNNER,
                "--project",
                project.folder().toString(),
                "--classes",
                project.testClasses().toString()));
        PASSED_ON.forEach(option -> given.values(option).forEach(value -> command.addAll(List.of(option, value))));
        if (given.has(STALE)) {
            command.add(STALE);
        }
        command.addAll(given.operands());
        return command;
    }
}
