// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static io.tiebeam.shell.demo.Cast.KATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.Cast;
import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.shell.demo.Language;
import io.tiebeam.shell.demo.Line;
import io.tiebeam.shell.demo.Lines;
import io.tiebeam.shell.demo.Stage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What alex sees when something goes wrong on kate, kate living on. */
@ParameterizedClass(name = "{0}")
@EnumSource(
        value = Mix.class,
        names = {"ELIXIR_TO_ELIXIR", "JVM_TO_JVM", "JVM_TO_ELIXIR", "ELIXIR_TO_JVM"})
@LeavesNothingBehind
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FailureTest {
    static final Line DEFINE_FAULTY = new Line(
            "public class Faulty { public static void boom() { throw new IllegalStateException(\"boom\"); }"
                    + " public static void bye() { exit(\"bye\"); } }",
            "defmodule Faulty do def boom do raise(\"boom\") end; def bye do exit(:bye) end end");

    private static Stage stage;
    private static ConsoleNode alex;
    private static ConsoleNode kate;

    @Parameter
    private Mix mix;

    @BeforeParameterizedClassInvocation
    static void raiseTheCurtain(Mix mix) {
        mix.require();
        stage = new Stage();
        Cast cast = mix.start(stage);
        alex = cast.alex();
        kate = cast.kate();
        kate.run(DEFINE_FAULTY);
    }

    @AfterParameterizedClassInvocation
    static void dropTheCurtain() {
        if (stage != null) {
            stage.close();
            stage = null;
        }
    }

    @BeforeEach
    void traps() {
        alex.run(Lines.TRAP_EXITS);
    }

    @AfterEach
    void goes_on_working() {
        assertThat(alex.run(Lines.ping(KATE))).contains(":pong");
        alex.run(Lines.FLUSH);
    }

    static Line spawnLink(String module, String function) {
        return new Line(
                "Node.spawnLink(\"kate@localhost\", Mfa.of(\"Elixir." + module + "\", \"" + function + "\"))",
                "Node.spawn_link(:kate@localhost, " + module + ", :" + function + ", [])");
    }

    /** The next message of alex's shell must contain {@code text}, pids and references aside. */
    private static void receives(String text) {
        int mark = alex.screen().mark();
        alex.run(Lines.RECEIVE);
        alex.awaitText(mark, Pids::normalise, text);
    }

    @Test
    void a_linked_process_that_exits_tells_its_reason() {
        alex.run(spawnLink("Faulty", "bye"));
        receives("{:EXIT, " + Pids.REMOTE + ", :bye}");
    }

    @Test
    void a_linked_process_that_crashes_tells_the_exception_in_the_form_of_elixir() {
        alex.run(spawnLink("Faulty", "boom"));
        String text = kate.language() == Language.ELIXIR ? "boom" : "java.lang.IllegalStateException: boom";
        receives("{:EXIT, " + Pids.REMOTE + ", {%RuntimeError{message: \"" + text + "\"}, [");
    }

    @Test
    void a_function_that_is_not_there_is_undefined() {
        alex.run(spawnLink("Nope", "nope"));
        receives("{:EXIT, " + Pids.REMOTE + ", {:undef, [{Nope, :nope, [], []}");
    }

    @Test
    void a_function_with_another_number_of_arguments_is_undefined() {
        alex.run(new Line(
                "Node.spawnLink(\"kate@localhost\", Mfa.of(\"Elixir.Faulty\", \"boom\", 1))",
                "Node.spawn_link(:kate@localhost, Faulty, :boom, [1])"));
        receives("{:EXIT, " + Pids.REMOTE + ", {:undef, [{Faulty, :boom, [1], []}");
    }

    @Test
    void a_monitored_name_that_is_not_there_is_down_at_once() {
        alex.run(new Line(
                "Processes.monitor(Name.of(\"nobody\").at(\"kate@localhost\"))",
                "Process.monitor({:nobody, :kate@localhost})"));
        receives("{:DOWN, #Reference<N>, :process, {:nobody, :kate@localhost}, :noproc}");
    }

    @Test
    void a_message_to_a_name_that_is_not_there_is_dropped() {
        List<String> shown = alex.run(new Line(
                "send(Name.of(\"nobody\").at(\"kate@localhost\"), Atom.of(\"hi\"))",
                "send({:nobody, :kate@localhost}, :hi)"));
        assertThat(shown).containsExactly(":hi");
    }
}
