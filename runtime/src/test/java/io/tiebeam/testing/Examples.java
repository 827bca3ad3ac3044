// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.testing;

import static java.util.stream.Collectors.joining;

import io.tiebeam.Kernel;
import io.tiebeam.term.Term;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles pieces of Java that documentation shows. A piece is a class, a constant, statements, or an expression, several
 * of them with an empty line between; what it may mention without saying so is in {@code Surroundings.txt}. Nothing is run.
 */
public final class Examples {
    private static final String IMPORTS = """
            import static io.tiebeam.Kernel.*;
            import static io.tiebeam.otp.Restart.*;
            import static io.tiebeam.otp.Strategy.*;
            import static io.tiebeam.otp.Transition.*;
            import static java.time.Duration.*;
            import static surroundings.Here.*;
            import io.tiebeam.*;
            import io.tiebeam.otp.*;
            import io.tiebeam.term.*;
            import java.time.*;
            import java.util.*;
            import java.util.function.*;
            import surroundings.*;
            """;
    private static final String DECLARATION =
            "(?s)(?:(?:public|protected|private|static|final|sealed|abstract) |@|class |record |interface |enum ).*";

    /**
     * A piece of Java.
     *
     * @param place where it stands, for who has to correct it
     * @param in the type whose nested types need no qualifying; empty if there is none
     */
    public record Example(String place, String in, String code) {}

    private record Source(Example example, JavaFileObject file) {}

    private static final class Unit extends SimpleJavaFileObject {
        private final String source;

        Unit(String name, String source) {
            super(URI.create("string:///" + name.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.source = source;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
        }
    }

    private Examples() {}

    /** The imports that every example has, a line each. */
    public static List<String> imports() {
        return IMPORTS.lines().toList();
    }

    /** What the compiler has to say against {@code examples}: a text for each error, with its place and the piece. */
    public static List<String> errors(List<Example> examples) {
        List<Source> sources = new ArrayList<>();
        for (Example example : examples) {
            int number = sources.size();
            sources.add(new Source(example, new Unit("example" + number + ".Example", unit(number, example))));
        }
        Path classes = temporary();
        try {
            return compile(sources, classes);
        } finally {
            delete(classes);
        }
    }

    private static List<String> compile(List<Source> sources, Path classes) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var problems = new DiagnosticCollector<JavaFileObject>();
        String path = placeOf(Kernel.class) + File.pathSeparator + placeOf(Term.class);
        List<String> options = List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", path);
        List<JavaFileObject> units = new ArrayList<>(surroundings());
        sources.forEach(source -> units.add(source.file()));
        try (var files = compiler.getStandardFileManager(problems, null, null)) {
            compiler.getTask(null, files, problems, options, null, units).call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return problems.getDiagnostics().stream()
                .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .map(problem -> text(problem, sources))
                .toList();
    }

    private static Path placeOf(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    private static String text(Diagnostic<? extends JavaFileObject> problem, List<Source> sources) {
        String of = sources.stream()
                .filter(source -> source.file().equals(problem.getSource()))
                .map(source ->
                        source.example().place() + ":\n" + source.example().code())
                .findFirst()
                .orElse("the surroundings");
        return problem.getMessage(null) + "\nin " + of + "\n";
    }

    private static String unit(int number, Example example) {
        var imports = new StringBuilder(IMPORTS);
        var members = new StringBuilder();
        var statements = new StringBuilder();
        for (String part : parts(example.code())) {
            if (part.startsWith("import ")) {
                imports.append(part).append('\n');
            } else if (part.matches(DECLARATION)) {
                members.append(part).append('\n');
            } else if (part.matches("(?s).*[;}](\\s*//.*)?")) {
                statements.append(part).append('\n');
            } else if (part.matches("[A-Z]\\w*(\\.[A-Z]\\w*)*")) {
                statements.append("Class<?> type = ").append(part).append(".class;\n");
            } else {
                statements.append("piece(() -> ").append(part).append(");\n");
            }
        }
        String nested = example.in().isEmpty() ? "" : "import " + example.in() + ".*;\n";
        boolean returns = statements.toString().lines().anyMatch(line -> line.matches("(return|throw) .*"));
        return "package example" + number + ";\n" + imports + nested
                + "class Example {\n" + members + "Object run() throws Exception {\n" + statements
                + (returns ? "" : "return null;\n") + "}\n}\n";
    }

    /** What empty lines part, unless they are inside braces. */
    private static List<String> parts(String code) {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        int depth = 0;
        for (String line : (code.strip() + "\n\n").split("\n", -1)) {
            depth += line.chars().map(c -> c == '{' ? 1 : c == '}' ? -1 : 0).sum();
            if (depth == 0 && line.isBlank()) {
                parts.add(part.toString().strip());
                part.setLength(0);
            } else {
                part.append(line).append('\n');
            }
        }
        return parts.stream().filter(text -> !text.isEmpty()).toList();
    }

    /** {@code Surroundings.txt}, one unit for each of its types: they are public. */
    private static List<JavaFileObject> surroundings() {
        String text;
        try (var in = Examples.class.getResourceAsStream("/examples/Surroundings.txt")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String imports =
                IMPORTS.lines().filter(line -> !line.contains("surroundings")).collect(joining("\n"));
        List<JavaFileObject> units = new ArrayList<>();
        for (String type : text.split("(?m)^----+$")) {
            String name = type.strip().replaceFirst("(?s)^.*?\\b(?:class|record|interface|enum) (\\w+).*$", "$1");
            units.add(new Unit("surroundings." + name, "package surroundings;\n" + imports + "\n" + type));
        }
        return units;
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("tiebeam-examples");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
