// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Exposure;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The other end of {@code Mfa.eval}: evaluates source that was typed at the prompt of another node, with the classes and
 * variables of this shell, in the process that was started for it. On that process's thread.
 */
final class RemoteEval implements Exposure.Handler {
    static final Atom MODULE = Atom.of("Elixir.Tiebeam.Shell");
    private static final Atom FUNCTION = Atom.of("eval");

    private final SnippetEngine engine;

    private RemoteEval(SnippetEngine engine) {
        this.engine = engine;
    }

    /**
     * Lets other nodes evaluate with {@code engine}, open prompts, and see what processes do.
     *
     * @param benches makes one for each prompt
     */
    static void allow(Exposure exposure, SnippetEngine engine, Supplier<Workbench> benches) {
        exposure.expose(MODULE, FUNCTION, 1, new RemoteEval(engine));
        exposure.expose(MODULE, ShellServer.FUNCTION, 1, new ShellServer(benches));
        exposure.expose(MODULE, ProcessRow.FUNCTION, 0, _ -> TermMapper.toTerm(ProcessRow.here()));
    }

    @Override
    public Term call(ListTerm arguments) throws Exception {
        String rest = ((Bits) arguments.get(0))
                .text()
                .orElseThrow(() -> new IllegalArgumentException("the source is not UTF-8: " + arguments.get(0)));
        Term value = Atom.OK;
        for (Optional<SnippetEngine.Step> step = engine.next(rest); step.isPresent(); step = engine.next(rest)) {
            value = switch (step.get().prepared()) {
                case Prepared.Runs(var method, boolean hasValue) -> {
                    Object result = run(method);
                    yield hasValue ? asTerm(result) : Atom.OK;
                }
                case Prepared.DefinedType _, Prepared.Declared _ -> Atom.OK;
                case Prepared.Rejected(String text) -> throw new IllegalArgumentException(text);
            };
            rest = step.get().rest();
        }
        return value;
    }

    private static Object run(java.lang.reflect.Method snippet) throws Exception {
        try {
            return snippet.invoke(null);
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case Exception exception -> throw exception;
                case Error error -> throw error;
                case Throwable other -> throw new IllegalStateException(other);
            }
        }
    }

    /** A value that no term stands for is told as it would be shown. */
    private static Term asTerm(Object value) {
        try {
            return value == null ? Atom.NIL : TermMapper.toTerm(value);
        } catch (TermException e) {
            return Bits.of(TermMapper.describe(value));
        }
    }
}
