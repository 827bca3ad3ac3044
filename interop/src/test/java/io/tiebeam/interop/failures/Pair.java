// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.failures;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.Node;
import io.tiebeam.NodeOptions;
import io.tiebeam.shell.demo.Beam;
import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.shell.demo.Program;
import io.tiebeam.shell.demo.Stage;
import io.tiebeam.term.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** alex, a node of this JVM that serves EPMD, and kate, real iex in a terminal. */
final class Pair implements AutoCloseable {
    static final NodeName ALEX = NodeName.of("alex@localhost");
    static final NodeName KATE = NodeName.of("kate@localhost");
    static final Duration SOON = Duration.ofSeconds(20);

    /** What kate knows: to start something, there or here, and to say what came of it. */
    private static final String MODULE = "defmodule Kate do"
            + " def reason(node, m, f, a) do"
            + " {pid, ref} = Node.spawn_monitor(node, m, f, a);"
            + " receive do {:DOWN, ^ref, :process, ^pid, reason} -> reason after 20_000 -> :timeout end end;"
            + " def tell(to, source) do"
            + " reason = reason(node(), Code, :eval_string, [source]);"
            + " send(to, {:reason, reason, Exception.format_exit(reason)}) end;"
            + " def boom do raise \"boom\" end;"
            + " def sleep do Process.sleep(:infinity) end;"
            + " def mute(name) do Process.register(spawn(Kate, :sleep, []), name) end;"
            + " def await_mail(name) do"
            + " {_, n} = Process.info(Process.whereis(name), :message_queue_len);"
            + " if n == 0 do Process.sleep(10); await_mail(name) else n end end"
            + " end";

    private final Stage stage = new Stage();
    private final Logs logs = Logs.record();
    private final Node alex;
    private final ConsoleNode kate;
    private int values;

    /** Starts both, with a cookie each. They are not connected yet. */
    Pair(String cookieOfAlex, String cookieOfKate) {
        alex = node("alex@localhost", cookieOfAlex);
        alex.expose(Alex.class);
        kate = iex("kate@localhost", cookieOfKate).awaitPrompt();
        kate.run(MODULE);
    }

    /** Starts both with one cookie. */
    Pair() {
        this("secret_token", "secret_token");
    }

    Node alex() {
        return alex;
    }

    ConsoleNode kate() {
        return kate;
    }

    Logs logs() {
        return logs;
    }

    Stage stage() {
        return stage;
    }

    /** Another node of this JVM. */
    Node node(String name, String cookie) {
        return Node.start(NodeOptions.sname(name).cookie(cookie).environment(stage.environment()));
    }

    /** Another iex; its prompt has not come yet. */
    ConsoleNode iex(String name, String cookie) {
        Beam beam = Beam.find().orElseThrow();
        return stage.start(name, new Program.Iex(beam, stage.home(), List.of("--cookie", cookie)));
    }

    /** Another {@code tiebeam shell}, in a JVM of its own; its prompt has not come yet. */
    ConsoleNode shell(String name) {
        return stage.start(name, new Program.TiebeamShell(List.of("--cookie", "secret_token")));
    }

    /** What kate shows for {@code line}: its value, and what comes before that. */
    String shows(String line) {
        return String.join("\n", kate.run(line));
    }

    /** The value of {@code expression} on kate, all of it, whatever else is printed meanwhile. */
    String value(String expression) {
        String tag = "value " + ++values + ": ";
        int mark = kate.type("IO.puts(\"" + tag + "\" <> inspect((" + expression
                + "), limit: :infinity, printable_limit: :infinity, width: :infinity))");
        Pattern value = Pattern.compile("(?<!\")" + tag + "(.*)"); // not in the echo of what was typed
        kate.awaitMatch(mark, value, SOON);
        return kate.screen().since(mark).stream()
                .map(value::matcher)
                .filter(Matcher::find)
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    /** Which OTP kate runs on: 25 and later. */
    int release() {
        return Integer.parseInt(value(":erlang.list_to_integer(:erlang.system_info(:otp_release))"));
    }

    /** Each reaches the other, and both evaluate. */
    void goesOnWorking() throws Exception {
        assertThat(alex.<Node.Ping>run(() -> Node.ping(KATE))).isEqualTo(Node.Ping.PONG);
        assertThat(value("Node.ping(:alex@localhost)")).isEqualTo(":pong");
        assertThat(value("Kate.reason(:alex@localhost, Alex, :nap, [0])")).isEqualTo(":normal");
    }

    @Override
    public void close() {
        try {
            alex.close();
        } finally {
            stage.close();
            logs.close();
        }
    }
}
