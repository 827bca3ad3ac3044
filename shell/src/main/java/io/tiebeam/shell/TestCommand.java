// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tiebeam test}: compiles a project if stale, and runs its tests in a JVM of their own. Main thread. */
@Command(
        name = "test",
        header = {
            "  ./tiebeam test                                   all tests",
            "  ./tiebeam test ChatTest.java:41 --seed 402817    one of them, as it was",
            "  ./tiebeam test --sname sophie@localhost          the distributed ones too",
            ""
        },
        customSynopsis = "tiebeam test [PATTERN[:LINE]]... [OPTIONS] [-S DIR]",
        sortOptions = false,
        footer = {"", "The exit code is 2 if a test failed, 1 if none could be run."})
final class TestCommand implements Callable<Integer> {
    private static final String RUNNER = "io.tiebeam.junit.run.RunTests";

    @Parameters(paramLabel = "PATTERN", description = "classes, files, folders; * is anything")
    private List<String> patterns = List.of();

    @ArgGroup
    private NameArgument node;

    private static final class NameArgument {
        @Option(names = "--sname", paramLabel = "NAME", description = "short name of the node they run on")
        private String shortName;

        @Option(names = "--name", paramLabel = "NAME@HOST", description = "long name of that node")
        private String longName;
    }

    @Mixin
    private CookieArguments cookie;

    @Option(names = "--include", paramLabel = "TAG", description = "run these, though another tag excludes them")
    private List<String> include = List.of();

    @Option(names = "--exclude", paramLabel = "TAG", description = "run none of these")
    private List<String> exclude = List.of();

    @Option(names = "--only", paramLabel = "TAG", description = "run no others than these")
    private List<String> only = List.of();

    @Option(names = "--seed", paramLabel = "N", description = "of the tests' order and random numbers")
    private Long seed;

    @Option(names = "--stale", description = "run what changed since it passed, or uses such")
    private boolean stale;

    @Option(names = "--watch", description = "again when a source changes; q and Enter end it")
    private boolean watch;

    @Option(
            names = "-S",
            paramLabel = "DIR",
            defaultValue = Project.OF_LAUNCHER,
            description = "the project; else that of the launcher")
    private Path folder;

    @Override
    public Integer call() throws Exception {
        Project project = new Project(folder == null ? Path.of("") : folder);
        if (watch) {
            return new TestWatch(project, () -> start(project, Redirect.from(new File("/dev/null"))), System.in).run();
        }
        return start(project, Redirect.INHERIT).waitFor();
    }

    private Process start(Project project, Redirect input) throws InterruptedException {
        project.compileTestsIfStale();
        List<Path> classPath = project.testClassPath();
        if (classPath.stream().noneMatch(TestCommand::hasRunner)) {
            throw new CommandFailure(
                    "the project in " + project.folder() + " has no tiebeam-junit among its test dependencies",
                    "add io.tiebeam:tiebeam-junit to its pom.xml, with <scope>test</scope>");
        }
        ProcessBuilder tests = new ProcessBuilder(command(project, classPath))
                .directory(project.folder().toFile())
                .inheritIO()
                .redirectInput(input);
        tests.environment().put("TIEBEAM_ENV", "test");
        cookie.passOn(tests.environment());
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

    private List<String> command(Project project, List<Path> classPath) {
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
        if (node != null) {
            command.addAll(
                    node.shortName != null ? List.of("--sname", node.shortName) : List.of("--name", node.longName));
        }
        include.forEach(tag -> command.addAll(List.of("--include", tag)));
        exclude.forEach(tag -> command.addAll(List.of("--exclude", tag)));
        only.forEach(tag -> command.addAll(List.of("--only", tag)));
        if (seed != null) {
            command.addAll(List.of("--seed", seed.toString()));
        }
        if (stale) {
            command.add("--stale");
        }
        command.addAll(patterns);
        return command;
    }
}
