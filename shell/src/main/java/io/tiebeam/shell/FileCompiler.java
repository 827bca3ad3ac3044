// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Compiles a Java file that is no part of the project, for {@code c("Kate.java")}. What has a package is compiled as javac
 * does; the rest is taken as if it were typed, since code in packages, such as the prompt's, cannot name it. On the thread
 * of the process that asked.
 */
final class FileCompiler {
    private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+([\\w.]+)\\s*;");

    private FileCompiler() {}

    /**
     * Compiles {@code file}, and lets other nodes call its classes: these.
     *
     * @throws IllegalArgumentException if it cannot be read or compiled, with what the compiler says
     */
    static List<Class<?>> compile(Workbench bench, Path file) throws InterruptedException {
        String source = read(file);
        Matcher named = PACKAGE.matcher(source);
        List<Class<?>> classes = named.find() ? withPackage(bench, file, named.group(1)) : typed(bench, source);
        classes.forEach(bench::typed);
        return classes;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "cannot read " + file.toAbsolutePath() + ": "
                            + (Files.exists(file) ? e.toString() : "there is no such file (enoent)"),
                    e);
        }
    }

    private static List<Class<?>> typed(Workbench bench, String source) throws InterruptedException {
        List<Class<?>> classes = new ArrayList<>();
        String rest = source;
        for (var step = bench.engine().next(rest);
                step.isPresent();
                step = bench.engine().next(rest)) {
            switch (step.get().prepared()) {
                case Prepared.DefinedType(var _, var type) -> classes.add(type);
                case Prepared.Rejected(String text) -> throw new IllegalArgumentException(text);
                case Prepared.Declared(var _) -> {}
                case Prepared.Runs _ ->
                    throw new IllegalArgumentException(
                            "a file has classes and imports, and no statements outside of them");
            }
            rest = step.get().rest();
        }
        return classes;
    }

    private static List<Class<?>> withPackage(Workbench bench, Path file, String name) throws InterruptedException {
        StringWriter complaints = new StringWriter();
        try {
            Path folder = Files.createTempDirectory("tiebeam-compiled");
            try {
                if (!compile(file, bench.compileClassPath(), folder, complaints)) {
                    throw new IllegalArgumentException(
                            file + " does not compile\n" + complaints.toString().strip());
                }
                List<String> classes = topLevelIn(folder);
                bench.add(folder, name);
                return bench.classesIn(classes);
            } finally {
                Folders.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean compile(Path file, String classPath, Path into, StringWriter complaints) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-proc:none", "-parameters", "-cp", classPath, "-d", into.toString());
            return compiler.getTask(complaints, files, null, options, null, files.getJavaFileObjects(file))
                    .call();
        }
    }

    /** The names of the classes below {@code folder} that are in no other. */
    private static List<String> topLevelIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> folder.relativize(file).toString())
                    .filter(file -> !file.contains("$"))
                    .map(file -> file.substring(0, file.length() - 6).replace(File.separatorChar, '.'))
                    .sorted()
                    .toList();
        }
    }

    /** Loads what is below {@code folder}, in preference to what its parent has of the same name. */
    static final class Fresh extends URLClassLoader {
        Fresh(Path folder, ClassLoader parent) throws IOException {
            super("compiled", new URL[] {folder.toUri().toURL()}, parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (findLoadedClass(name) == null && findResource(name.replace('.', '/') + ".class") != null) {
                    return findClass(name);
                }
                return super.loadClass(name, resolve);
            }
        }
    }
}
