// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;

/**
 * Values of settings that do not come from code, as text. The only place that reads them; which of several counts is
 * decided here: a system property before an environment variable before the file.
 *
 * @param file what the file says; empty if there is none
 */
record Outside(Optional<Properties> file, UnaryOperator<String> variables, UnaryOperator<String> properties) {
    private static final Path FILE = Path.of("config", "runtime.properties");

    /** @param source where it was found, for people */
    record Found(String source, String text) {}

    /** A place that was looked at. @param text what it says; empty for nothing */
    record Source(String name, Optional<String> text) {}

    static Outside ofThisJvm() {
        return new Outside(read(FILE), System::getenv, System::getProperty);
    }

    static Optional<Properties> read(Path path) {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        Properties file = new Properties();
        try (Reader reader = Files.newBufferedReader(path)) {
            file.load(reader);
        } catch (IOException | IllegalArgumentException e) { // no UTF-8; a broken escape
            throw new UncheckedIOException(
                    "cannot read " + path.toAbsolutePath() + ": " + e.getMessage()
                            + "\n   → it is a file of Java properties in UTF-8, such as chat.port=4000",
                    e instanceof IOException io ? io : new IOException(e));
        }
        return Optional.of(file);
    }

    /** The one that counts. */
    Optional<Found> find(Key<?> key) {
        return sources(key).reversed().stream()
                .flatMap(source -> source.text().map(text -> new Found(source.name(), text)).stream())
                .findFirst();
    }

    /** All places, and what each says about {@code key}; the last one that says something counts. */
    List<Source> sources(Key<?> key) {
        String name = key.toString();
        return List.of(
                new Source(
                        FILE + (file.isPresent() ? "" : ", which is not there"),
                        file.map(properties -> properties.getProperty(name))),
                new Source(key.variable(), Optional.ofNullable(variables.apply(key.variable()))),
                new Source("-D" + name, Optional.ofNullable(properties.apply(name))));
    }
}
