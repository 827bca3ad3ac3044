// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.failures;

import static io.tiebeam.interop.failures.Pair.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.shell.demo.ConsoleNode;
import io.tiebeam.testing.NeedsBeam;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A linked process on another node crashes: what each console shows. moebi is a Tiebeam shell. */
@NeedsBeam
@Timeout(180)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CrashTest {
    private static final String TIME = "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ";

    private static Pair pair;
    private static ConsoleNode moebi;

    @BeforeAll
    static void start() {
        pair = new Pair();
        moebi = pair.shell("moebi@localhost").awaitPrompt();
        moebi.run("public class Dog { public static void bark() { throw new IllegalStateException(\"woof\"); } }");
    }

    @AfterAll
    static void stop() {
        pair.close();
    }

    @AfterEach
    void nodes_go_on_working() throws Exception {
        pair.goesOnWorking();
        int mark = moebi.type("Node.ping(\"kate@localhost\")");
        awaitShown(moebi, mark, "(?m)^(tiebeam\\(.*> )?:pong$");
    }

    @Test
    void the_shell_that_is_linked_to_a_crash_in_elixir_ends_and_says_why() {
        int kate = pair.kate().screen().mark();
        int mark = moebi.type("Node.spawnLink(\"kate@localhost\", Mfa.of(\"Elixir.Kate\", \"boom\"))");
        awaitShown(
                moebi,
                mark,
                "\\*\\* \\(EXIT from #PID<0\\.\\d+\\.0>\\) shell process exited with reason: an exception was raised:\n"
                        + "    \\*\\* \\(RuntimeError\\) boom\n"
                        + "        iex:1: Kate\\.boom/0");
        awaitShown(
                moebi,
                mark,
                TIME + "\\[error\\] Process #PID<[1-9]\\d*\\.\\d+\\.0> on node :kate@localhost raised an exception\n"
                        + "\\*\\* \\(RuntimeError\\) boom\n"
                        + "    iex:1: Kate\\.boom/0");
        if (pair.release() < 26) { // later ones leave it to the node that the output goes to
            pair.kate().awaitRow(kate, "** (RuntimeError) boom");
        }
    }

    @Test
    void iex_that_is_linked_to_a_crash_in_java_ends_and_says_why() {
        int dog = moebi.screen().mark();
        int mark = pair.kate().type("Node.spawn_link(:moebi@localhost, Dog, :bark, [])");
        String frame = "\\$JShell\\S+: :\"REPL\\.\\S+Dog\"\\.bark/0";
        awaitShown(
                pair.kate(),
                mark,
                "\\*\\* \\(EXIT from #PID<0\\.\\d+\\.0>\\) shell process exited with reason: an exception was raised:\n"
                        + "    \\*\\* \\(RuntimeError\\) java\\.lang\\.IllegalStateException: woof\n"
                        + "        " + frame);
        awaitShown(
                pair.kate(),
                mark,
                TIME + "\\[error\\] Process #PID<[1-9]\\d*\\.\\d+\\.0> on node :moebi@localhost raised an exception\n"
                        + "\\*\\* \\(RuntimeError\\) java\\.lang\\.IllegalStateException: woof\n"
                        + "    " + frame);
        moebi.awaitMatch(dog, Pattern.compile(TIME + "\\[error\\] Process #PID<0\\."), SOON);
        moebi.awaitRow(dog, "** (RuntimeError) java.lang.IllegalStateException: woof");
    }

    /** Waits until the rows from {@code mark} on, put together, contain {@code pattern}. */
    private static void awaitShown(ConsoleNode node, int mark, String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        long deadline = System.nanoTime() + SOON.toNanos();
        while (true) {
            String shown = String.join("\n", node.shownSince(mark));
            if (wanted.matcher(shown).find()) {
                return;
            }
            assertThat(System.nanoTime())
                    .as("%s shows%n%s%ninstead of%n%s", node.name(), shown, pattern)
                    .isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void who_traps_exits_gets_a_message_instead() {
        pair.shows("Process.flag(:trap_exit, true)");
        assertThat(pair.value("pid = Node.spawn_link(:moebi@localhost, Dog, :bark, []);"
                        + " receive do {:EXIT, ^pid, {%RuntimeError{message: text}, [_ | _]}} -> text end"))
                .isEqualTo("\"java.lang.IllegalStateException: woof\"");
        pair.shows("Process.flag(:trap_exit, false)");
        moebi.run("Processes.trapExit(true)");
        moebi.run("var pid = Node.spawnLink(\"kate@localhost\", Mfa.of(\"Elixir.Kate\", \"boom\"))");
        int mark = moebi.type("receive(Exit.class, Duration.ofSeconds(10)).orElseThrow().reason().toString()");
        awaitShown(moebi, mark, Pattern.quote("{%RuntimeError{message: \\\"boom\\\"}, [{Kate, :boom, 0, "));
        moebi.run("Processes.trapExit(false)");
    }
}
