// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.term.Atom;
import java.util.Optional;

/** Evaluates text piece by piece and shows what came of it. Used by the main thread. */
final class Session {
    /** The number of inputs that nobody typed: they have none for {@code v(n)}. */
    static final int UNNUMBERED = 0;

    private final SnippetEngine engine;
    private final Evaluator evaluator;
    private final Prompt prompt;
    private final Workbench bench;
    private int number;
    private volatile boolean interrupted;

    Session(Workbench bench, Evaluator evaluator, Prompt prompt) {
        this.engine = bench.engine();
        this.evaluator = evaluator;
        this.prompt = prompt;
        this.bench = bench;
    }

    /**
     * Evaluates all of {@code text}, up to the first piece that fails: whether none did.
     *
     * @param number the input's, for {@code v(number)}
     */
    boolean evaluate(String text, int number) throws InterruptedException {
        this.number = number;
        interrupted = false;
        String rest = Shorthand.expand(text);
        while (true) {
            Optional<SnippetEngine.Step> step = engine.next(rest);
            if (step.isEmpty()) {
                return true;
            }
            if (interrupted) { // while it was compiled
                prompt.complain("** (interrupted)");
                return false;
            }
            if (!perform(step.get().prepared())) {
                return false;
            }
            rest = step.get().rest();
        }
    }

    /** Ends what is evaluated now, if anything is: Ctrl+C. Any thread. */
    void interrupt() {
        interrupted = true;
        evaluator.interrupt();
    }

    private boolean perform(Prepared prepared) throws InterruptedException {
        switch (prepared) {
            case Prepared.Runs(var method, boolean hasValue) -> {
                return show(evaluator.run(method), hasValue);
            }
            case Prepared.DefinedType(String name, Class<?> type) -> {
                bench.typed(type);
                prompt.show("{:module, " + name + "}");
            }
            case Prepared.Declared(String note) -> {
                if (!note.isEmpty()) {
                    prompt.show("// " + note);
                }
            }
            case Prepared.Rejected(String text) -> {
                prompt.complain(text);
                return false;
            }
        }
        return true;
    }

    private boolean show(Outcome outcome, boolean hasValue) {
        switch (outcome) {
            case Outcome.Returned(Object value) -> {
                Object shown = hasValue ? value : Atom.OK;
                if (number != UNNUMBERED) {
                    bench.remember(number, shown);
                }
                prompt.show(Values.show(shown));
            }
            case Outcome.Threw(Throwable error) -> prompt.complain(FailureText.of(error));
            case Outcome.Died died -> prompt.complain(FailureText.of(died));
        }
        return outcome instanceof Outcome.Returned;
    }
}
