// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.ErlangModule;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Node;
import io.tiebeam.NodeOptions;
import io.tiebeam.Processes;
import io.tiebeam.otp.Agent;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.FreePorts;
import io.tiebeam.testing.NeedsBeam;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Functions typed into a real Elixir node run on this one, and Elixir that is typed here runs there. */
@NeedsBeam
@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TypedIntoElixirTest {

    /** What only this node has. */
    @ErlangModule("Elixir.Kate")
    public static final class Kate {
        private Kate() {}

        public static void sayName() {
            Kernel.print("Hi, my name is Kate\n");
        }
    }

    @Test
    void functions_typed_into_elixir_run_here_print_there_die_when_killed_and_tell_their_errors() throws Exception {
        Map<String, String> environment =
                Map.of("ERL_EPMD_PORT", Integer.toString(FreePorts.next()), "ERL_EPMD_ADDRESS", "127.0.0.1");
        try (Node kate = Node.start(
                NodeOptions.sname("kate@localhost").cookie("secret_token").environment(environment))) {
            kate.expose(Kate.class);
            kate.allowEvaluation();
            kate.run(() -> Agent.of(() -> 1L).named(Name.of("counter")).start());
            ProcessBuilder builder = new ProcessBuilder(
                    "elixir", "--sname", "alex@localhost", "--cookie", "secret_token", "src/test/typed.exs");
            builder.environment().putAll(environment);
            Process elixir =
                    builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            List<String> rows = new ArrayList<>();
            try (BufferedReader output = elixir.inputReader();
                    BufferedWriter input = elixir.outputWriter()) {
                for (String row = output.readLine(); row != null && !row.equals("ready"); row = output.readLine()) {
                    rows.add(row);
                }
                assertThat(kate.run(TypedIntoElixirTest::outwards)).isEqualTo("42 and 43");
                input.write("done\n");
                input.flush();
                assertThat(elixir.waitFor(20, TimeUnit.SECONDS)).isTrue();
            } finally {
                elixir.destroyForcibly();
            }
            assertThat(rows)
                    .containsExactly(
                            "Hi, my name is Kate",
                            ":sup?",
                            ":killed",
                            "an exception was raised:",
                            "    ** (ArithmeticError) bad argument in arithmetic expression",
                            "        :erlang.+(1, :a)",
                            "42",
                            "there: [2, 4, 6]",
                            "{:undef, Missing}",
                            "10",
                            "60",
                            "by name",
                            "42",
                            ":badrpc",
                            "[:module, :module, :error, :error]",
                            "{:noproc, {:sys, :get_state, [:nobody]}}",
                            "true",
                            "true");
        }
    }

    /** Elixir's source, and forms of Erlang, run by the other node. */
    private static String outwards() {
        Pid self = Kernel.self();
        Processes.register(Name.of("outwards"), self);
        Node.spawn("alex@localhost", Mfa.elixir("send({:outwards, :kate@localhost}, {:source, 6 * 7})"));
        Term forms = Tuple.of(
                Atom.of("op"),
                Int.of(1),
                Atom.of("!"),
                Tuple.of(Atom.of("var"), Int.of(1), Atom.of("To")),
                Tuple.of(Atom.of("integer"), Int.of(1), Int.of(43)));
        Tuple source = (Tuple) Kernel.receive(Duration.ofSeconds(10)).orElseThrow();
        Node.spawn("alex@localhost", Mfa.forms(ListTerm.of(forms), MapTerm.of(Atom.of("To"), self)));
        return source.get(1) + " and " + Kernel.receive(Duration.ofSeconds(10)).orElseThrow();
    }
}
