// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.testing.Examples;
import io.tiebeam.testing.Examples.Example;
import io.tiebeam.testing.Page;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Javadoc of what is exported: its examples compile, and what it links to is there. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JavadocTest {
    private static final List<String> EXPORTED = List.of(
            "term/src/main/java/io/tiebeam/term",
            "runtime/src/main/java/io/tiebeam",
            "runtime/src/main/java/io/tiebeam/otp");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*\\*.*?\\*/");
    private static final Pattern EXAMPLE = Pattern.compile(
            "(?s)<pre>\\{@code\\n(.*?)\\n\\}</pre>|\\{@snippet(?: lang ?= ?java)? :\\n(.*?)\\n\\}(?=\\n|$)");

    @Test
    void examples_compile() throws Exception {
        List<Example> examples = new ArrayList<>();
        for (String folder : EXPORTED) {
            try (Stream<Path> files = Files.list(Page.top().resolve(folder))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java"))
                        .sorted()
                        .toList()) {
                    examples.addAll(examples(folder, file));
                }
            }
        }
        assertThat(examples).hasSizeGreaterThan(20);
        assertThat(Examples.errors(examples)).isEmpty();
    }

    private static List<Example> examples(String folder, Path file) throws IOException {
        String name = file.getFileName().toString().replace(".java", "");
        String source = Files.readString(file);
        boolean isPackage = name.equals("package-info");
        if (!isPackage
                && !Pattern.compile("(?m)^public .*\\b" + name + "\\b")
                        .matcher(source)
                        .find()) {
            return List.of();
        }
        String in = isPackage ? "" : folder.substring(folder.indexOf("io/")).replace('/', '.') + "." + name;
        return COMMENT.matcher(source)
                .results()
                .map(comment -> comment.group().replaceAll("(?m)^ *\\* ?", "").replace("/**", ""))
                .flatMap(comment -> EXAMPLE.matcher(comment).results())
                .map(JavadocTest::code)
                .map(code -> new Example(name, in, code))
                .toList();
    }

    private static String code(MatchResult example) {
        return example.group(1) == null ? example.group(2) : example.group(1);
    }

    @Test
    void links_and_tags_are_sound(@TempDir Path classes) throws Exception {
        List<Path> sources = new ArrayList<>();
        for (String module : List.of("term", "runtime")) {
            try (Stream<Path> files = Files.walk(Page.top().resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("module-info.java"))
                        .forEach(sources::add);
            }
        }
        // Whether each method has all its tags is not asked: a sentence says more.
        List<String> options = List.of(
                "-proc:none",
                "-d",
                classes.toString(),
                "-Xdoclint:all/protected,-missing",
                "-Xdoclint/package:io.tiebeam,io.tiebeam.otp,io.tiebeam.term");
        var said = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var units = files.getJavaFileObjectsFromPaths(sources);
            assertThat(compiler.getTask(said, files, null, options, null, units).call())
                    .isTrue();
        }
        assertThat(said.toString()).isEmpty();
    }

    @Test
    void what_does_not_compile_is_told_with_its_place() {
        Example wrong = new Example("here", "", "Pid pid = self().name();");
        assertThat(Examples.errors(List.of(wrong))).singleElement().asString().contains("name()", "here", wrong.code());
    }
}
