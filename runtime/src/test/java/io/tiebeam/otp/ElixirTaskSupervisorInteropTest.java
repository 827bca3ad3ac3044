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
import io.tiebeam.Processes;
import io.tiebeam.otp.Task.Outcome;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.testing.NeedsBeam;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
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

        public static void run(Pid to) {
            Kernel.send(to, Tuple.of(Atom.of("runs"), Kernel.self()));
            Kernel.exit((Object) ((Tuple) Kernel.receive()).get(1));
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
        public List<Class<?>> modules() {
            return List.of(Work.class);
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

    @Test
    void elixir_has_a_task_here_started_again() throws Exception {
        alex.eval("me = self()");
        alex.eval("{:ok, one} = Task.Supervisor.start_child(tasks, Jvm, :run, [me], restart: :transient)");
        assertThat(alex.eval("receive do {:runs, ^one} -> :ok end")).isEqualTo(":ok");
        alex.eval("send(one, {:go, :boom})");
        assertThat(alex.eval("two = receive do {:runs, pid} -> pid end; two != one"))
                .isEqualTo("true");
        assertThat(alex.eval("Task.Supervisor.children(tasks) == [two]")).isEqualTo("true");
        alex.eval("ref = Process.monitor(two)");
        alex.eval("send(two, {:go, :normal})");
        assertThat(alex.eval("receive do {:DOWN, ^ref, _, _, reason} -> reason end"))
                .isEqualTo(":normal");
        assertThat(alex.eval("Task.Supervisor.children(tasks)")).isEqualTo("[]");
    }

    @Test
    void the_tasks_of_a_stream_here_go_with_who_enumerates_it_there() throws Exception {
        alex.eval("me = self()");
        alex.eval(
                "owner = spawn(fn -> Task.Supervisor.async_stream(tasks, [me, me], Jvm, :run, []) |> Enum.to_list() end)");
        alex.eval("pids = for _ <- 1..2, do: (receive do {:runs, pid} -> pid end)");
        alex.eval("refs = Enum.map(pids, &Process.monitor/1)");
        alex.eval("Process.exit(owner, :kill)");
        assertThat(alex.eval("for ref <- refs, do: (receive do {:DOWN, ^ref, _, _, reason} -> reason end)"))
                .isEqualTo("[:killed, :killed]");
        assertThat(alex.eval("Task.Supervisor.children(tasks)")).isEqualTo("[]");
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
            assertThat(TaskSupervisor.at(THERE).asyncStream(List.of("a", "b", "c"), shout, two))
                    .extracting(outcome -> ((Outcome.Ok<Term>) outcome).value().toString())
                    .containsExactly("\"a!\"", "\"b!\"", "\"c!\"");
            Mfa boom = Mfa.of("Elixir.Peer", "boom");
            assertThat(TaskSupervisor.at(THERE).asyncStreamNolink(List.of("x"), boom, two))
                    .singleElement()
                    .asString()
                    .contains("%RuntimeError{message: \"boom x\"}");
            StreamOptions kill = two.timeout(Duration.ofMillis(50)).onTimeout(StreamOptions.OnTimeout.KILL_TASK);
            Mfa slow = Mfa.of("Elixir.Peer", "slow");
            assertThat(TaskSupervisor.at(THERE).asyncStream(List.of(60_000), slow, kill))
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
    void this_jvm_has_a_task_there_started_again() throws Exception {
        here(() -> {
            Mfa run = peer("run", Kernel.self());
            Pid one = TaskSupervisor.at(THERE).restart(Restart.TRANSIENT).startChild(run);
            assertThat(Kernel.receive()).isEqualTo(runs(one));
            Kernel.send(one, Tuple.of(Atom.of("go"), Atom.of("boom")));
            Pid two = (Pid) ((Tuple) Kernel.receive()).get(1);
            assertThat(TaskSupervisor.at(THERE).children()).containsExactly(two).doesNotContain(one);
            Ref ref = Processes.monitor(two);
            Kernel.send(two, Tuple.of(Atom.of("go"), Atom.of("normal")));
            assertThat(Other.awaitDown(ref)).isEqualTo(Atom.of("normal"));
            Pid three = TaskSupervisor.at(THERE).startChild(run); // in two messages, and once
            assertThat(Kernel.receive()).isEqualTo(runs(three));
            Ref last = Processes.monitor(three);
            Kernel.send(three, Tuple.of(Atom.of("go"), Atom.of("boom")));
            assertThat(Other.awaitDown(last)).isEqualTo(Atom.of("boom"));
            assertThat(TaskSupervisor.at(THERE).children()).isEmpty();
            return noMessageIsLeft();
        });
    }

    private static Tuple runs(Pid task) {
        return Tuple.of(Atom.of("runs"), task);
    }

    @Test
    void the_tasks_of_a_stream_there_go_with_who_enumerates_it_here() throws Exception {
        here(() -> {
            Pid me = Kernel.self();
            Pid owner = Kernel.spawn(() -> TaskSupervisor.at(THERE)
                    .asyncStream(List.of(me, me), Mfa.of("Elixir.Peer", "run"), StreamOptions.DEFAULT.maxConcurrency(2))
                    .toList());
            List<Ref> refs = Stream.generate(() -> (Pid) ((Tuple) Kernel.receive()).get(1))
                    .limit(2)
                    .map(Processes::monitor)
                    .toList();
            Kernel.exit(owner, Atom.of("kill"));
            assertThat(refs).extracting(Other::awaitDown).containsOnly(Atom.of("killed"));
            assertThat(TaskSupervisor.at(THERE).children()).isEmpty();
            return noMessageIsLeft();
        });
    }

    @Test
    void this_jvm_is_told_why_a_function_does_not_travel() throws Exception {
        here(() -> {
            assertThatThrownBy(() -> TaskSupervisor.async(THERE, "text"::length))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("java.lang.String.length() cannot run on another node: it is a method of an object,"
                            + " and objects do not travel\n"
                            + "   → make it static, and pass what it needs as arguments");
            Task<Integer> lambda = TaskSupervisor.at(THERE).asyncNolink(() -> 1);
            assertThatThrownBy(lambda::await)
                    .isInstanceOf(ExitException.class)
                    .hasMessageContaining("** (UndefinedFunctionError) undefined function")
                    .hasMessageContaining("a lambda of io.tiebeam.otp.ElixirTaskSupervisorInteropTest is code of that"
                            + " class, which the node where it was to run does not have or does not expose (undef)\n"
                            + "   → refer to a static method, Chat::receiveMessage, or call by name,");
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
