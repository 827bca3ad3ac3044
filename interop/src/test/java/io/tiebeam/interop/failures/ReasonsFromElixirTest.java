// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.failures;

import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.interop.failures.Pair.KATE;
import static io.tiebeam.interop.failures.Pair.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.Down;
import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Node;
import io.tiebeam.term.Term;
import io.tiebeam.testing.NeedsBeam;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process on kate fails, and a process on alex that watches it hears the reason: the very term that kate hears
 * herself, in the same words.
 */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReasonsFromElixirTest {
    private static Pair pair;

    /** @param text how Elixir tells it to people */
    record Reason(Term reason, String text) {}

    @BeforeAll
    static void start() {
        pair = new Pair();
    }

    @AfterAll
    static void stop() {
        pair.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "raise \"boom\"",
                "raise ArgumentError, \"bad name\"",
                "raise %KeyError{key: :a, term: %{b: 1}}",
                "throw(:ball)",
                "throw({:error, \"text\"})",
                "exit(:bye)",
                "exit(:normal)",
                "exit(:shutdown)",
                "exit({:shutdown, :later})",
                "exit(:kill)",
                "exit(\"text\")",
                "exit({:a, 1.5, [<<1::3>>, %{\"k\" => nil}], 12345678901234567890})",
                ":erlang.error(:badarg)",
                ":erlang.error({:badmatch, 3})",
                ":erlang.error(:mine, [1, 2])",
                ":erlang.raise(:exit, :odd, [])",
                "1 / String.length(\"\")",
                "hd([])",
                "{:ok, _} = List.first([{:error, 1}])",
                "case String.length(\"a\") do 2 -> :two end",
                "if String.length(\"a\"), do: Nope.nope(1)",
                "Map.fetch!(%{}, :a)",
                "(&String.length/1).(1, 2)",
                "Process.exit(self(), :kill)",
                "Process.exit(self(), :signal)",
            })
    void the_reason_is_that_of_a_beam(String source) throws Exception {
        Reason local = pair.alex().run(() -> {
            Node.spawn(KATE, Mfa.of("Elixir.Kate", "tell", self(), source));
            return receive(Reason.class, SOON).orElseThrow();
        });
        Term remote = pair.alex().run(() -> {
            Kernel.Monitored it = Node.spawnMonitor(KATE, Mfa.of("Elixir.Code", "eval_string", source));
            Down down = receive(Down.class, SOON).orElseThrow();
            assertThat(down.ref()).isEqualTo(it.ref());
            assertThat(down.from()).isEqualTo(it.pid());
            return down.reason();
        });
        assertThat(remote).isEqualTo(local.reason());
        assertThat(new ExitException(remote)).hasMessage(asToldByOthers(local.text()));
    }

    /**
     * Elixir's text without what only the node that has a module knows, the version of its application and its opinion of
     * the arguments, and in the words of 1.14: later ones add advice, and show values in paragraphs of their own.
     */
    private static String asToldByOthers(String text) {
        return text.replaceAll("(?m)^( +)\\([a-z_]+ [\\d.]+\\) ", "$1")
                .replaceFirst("(?s)errors were found at the given arguments:.*?\n\n(?= {8})", "argument error\n")
                .replaceFirst("\\. Make sure the module name is correct.*", "")
                .replaceFirst("(?<=:)\n\n +(.*)\n(?=\n)", " $1");
    }
}
