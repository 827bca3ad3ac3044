// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Down;
import io.tiebeam.Exposure;
import io.tiebeam.Kernel;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * This node's end of {@code --remsh}: a prompt whose keyboard and screen are another node's. The process is started by that
 * node, so its group leader is over there, and all that is evaluated prints there. It goes when the one over there does.
 *
 * <p>Two processes: this one answers at once, also while something is evaluated; the evaluating is done by another.
 */
final class ShellServer implements Exposure.Handler {
    static final Atom FUNCTION = Atom.of("serve");

    /** What the other end sends. */
    sealed interface Request {
        /** Evaluate {@code text}: some {@link Shown} and {@link Complained} come, then {@link Evaluated}. */
        record Evaluate(String text, int number) implements Request {}

        /** End what is evaluated. */
        record Interrupt() implements Request {}

        /** Answer with {@link Answer} of true or false. */
        record NeedsMore(Ref ref, String text) implements Request {}

        /** Answer with {@link Offer}. */
        record Complete(Ref ref, String text, int cursor) implements Request {}
    }

    /** What is sent to the other end. */
    sealed interface Event {
        /** {@code server} takes requests from now on. */
        record Ready(Pid server) implements Event {}

        /** A value. */
        record Shown(String text) implements Event {}

        /** An error. */
        record Complained(String text) implements Event {}

        /** That is all. @param left whether it said that it wants to leave */
        record Evaluated(boolean good, boolean left) implements Event {}

        /** To {@link Request.NeedsMore}. */
        record Answer(Ref ref, boolean more) implements Event {}

        /** To {@link Request.Complete}. */
        record Offer(Ref ref, int anchor, List<String> texts) implements Event {}
    }

    private final Supplier<Workbench> benches;

    /** @param benches makes one for each prompt */
    ShellServer(Supplier<Workbench> benches) {
        this.benches = benches;
    }

    @Override
    public Term call(ListTerm arguments) throws Exception {
        serve((Pid) arguments.get(0));
        return Atom.OK;
    }

    private void serve(Pid client) throws InterruptedException {
        Ref gone = Processes.monitor(client);
        Workbench bench = benches.get();
        Screen screen = new Screen(client);
        try (Evaluator evaluator = new Evaluator(bench, died -> screen.complain(FailureText.of(died)))) {
            Session session = new Session(bench, evaluator, screen);
            Pid reader = Kernel.spawnLink(() -> read(session, bench, client));
            Kernel.send(client, new Event.Ready(Kernel.self()));
            while (true) {
                Term message = Kernel.receive();
                if (isDown(message, gone)) {
                    return;
                }
                Optional<Request> request = TermMapper.tryFromTerm(message, Request.class);
                if (request.isPresent()) {
                    answer(request.get(), session, bench.engine(), reader, client);
                }
            }
        }
    }

    private static boolean isDown(Term message, Ref ref) {
        return TermMapper.tryFromTerm(message, Down.class)
                .filter(down -> down.ref().equals(ref))
                .isPresent();
    }

    private static void answer(Request request, Session session, SnippetEngine engine, Pid reader, Pid client)
            throws InterruptedException {
        switch (request) {
            case Request.Evaluate evaluate -> Kernel.send(reader, evaluate);
            case Request.Interrupt() -> session.interrupt();
            case Request.NeedsMore(Ref ref, String text) ->
                Kernel.send(client, new Event.Answer(ref, engine.needsMore(text)));
            case Request.Complete(Ref ref, String text, int cursor) -> {
                Typing.Completions offered = QuotedNames.complete(text, cursor)
                        .orElse(engine.complete(text, Math.clamp(cursor, 0, text.length())));
                Kernel.send(client, new Event.Offer(ref, offered.anchor(), offered.texts()));
            }
        }
    }

    private static void read(Session session, Workbench bench, Pid client) throws InterruptedException {
        while (true) {
            Request.Evaluate next = Kernel.receive(Request.Evaluate.class);
            boolean good = session.evaluate(next.text(), next.number());
            Kernel.send(client, new Event.Evaluated(good, bench.isLeft()));
        }
    }

    /** The other end, as the session sees it. */
    private record Screen(Pid client) implements Prompt {
        @Override
        public Optional<String> next(String node, int number) {
            return Optional.empty();
        }

        @Override
        public void greet(String text) {
            show(text);
        }

        @Override
        public void show(String text) {
            Kernel.send(client, new Event.Shown(text));
        }

        @Override
        public void complain(String text) {
            Kernel.send(client, new Event.Complained(text));
        }

        @Override
        public void onInterrupt(Runnable action) {}

        @Override
        public void close() {}
    }
}
