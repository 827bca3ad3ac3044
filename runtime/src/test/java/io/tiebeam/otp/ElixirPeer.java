// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A real Elixir node with the task supervisor {@code Peer.Tasks}, that evaluates what it is told. */
final class ElixirPeer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final BufferedReader output;
    private final PrintStream input;
    private final Path script;
    private final List<String> printed = new ArrayList<>();

    ElixirPeer(String name, String cookie, Map<String, String> environment) throws IOException {
        script = Files.createTempFile("peer", ".exs");
        try (InputStream source = ElixirPeer.class.getResourceAsStream("/otp/peer.exs")) {
            Files.write(script, source.readAllBytes());
        }
        var builder = new ProcessBuilder("elixir", "--sname", name, "--cookie", cookie, script.toString());
        builder.redirectErrorStream(true).environment().putAll(environment);
        process = builder.start();
        output = process.inputReader(StandardCharsets.UTF_8);
        input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        while (!line().equals("ready")) {
            // a warning of the compiler's
        }
    }

    /** The value of {@code code}, one line, as Elixir inspects it. */
    String eval(String code) throws IOException {
        printed.clear();
        input.println(code);
        while (true) {
            String line = line();
            if (line.startsWith("=> ")) {
                return line.substring(3);
            }
            printed.add(line);
        }
    }

    /** What was printed during the last {@link #eval}. */
    List<String> printed() {
        return List.copyOf(printed);
    }

    /** A line of its output; a peer that says nothing for too long is killed, since reading cannot be interrupted. */
    private String line() throws IOException {
        AtomicBoolean answered = new AtomicBoolean();
        CompletableFuture.delayedExecutor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .execute(() -> {
                    if (!answered.get()) {
                        process.destroyForcibly();
                    }
                });
        String line = output.readLine();
        answered.set(true);
        if (line == null) {
            throw new AssertionError("elixir ended; it printed " + printed);
        }
        return line;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        input.close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        Files.delete(script);
    }
}
