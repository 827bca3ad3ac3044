// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the {@link Helpers} know of the prompt where they are typed: its compiler, its project, the values it has shown.
 * One for each prompt. Written by the thread that shows values, read by the process that evaluates.
 */
final class Workbench {
    /** As many values as iex keeps. */
    private static final int KEPT_VALUES = 20;

    private static final ScopedValue<Workbench> CURRENT = ScopedValue.newInstance();

    private final SnippetEngine engine;
    private final Optional<Project> project;
    private final Consumer<Class<?>> typed;
    private final Consumer<ClassLoader> reloaded;
    private final TreeMap<Integer, Object> values = new TreeMap<>();
    private ClassLoader loader; // the process that evaluates reads and writes it, no other
    private volatile boolean left;

    /**
     * @param typed told of each class that was typed, or compiled from a file
     * @param reloaded told of the loader of the project's classes when those were compiled anew
     */
    Workbench(
            SnippetEngine engine, Optional<Project> project, Consumer<Class<?>> typed, Consumer<ClassLoader> reloaded) {
        this.engine = engine;
        this.project = project;
        this.typed = typed;
        this.reloaded = reloaded;
        this.loader = engine.project();
    }

    /** One without a project, for a compiler that others have, too. */
    static Workbench of(SnippetEngine engine, Consumer<Class<?>> typed) {
        return new Workbench(engine, Optional.empty(), typed, _ -> {});
    }

    /**
     * That of the prompt where this is evaluated.
     *
     * @throws IllegalStateException in a process that is no evaluator
     */
    static Workbench current(String what) {
        if (!CURRENT.isBound()) {
            throw new IllegalStateException(what + " is for the prompt: this process is not the one that is typed in");
        }
        return CURRENT.get();
    }

    /** That of the prompt where this is evaluated; empty in a process that is no evaluator. */
    static Optional<Workbench> currentIfAny() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** Calls {@code snippet}; in it this is {@linkplain #current current}. */
    Object call(Method snippet) throws InvocationTargetException, IllegalAccessException {
        try {
            return ScopedValue.where(CURRENT, this).call(() -> snippet.invoke(null));
        } catch (InvocationTargetException | IllegalAccessException | RuntimeException e) {
            throw e;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    SnippetEngine engine() {
        return engine;
    }

    Optional<Project> project() {
        return project;
    }

    /** Hands on a class that was typed or compiled. */
    void typed(Class<?> type) {
        typed.accept(type);
    }

    // ---- classes that change --------------------------------------------------------------------------------------

    /** Uses the classes of the project as they are compiled now, for all that is typed from now on. */
    void reload(Project changed) throws InterruptedException, IOException {
        loader = new FileCompiler.Fresh(engine.compiled(), changed.loader());
        engine.reload(loader);
        reloaded.accept(loader);
    }

    /** What a file is compiled against. */
    String compileClassPath() {
        return Stream.of(
                        engine.compiled().toString(),
                        project.map(Project::classPathText).orElse(""),
                        System.getProperty("java.class.path"))
                .filter(path -> !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Takes the classes below {@code folder}, those of package {@code name}, and uses them for all that is typed next. */
    void add(Path folder, String name) throws InterruptedException, IOException {
        Folders.moveFiles(folder, engine.compiled());
        loader = new FileCompiler.Fresh(engine.compiled(), loader);
        engine.reload(loader);
        engine.next("import " + name + ".*;");
    }

    /** The classes of these {@code names}, as they are now. */
    List<Class<?>> classesIn(List<String> names) {
        List<Class<?>> classes = new ArrayList<>();
        for (String each : names) {
            try {
                classes.add(Class.forName(each, false, loader));
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException("javac made " + each + " but it cannot be loaded", e);
            }
        }
        return classes;
    }

    // ---- values ---------------------------------------------------------------------------------------------------

    /** Keeps the value of input {@code number}; of the last twenty, the others are forgotten. */
    synchronized void remember(int number, Object value) {
        values.put(number, value);
        while (values.size() > KEPT_VALUES) {
            values.pollFirstEntry();
        }
    }

    /**
     * The value of input {@code number}; of a negative one counted from the end.
     *
     * @throws NoSuchElementException if that had none, or it is forgotten
     */
    synchronized Object value(int number) {
        if (number > 0 && values.containsKey(number)) {
            return values.get(number);
        }
        if (number < 0 && -number <= values.size()) {
            return values.values().toArray()[values.size() + number];
        }
        throw new NoSuchElementException("v(" + number + ") is out of bounds: "
                + (values.isEmpty()
                        ? "there is no value yet"
                        : "there are values of "
                                + values.keySet().stream()
                                        .map(n -> "v(" + n + ")")
                                        .collect(Collectors.joining(", "))));
    }

    // ---- the end --------------------------------------------------------------------------------------------------

    /** Nothing more is to be read at this prompt. */
    void leave() {
        left = true;
    }

    boolean isLeft() {
        return left;
    }
}
