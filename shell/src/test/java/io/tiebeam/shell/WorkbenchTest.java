// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project that is compiled anew while a shell uses it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WorkbenchTest {
    @TempDir
    private Path folder;

    private void compile(String body) throws Exception {
        Path source =
                Files.createDirectories(folder.resolve("src/main/java/hello")).resolve("Hello.java");
        Files.writeString(
                source, "package hello;\n/** Says what it says. */\npublic final class Hello { " + body + " }\n");
        Path classes = Files.createDirectories(folder.resolve("target/classes"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), source.toString()))
                .isZero();
        Files.writeString(folder.resolve("pom.xml"), "<project/>");
        Files.createDirectories(folder.resolve("target/tiebeam"));
        Files.writeString(folder.resolve("target/tiebeam/classpath"), "");
    }

    @Test
    void what_is_typed_after_a_recompilation_meets_the_new_classes_and_the_old_variables() throws Exception {
        compile("public static String says() { return \"one\"; }");
        Project project = new Project(folder);
        List<String> imports = new ArrayList<>(SnippetEngine.IMPORTS);
        imports.addAll(project.imports());
        List<ClassLoader> reloaded = new ArrayList<>();
        RecordingPrompt prompt = new RecordingPrompt();
        try (SnippetEngine engine = new SnippetEngine(project.classPathText(), project.loader(), imports)) {
            Workbench bench = new Workbench(engine, Optional.of(project), _ -> {}, reloaded::add);
            try (Evaluator evaluator = new Evaluator(bench, _ -> {})) {
                Session session = new Session(bench, evaluator, prompt);
                session.evaluate("var before = Hello.says()", 1);
                session.evaluate("r()", 2);
                assertThat(prompt.shown).containsExactly("\"one\"", ":noop");

                compile("public static int says() { return before; } static int before = 2;");
                bench.reload(project);
                session.evaluate("before + (Hello.says() + 1)", 3);
                assertThat(prompt.complaints).isEmpty();
                assertThat(prompt.shown).last().isEqualTo("\"one3\"");
                assertThat(reloaded)
                        .singleElement()
                        .satisfies(loader -> assertThat(loader.loadClass("hello.Hello")
                                        .getMethod("says")
                                        .getReturnType())
                                .isEqualTo(int.class));
            }
        }
    }

    @Test
    void the_documentation_of_a_project_is_read_from_its_sources() throws Exception {
        compile("public static String says() { return \"one\"; }");
        Path sources = new Project(folder).sources();
        assertThat(Docs.of("Hello", List.of(sources)))
                .contains("  class Hello\n\nSays what it says.\n\n  static String says()");
        assertThat(Docs.of("hello.Hello.says", List.of(sources))).contains("  static String says()");
        assertThat(Docs.of("Hello.other", List.of(sources))).isEmpty();
    }
}
