// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.peer;

import io.tiebeam.Cookie;
import io.tiebeam.Node;
import io.tiebeam.NodeOptions;
import io.tiebeam.Processes;
import io.tiebeam.io.ProcessStreams;
import io.tiebeam.junit.peer.Wire.Line;
import io.tiebeam.otp.Env;
import io.tiebeam.otp.TaskSupervisor;
import io.tiebeam.process.LocalNode;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a peer that is a JVM runs: a node, a task supervisor for what it is asked to run, and the project's applications.
 * The main thread reads orders; the end of its input ends the JVM.
 */
public final class PeerMain {
    /** The task supervisor of each peer, of either kind. */
    public static final Name TASKS = Name.of("Elixir.Tiebeam.Peer.Tasks");

    private final PrintStream answers;
    private Optional<Node> node = Optional.empty();
    private Optional<PeerShell> shell = Optional.empty();

    private PeerMain(PrintStream answers) {
        this.answers = answers;
    }

    /** Serves until the input ends. */
    public static void main(String[] args) throws IOException {
        InputStream orders = System.in;
        System.setIn(InputStream.nullInputStream()); // nobody types at a peer
        PeerMain here = new PeerMain(System.out);
        ProcessStreams.install();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(orders, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                here.answer(Line.read(line));
            }
        } finally {
            Runtime.getRuntime().halt(0); // whoever could want an end in order is gone or does not wait
        }
    }

    private void answer(Line order) {
        Line answer;
        try {
            answer = new Line(order.id(), "ok", obey(order.verb(), order.texts()));
        } catch (Exception | LinkageError failed) {
            answer = new Line(order.id(), "error", failed.toString());
        }
        answers.print(Wire.START + answer.written() + Wire.END);
        answers.flush();
    }

    private String obey(String verb, List<String> texts) throws Exception {
        switch (verb) {
            case "start" -> start(texts.get(0), texts.get(1), texts.get(2), texts.get(3));
            case "eval" -> {
                return eval(texts.getFirst());
            }
            case "cut" -> {
                Node.setCookie(texts.get(0), texts.get(1));
                Node.disconnect(texts.get(0));
            }
            case "settle" -> {} // the answer is all that is wanted
            case "heal" -> Node.setCookie(texts.get(0), texts.get(1));
            case "connect" -> {
                NodeName other = NodeName.of(texts.getFirst());
                return Node.connect(other)
                        ? "true"
                        : "false" + Node.whyNot(other).map(why -> "\n" + why).orElse("");
            }
            default -> throw new IllegalArgumentException("no such order: " + verb);
        }
        return "";
    }

    private void start(String name, String cookie, String exposed, String env) throws Exception {
        NodeName full = NodeName.of(name);
        Node started = Node.start(
                full.isLong() ? NodeOptions.name(name, Cookie.of(cookie)) : NodeOptions.sname(name, Cookie.of(cookie)));
        node = Optional.of(started);
        for (String type : exposed.split(",")) {
            if (!type.isEmpty()) {
                started.expose(Class.forName(type, false, PeerMain.class.getClassLoader()));
            }
        }
        started.run(() -> {
            Processes.unlink(TaskSupervisor.named(TASKS).startLink());
            return true;
        });
        if (!env.isEmpty()) {
            ProjectApplications.start(started.run(LocalNode::current), Env.of(env));
        }
    }

    private String eval(String code) throws Exception {
        if (shell.isEmpty()) {
            shell = Optional.of(new PeerShell());
        }
        Term value = shell.get().eval(code);
        return Base64.getEncoder().encodeToString(TermWriter.encode(value));
    }
}
