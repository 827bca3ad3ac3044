// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.failures;

import static io.tiebeam.Kernel.receive;
import static io.tiebeam.interop.failures.Pair.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.Exit;
import io.tiebeam.ExitException;
import io.tiebeam.Mfa;
import io.tiebeam.NoConnectionException;
import io.tiebeam.Processes;
import io.tiebeam.otp.Task;
import io.tiebeam.otp.TaskSupervisor;
import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.NeedsBeam;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** moebi is killed with SIGKILL in the middle of a task that somebody awaits; then he comes again. */
@NeedsBeam
@Timeout(180)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KillTest {
    private static final NodeName MOEBI = NodeName.of("moebi@localhost");
    private static final Name.At TASKS = Name.of("Elixir.Chat.TaskSupervisor").at(MOEBI);
    private static final Mfa LONG = Mfa.of("timer", "sleep", 60_000);
    private static final Duration MINUTE = Duration.ofMinutes(1);

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

    private static ConsoleNode iex() {
        ConsoleNode moebi = pair.iex("moebi@localhost", "secret_token").awaitPrompt();
        moebi.run("Task.Supervisor.start_link(name: Chat.TaskSupervisor)");
        return moebi;
    }

    @Test
    void a_process_that_awaits_a_task_in_elixir_exits_as_the_lesson_says() throws Exception {
        try (ConsoleNode moebi = iex()) {
            pair.alex().run(() -> {
                Processes.trapExit(true);
                Task<Term> task = TaskSupervisor.async(TASKS, LONG);
                moebi.close();
                assertThatThrownBy(() -> task.await(MINUTE))
                        .isInstanceOf(NoConnectionException.class)
                        .satisfies(failed -> assertThat(
                                        failed.getMessage().split("\nno connection to moebi@localhost ", 2)[0])
                                .as("the text, before what an attempt to connect again met with, if there was one")
                                .isEqualTo(
                                        "exited in: Task.await(%Task{mfa: {:timer, :sleep, 1}, owner: " + task.owner()
                                                + ", pid: " + task.pid() + ", ref: " + task.ref() + "}, 60000)\n"
                                                + "    ** (EXIT) no connection to moebi@localhost"))
                        .satisfies(failed -> {
                            Tuple reason = (Tuple) ((ExitException) failed).reason();
                            assertThat(reason.get(0)).isEqualTo(Tuple.of(Atom.of("nodedown"), MOEBI.atom()));
                        });
                assertThat(receive(Exit.class, SOON)).contains(new Exit(task.pid(), Atom.of("noconnection")));
                return null;
            });
        }
        try (ConsoleNode moebi = iex()) {
            pair.alex().run(() -> {
                Task<Term> task = TaskSupervisor.async(TASKS, Mfa.of("erlang", "node"));
                assertThat(task.await(NodeName.class)).isEqualTo(MOEBI);
                return null;
            });
        }
    }

    @Test
    void a_process_that_does_not_trap_exits_goes_with_it() {
        try (ConsoleNode moebi = iex()) {
            assertThatThrownBy(() -> pair.alex().run(() -> {
                        Task<Term> task = TaskSupervisor.async(TASKS, LONG);
                        moebi.close();
                        return task.await(MINUTE);
                    }))
                    .isInstanceOf(ExitException.class)
                    .hasMessage("no connection")
                    .satisfies(e -> assertThat(((ExitException) e).reason()).isEqualTo(Atom.of("noconnection")));
        }
    }

    @Test
    void a_thread_that_awaits_a_task_hears_of_it_too() {
        try (ConsoleNode moebi = iex()) {
            Task<Term> task = TaskSupervisor.async(TASKS, LONG);
            moebi.close();
            assertThatThrownBy(() -> task.await(MINUTE))
                    .isInstanceOf(NoConnectionException.class)
                    .hasMessageStartingWith("exited in: Task.await(%Task{mfa: {:timer, :sleep, 1}, owner: ")
                    .hasMessageEndingWith("}, 60000)\n    ** (EXIT) no connection to moebi@localhost");
        }
    }

    @Test
    void iex_that_awaits_a_task_of_a_jvm_exits_as_the_lesson_says() {
        try (ConsoleNode moebi = pair.shell("moebi@localhost").awaitPrompt()) {
            moebi.run("class Slow { public static void nap(int millis) { receive(Duration.ofMillis(millis)); } }");
            moebi.run("TaskSupervisor.named(Name.of(\"Elixir.Chat.TaskSupervisor\")).startLink()");
            String start = "t = Task.Supervisor.async({Chat.TaskSupervisor, :moebi@localhost}, Slow, :nap, [%s])";
            assertThat(pair.shows(start.formatted("1"))).contains("%Task{");
            assertThat(pair.value("Task.await(t)"))
                    .as(moebi.screen().since(0).toString())
                    .isEqualTo(":ok");
            pair.shows(start.formatted("60_000"));
            int mark = pair.kate().type("Task.await(t, :infinity)");
            moebi.close();
            pair.kate()
                    .awaitMatch(
                            mark,
                            Pattern.compile(
                                    "\\*\\* \\(EXIT from #PID<0\\.\\d+\\.0>\\) shell process exited with reason: no connection"),
                            SOON);
        }
        assertThat(pair.value("Node.list(:connected)")).doesNotContain("moebi");
        List<String> failed =
                pair.kate().run("Task.Supervisor.async({Chat.TaskSupervisor, :moebi@localhost}, Slow, :nap, [1])");
        assertThat(failed.getFirst())
                .matches(
                        "\\*\\* \\(exit\\) exited in: GenServer\\.call\\(\\{Chat\\.TaskSupervisor, :moebi@localhost\\},"
                                + " \\{:start_task, \\[\\{:kate@localhost, #PID<[\\d.]+>, #PID<[\\d.]+>\\}, :monitor\\],"
                                + " :temporary, nil\\}, :infinity\\)");
        assertThat(failed.get(1)).isEqualTo("    ** (EXIT) no connection to moebi@localhost");
    }
}
