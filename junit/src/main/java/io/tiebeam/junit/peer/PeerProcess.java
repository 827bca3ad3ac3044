// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.peer;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** A process of the system that is a peer: what it has printed, and the orders it is given. Any thread. */
public final class PeerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60); // a machine that builds at the same time is slow
    private static final Duration TIME_TO_SETTLE = Duration.ofSeconds(5);
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(5);

    private final String name;
    private final Process process;
    private final PrintWriter orders;
    private final Thread reader;
    private final StringBuilder output = new StringBuilder(); // guarded by itself
    private final Map<Long, CompletableFuture<Wire.Line>> answers = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();

    /** Starts it; {@code name} is for people. */
    PeerProcess(String name, ProcessBuilder builder) throws IOException {
        this.name = name;
        process = builder.redirectErrorStream(true).start();
        orders = new PrintWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8), true);
        reader = Thread.ofVirtual().name("peer " + name).start(this::read);
    }

    private void read() {
        try (Reader in = process.inputReader(StandardCharsets.UTF_8)) {
            StringBuilder answer = null;
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == Wire.START) {
                    answer = new StringBuilder();
                } else if (c == Wire.END && answer != null) {
                    Wire.Line line = Wire.Line.read(answer.toString());
                    answer = null;
                    CompletableFuture<Wire.Line> waiting = answers.remove(line.id());
                    if (waiting != null) {
                        waiting.complete(line);
                    }
                } else if (answer != null) {
                    answer.append((char) c);
                } else {
                    printed((char) c);
                }
            }
        } catch (IOException e) {
            printed("(its output cannot be read: " + e + ")");
        } finally {
            answers.values().forEach(waiting -> waiting.completeExceptionally(new IOException("it has ended")));
        }
    }

    private void printed(Object text) {
        synchronized (output) {
            output.append(text);
            output.notifyAll();
        }
    }

    /** What it has printed, as far as it has been read here. */
    public String output() {
        synchronized (output) {
            return output.toString();
        }
    }

    /**
     * Waits until all that it has printed before has been read: an answer comes on the same way, after it. One that has
     * ended, or is busy for long, is not waited for.
     */
    public void settle() {
        if (isAlive()) {
            try {
                order("settle", TIME_TO_SETTLE);
            } catch (IllegalStateException ended) {
                return; // then its output is at its end too
            }
        }
    }

    /** Waits until it has printed {@code text}; whether it has. */
    public boolean awaitOutput(String text, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (output) {
            while (output.indexOf(text) < 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                output.wait(left);
            }
            return true;
        }
    }

    /**
     * Has it do something and waits for that.
     *
     * @return the text of its answer
     * @throws IllegalStateException if it cannot, or has ended, with what it printed
     */
    public String order(String verb, String... texts) {
        return order(verb, PATIENCE, texts);
    }

    private String order(String verb, Duration patience, String... texts) {
        long id = lastId.incrementAndGet();
        CompletableFuture<Wire.Line> answer = new CompletableFuture<>();
        answers.put(id, answer);
        orders.println(new Wire.Line(id, verb, texts).written());
        try {
            if (!reader.isAlive()) {
                throw new ExecutionException(new IOException("it has ended"));
            }
            Wire.Line line = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            String text = line.texts().isEmpty() ? "" : line.texts().getFirst();
            if (line.verb().equals("ok")) {
                return text;
            }
            throw new IllegalStateException(name + ": " + text);
        } catch (ExecutionException ended) {
            throw new IllegalStateException(failed(verb, ended.getCause().getMessage()), ended);
        } catch (TimeoutException slow) {
            throw new IllegalStateException(failed(verb, "no answer within " + patience.toSeconds() + " s"), slow);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(failed(verb, "interrupted"), e);
        } finally {
            answers.remove(id);
        }
    }

    private String failed(String verb, String why) {
        String printed = output().strip();
        return "peer " + name + " did not do as told (" + verb + "): " + why
                + (printed.isEmpty()
                        ? "; it printed nothing"
                        : "; it printed:\n" + printed.indent(2).stripTrailing());
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it as {@code kill -9} does; returns when it is gone. */
    public void kill() throws InterruptedException {
        destroyAll();
        process.waitFor();
        reader.join();
    }

    private void destroyAll() {
        List<ProcessHandle> below = process.descendants().toList(); // a BEAM is started by a script
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
    }

    /** Lets it end in order, by the end of its input; one that does not is killed. */
    @Override
    public void close() {
        orders.close();
        try {
            if (!process.waitFor(TIME_TO_STOP)) {
                destroyAll();
                process.waitFor();
            }
            reader.join();
        } catch (InterruptedException e) {
            destroyAll();
            Thread.currentThread().interrupt();
        }
    }
}
