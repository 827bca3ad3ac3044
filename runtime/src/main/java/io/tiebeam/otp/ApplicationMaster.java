// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The group leader of all processes of an application, which hands their output on to the node's own: so it is known which
 * processes belong to it, and what its tree leaves behind when it ends is killed. It never waits for code of the
 * application, which runs in the {@link ApplicationStarter}. Source: OTP's {@code application_master}.
 */
final class ApplicationMaster {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final Atom IO_REQUEST = Atom.of("io_request");
    private static final Atom IO_REPLY = Atom.of("io_reply");
    private static final Atom STOP = Atom.of("stop");
    private static final Atom STOP_NOW = Atom.of("stop_now");

    private ApplicationMaster() {}

    /** The body of the process: completes {@code started} with the top of the tree, or with why there is none. */
    static Term run(ProcessCell self, Application application, CompletableFuture<Pid> started) {
        self.trapExit(true);
        self.groupLeader(null, self.pid(), self.pid());
        SpawnOptions options = SpawnOptions.of(self.pid(), "starter of application " + application.name())
                .childOf(self.pid(), true, Optional.empty());
        Pid starter = self.startChild(options, child -> ApplicationStarter.run(child, self.pid(), application, started))
                .pid();
        while (true) {
            if (!(self.receive(m -> m, Deadline.NEVER) instanceof Tuple message)) {
                continue; // nothing that anybody should send
            }
            if (message.size() == 4 && message.get(0).equals(IO_REQUEST)) {
                handOn(self, message);
            } else if (isStop(message)) {
                self.send(starter, message);
            } else if (message.is(STOP_NOW, 1)) {
                self.exit(null, starter, Words.KILL);
            } else if (message.is(Words.EXIT, 3) && message.get(1).equals(starter)) {
                if (started.isDone() && !started.isCompletedExceptionally()) {
                    killStrays(self);
                }
                return message.get(2);
            }
        }
    }

    /** Gives {@code {io_request, From, ReplyAs, Request}} to the node's own leader; says so if there is none. */
    private static void handOn(ProcessCell self, Tuple request) {
        Pid user = self.node().user();
        Address console = Address.of(self.node(), user);
        if (console.via() != null || self.node().find(user).isPresent()) {
            console.send(self, request);
        } else if (request.get(1) instanceof Pid from) {
            Tuple none = Tuple.of(IO_REPLY, request.get(2), Words.error(Atom.of("terminated")));
            Address.of(self.node(), from).send(self, none);
        }
    }

    /** Kills what still runs of the application; more than once, since some may start others while they are killed. */
    private static void killStrays(ProcessCell self) {
        List<ProcessCell> strays;
        do {
            strays = self.node().processes().stream()
                    .filter(process -> process != self && process.groupLeader().equals(self.pid()))
                    .toList();
            strays.forEach(process -> self.exit(null, process.pid(), Words.KILL));
        } while (!strays.isEmpty());
    }

    static boolean isStop(Tuple t) {
        return t.is(STOP, 2) && t.get(1) instanceof Int;
    }

    /**
     * Has {@code master} end its tree, and returns when all are gone.
     *
     * @param limit what of the tree has not ended by then is killed
     * @param last when the starter itself is killed, which hangs in {@link Application#stop()} then
     * @return whether all ended by themselves
     */
    static boolean stop(ProcessCell self, String name, Pid master, Duration limit, Deadline last) {
        Ref monitor = self.monitor(null, master, master, AliasUse.NONE);
        self.send(master, Tuple.of(STOP, Int.of(limit.toMillis())));
        Term reason = self.receive(m -> Words.downReason(m, monitor), last);
        if (reason == null) {
            LOG.log(Level.WARNING, "Application " + name + " hangs in prepStop() or stop() and was killed");
            self.send(master, Tuple.of(STOP_NOW));
            reason = self.receive(m -> Words.downReason(m, monitor), Deadline.NEVER);
        }
        return !reason.equals(Words.KILLED);
    }
}
