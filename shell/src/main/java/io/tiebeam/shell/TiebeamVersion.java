// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Which Tiebeam this is. The build writes it down. */
public final class TiebeamVersion {
    private TiebeamVersion() {}

    /** The version of its artifacts. */
    public static String text() {
        try (InputStream in = TiebeamVersion.class.getResourceAsStream("version.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
