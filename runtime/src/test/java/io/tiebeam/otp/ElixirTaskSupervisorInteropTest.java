// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.ErlangModule;
import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.NoProcessException;
import io.tiebeam.Node;
import io.tiebeam.otp.Task.Outcome;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.testing.NeedsBeam;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole interface of Elixir's {@code Task.Supervisor}, each way between a real Elixir node and this JVM. */
@NeedsBeam
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ElixirTaskSupervisorInteropTest {
    private static final Name TASKS = Name.of("Elixir.Jvm.Tasks");
    private static final Name.At THERE = Name.of("Elixir.Peer.Tasks").at("alex@localhost");
    private static final Duration LONG = Duration.ofSeconds(30);

    private static Reports reports;
    private static Node kate;
    private static ElixirPeer alex;
    private static RunningApplication running;

    /** What Elixir calls here. */
    @ErlangModule("Elixir.Jvm")
    public static final class Work {
        private Work() {}

        public static String shout(String text) {
            return text + "!";
        }

        public static void slow(long millis) {
            Kernel.receive(Duration.ofMillis(millis));
        }

        public static void boom(String text) {
            throw new IllegalStateException("boom " + text);
        }
    }

    private static final class JvmApplication implements Application {
        @Override
        public Pid start() {
            return Supervisor.of(Strategy.ONE_FOR_ONE)
                    .named(Name.of("Elixir.Jvm.Supervisor"))
                    .child(TaskSupervisor.named(TASKS))
                    .startLink();
        }

        @Override
        public java.util.List<Class<?>> modules() {
            return java.util.List.of(Work.class);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        reports = new Reports();
        OwnCluster cluster = new OwnCluster();
        kate = cluster.jvm("kate");
        running = kate.run(() -> Applications.start(new JvmApplication(), Env.TEST));
        alex = cluster.elixir("alex");
        assertThat(alex.eval("tasks = {Jvm.Tasks, :kate@localhost}")).isEqualTo("{Jvm.Tasks, :kate@localhost}");
    }

    @AfterAll
    static void stop() throws Exception {
        alex.close();
        running.stop(LONG);
        kate.close();
        reports.close();
    }

    // ---- Elixir acts ----------------------------------------------------------------------------------------------

    @Test
    void elixir_awaits_a_task_here() throws Exception {
        assertThat(alex.eval("Task.Supervisor.async(tasks, Jvm, :shout, [\"hi\"]) |> Task.await()"))
                .isEqualTo("\"hi!\"");
        assertThat(alex.eval("Task.Supervisor.async(tasks, Jvm, :slow, [1], shutdown: 100) |> Task.await()"))
                .isEqualTo(":ok");
    }

    @Test
    void elixir_asks_again_for_a_task_that_takes_its_time() throws Exception {
        alex.eval("t = Task.Supervisor.async_nolink(tasks, Jvm, :slow, [300])");
        assertThat(alex.eval("Task.yield(t, 1)")).isEqualTo("nil");
        assertThat(alex.eval("Task.yield(t, 20000)")).isEqualTo("{:ok, :ok}");
    }

    @Test
    void elixir_sees_why_a_task_here_failed() throws Exception {
        alex.eval("t = Task.Supervisor.async_nolink(tasks, Jvm, :boom, [\"x\"])");
        assertThat(alex.eval("Task.yield(t)"))
                .startsWith("{:exit, {%RuntimeError{message: \"java.lang.IllegalStateException: boom x\"}, [{")
                .containsPattern("file: (~c\"|')ElixirTaskSupervisorInteropTest.java[\"'], line: ");
        alex.eval("t = Task.Supervisor.async_nolink(tasks, Jvm, :nothing, [1])");
        assertThat(alex.eval("Task.yield(t)")).isEqualTo("{:exit, {:undef, [{Jvm, :nothing, [1], []}]}}");
        assertThat(alex.eval("Task.Supervisor.async_nolink(tasks, Jvm, :boom, [\"y\"]) |> Task.await()"))
                .contains("** (RuntimeError) java.lang.IllegalStateException: boom y");
    }

    @Test
    void elixir_ends_tasks_here() throws Exception {
        alex.eval("t = Task.Supervisor.async(tasks, Jvm, :slow, [60000])");
        assertThat(alex.eval("Task.shutdown(t, 5000)")).isEqualTo("nil");
        alex.eval("t = Task.Supervisor.async(tasks, Jvm, :slow, [60000])");
        assertThat(alex.eval("Task.shutdown(t, :brutal_kill)")).isEqualTo("nil");
        alex.eval("{:ok, pid} = Task.Supervisor.start_child(tasks, Jvm, :slow, [60000])");
        assertThat(alex.eval("Task.Supervisor.children(tasks) == [pid]")).isEqualTo("true");
        assertThat(alex.eval("Task.Supervisor.terminate_child(tasks, pid)")).isEqualTo(":ok");
        assertThat(alex.eval("Task.Supervisor.terminate_child(tasks, pid)")).isEqualTo("{:error, :not_found}");
        assertThat(alex.eval("Process.info(self(), :messages)")).isEqualTo("{:messages, []}");
    }

    @Test
    void elixir_streams_over_tasks_here() throws Exception {
        assertThat(
                        alex.eval(
                                "Task.Supervisor.async_stream(tasks, [\"a\", \"b\", \"c\"], Jvm, :shout, []) |> Enum.to_list()"))
                .isEqualTo("[ok: \"a!\", ok: \"b!\", ok: \"c!\"]");
    }

    @Test
    void elixir_looks_at_the_tree_here() throws Exception {
        assertThat(alex.eval("GenServer.call(tasks, :count_children)"))
                .isEqualTo("[specs: 0, active: 0, supervisors: 0, workers: 0]");
        assertThat(alex.eval("Supervisor.count_children({Jvm.Supervisor, :kate@localhost})"))
                .contains("active: 1", "specs: 1", "supervisors: 1", "workers: 0");
        assertThat(
                        alex.eval(
                                "[{id, _, type, _}] = Supervisor.which_children({Jvm.Supervisor, :kate@localhost}); {id, type}"))
                .isEqualTo("{Jvm.Tasks, :supervisor}");
        assertThat(alex.eval("case :sys.get_state(tasks) do {:ok, s} -> s.name; s -> s.name end"))
                .isEqualTo("{:local, Jvm.Tasks}");
        assertThat(alex.eval(":sys.get_status(tasks) |> elem(2)")).isEqualTo("{:module, :gen_server}");
        assertThat(alex.eval("GenServer.cast(tasks, :whatever)")).isEqualTo(":ok");
    }

    @Test
    void elixir_hears_that_nobody_has_the_name_here() throws Exception {
        assertThat(alex.eval("GenServer.call({Nobody, :kate@localhost}, :hi)")).contains("** (EXIT) no process");
    }

    // ---- this JVM acts --------------------------------------------------------------------------------------------

    private static <R> R here(java.util.concurrent.Callable<R> action) throws Exception {
        return kate.run(action);
    }

    private static Mfa peer(String function, Object argument) {
        return Mfa.of("Elixir.Peer", function, argument);
    }

    @Test
    void this_jvm_awaits_a_task_there() throws Exception {
        here(() -> {
            assertThat(TaskSupervisor.async(THERE, peer("shout", "hi")).await(String.class))
                    .isEqualTo("hi!");
            assertThat(TaskSupervisor.at(THERE)
                            .shutdown(LONG)
                            .async(peer("slow", 1))
                            .await())
                    .isEqualTo(Atom.OK);
            return noMessageIsLeft();
        });
    }

    @Test
    void this_jvm_streams_over_tasks_there() throws Exception {
        here(() -> {
            StreamOptions two = StreamOptions.DEFAULT.maxConcurrency(2);
            Mfa shout = Mfa.of("Elixir.Peer", "shout");
            assertThat(TaskSupervisor.at(THERE).asyncStream(java.util.List.of("a", "b", "c"), shout, two))
                    .extracting(outcome -> ((Outcome.Ok<Term>) outcome).value().toString())
                    .containsExactly("\"a!\"", "\"b!\"", "\"c!\"");
            Mfa boom = Mfa.of("Elixir.Peer", "boom");
            assertThat(TaskSupervisor.at(THERE).asyncStreamNolink(java.util.List.of("x"), boom, two))
                    .singleElement()
                    .asString()
                    .contains("%RuntimeError{message: \"boom x\"}");
            StreamOptions kill = two.timeout(Duration.ofMillis(50)).onTimeout(StreamOptions.OnTimeout.KILL_TASK);
            Mfa slow = Mfa.of("Elixir.Peer", "slow");
            assertThat(TaskSupervisor.at(THERE).asyncStream(java.util.List.of(60_000), slow, kill))
                    .containsExactly(new Outcome.Exited<>(Atom.of("timeout")));
            assertThat(TaskSupervisor.at(THERE).children()).isEmpty();
            return noMessageIsLeft();
        });
    }

    @Test
    void this_jvm_sees_why_a_task_there_failed() throws Exception {
        here(() -> {
            Task<Term> task = TaskSupervisor.at(THERE).asyncNolink(peer("boom", "x"));
            assertThat(((Outcome.Exited<Term>) task.yield(LONG).orElseThrow())
                            .reason()
                            .toString())
                    .startsWith("{%RuntimeError{message: \"boom x\"}, [{Peer, :boom, 1, [");
            assertThatThrownBy(() -> TaskSupervisor.at(THERE)
                            .asyncNolink(peer("boom", "y"))
                            .await())
                    .isInstanceOf(ExitException.class)
                    .hasMessageContaining("    ** (EXIT) an exception was raised:\n        ** (RuntimeError) boom y\n");
            return noMessageIsLeft();
        });
    }

    @Test
    void this_jvm_ends_tasks_there() throws Exception {
        here(() -> {
            TaskStarter tasks = TaskSupervisor.at(THERE);
            assertThat(tasks.async(peer("slow", 60_000)).shutdown()).isEmpty();
            assertThat(tasks.async(peer("slow", 60_000)).brutalKill()).isEmpty();
            Pid child = tasks.startChild(peer("slow", 60_000));
            assertThat(tasks.children()).containsExactly(child);
            assertThat(tasks.terminateChild(child)).isTrue();
            assertThat(tasks.terminateChild(child)).isFalse();
            assertThat(Supervisor.countChildren(THERE)).isEqualTo(new Supervisor.Counts(0, 0, 0, 0));
            return noMessageIsLeft();
        });
    }

    @Test
    void this_jvm_hears_that_nobody_has_the_name_there() throws Exception {
        here(() -> {
            assertThatThrownBy(() ->
                            TaskSupervisor.async(Name.of("Elixir.Nobody").at("alex@localhost"), peer("shout", "hi")))
                    .isInstanceOf(NoProcessException.class)
                    .hasMessageStartingWith("exited in: GenServer.call({Nobody, :alex@localhost}, {:start_task, ");
            return noMessageIsLeft();
        });
    }

    private static boolean noMessageIsLeft() {
        ProcessCell self = ProcessCell.current().orElseThrow();
        assertThat(self.info().messages()).isZero();
        assertThat(self.info().monitors()).isEmpty();
        return true;
    }
}
