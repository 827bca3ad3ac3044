// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit.peer;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/** Evaluates Java on a peer, in its JVM. One thread at a time. */
public final class PeerShell {
    private static final AtomicReference<Object> VALUE = new AtomicReference<>();
    private static final List<String> IMPORTS = List.of(
            "import java.util.*;",
            "import java.time.*;",
            "import io.tiebeam.*;",
            "import io.tiebeam.otp.*;",
            "import io.tiebeam.term.*;",
            "import static io.tiebeam.Kernel.*;");

    private final JShell shell = JShell.builder().executionEngine("local").build();

    PeerShell() {
        for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            shell.addToClasspath(entry);
        }
        IMPORTS.forEach(shell::eval);
    }

    /** Called by what is evaluated, with its value. */
    public static void is(Object value) {
        VALUE.set(value);
    }

    /**
     * Evaluates {@code code}, one snippet after the other.
     *
     * @return the value of the last one; {@code :ok} if it has none
     * @throws IllegalArgumentException if it does not compile
     * @throws Exception what it throws, told by its text
     */
    Term eval(String code) throws Exception {
        VALUE.set(null);
        String rest = code;
        while (!rest.isBlank()) {
            CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            if (next.completeness() == SourceCodeAnalysis.Completeness.DEFINITELY_INCOMPLETE
                    || next.completeness() == SourceCodeAnalysis.Completeness.EMPTY) {
                throw new IllegalArgumentException("incomplete: " + rest.strip());
            }
            String source = next.source() == null ? rest : next.source();
            rest = next.remaining() == null ? "" : next.remaining();
            snippet(source, rest.isBlank());
        }
        Object value = VALUE.get();
        return value == null ? Atom.OK : TermMapper.toTerm(value);
    }

    private void snippet(String source, boolean isLast) throws Exception {
        if (isLast && isExpression(source)) {
            String wanted = PeerShell.class.getName() + ".is(" + source.strip().replaceFirst(";$", "") + ")";
            List<SnippetEvent> events = shell.eval(wanted);
            if (problem(events).isEmpty()) {
                check(events);
                return;
            } // a void call has no value: then it was rejected, and not called
        }
        List<SnippetEvent> events = shell.eval(source);
        Optional<String> problem = problem(events);
        if (problem.isPresent()) {
            throw new IllegalArgumentException(problem.get());
        }
        check(events);
    }

    private boolean isExpression(String source) {
        return shell.sourceCodeAnalysis().sourceToSnippets(source).stream()
                .allMatch(snippet -> snippet.kind() == Snippet.Kind.EXPRESSION
                        || snippet.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND);
    }

    private Optional<String> problem(List<SnippetEvent> events) {
        return events.stream()
                .filter(event -> event.status() == Snippet.Status.REJECTED)
                .flatMap(event -> shell.diagnostics(event.snippet()))
                .map(diagnostic -> diagnostic.getMessage(null))
                .findFirst();
    }

    private static void check(List<SnippetEvent> events) throws Exception {
        for (SnippetEvent event : events) {
            if (event.exception() instanceof EvalException thrown) {
                throw new IllegalStateException(thrown.getExceptionClassName() + ": " + thrown.getMessage());
            }
            if (event.exception() != null) {
                throw event.exception();
            }
        }
    }
}
