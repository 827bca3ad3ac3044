// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.failures;

import static io.tiebeam.Kernel.receive;
import static io.tiebeam.interop.failures.Pair.KATE;
import static io.tiebeam.interop.failures.Pair.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.Down;
import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Node;
import io.tiebeam.Processes;
import io.tiebeam.otp.TaskSupervisor;
import io.tiebeam.term.Name;
import io.tiebeam.testing.NeedsBeam;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Functions that do not exist over there, or that nobody may call there: the two look alike. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class UndefinedTest {
    private static Pair pair;

    @BeforeAll
    static void start() {
        pair = new Pair();
    }

    @AfterAll
    static void stop() {
        pair.close();
    }

    @AfterEach
    void nodes_go_on_working() throws Exception {
        pair.goesOnWorking();
    }

    @Test
    void a_module_that_alex_has_not_exposed_is_undefined() {
        int logged = pair.logs().mark();
        int shown = pair.kate().screen().mark();
        assertThat(pair.value("Kate.reason(:alex@localhost, Nope, :nope, [1])"))
                .isEqualTo("{:undef, [{Nope, :nope, [1], []}]}");
        assertThat(pair.value("Kate.reason(:alex@localhost, :\"java.lang.Runtime\", :getRuntime, [])"))
                .isEqualTo("{:undef, [{:\"java.lang.Runtime\", :getRuntime, [], []}]}");
        pair.logs().await(logged, """
                        io.tiebeam WARNING Nope.nope/1 is not exposed on alex@localhost (undef)
                           exposed modules: Alex
                           → add the class to Application.modules(), or call Node.expose with it"""::equals);
        String told = "** (UndefinedFunctionError) function Nope.nope/1 is undefined (module Nope is not available)";
        pair.kate().awaitMatch(shown, Pattern.compile("^" + Pattern.quote(told)), SOON);
    }

    @Test
    void a_wrong_number_of_arguments_is_undefined_and_alex_says_what_there_is() {
        int logged = pair.logs().mark();
        assertThat(pair.value("Kate.reason(:alex@localhost, Alex, :divide, [1])"))
                .isEqualTo("{:undef, [{Alex, :divide, [1], []}]}");
        String explained = pair.logs().await(logged, line -> line.contains("Alex.divide/1 is not exposed"));
        assertThat(explained)
                .startsWith("io.tiebeam WARNING Alex.divide/1 is not exposed on alex@localhost (undef)\n"
                        + "   exposed in io.tiebeam.interop.failures.Alex: ")
                .contains("divide/2");
    }

    @Test
    void a_function_typed_into_iex_is_undefined_where_evaluation_is_off() {
        String reason = pair.value("Kate.reason(:alex@localhost, :erlang, :apply, [fn -> 1 end, []])");
        assertThat(reason).matches("\\{:undef, \\[\\{#Function<[\\d.]+/0 in :erl_eval.*>, \\[\\], \\[\\]\\}\\]\\}");
    }

    @Test
    void a_module_that_kate_lacks_is_undefined() throws Exception {
        int logged = pair.logs().mark();
        pair.alex().run(() -> {
            Kernel.Monitored it = Node.spawnMonitor(KATE, Mfa.of("Elixir.Nope", "nope", 1));
            Down down = receive(Down.class, SOON).orElseThrow();
            assertThat(down.from()).isEqualTo(it.pid());
            assertThat(down.reason().toString()).isEqualTo("{:undef, [{Nope, :nope, [1], []}]}");
            return null;
        });
        String crash = pair.logs().await(logged, line -> line.contains("Nope"));
        assertThat(crash)
                .matches("io\\.tiebeam\\.remote SEVERE Process #PID<\\d+\\.\\d+\\.0> on node :kate@localhost"
                        + " raised an exception\n"
                        + "\\*\\* \\(UndefinedFunctionError\\) function Nope\\.nope/1 is undefined"
                        + " \\(module Nope is not available\\)\n"
                        + "    Nope\\.nope\\(1\\)");
    }

    @Test
    void a_task_that_kate_cannot_run_fails_its_await() throws Exception {
        pair.shows("Task.Supervisor.start_link(name: Kate.Tasks)");
        pair.alex().run(() -> {
            Processes.trapExit(true);
            var task = TaskSupervisor.async(Name.of("Elixir.Kate.Tasks").at(KATE), Mfa.of("Elixir.Nope", "nope", "x"));
            assertThatThrownBy(task::await)
                    .isInstanceOf(ExitException.class)
                    .hasMessageMatching("(?s)exited in: Task\\.await\\(%Task\\{.*\\}, 5000\\)\n"
                            + "    \\*\\* \\(EXIT\\) an exception was raised:\n"
                            + "        \\*\\* \\(UndefinedFunctionError\\) function Nope\\.nope/1 is undefined"
                            + " \\(module Nope is not available\\)\n"
                            + "            " + Pattern.quote("Nope.nope(\"x\")") + ".*");
            return null;
        });
    }
}
