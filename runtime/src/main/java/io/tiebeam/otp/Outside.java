// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;

/**
 * Values of settings that do not come from code, as text. The only place that reads them; which of several counts is
 * decided here: a system property before an environment variable before the file.
 */
record Outside(Properties file, UnaryOperator<String> variables, UnaryOperator<String> properties) {
    private static final Path FILE = Path.of("config", "runtime.properties");

    /** @param source where it was found, for people */
    record Found(String source, String text) {}

    static Outside ofThisJvm() {
        Properties file = new Properties();
        if (Files.isRegularFile(FILE)) {
            try (Reader reader = Files.newBufferedReader(FILE)) {
                file.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + FILE.toAbsolutePath(), e);
            }
        }
        return new Outside(file, System::getenv, System::getProperty);
    }

    /** The one that counts. */
    Optional<Found> find(Key<?> key) {
        List<Found> all = all(key);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /** All that is said about {@code key}; the last one counts. */
    List<Found> all(Key<?> key) {
        List<Found> all = new ArrayList<>();
        add(all, FILE.toString(), file.getProperty(key.toString()));
        add(all, key.variable(), variables.apply(key.variable()));
        add(all, "-D" + key, properties.apply(key.toString()));
        return all;
    }

    private static void add(List<Found> all, String source, String text) {
        if (text != null) {
            all.add(new Found(source, text));
        }
    }
}
