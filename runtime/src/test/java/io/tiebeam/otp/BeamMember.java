// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.NodeName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** A real Erlang node, which evaluates the lines of its input. */
final class BeamMember implements MeshMember {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LOOP = """
            Loop = fun Loop() ->
                case io:get_line("") of
                    Line when is_list(Line) ->
                        {ok, Tokens, _} = erl_scan:string(Line),
                        {ok, Expressions} = erl_parse:parse_exprs(Tokens),
                        Value = try erl_eval:exprs(Expressions, []) of {value, V, _} -> V catch C:R -> {C, R} end,
                        io:format("=> ~0tp~n", [Value]),
                        Loop();
                    _ -> halt(0)
                end
            end,
            io:format("=> ready~n"),
            Loop().
            """;

    private final NodeName name;
    private final Process process;
    private final BufferedReader output;
    private final PrintStream input;

    /** @param program {@code erl}, of some release */
    BeamMember(String program, String name, String cookie, Map<String, String> environment, boolean prevent)
            throws IOException {
        this.name = NodeName.of(name);
        var builder = new ProcessBuilder(
                program,
                "-sname",
                name,
                "-setcookie",
                cookie,
                "-kernel",
                "prevent_overlapping_partitions",
                Boolean.toString(prevent),
                "logger_level",
                "none",
                "-noshell",
                "-eval",
                LOOP);
        builder.redirectErrorStream(true).environment().putAll(environment);
        process = builder.start();
        output = process.inputReader(StandardCharsets.UTF_8);
        input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        value();
    }

    private synchronized String eval(String expressions) {
        input.println(expressions + ".");
        return value();
    }

    /** The next value; a node that says nothing for too long is killed, since reading cannot be interrupted. */
    private String value() {
        AtomicBoolean answered = new AtomicBoolean();
        CompletableFuture.delayedExecutor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .execute(() -> {
                    if (!answered.get()) {
                        process.destroyForcibly();
                    }
                });
        StringBuilder printed = new StringBuilder();
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith("=> ")) {
                    answered.set(true);
                    return line.substring(3);
                }
                printed.append(line).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answered.set(true);
        throw new AssertionError(name + " ended; it printed " + printed);
    }

    private static List<String> atoms(String list) {
        return Stream.of(list.split("[\\[\\],']+"))
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /** The release of OTP that it runs. */
    int release() {
        return Integer.parseInt(eval("list_to_integer(erlang:system_info(otp_release))"));
    }

    @Override
    public NodeName name() {
        return name;
    }

    @Override
    public Set<String> nodes() {
        return new TreeSet<>(atoms(eval("nodes()")));
    }

    @Override
    public void connect(NodeName other) {
        eval("net_kernel:connect_node('" + other + "')");
    }

    @Override
    public void cut(NodeName other) {
        eval("erlang:disconnect_node('" + other + "')");
    }

    @Override
    public boolean register(String what) {
        return eval("global:register_name(" + what + ", spawn(fun() -> receive after infinity -> ok end end))")
                .equals("yes");
    }

    @Override
    public String whereis(String what) {
        return atoms(eval("case global:whereis_name(" + what + ") of undefined -> undefined; P -> node(P) end"))
                .getFirst();
    }

    @Override
    public void join() {
        eval("pg:start(pg), pg:join(" + GROUP + ", spawn(fun() -> receive after infinity -> ok end end))");
    }

    @Override
    public Map<String, Integer> members() {
        return MeshMember.counted(atoms(eval("[node(P) || P <- pg:get_members(" + GROUP + ")]")));
    }

    @Override
    public void sync() {
        eval("global:sync()");
    }

    @Override
    public boolean lock(Runnable meanwhile) {
        if (!eval("global:set_lock({ledger, self()}, [node() | nodes()], 0)").equals("true")) {
            return false;
        }
        try {
            meanwhile.run();
        } finally {
            eval("global:del_lock({ledger, self()})");
        }
        return true;
    }

    @Override
    public void close() throws InterruptedException {
        input.close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
