// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The sources of a project, for those who look at a failure. One thread. */
final class Sources {
    private static final List<String> ROOTS = List.of("src/test/java", "src/main/java");

    private final Path project;
    private final Map<Path, List<String>> read = new HashMap<>();

    Sources(Path project) {
        this.project = project;
    }

    /** Where the class called {@code type} is written, from the project's folder; {@code file} is what its frame says. */
    Optional<Path> of(String type, String file) {
        int dot = type.lastIndexOf('.');
        String folder = dot < 0 ? "" : type.substring(0, dot).replace('.', '/') + "/";
        return ROOTS.stream()
                .map(root -> Path.of(root, folder + file))
                .filter(path -> Files.isRegularFile(project.resolve(path)))
                .findFirst();
    }

    /** Where the top-level class around {@code type} is written, if its file has its name. */
    Optional<Path> of(String type) {
        String top = type.contains("$") ? type.substring(0, type.indexOf('$')) : type;
        return of(top, top.substring(top.lastIndexOf('.') + 1) + ".java");
    }

    /** The line {@code number}, from 1, without what is around it; empty if there is none. */
    Optional<String> line(Path source, int number) {
        List<String> lines = lines(source);
        return number > 0 && number <= lines.size()
                ? Optional.of(lines.get(number - 1).strip())
                : Optional.empty();
    }

    /** The line on which {@code method} is declared; 0 if it is not found. */
    int declaration(Path source, String method) {
        Pattern declared =
                Pattern.compile("^\\s*(?!return\\b|new\\b)[\\w<>\\[\\].,? ]+\\s" + Pattern.quote(method) + "\\s*\\(");
        List<String> lines = lines(source);
        for (int i = 0; i < lines.size(); i++) {
            if (declared.matcher(lines.get(i)).find()) {
                return i + 1;
            }
        }
        return 0;
    }

    /** The first of the annotations above the line {@code declaration}. */
    int firstAnnotation(Path source, int declaration) {
        int first = declaration;
        while (first > 1 && lines(source).get(first - 2).strip().startsWith("@")) {
            first--;
        }
        return first;
    }

    private List<String> lines(Path source) {
        return read.computeIfAbsent(source, path -> {
            try {
                return Files.readAllLines(project.resolve(path));
            } catch (IOException e) {
                return List.of(); // a failure is shown without its code then
            }
        });
    }
}
