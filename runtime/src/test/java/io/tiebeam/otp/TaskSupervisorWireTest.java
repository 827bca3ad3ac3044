// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.From;
import io.tiebeam.Mfa;
import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * One side is Tiebeam's; the other, Elixir's, is played by the test message by message, as recorded from real nodes.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TaskSupervisorWireTest {
    private static final Name TASKS = Name.of("Elixir.Chat.TaskSupervisor");
    private static final Atom MONITOR = Atom.of("monitor");
    private static final Atom TEMPORARY = Atom.of("temporary");
    private static final Atom NORMAL = Atom.of("normal");
    private static final Term MODULES = ListTerm.of(Atom.of("Elixir.Task.Supervised"));

    private final OnNode kate = new OnNode("kate@localhost");
    private final Reports reports = new Reports();

    /** What the played side calls: {@code Elixir.Texts}. */
    public static final class Texts {
        private Texts() {}

        public static String shout(String text) {
            return text + "!";
        }

        public static void boom(String text) {
            throw new IllegalStateException("boom " + text);
        }

        public static void leave(Atom reason) {
            io.tiebeam.Kernel.exit(reason);
        }

        public static void sleep() {
            io.tiebeam.Kernel.receive();
        }

        public static Pid leader() {
            return io.tiebeam.Processes.groupLeader();
        }
    }

    @BeforeEach
    void expose() {
        Exposures.of(kate.node).expose(Texts.class);
    }

    @AfterEach
    void stop() {
        kate.close();
        reports.close();
    }

    private static Term shout(String text) {
        return Tuple.of(Atom.of("Elixir.Texts"), Atom.of("shout"), ListTerm.of(Bits.of(text)));
    }

    private static Term texts(String function, Term... arguments) {
        return Tuple.of(Atom.of("Elixir.Texts"), Atom.of(function), ListTerm.of(arguments));
    }

    /** {@code {'$gen_call', {C, [alias|R1]}, Request}} to the supervisor, and the {@code Reply} to it. */
    private static Term call(ProcessCell self, Term request) {
        Ref ref = Address.of(self.node(), TASKS).monitor(self, AliasUse.UNTIL_DEMONITOR);
        Term tag = ListTerm.of(List.of(Atom.of("alias")), ref);
        self.send(TASKS.atom(), Tuple.of(Atom.of("$gen_call"), Tuple.of(self.pid(), tag), request));
        Tuple reply = self.receive(
                m -> m instanceof Tuple t && t.size() == 2 && t.get(0).equals(tag) ? t : null,
                Deadline.in(OnNode.LONG));
        self.demonitor(ref, true);
        return reply.get(1);
    }

    private static Tuple startTask(Term args, Term restart, Term shutdown) {
        return Tuple.of(Atom.of("start_task"), args, restart, shutdown);
    }

    private static Tuple owner(ProcessCell self) {
        return Tuple.of(self.node().name(), self.pid(), self.pid());
    }

    /** Asks for a task as async does, up to the pid. */
    private static Pid ask(ProcessCell self) {
        Tuple ok = (Tuple) call(self, startTask(ListTerm.of(owner(self), MONITOR), TEMPORARY, Atom.NIL));
        assertThat(ok.get(0)).isEqualTo(Atom.OK);
        return (Pid) ok.get(1);
    }

    private static Term down(Ref ref, Pid pid, Term reason) {
        return Tuple.of(Atom.of("DOWN"), ref, Atom.of("process"), pid, reason);
    }

    @Test
    void serves_async_as_elixir_plays_it() throws Throwable {
        kate.run(self -> {
            TaskSupervisor.named(TASKS).startLink();
            Pid task = ask(self);
            self.link(null, task);
            self.trapExit(true);
            Ref ref = self.monitor(null, task, task, AliasUse.UNTIL_DEMONITOR);
            self.send(task, Tuple.of(self.pid(), ref, ref, ListTerm.of(self.pid()), shout("hi")));
            assertThat(OnNode.next(self)).isEqualTo(Tuple.of(ref, Bits.of("hi!")));
            assertThat(OnNode.next(self)).isEqualTo(Tuple.of(Atom.of("EXIT"), task, NORMAL));
            assertThat(OnNode.next(self)).isEqualTo(down(ref, task, NORMAL));
            return null;
        });
    }

    @Test
    void a_task_watches_its_owner_until_it_knows_what_to_do() throws Throwable {
        kate.run(self -> {
            TaskSupervisor.named(TASKS).startLink();
            Pid dying = kate.spawn(OnNode::next);
            Term owner = Tuple.of(kate.node.name(), dying, dying);
            Pid task = (Pid) ((Tuple) call(self, startTask(ListTerm.of(owner, MONITOR), TEMPORARY, Atom.NIL))).get(1);
            Ref ref = self.monitor(null, task, task, AliasUse.NONE);
            self.exit(null, dying, Atom.of("kill"));
            Tuple end = (Tuple) OnNode.tagged(OnNode.next(self), "DOWN", 5).get(4);
            assertThat(end.get(0)).isEqualTo(Atom.of("shutdown"));
            assertThat(end.get(1)).isIn(Atom.of("killed"), Atom.of("noproc")); // as it looked before or after the end
            assertThat(reports.left()).isEmpty();
            return null;
        });
    }

    @Test
    void a_result_may_go_to_a_plain_pid_under_any_tag_as_async_stream_wants_it() throws Throwable {
        kate.run(self -> {
            TaskSupervisor.named(TASKS).startLink();
            Tuple ok = (Tuple) call(self, startTask(ListTerm.of(owner(self), MONITOR), TEMPORARY, Int.of(5000)));
            Term tag = Tuple.of(self.newRef(), Int.of(0));
            self.send((Pid) ok.get(1), Tuple.of(self.pid(), tag, self.pid(), ListTerm.of(self.pid()), shout("a")));
            assertThat(OnNode.next(self)).isEqualTo(Tuple.of(tag, Bits.of("a!")));
            return null;
        });
    }

    @Test
    void serves_start_child_in_one_message_and_in_two() throws Throwable {
        kate.run(self -> {
            TaskSupervisor.named(TASKS).startLink();
            Term work = texts("leave", Atom.of("normal"));
            Term one =
                    call(self, startTask(ListTerm.of(owner(self), ListTerm.of(self.pid()), work), Atom.NIL, Atom.NIL));
            assertThat(((Tuple) one).get(1)).isInstanceOf(Pid.class);
            Term two = call(self, startTask(ListTerm.of(owner(self), MONITOR), Atom.NIL, Atom.NIL));
            Ref ref = self.newRef(); // an ordinary one: the answer to it is lost
            Pid task = (Pid) ((Tuple) two).get(1);
            self.send(task, Tuple.of(self.pid(), ref, ref, ListTerm.of(self.pid()), shout("b")));
            assertThat(OnNode.awaitEnd(self, task)).isIn(NORMAL, Atom.of("noproc"));
            assertThat(self.info().messages()).isZero();
            return null;
        });
    }

    @Test
    void a_task_prints_where_its_supervisor_prints() throws Throwable {
        Pid console = new Pid(kate.node.name(), 66, 0, 7);
        kate.run(self -> {
            Pid supervisor = TaskSupervisor.named(TASKS).startLink();
            self.groupLeader(null, self.pid(), console);
            assertThat(TaskSupervisor.async(
                                    supervisor, new Mfa(Atom.of("Elixir.Texts"), Atom.of("leader"), ListTerm.EMPTY))
                            .await())
                    .isEqualTo(kate.node.user());
            return null;
        });
    }

    @Test
    void a_task_that_fails_is_reported_in_elixirs_words_and_ends_with_the_exception_and_its_stack() throws Throwable {
        kate.run(self -> {
            TaskSupervisor.named(TASKS).startLink();
            Pid task = ask(self);
            Ref ref = self.monitor(null, task, task, AliasUse.UNTIL_DEMONITOR);
            self.send(task, Tuple.of(self.pid(), ref, ref, ListTerm.of(self.pid()), texts("boom", Bits.of("x"))));
            Tuple down = OnNode.tagged(OnNode.next(self), "DOWN", 5);
            Tuple reason = (Tuple) down.get(4);
            MapTerm exception = (MapTerm) reason.get(0);
            assertThat(exception.get(Atom.of("message"))).contains(Bits.of("java.lang.IllegalStateException: boom x"));
            assertThat(exception.get(Atom.of("__struct__"))).contains(Atom.of("Elixir.RuntimeError"));
            assertThat(((ListTerm) reason.get(1)).isEmpty()).isFalse();
            var report = reports.next();
            assertThat(report.getMessage())
                    .isEqualTo("Task " + task + " started from " + self.pid() + " terminating\n"
                            + "** (RuntimeError) java.lang.IllegalStateException: boom x\n"
                            + "Function: &Texts.boom/1\n"
                            + "    Args: [\"x\"]");
            assertThat(report.getThrown()).isInstanceOf(IllegalStateException.class);
            return null;
        });
    }

    @Test
    void what_is_not_exposed_is_undefined_and_the_report_says_what_is_there() throws Throwable {
        kate.run(self -> {
            TaskSupervisor.named(TASKS).startLink();
            Pid task = ask(self);
            Ref ref = self.monitor(null, task, task, AliasUse.NONE);
            Term nobody = Tuple.of(Atom.of("Elixir.Texts"), Atom.of("whisper"), ListTerm.of(Bits.of("x")));
            self.send(task, Tuple.of(self.pid(), ref, self.pid(), ListTerm.of(self.pid()), nobody));
            Term frame =
                    Tuple.of(Atom.of("Elixir.Texts"), Atom.of("whisper"), ListTerm.of(Bits.of("x")), ListTerm.EMPTY);
            assertThat(OnNode.next(self)).isEqualTo(down(ref, task, Tuple.of(Atom.of("undef"), ListTerm.of(frame))));
            assertThat(reports.next().getMessage())
                    .startsWith("Task " + task + " started from ")
                    .contains("shout/1");
            return null;
        });
    }

    @Test
    void a_task_that_exits_as_intended_is_not_reported_and_sends_no_result() throws Throwable {
        kate.run(self -> {
            TaskSupervisor.named(TASKS).startLink();
            Pid task = ask(self);
            Ref ref = self.monitor(null, task, task, AliasUse.UNTIL_DEMONITOR);
            Term leave = texts("leave", Atom.of("shutdown"));
            self.send(task, Tuple.of(self.pid(), ref, ref, ListTerm.of(self.pid()), leave));
            assertThat(OnNode.next(self)).isEqualTo(down(ref, task, Atom.of("shutdown")));
            assertThat(reports.left()).isEmpty();
            return null;
        });
    }

    @Test
    void lists_counts_and_ends_its_tasks() throws Throwable {
        kate.run(self -> {
            TaskSupervisor.named(TASKS).startLink();
            Pid task = ask(self);
            assertThat(call(self, Atom.of("which_children")))
                    .isEqualTo(ListTerm.of(Tuple.of(Atom.of("undefined"), task, Atom.of("worker"), MODULES)));
            assertThat(call(self, Atom.of("count_children")))
                    .hasToString("[specs: 1, active: 1, supervisors: 0, workers: 1]");
            Ref ref = self.monitor(null, task, task, AliasUse.NONE);
            assertThat(call(self, Tuple.of(Atom.of("terminate_child"), task))).isEqualTo(Atom.OK);
            assertThat(OnNode.next(self)).isEqualTo(down(ref, task, Atom.of("shutdown")));
            assertThat(call(self, Tuple.of(Atom.of("terminate_child"), task)))
                    .isEqualTo(Tuple.of(Atom.ERROR, Atom.of("not_found")));
            assertThat(call(self, Atom.of("which_children"))).isEqualTo(ListTerm.EMPTY);
            return null;
        });
    }

    @Test
    void shows_the_state_of_elixirs_task_supervisor() throws Throwable {
        kate.run(self -> {
            TaskSupervisor.named(TASKS).startLink();
            self.send(
                    TASKS.atom(),
                    Tuple.of(Atom.of("system"), Tuple.of(self.pid(), Atom.of("t")), Atom.of("get_state")));
            assertThat(OnNode.next(self).toString())
                    .isEqualTo("{:t, {:ok, %DynamicSupervisor{args: {{:temporary, 5000}, []}, children: %{},"
                            + " extra_arguments: [], max_children: :infinity, max_restarts: 3, max_seconds: 5,"
                            + " mod: Task.Supervisor, name: {:local, Chat.TaskSupervisor}, restarts: [],"
                            + " strategy: :one_for_one}}}");
            return null;
        });
    }

    @Test
    void pauses_and_goes_on() throws Throwable {
        kate.run(self -> {
            TaskSupervisor.named(TASKS).startLink();
            Tuple from = Tuple.of(self.pid(), Atom.of("t"));
            self.send(TASKS.atom(), Tuple.of(Atom.of("system"), from, Atom.of("suspend")));
            self.send(
                    TASKS.atom(),
                    Tuple.of(Atom.of("$gen_call"), Tuple.of(self.pid(), Atom.of("c")), Atom.of("count_children")));
            self.send(TASKS.atom(), Tuple.of(Atom.of("system"), from, Atom.of("get_status")));
            assertThat(OnNode.next(self)).isEqualTo(Tuple.of(Atom.of("t"), Atom.OK));
            assertThat(OnNode.next(self).toString())
                    .startsWith("{:t, {:status, ")
                    .contains(":suspended, ");
            self.send(TASKS.atom(), Tuple.of(Atom.of("system"), from, Atom.of("resume")));
            assertThat(OnNode.next(self)).isEqualTo(Tuple.of(Atom.of("t"), Atom.OK));
            assertThat(((Tuple) OnNode.next(self)).get(0)).isEqualTo(Atom.of("c"));
            return null;
        });
    }

    @Test
    void an_unknown_cast_is_logged_and_hurts_nobody() throws Throwable {
        kate.run(self -> {
            TaskSupervisor.named(TASKS).startLink();
            self.send(TASKS.atom(), Tuple.of(Atom.of("$gen_cast"), Atom.of("whatever")));
            assertThat(reports.next().getMessage()).contains("unexpected cast: :whatever");
            assertThat(call(self, Atom.of("which_children"))).isEqualTo(ListTerm.EMPTY);
            return null;
        });
    }

    @Test
    void refuses_more_tasks_than_it_may_have() throws Throwable {
        kate.run(self -> {
            TaskSupervisor.named(TASKS).maxChildren(1).startLink();
            ask(self);
            assertThat(call(self, startTask(ListTerm.of(owner(self), MONITOR), TEMPORARY, Atom.NIL)))
                    .isEqualTo(Tuple.of(Atom.ERROR, Atom.of("max_children")));
            return null;
        });
    }

    @Test
    void restarts_a_task_of_start_child_that_asked_for_it() throws Throwable {
        kate.run(self -> {
            TaskSupervisor.named(TASKS).startLink();
            Term args = ListTerm.of(owner(self), ListTerm.of(self.pid()), texts("sleep"));
            Tuple ok = (Tuple) call(self, startTask(args, Atom.of("permanent"), Atom.of("brutal_kill")));
            Pid first = (Pid) ok.get(1);
            self.exit(null, first, Atom.of("kill"));
            OnNode.awaitEnd(self, first);
            ListTerm children = (ListTerm) call(self, Atom.of("which_children"));
            assertThat(((Tuple) children.get(0)).get(1)).isInstanceOf(Pid.class).isNotEqualTo(first);
            return null;
        });
    }

    @Test
    void asks_for_a_task_as_elixir_does() throws Throwable {
        kate.run(self -> {
            OnNode.register(self, TASKS.atom().name());
            Pid client = kate.spawn(c -> {
                Term result = TaskSupervisor.async(TASKS, Mfa.of("Elixir.Chat", "receive_message", "hi"))
                        .await();
                c.send(self.pid(), Tuple.of(Atom.of("result"), result));
                c.send(
                        self.pid(),
                        Tuple.of(Atom.of("left"), Int.of(c.info().monitors().size())));
                return OnNode.next(c);
            });
            Tuple call = OnNode.tagged(OnNode.next(self), "$gen_call", 3);
            Tuple from = (Tuple) call.get(1);
            assertThat(call.get(2))
                    .isEqualTo(startTask(
                            ListTerm.of(Tuple.of(kate.node.name(), client, client), MONITOR), TEMPORARY, Atom.NIL));
            self.send(((ListTerm) from.get(1)).tail(), Tuple.of(from.get(1), Tuple.of(Atom.OK, self.pid())));
            Tuple work = (Tuple) OnNode.next(self);
            assertThat(work.get(0)).isEqualTo(client);
            assertThat(work.get(1)).isInstanceOf(Ref.class).isEqualTo(work.get(2));
            assertThat(work.get(3)).isEqualTo(ListTerm.of(client));
            assertThat(work.get(4))
                    .isEqualTo(
                            Tuple.of(Atom.of("Elixir.Chat"), Atom.of("receive_message"), ListTerm.of(Bits.of("hi"))));
            assertThat(self.info().links()).containsExactly(client);
            assertThat(self.info().monitoredBy()).hasSize(1);
            self.send(work.get(2), Tuple.of(work.get(1), Atom.OK));
            assertThat(OnNode.next(self)).isEqualTo(Tuple.of(Atom.of("result"), Atom.OK));
            assertThat(OnNode.next(self)).isEqualTo(Tuple.of(Atom.of("left"), Int.of(0)));
            return null;
        });
    }

    @Test
    void asks_without_a_link_and_with_a_shutdown_and_for_a_child_of_nobody() throws Throwable {
        kate.run(self -> {
            OnNode.register(self, TASKS.atom().name());
            TaskStarter tasks = TaskSupervisor.at(TASKS).shutdown(java.time.Duration.ofSeconds(2));
            Mfa work = Mfa.of("Elixir.Chat", "receive_message", "hi");
            Pid client = kate.spawn(c -> {
                OnNode.register(c, "client");
                tasks.asyncNolink(work);
                TaskSupervisor.at(TASKS).brutalKill().startChild(work);
                return OnNode.next(c);
            });
            Tuple owner = Tuple.of(kate.node.name(), Atom.of("client"), client);
            Tuple async = OnNode.tagged(OnNode.next(self), "$gen_call", 3);
            assertThat(async.get(2)).isEqualTo(startTask(ListTerm.of(owner, MONITOR), TEMPORARY, Int.of(2000)));
            From.of(async.get(1)).orElseThrow().reply(Tuple.of(Atom.OK, self.pid()));
            assertThat(((Tuple) OnNode.next(self)).size()).isEqualTo(5);
            assertThat(self.info().links()).isEmpty();
            Tuple child = OnNode.tagged(OnNode.next(self), "$gen_call", 3);
            assertThat(child.get(2))
                    .isEqualTo(startTask(ListTerm.of(owner, MONITOR), Atom.NIL, Atom.of("brutal_kill")));
            From.of(child.get(1)).orElseThrow().reply(Tuple.of(Atom.OK, self.pid()));
            Tuple order = (Tuple) OnNode.next(self);
            assertThat(order.get(0)).isEqualTo(client);
            assertThat(order.get(1)).isInstanceOf(Ref.class).isEqualTo(order.get(2));
            assertThat(order.get(3)).isEqualTo(ListTerm.of(client));
            assertThat(order.get(4)).isEqualTo(Tuple.of(work.module(), work.function(), work.arguments()));
            return null;
        });
    }

    @Test
    void a_task_that_never_learns_what_to_do_is_gone_with_its_supervisor() throws Throwable {
        kate.run(self -> {
            Pid supervisor = TaskSupervisor.named(TASKS).startLink();
            Pid task = ask(self);
            Ref ref = self.monitor(null, task, task, AliasUse.NONE);
            self.trapExit(true);
            self.exit(null, supervisor, Atom.of("shutdown"));
            assertThat(OnNode.next(self)).isEqualTo(down(ref, task, Atom.of("shutdown")));
            return null;
        });
    }
}
