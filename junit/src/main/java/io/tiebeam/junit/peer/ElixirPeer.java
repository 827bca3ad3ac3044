// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.peer;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** Starts peers that are real BEAMs with Elixir. */
public final class ElixirPeer {
    private static final String PROGRAM = "elixir";

    private ElixirPeer() {}

    /** Why there can be none here; empty if there can. */
    public static Optional<String> whyNot() {
        boolean found = List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
        return found
                ? Optional.empty()
                : Optional.of("excluded: there is no elixir on the PATH (Debian, Ubuntu: sudo apt-get install elixir)");
    }

    /**
     * Starts one; it is up when this returns. Its cookie stands in a file that only this user can read: nobody finds it
     * in the list of processes.
     *
     * @throws IllegalStateException if it does not come up, with what it printed
     */
    public static PeerProcess start(PeerPlan plan) {
        try {
            Path home = Files.createTempDirectory("tiebeam-peer");
            try {
                Path file = home.resolve(".erlang.cookie");
                Files.writeString(file, plan.cookie());
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
                ProcessBuilder builder = new ProcessBuilder(
                        PROGRAM,
                        "--sname",
                        plan.name().toString(),
                        "--erl",
                        // Else global, seeing a node lost by one of two others, cuts it off from both.
                        "-kernel prevent_overlapping_partitions false",
                        "--no-halt",
                        "-e",
                        script());
                builder.environment().clear();
                builder.environment().putAll(plan.environment());
                builder.environment().put("HOME", home.toString());
                builder.environment().put("LC_ALL", "C.UTF-8");
                PeerProcess peer = new PeerProcess(plan.name().toString(), builder);
                try {
                    peer.order("start");
                    return peer;
                } catch (RuntimeException failed) {
                    peer.close();
                    throw failed;
                }
            } finally { // the BEAM has read it
                delete(home);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + PROGRAM, e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path each : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    private static String script() throws IOException {
        try (InputStream in = ElixirPeer.class.getResourceAsStream("peer.exs")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
