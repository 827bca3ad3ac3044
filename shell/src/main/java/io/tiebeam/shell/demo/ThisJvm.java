// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How to start the command line again, in another JVM like this one. */
final class ThisJvm {
    private static final String HOME = "tiebeam.home";

    private ThisJvm() {}

    /** The command, up to the words that the launcher takes. */
    static List<String> command() {
        // Short lives: what the optimising compiler would do is not worth its time.
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djdk.trackAllThreads=false",
                "--enable-native-access=ALL-UNNAMED",
                "-D" + HOME + "=" + home().map(Path::toString).orElse(""),
                "-cp",
                classPath(),
                "io.tiebeam.shell.Main");
    }

    /** The folder of the launcher, if this JVM was started by it. */
    static Optional<Path> home() {
        return Optional.ofNullable(System.getProperty(HOME))
                .filter(text -> !text.isEmpty())
                .map(Path::of);
    }

    private static String classPath() {
        // Surefire's own jar names the class path in its manifest; the tests' true one stands here.
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return String.join(File.pathSeparator, path.split(File.pathSeparator));
    }
}
