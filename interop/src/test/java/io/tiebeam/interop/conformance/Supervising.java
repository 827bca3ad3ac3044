// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

import io.tiebeam.ErlangModule;
import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Processes;
import io.tiebeam.otp.AutoShutdown;
import io.tiebeam.otp.ChildSpec;
import io.tiebeam.otp.DynamicSupervisor;
import io.tiebeam.otp.Restart;
import io.tiebeam.otp.Strategy;
import io.tiebeam.otp.Supervisor;
import io.tiebeam.otp.TaskSupervisor;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.StreamSupport;

/** The supervisors that cases of {@code supervisor} ask, and their children. */
final class Supervising {
    private static final Atom EXIT = Atom.of("EXIT");
    private static final Atom OK = Atom.of("ok");

    private Supervising() {}

    /** What cases run as a process of its own: the parent of a supervisor. */
    @ErlangModule("supervising")
    public static final class Parent {
        private Parent() {}

        /**
         * Starts a supervisor, tells {@code owner} how that went, and ends it when told to, or with {@code owner}.
         *
         * @param flags {@code {Strategy, Intensity, Period, AutoShutdown}}, {@code {dynamic, Intensity, Period}}, or
         *     {@code {tasks, MaxChildren, 0}}
         * @param specs {@code {Id, ArgumentsOfStartChild, Restart, Significant}}
         */
        public static void run(Pid owner, Tuple flags, ListTerm specs) {
            Processes.trapExit(true);
            Processes.monitor(owner);
            try {
                Kernel.send(owner, Tuple.of(Kernel.self(), Tuple.of(OK, start(flags, specs))));
            } catch (ExitException e) {
                Kernel.send(owner, Tuple.of(Kernel.self(), Tuple.of(Atom.of("error"), e.reason())));
                return;
            }
            Kernel.receive();
            Kernel.exit("shutdown");
        }

        /** Starts a supervisor without children, linked to the caller. */
        public static Pid startLink() {
            return Supervisor.of(Strategy.ONE_FOR_ONE).startLink();
        }
    }

    private static Pid start(Tuple flags, ListTerm specs) {
        int intensity = (int) ((Int) flags.get(1)).value();
        Duration period = Duration.ofSeconds(((Int) flags.get(2)).value());
        if (flags.is(Atom.of("dynamic"), 3)) {
            return DynamicSupervisor.unnamed().maxRestarts(intensity, period).startLink();
        }
        if (flags.is(Atom.of("tasks"), 3)) {
            return TaskSupervisor.unnamed().maxChildren(intensity).startLink();
        }
        Supervisor plan = Supervisor.of(Strategy.valueOf(word(flags.get(0))))
                .maxRestarts(intensity, period)
                .autoShutdown(AutoShutdown.valueOf(word(flags.get(3))));
        for (Term each : specs) {
            plan = plan.child(spec((Tuple) each));
        }
        return plan.startLink();
    }

    private static String word(Term atom) {
        return ((Atom) atom).name().toUpperCase(Locale.ROOT);
    }

    private static ChildSpec spec(Tuple term) {
        Object[] arguments = StreamSupport.stream(((ListTerm) term.get(1)).spliterator(), false)
                .toArray();
        ChildSpec spec = ChildSpec.of(term.get(0), Mfa.of("kid", "start_child", arguments))
                .restart(Restart.valueOf(word(term.get(2))))
                .shutdown(Duration.ofSeconds(1));
        return term.get(3).equals(Atom.of("true")) ? spec.significant() : spec;
    }

    /** The children. */
    @ErlangModule("kid")
    public static final class Kid {
        private static final Map<Term, Long> STARTS = new ConcurrentHashMap<>();

        private Kid() {}

        public static Pid startChild() {
            CountDownLatch traps = new CountDownLatch(1);
            Pid child = Kernel.spawnLink(() -> {
                Processes.trapExit(true);
                traps.countDown();
                live();
            });
            try {
                traps.await(); // else an early exit ends it before it can have a will of its own
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return child;
        }

        /** What {@code how} says: {@code extra}, {@code {return, What}} or {@code {fails_from, N, Key}}. */
        public static Term startChild(Term how) {
            if (how instanceof Tuple t && t.is(Atom.of("return"), 2)) {
                return t.get(1);
            }
            if (how instanceof Tuple t && t.is(Atom.of("fails_from"), 3)) {
                long count = STARTS.merge(t.get(2), 1L, Long::sum);
                return count < ((Int) t.get(1)).value()
                        ? Tuple.of(OK, startChild())
                        : Tuple.of(Atom.of("error"), Atom.of("no_more"));
            }
            return how.equals(Atom.of("extra")) ? Tuple.of(OK, startChild(), how) : how;
        }

        /** Ends when told to: by its supervisor, or with the reason that somebody wants. */
        private static void live() {
            while (true) {
                Tuple message = (Tuple) Kernel.receive();
                if (message.is(EXIT, 3)) {
                    Kernel.exit((Object) message.get(2));
                } else if (message.is(Atom.of("die"), 2)) {
                    Kernel.exit((Object) message.get(1));
                } else if (message.is(Atom.of("sleep"), 2)) {
                    Kernel.receiveWhen(
                            Term.class, Atom.of("never")::equals, Duration.ofMillis(((Int) message.get(1)).value()));
                } else if (message.is(Atom.of("unlink"), 2)) {
                    Processes.unlink((Pid) message.get(1));
                }
            }
        }
    }
}
