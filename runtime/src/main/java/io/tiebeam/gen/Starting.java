// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.IgnoreException;
import io.tiebeam.NotAProcessException;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.Directories;
import io.tiebeam.process.Lineage;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Mark;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.Via;
import java.util.Optional;

/**
 * Starts a server, linked to the calling process, and returns when it is ready: registered and initialised. Source:
 * {@code proc_lib:start_link}. One thing differs: a server that cannot start takes its link back first, so its parent
 * learns the reason from an exception it may catch, not from an exit signal besides.
 */
public final class Starting {
    private static final Atom INIT = Atom.of("init");
    private static final Atom ALREADY_STARTED = Atom.of("already_started");

    /** Makes the server, in its own process; what it throws is why it could not start. */
    @FunctionalInterface
    public interface Init {
        ServerLoop init(ProcessCell self) throws Exception;
    }

    private Starting() {}

    /**
     * The pid of the server that {@code init} makes.
     *
     * @param what the call, for the text of the exception on a thread that runs no process
     * @throws ExitException with the reason it could not start; {@code {already_started, pid}} if the name is taken
     * @throws IgnoreException if it chose not to run
     */
    public static Pid link(String what, String label, Optional<? extends ServerName> name, Init init) {
        return link(what, label, name, Calls.Timeout.INFINITY, init);
    }

    /** As {@link #link(String, String, Optional, Init)}; one that is not ready in time is killed: {@code timeout}. */
    public static Pid link(
            String what, String label, Optional<? extends ServerName> name, Calls.Timeout timeout, Init init) {
        return start(owner(what), true, label, name, timeout, init);
    }

    /** As {@link #link(String, String, Optional, Calls.Timeout, Init)}, without the link: works on any thread. */
    public static Pid alone(String label, Optional<? extends ServerName> name, Calls.Timeout timeout, Init init) {
        return StandIn.call(starter -> start(starter, false, label, name, timeout, init));
    }

    private static Pid start(
            ProcessCell parent,
            boolean link,
            String label,
            Optional<? extends ServerName> name,
            Calls.Timeout timeout,
            Init init) {
        Deadline deadline = timeout.deadline();
        Mark before = parent.mark();
        Ref ref = parent.newRef();
        Pid pid = parent.startChild(
                        SpawnOptions.of(parent.groupLeader(), label)
                                .childOf(parent.pid(), link, Optional.of(ref))
                                .descendantOf(parent),
                        self -> run(self, parent.pid(), link, ref, name, init))
                .pid();
        Term outcome = parent.receiveAfter(before, message -> outcome(message, ref), deadline);
        if (outcome == null) {
            outcome = kill(parent, pid, ref);
        }
        if (outcome.equals(Atom.OK)) {
            parent.demonitor(ref, true);
            return pid;
        }
        if (outcome instanceof Tuple ignored && ignored.is(Words.IGNORE, 2)) {
            parent.receive(
                    message -> Words.isDown(message, ref) ? message : null, Deadline.NEVER); // its name is free again
            throw new IgnoreException(
                    label + " did not start: " + ((Bits) ignored.get(1)).text().orElse(""));
        }
        parent.receive(message -> isExitOf(message, pid) ? message : null, Deadline.NOW);
        Term reason = ((Tuple) outcome).get(1);
        throw new ExitException(reason, label + " cannot start: " + ExitReasons.format(reason));
    }

    /** It has not been ready in time. What it says at the last moment counts no more; when this returns it is dead. */
    private static Term kill(ProcessCell parent, Pid pid, Ref ref) {
        parent.unlink(pid);
        parent.exit(null, pid, Words.KILL);
        parent.receive(message -> Words.isDown(message, ref) ? message : null, Deadline.NEVER);
        parent.receive(message -> outcome(message, ref), Deadline.NOW);
        return Words.error(Words.TIMEOUT);
    }

    /** The process of the calling thread. */
    public static ProcessCell owner(String what) {
        ProcessCell self = ProcessCell.currentOrNull();
        if (self == null || !self.isOwner()) {
            throw new NotAProcessException(what);
        }
        self.checkAlive();
        return self;
    }

    private static Term run(
            ProcessCell self, Pid parent, boolean linked, Ref ref, Optional<? extends ServerName> name, Init init) {
        ServerLoop loop;
        boolean named = false;
        try {
            name.ifPresent(n -> register(self, n));
            named = true;
            loop = init.init(self);
        } catch (ProcessKilled dead) {
            throw dead;
        } catch (IgnoreException ignore) {
            self.unlink(parent);
            self.send(parent, Tuple.of(ref, Tuple.of(Words.IGNORE, Bits.of(ignore.getMessage()))));
            return Words.NORMAL;
        } catch (Throwable failed) {
            Term reason = Failures.reasonOf(self, failed);
            if (named) {
                name.ifPresent(n -> unregister(self, n));
            }
            if (named) {
                ProcessCrash.startFailed(self, reason, failed);
            }
            self.unlink(parent);
            return reason; // the parent hears it as the end of what it monitors, when the name is free again
        }
        if (!linked) {
            loop.withoutParent();
        }
        self.lineage(self.lineage().begunWith(Lineage.call(loop.module(), INIT, 1)));
        self.send(parent, Tuple.of(ref, Atom.OK));
        return loop.run();
    }

    private static void register(ProcessCell self, ServerName name) {
        while (!isRegistered(self, name)) {
            Optional<Pid> other = whereIs(self.node(), name);
            if (other.isPresent()) {
                throw new ExitException(Tuple.of(ALREADY_STARTED, other.get()));
            }
            self.checkAlive();
        }
    }

    private static boolean isRegistered(ProcessCell self, ServerName name) {
        return switch (name) {
            case Name(var atom) -> self.node().register(atom, self);
            case Via via -> Directories.register(self, via);
        };
    }

    private static Optional<Pid> whereIs(LocalNode node, ServerName name) {
        return switch (name) {
            case Name(var atom) -> node.whereIs(atom).map(ProcessCell::pid);
            case Via via -> Directories.whereIs(node, via);
        };
    }

    /** A directory would hear of this end only later; the node's own names are freed with the process. */
    private static void unregister(ProcessCell self, ServerName name) {
        if (name instanceof Via via) {
            Directories.unregister(self, via);
        }
    }

    private static Term outcome(Object message, Ref ref) {
        if (message instanceof Tuple t && t.size() == 2 && t.get(0).equals(ref)) {
            return t.get(1);
        }
        return Words.isDown(message, ref) ? Words.error(((Tuple) message).get(4)) : null;
    }

    private static boolean isExitOf(Object message, Pid pid) {
        return message instanceof Tuple t && t.is(Words.EXIT, 3) && t.get(1).equals(pid);
    }
}
