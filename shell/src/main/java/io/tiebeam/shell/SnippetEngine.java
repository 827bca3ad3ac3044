// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.TypeDeclSnippet;

/**
 * Compiles Java as it is typed: the JDK's JShell, without its way to run things. One JShell per shell, shared by all who
 * evaluate in it, so they see each other's classes and variables. Ask from any thread; the work is done one piece at a
 * time on the engine's own platform thread, because a compiler that is interrupted while it reads a jar closes that jar
 * for good.
 */
final class SnippetEngine implements Typing, AutoCloseable {
    /** What a user of the shell need not import; the same names as in a file with Tiebeam's two imports, and a few. */
    static final List<String> IMPORTS = List.of(
            "static io.tiebeam.shell.Helpers.*",
            "io.tiebeam.*",
            "static io.tiebeam.Kernel.*",
            "io.tiebeam.otp.*",
            "io.tiebeam.term.*",
            "java.io.*",
            "java.math.*",
            "java.time.*",
            "java.util.*",
            "java.util.concurrent.*",
            "java.util.function.*",
            "java.util.stream.*");

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** One snippet of a longer text: what became of it, and the text after it. */
    record Step(Prepared prepared, String rest) {}

    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("tiebeam-snippets").daemon().factory());
    private final ClassLoader project;
    private final Path compiled = folder();
    private final SnippetLoader loader;
    private final SnippetControl control;
    private final FutureTask<JShell> started;
    private JShell shell; // engine's thread only
    private SourceCodeAnalysis analysis; // engine's thread only
    private String first = ""; // engine's thread only: the statement that JShell knows all imports by

    /**
     * Begins to start a compiler in the background, so that it is ready when the first line is.
     *
     * @param classPath the project's, empty for none, in the form of {@code -classpath}
     * @param project loads what is on it
     */
    SnippetEngine(String classPath, ClassLoader project, List<String> imports) {
        this.project = project;
        loader = new SnippetLoader(project);
        control = new SnippetControl(loader);
        started = new FutureTask<>(() -> start(classPath, imports));
        thread.execute(started);
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("tiebeam-shell");
            folder.toFile().deleteOnExit(); // where nobody closes the engine, and nothing was compiled
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JShell start(String classPath, List<String> imports) {
        shell = JShell.builder()
                .executionEngine(control, Map.of())
                .compilerOptions("-proc:none", "-Xlint:none")
                .build();
        // Before the analysis, whose indexer reads the class path in the background.
        shell.addToClasspath(compiled + (classPath.isEmpty() ? "" : File.pathSeparator + classPath));
        analysis = shell.sourceCodeAnalysis();
        take(imports);
        // Last: from now on a thread of JShell's own reads the class path, and one that is set meanwhile may get lost.
        analysis = shell.sourceCodeAnalysis();
        return shell;
    }

    /**
     * Imports all in one snippet: JShell compiles once for each. It calls that by its first import, and whoever types that
     * one again would lose the others: so nothing is done then, see {@link #compile}.
     */
    private void take(List<String> imports) {
        String all = imports.stream().map(SnippetEngine::statement).collect(Collectors.joining("\n"));
        if (compile(all) instanceof Prepared.Rejected(String text)) {
            throw new IllegalStateException("cannot import into the shell: " + text);
        }
        first = statement(imports.getFirst());
    }

    private static String statement(String name) {
        return "import " + name + ";";
    }

    /** What loaded the project's classes at first. */
    ClassLoader project() {
        return project;
    }

    /** Where classes of files go that are compiled for this prompt: they are preferred to those of the project. */
    Path compiled() {
        return compiled;
    }

    /** From now on {@code changed} loads what is on the class path; variables and what was typed stay. */
    void reload(ClassLoader changed) throws InterruptedException {
        ask(() -> {
            loader.reload(changed);
            shell.addToClasspath(compiled.toString()); // it forgets what it knew of the folders then
            analysis = shell.sourceCodeAnalysis();
            return true;
        });
    }

    /** Compiles the first snippet of {@code text}; empty if only blanks and comments are left. */
    Optional<Step> next(String text) throws InterruptedException {
        return ask(() -> {
            var info = analysis.analyzeCompletion(text);
            return switch (info.completeness()) {
                case EMPTY -> Optional.empty();
                case DEFINITELY_INCOMPLETE ->
                    Optional.of(new Step(new Prepared.Rejected(Diagnostics.incomplete(text)), ""));
                case CONSIDERED_INCOMPLETE, UNKNOWN -> Optional.of(new Step(compile(text), ""));
                case COMPLETE, COMPLETE_WITH_SEMI -> Optional.of(new Step(compile(info.source()), info.remaining()));
            };
        });
    }

    @Override
    public boolean needsMore(String text) throws InterruptedException {
        return ask(() -> {
            String rest = text;
            while (true) {
                var info = analysis.analyzeCompletion(rest);
                Completeness how = info.completeness();
                if (how == Completeness.DEFINITELY_INCOMPLETE || how == Completeness.CONSIDERED_INCOMPLETE) {
                    return true;
                }
                if (how != Completeness.COMPLETE || info.remaining().isBlank()) {
                    return false;
                }
                rest = info.remaining();
            }
        });
    }

    @Override
    public Completions complete(String text, int cursor) throws InterruptedException {
        return ask(() -> {
            int[] anchor = {cursor};
            List<String> texts = analysis.completionSuggestions(text, cursor, anchor).stream()
                    .map(SourceCodeAnalysis.Suggestion::continuation)
                    .distinct()
                    .toList();
            return new Completions(anchor[0], texts);
        });
    }

    private Prepared compile(String source) {
        if (BLANKS.matcher(source).replaceAll(" ").strip().equals(first)) {
            return new Prepared.Declared("");
        }
        List<SnippetEvent> events = shell.eval(source);
        List<Method> called = control.takeCalled();
        SnippetEvent event = events.stream()
                .filter(e -> e.causeSnippet() == null && e.status() != Snippet.Status.OVERWRITTEN)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("JShell said nothing about: " + source));
        Snippet snippet = event.snippet();
        return switch (event.status()) {
            case VALID -> valid(snippet, called);
            case RECOVERABLE_DEFINED, RECOVERABLE_NOT_DEFINED ->
                new Prepared.Declared(Diagnostics.waitsFor(shell, snippet));
            case REJECTED -> new Prepared.Rejected(Diagnostics.rejected(shell, snippet));
            case DROPPED, OVERWRITTEN, NONEXISTENT ->
                throw new IllegalStateException("JShell says " + event.status() + " of: " + source);
        };
    }

    private Prepared valid(Snippet snippet, List<Method> called) {
        if (!called.isEmpty()) {
            return new Prepared.Runs(called.getLast(), snippet.kind() != Snippet.Kind.STATEMENT);
        }
        if (snippet instanceof TypeDeclSnippet type) {
            return new Prepared.DefinedType(type.name(), loader.typeOf(type.name()));
        }
        return new Prepared.Declared("");
    }

    private <T> T ask(Callable<T> question) throws InterruptedException {
        FutureTask<T> answer = new FutureTask<>(question);
        thread.execute(answer);
        try {
            started.get();
            return answer.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            Folders.delete(compiled);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
