// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.stress;

import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A real Erlang node that runs {@code stress.erl}, or another module, and does what it is told. */
final class StressBeam implements AutoCloseable {
    private final Process process;
    private final BufferedWriter in;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Thread reader;

    StressBeam(int epmdPort, String name, String cookie, Path folder) throws IOException {
        this(epmdPort, name, cookie, folder, "stress");
    }

    StressBeam(int epmdPort, String name, String cookie, Path folder, String module) throws IOException {
        Path source = folder.resolve(module + ".erl");
        try (InputStream resource = StressBeam.class.getResourceAsStream("/erlang/" + module + ".erl")) {
            Files.copy(resource, source);
        }
        String start = "{ok, M, B} = compile:file(\"" + source
                + "\", [binary]), code:load_binary(M, atom_to_list(M), B), M:main().";
        var builder = new ProcessBuilder(List.of(
                        "erl",
                        "-noshell",
                        "-start_epmd",
                        "false",
                        "-sname",
                        name,
                        "-setcookie",
                        cookie,
                        "-eval",
                        start))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("ERL_EPMD_PORT", Integer.toString(epmdPort));
        builder.environment().put("ERL_CRASH_DUMP_SECONDS", "0");
        process = builder.start();
        in = process.outputWriter();
        reader = Thread.ofPlatform()
                .daemon()
                .start(() -> process.inputReader()
                        .lines()
                        .filter(line -> line.startsWith("= ")) // what is logged goes there too
                        .forEach(line -> answers.add(line.substring(2))));
    }

    /** Says {@code command}; returns the answer. */
    String does(String command) throws IOException, InterruptedException {
        in.write(command + "\n");
        in.flush();
        return answer();
    }

    /** The next line that it says. */
    String answer() throws InterruptedException {
        String answer = answers.poll(60, TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("no answer within 60 s");
        }
        return answer;
    }

    /** How many files it has open; 0 where that cannot be seen. */
    int openFiles() {
        String[] files = new File("/proc/" + process.pid() + "/fd").list();
        return files == null ? 0 : files.length;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor();
            reader.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
