// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.CallTimeoutException;
import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.NoProcessException;
import io.tiebeam.otp.Task.Outcome;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Tasks as a program sees them, owner and task on one node. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TaskTest {
    private static final Name TASKS = Name.of("Elixir.TaskTest.Tasks");
    private static final Duration SOON = Duration.ofMillis(1);

    private final OnNode kate = new OnNode("kate@localhost");
    private final Reports reports = new Reports();

    /** What the tasks run. */
    public static final class Work {
        private Work() {}

        public static void nothing() {}

        public static int length(String text) {
            return text.length();
        }

        public static List<String> words(String text, String separator) {
            return List.of(text.split(separator));
        }

        public static void boom(String text) {
            throw new IllegalStateException(text);
        }

        public static void untilTold() {
            Kernel.receive();
        }

        public static void deaf() {
            io.tiebeam.Processes.trapExit(true);
            Kernel.receiveWhen(Term.class, _ -> false);
        }

        public static ListTerm callers() {
            return io.tiebeam.task.TaskOwner.callers(ProcessCell.current().orElseThrow());
        }
    }

    @BeforeEach
    void expose() {
        Exposures.of(kate.node).expose(Work.class);
    }

    @AfterEach
    void stop() {
        kate.close();
        reports.close();
    }

    private <R> R underSupervisor(OnNode.Action<R> action) throws Throwable {
        return kate.run(self -> {
            TaskSupervisor.named(TASKS).startLink();
            return action.run(self);
        });
    }

    @Test
    void awaits_what_a_method_returns_in_its_own_type() throws Throwable {
        underSupervisor(self -> {
            int length = TaskSupervisor.async(TASKS, Work::length, "hello").await();
            List<String> words =
                    TaskSupervisor.async(TASKS, Work::words, "a-b", "-").await();
            assertThat(length).isEqualTo(5);
            assertThat(words).containsExactly("a", "b");
            assertThat(TaskSupervisor.async(TASKS, Work::nothing).await()).isEqualTo(Atom.OK);
            assertThat(TaskSupervisor.async(TASKS, Mfa.of("Elixir.Work", "length", "abc"))
                            .await(Integer.class))
                    .isEqualTo(3);
            assertThat(self.info().messages()).isZero();
            assertThat(self.info().monitors()).isEmpty();
            return null;
        });
    }

    @Test
    void a_linked_task_that_fails_takes_its_owner_with_it() throws Throwable {
        underSupervisor(self -> {
            Pid owner = kate.spawn(_ -> {
                Kernel.receive();
                TaskSupervisor.async(TASKS, Work::boom, "y");
                return Kernel.receive();
            });
            self.monitor(null, owner, owner, ProcessCell.AliasUse.NONE);
            self.send(owner, Atom.of("go"));
            Tuple down = OnNode.tagged(OnNode.next(self), "DOWN", 5);
            assertThat(down.get(4).toString()).contains("IllegalStateException: y");
            assertThat(reports.next().getMessage()).contains("started from " + owner + " terminating");
            return null;
        });
    }

    @Test
    void a_task_without_a_link_fails_for_itself_and_is_asked_how_it_ended() throws Throwable {
        underSupervisor(_ -> {
            Task<Term> task = TaskSupervisor.at(TASKS).asyncNolink(Work::boom, "x");
            Outcome<Term> outcome = task.yield(OnNode.LONG).orElseThrow();
            assertThat(((Outcome.Exited<Term>) outcome).reason().toString())
                    .startsWith("{%RuntimeError{message: \"java.lang.IllegalStateException: x\"}, [{");
            Task<Term> again = TaskSupervisor.at(TASKS).asyncNolink(Work::boom, "z");
            assertThatThrownBy(() -> again.await(OnNode.LONG))
                    .isExactlyInstanceOf(ExitException.class)
                    .hasMessageStartingWith("exited in: Task.await(" + again + ", 20000)\n"
                            + "    ** (EXIT) an exception was raised:\n"
                            + "        ** (RuntimeError) java.lang.IllegalStateException: z\n");
            return null;
        });
    }

    @Test
    void a_task_that_is_not_ready_is_asked_again_later() throws Throwable {
        underSupervisor(self -> {
            Task<Term> task = TaskSupervisor.at(TASKS).asyncNolink(Work::untilTold);
            assertThat(task.yield(SOON)).isEmpty();
            self.send(task.pid(), Atom.of("go"));
            assertThat(task.yield(OnNode.LONG)).contains(new Outcome.Ok<>(Atom.OK));
            return null;
        });
    }

    @Test
    void an_await_that_takes_too_long_says_for_which_task_in_elixirs_words() throws Throwable {
        underSupervisor(self -> {
            Task<Term> task = TaskSupervisor.at(TASKS).asyncNolink(Work::untilTold);
            assertThatThrownBy(() -> task.await(Duration.ofMillis(10)))
                    .isInstanceOf(CallTimeoutException.class)
                    .hasMessage("exited in: Task.await(%Task{mfa: {Work, :until_told, 0}, owner: " + self.pid()
                            + ", pid: " + task.pid() + ", ref: " + task.ref() + "}, 10)\n    ** (EXIT) time out");
            self.send(task.pid(), Atom.of("go"));
            OnNode.awaitEnd(self, task.pid());
            assertThat(self.info().messages()).isZero();
            return null;
        });
    }

    @Test
    void only_its_owner_may_ask_a_task() throws Throwable {
        underSupervisor(_ -> {
            Task<Term> task = TaskSupervisor.async(TASKS, Work::nothing);
            CompletableFuture<String> refused = new CompletableFuture<>();
            Pid other = kate.spawn(_ -> {
                try {
                    return task.await();
                } catch (IllegalStateException e) {
                    refused.complete(e.getMessage());
                    throw new ExitException(Atom.of("normal"));
                }
            });
            assertThat(refused.get())
                    .isEqualTo("task " + task + " must be queried from the owner but was queried from " + other);
            return null;
        });
    }

    @Test
    void shutdown_ends_a_task_and_not_its_owner() throws Throwable {
        underSupervisor(self -> {
            Task<Term> task = TaskSupervisor.async(TASKS, Work::untilTold);
            assertThat(task.shutdown()).isEmpty();
            Task<Term> deaf = TaskSupervisor.async(TASKS, Work::deaf);
            deaf.shutdown(SOON); // empty if it was asked before it trapped exits, else it was killed
            Task<Term> killed = TaskSupervisor.async(TASKS, Work::untilTold);
            assertThat(killed.brutalKill()).isEmpty();
            for (Task<Term> each : List.of(task, deaf, killed)) {
                assertThat(self.node().find(each.pid())).isEmpty();
            }
            assertThat(self.info().messages()).isZero();
            assertThat(self.info().monitors()).isEmpty();
            return null;
        });
    }

    @Test
    void shutdown_of_a_task_that_has_ended_gives_what_became_of_it() throws Throwable {
        underSupervisor(self -> {
            Task<Integer> done = TaskSupervisor.async(TASKS, Work::length, "four");
            OnNode.awaitEnd(self, done.pid());
            assertThat(done.shutdown()).contains(new Outcome.Ok<>(4));
            Task<Term> failed = TaskSupervisor.at(TASKS).asyncNolink(Work::boom, "x");
            OnNode.awaitEnd(self, failed.pid());
            assertThat(failed.shutdown().orElseThrow()).isInstanceOf(Outcome.Exited.class);
            return null;
        });
    }

    @Test
    void a_task_knows_on_whose_behalf_it_runs() throws Throwable {
        underSupervisor(self -> {
            Task<ListTerm> task = TaskSupervisor.async(TASKS, Work::callers);
            assertThat(task.await()).isEqualTo(ListTerm.of(task.pid(), self.pid()));
            return null;
        });
    }

    @Test
    void without_a_supervisor_there_is_no_task() {
        assertThatThrownBy(() -> kate.run(self -> TaskSupervisor.async(TASKS, Work::nothing)))
                .isInstanceOf(NoProcessException.class)
                .hasMessageStartingWith("exited in: GenServer.call(TaskTest.Tasks, {:start_task, [{:kate@localhost, ");
    }

    @Test
    void too_many_tasks_are_refused_with_the_word_to_look_for() throws Throwable {
        kate.run(self -> {
            TaskSupervisor.named(TASKS).maxChildren(1).startLink();
            TaskSupervisor.async(TASKS, Work::untilTold);
            assertThatThrownBy(() -> TaskSupervisor.async(TASKS, Work::untilTold))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("max_children");
            return null;
        });
    }

    @Test
    void lists_and_ends_tasks_of_a_supervisor() throws Throwable {
        underSupervisor(self -> {
            Pid child = TaskSupervisor.at(TASKS).startChild(Work::untilTold);
            assertThat(TaskSupervisor.at(TASKS).children()).containsExactly(child);
            assertThat(TaskSupervisor.at(TASKS).terminateChild(child)).isTrue();
            assertThat(TaskSupervisor.at(TASKS).terminateChild(child)).isFalse();
            assertThat(self.node().find(child)).isEmpty();
            return null;
        });
    }

    @Test
    void a_thread_that_runs_no_process_starts_and_awaits_tasks_too() throws Throwable {
        LocalNode here = LocalNode.byDefault();
        Exposures.of(here).expose(Work.class);
        Pid supervisor = io.tiebeam.Processes.run(() -> {
            Pid pid = TaskSupervisor.named(TASKS).startLink();
            io.tiebeam.Processes.unlink(pid);
            return pid;
        });
        try {
            assertThat(TaskSupervisor.async(TASKS, Work::length, "hello").await())
                    .isEqualTo(5);
            Task<Term> failing = TaskSupervisor.async(TASKS, Work::boom, "thread");
            assertThatThrownBy(failing::await).hasMessageContaining("IllegalStateException: thread");
            Task<Term> slow = TaskSupervisor.async(TASKS, Work::untilTold);
            assertThat(slow.yield(SOON)).isEmpty();
            assertThat(slow.shutdown()).isEmpty();
            Task<Term> abandoned = TaskSupervisor.async(TASKS, Work::untilTold);
            assertThatThrownBy(() -> abandoned.await(SOON)).isInstanceOf(CallTimeoutException.class);
            io.tiebeam.Processes.run(() -> OnNode.awaitEnd(ProcessCell.current().orElseThrow(), abandoned.pid()));
            assertThat(TaskSupervisor.at(TASKS).children()).isEmpty();
        } finally {
            Kernel.exit(supervisor, "kill");
            io.tiebeam.Processes.run(() -> OnNode.awaitEnd(ProcessCell.current().orElseThrow(), supervisor));
        }
    }

    @Test
    void the_whole_tree_of_a_task_supervisor_ends_with_it() throws Throwable {
        kate.run(self -> {
            Pid top = Supervisor.of(Strategy.ONE_FOR_ONE)
                    .child(TaskSupervisor.named(TASKS))
                    .startLink();
            Task<Term> task = TaskSupervisor.at(TASKS).asyncNolink(Work::untilTold);
            self.trapExit(true);
            assertThat(Stopping.stop(self, top, new Shutdown.Infinity())).isEqualTo(Atom.of("shutdown"));
            assertThat(task.yield(OnNode.LONG)).contains(new Outcome.Exited<>(Atom.of("shutdown")));
            assertThat(self.node().whereIs(TASKS.atom())).isEmpty();
            return null;
        });
    }

    @Test
    void an_argument_that_does_not_fit_is_the_tasks_failure() throws Throwable {
        underSupervisor(_ -> {
            Task<Term> task = TaskSupervisor.at(TASKS).asyncNolink(Mfa.of("Elixir.Work", "length", 5));
            Outcome<Term> outcome = task.yield(OnNode.LONG).orElseThrow();
            assertThat(outcome).isInstanceOf(Outcome.Exited.class);
            assertThat(((Tuple) ((Outcome.Exited<Term>) outcome).reason())
                            .get(0)
                            .toString())
                    .startsWith("%ArgumentError{");
            return null;
        });
    }
}
