// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.otp.Application;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProjectApplicationsTest {
    @Test
    void an_application_starts_after_those_it_needs(@TempDir Path services) throws Exception {
        Path file = services.resolve("META-INF/services/" + Application.class.getName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, "sample.Needing$ShopApplication\nsample.Needing$StoreApplication\n");
        Thread here = Thread.currentThread();
        ClassLoader before = here.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {services.toUri().toURL()}, before)) {
            here.setContextClassLoader(loader);
            assertThat(Runs.outcomes(Runs.of("sample.Needing$Order")).values()).containsExactly("ok");
        } finally {
            here.setContextClassLoader(before);
        }
    }
}
