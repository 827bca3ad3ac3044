// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;

/** A project of one class and its nested ones, as Maven leaves it when it has built it: nothing is stale. */
record BuiltProject(Path folder) {

    /** @param name the class in full, which {@code source} is of */
    static BuiltProject in(Path folder, String name, String source) throws IOException {
        Path file = folder.resolve("src/main/java").resolve(name.replace('.', '/') + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        Files.writeString(folder.resolve("pom.xml"), "<project/>");
        Path classes = Files.createDirectories(folder.resolve("target/classes"));
        String path = System.getProperty("java.class.path");
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", path, "-d", classes.toString(), file.toString());
        assertThat(status).isZero();
        Files.createDirectories(folder.resolve("target/tiebeam"));
        Files.writeString(folder.resolve("target/tiebeam/classpath"), "");
        return new BuiltProject(folder);
    }

    /** The same, providing {@code service} by {@code classes}. */
    BuiltProject providing(String service, String... classes) throws IOException {
        Path services = Files.createDirectories(folder.resolve("target/classes/META-INF/services"));
        Files.writeString(services.resolve(service), String.join("\n", classes) + "\n");
        return this;
    }
}
