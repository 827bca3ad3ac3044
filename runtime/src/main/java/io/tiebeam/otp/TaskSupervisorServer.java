// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Mfa;
import io.tiebeam.gen.ServerLoop;
import io.tiebeam.gen.Words;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.task.TaskBody;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;
import java.util.Optional;

/**
 * What a task supervisor is beyond a dynamic supervisor: the request {@code start_task}, in the one message of Elixir 1.14
 * and in the first of two of 1.15 and later, and children that are tasks. The output of its tasks goes where its own goes.
 *
 * <p>Source: Elixir's {@code Task.Supervisor}.
 */
final class TaskSupervisorServer implements DynamicRequests {
    private static final Atom START_LINK = Atom.of("start_link");
    private static final Term RESTART_AND_SHUTDOWN = Tuple.of(Restart.TEMPORARY.atom(), Shutdown.DEFAULT.toTerm());

    private TaskSupervisorServer() {}

    static ServerLoop loop(ProcessCell self, DynamicFlags flags) {
        Term arguments = Tuple.of(RESTART_AND_SHUTDOWN, ListTerm.EMPTY);
        return new ServerLoop(
                self,
                new DynamicSupervisorServer(
                        self,
                        flags.planned(Words.TASK_SUPERVISOR, arguments),
                        new TaskSupervisorServer(),
                        System::nanoTime));
    }

    @Override
    public Optional<Asked> read(Term request) {
        return request instanceof Tuple t && t.is(Words.START_TASK, 4)
                ? Optional.of(startTask(t.get(1), t.get(2), t.get(3)))
                : Optional.empty();
    }

    private static Asked startTask(Term args, Term restart, Term shutdown) {
        Optional<TaskBody.Start> start = TaskBody.parse(args);
        Optional<Restart> when = restart.equals(Atom.NIL) ? Optional.of(Restart.TEMPORARY) : Restart.of(restart);
        Optional<Shutdown> how = shutdown.equals(Atom.NIL) ? Optional.of(Shutdown.DEFAULT) : Shutdown.of(shutdown);
        if (start.isEmpty() || when.isEmpty() || how.isEmpty()) {
            return new Asked.Answer(Words.error(Tuple.of(Atom.of("badarg"), args, restart, shutdown)));
        }
        ChildStart task = new TaskStart(start.get(), (ListTerm) args);
        return new Asked.Start(ChildSpec.of(Atom.UNDEFINED, task, List.of(Words.TASK_SUPERVISED))
                .restart(when.get())
                .shutdown(how.get()));
    }

    /** Starts a task: on a BEAM, {@code Task.Supervised.start_link(...)}. */
    private record TaskStart(TaskBody.Start start, ListTerm args) implements ChildStart {
        @Override
        public Started start(ProcessCell self, List<Term> extra) {
            SpawnOptions options = SpawnOptions.of(self.groupLeader(), "Task")
                    .childOf(self.pid(), true, Optional.empty())
                    .descendantOf(self);
            Pid pid = self.startChild(options, task -> TaskBody.run(task, start, Exposures.of(task.node())))
                    .pid();
            return new Started.Running(pid);
        }

        @Override
        public Mfa mfa() {
            return new Mfa(Words.TASK_SUPERVISED, START_LINK, args);
        }

        @Override
        public boolean isCode() {
            return false;
        }

        @Override
        public String toString() {
            return mfa().name();
        }
    }
}
