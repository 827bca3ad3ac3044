// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tiebeam.Kernel;
import io.tiebeam.NoConnectionException;
import io.tiebeam.Node;
import io.tiebeam.NodeOptions;
import io.tiebeam.Processes;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.testing.FreePorts;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes in one JVM, a task supervisor on one of them; what they say crosses real sockets. */
@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TasksAcrossNodesTest {
    private static final Name TASKS = Name.of("Elixir.Chat.TaskSupervisor");
    private static final Name.At KATES = TASKS.at("kate@localhost");
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Map<String, String> environment = Map.of("ERL_EPMD_PORT", Integer.toString(FreePorts.next()));
    private final Reports reports = new Reports();
    private Node alex;
    private Node kate;
    private Pid tree;

    /** What runs on kate. */
    public static final class Work {
        private Work() {}

        public static NodeName where() {
            return Node.self();
        }

        public static Pid leader() {
            return Processes.groupLeader();
        }

        public static void untilTold() {
            Kernel.receive();
        }
    }

    @BeforeEach
    void start() throws Exception {
        alex = Node.start(NodeOptions.sname("alex@localhost").cookie("secret").environment(environment));
        kate = Node.start(NodeOptions.sname("kate@localhost").cookie("secret").environment(environment));
        kate.expose(Work.class);
        tree = kate.run(() -> {
            Pid pid = Supervisor.of(Strategy.ONE_FOR_ONE)
                    .child(TaskSupervisor.named(TASKS))
                    .startLink();
            Processes.unlink(pid);
            return pid;
        });
    }

    @AfterEach
    void stop() {
        kate.close();
        alex.close();
        reports.close();
    }

    @Test
    void a_task_runs_and_prints_where_its_supervisor_is() throws Exception {
        alex.run(() -> {
            assertThat(TaskSupervisor.async(KATES, Work::where).await()).isEqualTo(kate.name());
            assertThat(TaskSupervisor.async(KATES, Work::leader).await().node())
                    .isEqualTo(kate.name().atom());
            return null;
        });
        assertThat(tree.node()).isEqualTo(kate.name().atom());
    }

    @Test
    void a_node_that_goes_in_the_middle_of_a_task_is_named_and_the_next_call_too() throws Exception {
        alex.run(() -> {
            Task<Term> task = TaskSupervisor.at(KATES).asyncNolink(Work::untilTold);
            Task<Term> asked = TaskSupervisor.at(KATES).asyncNolink(Work::untilTold);
            kate.close();
            assertThatThrownBy(() -> task.await(LONG))
                    .isInstanceOf(NoConnectionException.class)
                    .hasMessageStartingWith("exited in: Task.await(" + task + ", 30000)\n"
                            + "    ** (EXIT) no connection to kate@localhost");
            assertThatThrownBy(() -> asked.yield(LONG)).isInstanceOf(io.tiebeam.NoConnectionException.class);
            var failed =
                    catchThrowableOfType(NoConnectionException.class, () -> TaskSupervisor.async(KATES, Work::where));
            assertThat(failed.getMessage().lines().limit(2))
                    .containsExactly(
                            ("exited in: GenServer.call({Chat.TaskSupervisor, :kate@localhost}, {:start_task,"
                                            + " [{:alex@localhost, PID, PID}, :monitor], :temporary, nil}, :infinity)")
                                    .replace("PID", Kernel.self().toString()),
                            "    ** (EXIT) no connection to kate@localhost");
            assertThat(failed.getMessage().lines().skip(2)).isNotEmpty(); // why, and what to do
            return null;
        });
    }

    @Test
    void a_linked_owner_ends_with_the_connection() throws Exception {
        alex.run(() -> {
            Processes.trapExit(true);
            Pid owner = Kernel.spawnLink(() -> {
                TaskSupervisor.async(KATES, Work::untilTold);
                kate.close();
                Kernel.receive();
            });
            var exit = Kernel.receive(io.tiebeam.Exit.class);
            assertThat(exit).isEqualTo(new io.tiebeam.Exit(owner, Atom.of("noconnection")));
            return null;
        });
    }
}
