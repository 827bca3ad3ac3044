// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.util.Optional;
import java.util.function.Consumer;

/** Evaluates text piece by piece and shows what came of it. Used by the main thread. */
final class Session {
    private final SnippetEngine engine;
    private final Evaluator evaluator;
    private final Prompt prompt;
    private final Consumer<Class<?>> typed;

    /** @param typed told of each class that was typed */
    Session(SnippetEngine engine, Evaluator evaluator, Prompt prompt, Consumer<Class<?>> typed) {
        this.engine = engine;
        this.evaluator = evaluator;
        this.prompt = prompt;
        this.typed = typed;
    }

    /** Evaluates all of {@code text}, up to the first piece that fails: whether none did. */
    boolean evaluate(String text) throws InterruptedException {
        String rest = text;
        while (true) {
            Optional<SnippetEngine.Step> step = engine.next(rest);
            if (step.isEmpty()) {
                return true;
            }
            if (!perform(step.get().prepared())) {
                return false;
            }
            rest = step.get().rest();
        }
    }

    private boolean perform(Prepared prepared) throws InterruptedException {
        switch (prepared) {
            case Prepared.Runs(var method, boolean hasValue) -> {
                return show(evaluator.run(method), hasValue);
            }
            case Prepared.DefinedType(String name, Class<?> type) -> {
                typed.accept(type);
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
            case Outcome.Returned(Object value) -> prompt.show(hasValue ? Values.show(value) : ":ok");
            case Outcome.Threw(Throwable error) -> prompt.complain(FailureText.of(error));
            case Outcome.Died died -> prompt.complain(FailureText.of(died));
        }
        return outcome instanceof Outcome.Returned;
    }
}
