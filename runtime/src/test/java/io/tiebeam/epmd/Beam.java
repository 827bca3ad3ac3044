// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.epmd;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program of a real Erlang/OTP as a child process, with what it prints; ended with {@link #close()}. */
final class Beam implements AutoCloseable {
    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Thread reader;

    private Beam(int epmdPort, List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ERL_EPMD_PORT", String.valueOf(epmdPort));
        builder.environment().put("ERL_EPMD_ADDRESS", "127.0.0.1");
        builder.environment().put("ERL_CRASH_DUMP_SECONDS", "0");
        process = builder.start();
        process.getOutputStream().close();
        reader = Thread.ofVirtual().start(() -> process.inputReader().lines().forEach(lines::add));
    }

    /** The epmd of the installation, in the foreground. */
    static Beam epmd(int port) throws IOException {
        return new Beam(port, List.of("epmd", "-relaxed_command_check"));
    }

    /** A command of epmd, such as {@code -names}. */
    static Beam epmd(int port, String command) throws IOException {
        return new Beam(port, List.of("epmd", command));
    }

    /** A node that evaluates {@code code} at its start and lives on. It does not start an epmd. */
    static Beam node(int epmdPort, String name, String code) throws IOException {
        List<String> command = new ArrayList<>(List.of("erl", "-noinput", "-start_epmd", "false"));
        command.addAll(List.of("-sname", name + "@localhost", "-setcookie", "tiebeam", "-eval", code));
        return new Beam(epmdPort, command);
    }

    /** The next line it prints. */
    String line() throws InterruptedException {
        String line = lines.poll(30, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("nothing printed for 30 s by " + process.info());
        }
        return line;
    }

    /** Waits until it ends by itself, and returns all it printed. */
    String output() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("still runs after 30 s: " + process.info());
        }
        reader.join();
        return String.join("\n", lines);
    }

    int exitStatus() {
        return process.exitValue();
    }

    /** Kills it: nothing of it has a chance to say goodbye. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            reader.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
