// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A real Erlang node that runs cases: {@code conformance.erl}. */
final class Driver implements AutoCloseable {
    private static final String ANSWER = "= ";
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Process process;
    private final BufferedWriter in;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final List<String> log = new ArrayList<>(); // guarded by itself
    private final Thread reader;
    private final String release;

    /**
     * Compiles {@code modules} into {@code folder} and starts a node that has them.
     *
     * @param arguments more arguments for {@code erl}
     */
    Driver(Path folder, List<String> modules, List<String> arguments, Map<String, String> environment)
            throws IOException, InterruptedException {
        compile(folder, modules);
        List<String> command =
                new ArrayList<>(List.of("erl", "-noshell", "-start_epmd", "false", "-pa", folder.toString()));
        command.addAll(arguments);
        command.addAll(List.of("-run", "conformance", "main"));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("ERL_CRASH_DUMP_SECONDS", "0");
        process = builder.start();
        in = process.outputWriter();
        reader = Thread.ofPlatform()
                .daemon()
                .start(() -> process.inputReader().lines().forEach(this::hear));
        release = answer(GRACE);
    }

    /** Which release of OTP it is: {@code 25}. */
    String release() {
        return release;
    }

    private String answer(Duration patience) throws IOException, InterruptedException {
        String answer = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (answer == null) {
            throw new IOException("no answer within " + patience + "; it printed " + printed());
        }
        return answer;
    }

    private static void compile(Path folder, List<String> modules) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("erlc", "-Werror", "+debug_info", "-o", folder.toString()));
        for (String module : modules) {
            Path source = folder.resolve(module + ".erl");
            try (InputStream resource = Driver.class.getResourceAsStream("/conformance/" + module + ".erl")) {
                if (resource == null) {
                    throw new IOException("no /conformance/" + module + ".erl among the resources");
                }
                Files.copy(resource, source);
            }
            command.add(source.toString());
        }
        File said = folder.resolve("erlc.log").toFile();
        Process compiler = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said)
                .start();
        if (compiler.waitFor() != 0) {
            throw new AssertionError("erlc: " + Files.readString(said.toPath()));
        }
    }

    private void hear(String line) {
        if (line.startsWith(ANSWER)) {
            answers.add(line.substring(ANSWER.length()));
        } else {
            synchronized (log) {
                log.add(line);
            }
        }
    }

    /** Runs {@code name} of {@code module}, which is given {@code config}, a map as it is written in Erlang. */
    Outcome run(String module, String name, Duration limit, String config) throws IOException, InterruptedException {
        synchronized (log) {
            log.clear();
        }
        in.write("{" + module + ", '" + name + "', " + limit.toMillis() + ", " + config + "}.\n");
        in.flush();
        String answer = answer(limit.plus(GRACE));
        if (answer.equals("ok")) {
            return new Outcome.Passed();
        }
        int space = answer.indexOf(' ');
        String why = answer.substring(space + 1);
        return answer.startsWith("skip ") ? new Outcome.Skipped(why) : new Outcome.Failed(why);
    }

    /** What the node printed since the last case began. */
    String printed() {
        synchronized (log) {
            return String.join("\n", log);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        in.close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        reader.join();
    }
}
