// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.generate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files of a new project, in the order in which they are told: templates with its names in their places. Pure. */
final class ProjectFiles {
    private final ProjectNames names;
    private final String version;

    ProjectFiles(ProjectNames names, String version) {
        this.names = names;
        this.version = version;
    }

    /** The texts by the paths below the project's folder. */
    Map<String, String> all(boolean supervised) {
        String kind = supervised ? "sup/" : "plain/";
        String main = "src/main/java/";
        String type = names.pack().replace('.', '/') + "/" + names.type();
        Map<String, String> files = new LinkedHashMap<>();
        files.put("README.md", text("README.md"));
        files.put(".gitignore", text("gitignore"));
        files.put("pom.xml", text("pom.xml"));
        files.put("tiebeam", text("tiebeam"));
        files.put(main + "module-info.java", text(kind + "module-info.java"));
        files.put(main + type + ".java", text(kind + "Class.java"));
        if (supervised) {
            files.put(main + type + "Application.java", text(kind + "ClassApplication.java"));
            files.put(main + type + "Config.java", text(kind + "ClassConfig.java"));
        }
        files.put("src/test/java/" + type + "Test.java", text(kind + "ClassTest.java"));
        return files;
    }

    private String text(String template) {
        try (InputStream in = ProjectFiles.class.getResourceAsStream(template + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("{{app}}", names.app())
                    .replace("{{Class}}", names.type())
                    .replace("{{package}}", names.pack())
                    .replace("{{version}}", version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
