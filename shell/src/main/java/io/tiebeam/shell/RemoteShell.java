// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Down;
import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Node;
import io.tiebeam.otp.Erpc;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Our end of {@code --remsh}: what is typed here is evaluated by the {@link ShellServer} of another node. A process of ours
 * starts it there, so that its output comes here, and hears what it has to say; the main thread types and waits.
 */
final class RemoteShell implements Typing, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final NodeName node;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final Map<Ref, CompletableFuture<ShellServer.Event>> asked = new ConcurrentHashMap<>();
    private final Pid listener;
    private Pid server;

    private sealed interface Heard {
        record Said(ShellServer.Event event) implements Heard {}

        record Gone(Term reason) implements Heard {}
    }

    private RemoteShell(NodeName node) {
        this.node = node;
        this.listener = Kernel.spawn(this::listen);
    }

    /**
     * Opens a prompt on {@code node}.
     *
     * @throws CommandFailure if it cannot be reached, is no Tiebeam node, or lets nobody evaluate
     */
    static RemoteShell open(NodeName node) throws InterruptedException {
        if (Node.ping(node) == Node.Ping.PANG) {
            throw new CommandFailure(
                    Node.whyNot(node).orElse("no connection to " + node + " (noconnection)"),
                    "",
                    ExitCodes.UNREACHABLE);
        }
        String machine = machineOf(node);
        if (!machine.equals("JVM")) {
            throw new CommandFailure(
                    node + " is no Tiebeam node, it runs " + machine + ": it has no prompt for Java (undef)",
                    "its own shell reaches it:  iex --sname me@" + node.host() + " --remsh " + node);
        }
        RemoteShell shell = new RemoteShell(node);
        switch (shell.heard.take()) {
            case Heard.Said(ShellServer.Event.Ready(Pid server)) -> shell.server = server;
            case Heard.Said(var other) -> throw new IllegalStateException("the first that was said is " + other);
            case Heard.Gone(Term reason) ->
                throw new CommandFailure(
                        node + " opens no prompt to others: its evaluation is off (undef)\n   it said: "
                                + ExitReasons.format(reason).lines().findFirst().orElse(""),
                        "switch it on there:  ./tiebeam shell, or ./tiebeam run with --allow-eval");
        }
        return shell;
    }

    private static String machineOf(NodeName node) {
        try {
            return text(Erpc.call(node, Mfa.of("erlang", "system_info", Atom.of("machine")), PATIENCE));
        } catch (ExitException unknown) {
            return "something else";
        }
    }

    /** A charlist's. */
    private static String text(Term charlist) {
        StringBuilder text = new StringBuilder();
        if (charlist instanceof ListTerm list) {
            for (Term each : list.elements()) {
                if (each instanceof Int(long codePoint)) {
                    text.appendCodePoint((int) codePoint);
                }
            }
        }
        return text.toString();
    }

    private void listen() {
        Kernel.Monitored started =
                Node.spawnMonitor(node, new Mfa(RemoteEval.MODULE, ShellServer.FUNCTION, ListTerm.of(Kernel.self())));
        while (true) {
            Term message = Kernel.receive();
            Optional<Down> down = TermMapper.tryFromTerm(message, Down.class)
                    .filter(d -> d.ref().equals(started.ref()));
            if (down.isPresent()) {
                heard.add(new Heard.Gone(down.get().reason()));
                asked.values().forEach(answer -> answer.cancel(false));
                return;
            }
            TermMapper.tryFromTerm(message, ShellServer.Event.class).ifPresent(this::hear);
        }
    }

    private void hear(ShellServer.Event event) {
        switch (event) {
            case ShellServer.Event.Answer(Ref ref, var _) -> answer(ref, event);
            case ShellServer.Event.Offer(Ref ref, var _, var _) -> answer(ref, event);
            case ShellServer.Event.Ready _,
                    ShellServer.Event.Shown _,
                    ShellServer.Event.Complained _,
                    ShellServer.Event.Evaluated _ -> heard.add(new Heard.Said(event));
        }
    }

    private void answer(Ref ref, ShellServer.Event event) {
        CompletableFuture<ShellServer.Event> waiting = asked.remove(ref);
        if (waiting != null) {
            waiting.complete(event);
        }
    }

    /** How an evaluation over there ended. */
    enum Ended {
        WELL,
        BADLY,
        /** It wants no more. */
        LEFT,
        /** There is nobody any more. */
        GONE;

        /** Whether another may follow. */
        boolean goesOn() {
            return this == WELL || this == BADLY;
        }
    }

    /** Evaluates {@code text} over there, and shows what comes of it. Main thread. */
    Ended evaluate(String text, int number, Prompt prompt) throws InterruptedException {
        Kernel.send(server, new ShellServer.Request.Evaluate(text, number));
        while (true) {
            switch (heard.take()) {
                case Heard.Said(ShellServer.Event.Shown(String shown)) -> prompt.show(shown);
                case Heard.Said(ShellServer.Event.Complained(String complaint)) -> prompt.complain(complaint);
                case Heard.Said(ShellServer.Event.Evaluated(boolean good, boolean left)) -> {
                    return left ? Ended.LEFT : good ? Ended.WELL : Ended.BADLY;
                }
                case Heard.Said _ -> {}
                case Heard.Gone(Term reason) -> {
                    prompt.complain("** the shell on " + node + " is gone: " + ExitReasons.format(reason));
                    return Ended.GONE;
                }
            }
        }
    }

    /** Ends what is evaluated over there. Any thread. */
    void interrupt() {
        Kernel.send(server, new ShellServer.Request.Interrupt());
    }

    @Override
    public boolean needsMore(String text) throws InterruptedException {
        return ask(ref -> new ShellServer.Request.NeedsMore(ref, text))
                .map(answer -> answer instanceof ShellServer.Event.Answer(var _, boolean more) && more)
                .orElse(false);
    }

    @Override
    public Completions complete(String text, int cursor) throws InterruptedException {
        return ask(ref -> new ShellServer.Request.Complete(ref, text, cursor))
                .map(answer -> answer instanceof ShellServer.Event.Offer(var _, int anchor, List<String> texts)
                        ? new Completions(anchor, texts)
                        : null)
                .orElse(new Completions(cursor, List.of()));
    }

    private interface Question {
        ShellServer.Request with(Ref ref);
    }

    /** Empty if nobody answers in time. */
    private Optional<ShellServer.Event> ask(Question question) throws InterruptedException {
        Ref ref = Kernel.makeRef();
        CompletableFuture<ShellServer.Event> answer = new CompletableFuture<>();
        asked.put(ref, answer);
        try {
            Kernel.send(server, question.with(ref));
            return Optional.of(answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } catch (TimeoutException | ExecutionException | CancellationException nobody) {
            return Optional.empty();
        } finally {
            asked.remove(ref);
        }
    }

    @Override
    public void close() {
        Kernel.exit(listener, "kill");
    }
}
