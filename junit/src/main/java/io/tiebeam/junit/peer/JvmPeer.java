// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.peer;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** Starts peers that are JVMs, with the classes of this one. */
public final class JvmPeer {
    private JvmPeer() {}

    /**
     * Starts one; it is up when this returns.
     *
     * @param tests a class of the tests: where they are may be known to no property, if they are patched into a module
     * @throws IllegalStateException if it does not come up, with what it printed
     */
    public static PeerProcess start(PeerPlan plan, Class<?> tests) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.trackAllThreads=false",
                "-XX:TieredStopAtLevel=1", // it lives for seconds
                "-XX:+UseSerialGC",
                "-ea",
                "-cp",
                String.join(File.pathSeparator, classPath(tests)),
                PeerMain.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(plan.environment());
        builder.environment().put("TIEBEAM_ENV", plan.env().toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        try {
            PeerProcess peer = new PeerProcess(plan.name().toString(), builder);
            try {
                peer.order(
                        "start",
                        plan.name().toString(),
                        plan.cookie(),
                        String.join(",", plan.exposed()),
                        plan.application() ? plan.env().toString() : "");
                return peer;
            } catch (RuntimeException failed) {
                peer.close();
                throw failed;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a JVM: " + command.getFirst(), e);
        }
    }

    /** All that this JVM finds classes in, as far as it is on disk; what is a module here is none there. */
    private static Collection<String> classPath(Class<?> tests) {
        SequencedSet<String> all = new LinkedHashSet<>();
        all.add(rootOf(tests));
        for (String property : List.of("surefire.test.class.path", "java.class.path", "jdk.module.path")) {
            all.addAll(List.of(System.getProperty(property, "").split(File.pathSeparator)));
        }
        all.add(rootOf(PeerMain.class));
        all.removeIf(String::isBlank);
        return all;
    }

    private static String rootOf(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        URL url = type.getResource("/" + file);
        if (url == null) {
            return "";
        }
        String text = url.toString();
        if (text.startsWith("jar:")) {
            return Path.of(URI.create(text.substring("jar:".length(), text.indexOf("!/"))))
                    .toString();
        }
        return text.startsWith("file:")
                ? Path.of(URI.create(text.substring(0, text.length() - file.length())))
                        .toString()
                : "";
    }
}
