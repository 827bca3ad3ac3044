// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static io.tiebeam.shell.demo.Cast.KATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.Cast;
import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.shell.demo.Line;
import io.tiebeam.shell.demo.Lines;
import io.tiebeam.shell.demo.Stage;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kate is killed, without a chance to say goodbye, while alex waits for something. */
@LeavesNothingBehind
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KilledNodeTest {
    private static final Line DEFINE_SLEEPER = new Line(
            "public class Sleeper { public static void sleep() { receive(); } }",
            "defmodule Sleeper do def sleep do Process.sleep(:infinity) end end");

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Mix.class,
            names = {"ELIXIR_TO_ELIXIR", "JVM_TO_JVM", "JVM_TO_ELIXIR", "ELIXIR_TO_JVM"})
    void links_monitors_and_node_monitors_are_told_in_that_order(Mix mix) {
        mix.require();
        try (Stage stage = new Stage()) {
            Cast cast = mix.start(stage);
            ConsoleNode alex = cast.alex();
            cast.kate().run(DEFINE_SLEEPER);
            alex.run(Lines.TRAP_EXITS);
            alex.run(new Line(
                    "Node.monitor(NodeName.of(\"kate@localhost\"), true)", "Node.monitor(:kate@localhost, true)"));
            alex.run(new Line(
                    "Node.spawnMonitor(NodeName.of(\"kate@localhost\"), Mfa.of(\"Elixir.Sleeper\", \"sleep\"))",
                    "Node.spawn_monitor(:kate@localhost, Sleeper, :sleep, [])"));
            alex.run(new Line(
                    "Node.spawnLink(\"kate@localhost\", Mfa.of(\"Elixir.Sleeper\", \"sleep\"))",
                    "Node.spawn_link(:kate@localhost, Sleeper, :sleep, [])"));
            cast.kate().close();

            assertThat(next(alex)).contains("{:EXIT, " + Pids.REMOTE + ", :noconnection}");
            assertThat(next(alex)).contains("{:nodedown, :kate@localhost}");
            assertThat(next(alex)).contains("{:DOWN, #Reference<N>, :process, " + Pids.REMOTE + ", :noconnection}");
            assertThat(alex.run(Lines.NODES)).contains("[]");
            assertThat(alex.run(Lines.ping(KATE))).contains(":pang");
            assertThat(alex.run(Lines.connect(KATE))).contains("false");
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Mix.class,
            names = {"ELIXIR_TO_ELIXIR", "JVM_TO_JVM", "JVM_TO_ELIXIR", "ELIXIR_TO_JVM"})
    void a_task_that_is_awaited_ends_with_no_connection(Mix mix) {
        mix.require();
        try (Stage stage = new Stage()) {
            Cast cast = mix.startChat(stage);
            ConsoleNode alex = cast.alex();
            ConsoleNode kate = cast.kate();
            kate.run(DEFINE_SLEEPER);
            assertThat(alex.run(Lines.sendMessage(KATE, "hi"))).containsExactly(":ok");
            int mark = alex.type(
                    alex.language()
                            .of(
                                    new Line(
                                            "TaskSupervisor.async(Name.of(\"Elixir.Chat.TaskSupervisor\").at(\"kate@localhost\"),"
                                                    + " Mfa.of(\"Elixir.Sleeper\", \"sleep\")).await()",
                                            "Task.Supervisor.async({Chat.TaskSupervisor, :kate@localhost}, Sleeper, :sleep, []) |> Task.await()")));
            // Only when the task runs there is something to be lost.
            awaitChild(kate);
            kate.close();
            alex.awaitSuccessor(
                    mark,
                    Pattern.compile(
                            "\\*\\* \\(EXIT from #PID<[0-9.]+>\\) shell process exited with reason: no connection"));

            assertThat(alex.run(Lines.NODE)).contains(":alex@localhost");
            List<String> again = Pids.normalise(alex.run(Lines.sendMessage(KATE, "hi")));
            assertThat(again)
                    .contains(
                            "** (exit) exited in: GenServer.call({Chat.TaskSupervisor, :kate@localhost}, {:start_task,"
                                    + " [{:alex@localhost, #PID<0.N.N>, #PID<0.N.N>}, :monitor], :temporary, nil}, :infinity)",
                            "    ** (EXIT) no connection to kate@localhost");
        }
    }

    private static void awaitChild(ConsoleNode kate) {
        Line children = new Line(
                "Supervisor.countChildren(Name.of(\"Elixir.Chat.TaskSupervisor\")).active()",
                "Supervisor.count_children(Chat.TaskSupervisor).active");
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!kate.run(children).equals(List.of("1"))) {
            assertThat(System.nanoTime()).as("kate runs the task").isLessThan(deadline);
        }
    }

    private static String next(ConsoleNode alex) {
        return Pids.normalise(String.join(" ", alex.run(Lines.RECEIVE))).replaceAll(" +", " ");
    }
}
