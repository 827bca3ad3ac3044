// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

import io.tiebeam.ErlangModule;
import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Elixir's {@code Task.Supervisor}: Elixir asks task supervisors of Java, and code of Java those of Elixir. */
class TaskSupervisorConformanceTest extends Conformance {
    TaskSupervisorConformanceTest() {
        super("task_supervisor_test", "task_supervisor_cases", Supervising.Parent.class, Work.class, AskingTasks.class);
    }

    /** The BEAM that runs the cases has Elixir's modules. */
    @Override
    List<String> more() {
        List<String> more = new ArrayList<>();
        for (String application : List.of("elixir", "logger")) {
            more.addAll(List.of("-pa", path(application)));
        }
        return more;
    }

    private static String path(String application) {
        try {
            Process elixir = new ProcessBuilder("elixir", "-e", "IO.puts :code.lib_dir(:" + application + ")").start();
            return new String(elixir.getInputStream().readAllBytes()).strip() + "/ebin";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the tasks do. */
    @ErlangModule("work")
    public static final class Work {
        private Work() {}

        public static void waitAndSend(Pid caller, Atom what) {
            Kernel.send(caller, Atom.of("ready"));
            Kernel.receive();
            Kernel.send(caller, what);
        }

        /** Waits that many milliseconds; for ever if it is no number. */
        public static Term sleep(Term number) {
            if (number instanceof Int millis) {
                Kernel.receive(Duration.ofMillis(millis.value()));
                return number;
            }
            return Kernel.receive();
        }

        public static void fail(Term reason) {
            throw new ExitException(reason);
        }

        public static void raise(String message) {
            throw new IllegalStateException(message);
        }
    }
}
