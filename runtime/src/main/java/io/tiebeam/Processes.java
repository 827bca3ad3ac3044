// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.process.Address;
import io.tiebeam.process.Channel;
import io.tiebeam.process.Directories;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.ProcessInfo;
import io.tiebeam.process.Signal;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Via;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Links, monitors, names, timers: Elixir's {@code Process}, whose own name the Java language has taken. Works on any
 * thread where the text does not say otherwise.
 */
public final class Processes {
    static {
        Consoles.leadByDefault();
    }

    private Processes() {}

    /**
     * Runs {@code body} as a process on a virtual thread of its own and waits for its value: the way from a plain thread,
     * such as {@code main}, to {@code self()} and {@code receive()}.
     *
     * @throws ExitException if the process was killed, with the reason
     * @throws Exception what {@code body} throws
     */
    public static <R> R run(Callable<R> body) throws Exception {
        return runOn(LocalNode.current(), body);
    }

    static <R> R runOn(LocalNode node, Callable<R> body) throws Exception {
        AtomicReference<Callable<R>> ended = new AtomicReference<>(); // its value, or what it threw
        ProcessCell cell = node.spawn(SpawnOptions.of(node.user(), "run"), self -> {
            try {
                R value = body.call();
                ended.set(() -> value);
                return Atom.of("normal");
            } catch (Throwable thrown) {
                if (!self.isAlive()) {
                    return self.exitReason(); // what the kill made the body throw is not what it has to say
                }
                ended.set(() -> {
                    throw switch (thrown) {
                        case Exception exception -> exception;
                        case Error error -> throw error;
                        case Throwable other -> new ExecutionException(other);
                    };
                });
                return ExitReasons.of(thrown);
            }
        });
        try {
            cell.awaitDeath();
            if (ended.get() == null) {
                throw new ExitException(cell.exitReason()); // its thread may compute on: nobody waits for that
            }
            cell.awaitEnd(); // its links are told when this returns
            return ended.get().call();
        } catch (InterruptedException interrupted) {
            cell.node().deliver(cell.pid(), new Signal.Exit(cell.pid(), Atom.of("kill")));
            throw interrupted;
        }
    }

    // ---- links and monitors ---------------------------------------------------------------------------------------

    /**
     * Links the calling process to {@code pid}, on any node: if one dies of more than {@code :normal}, so does the other.
     * Linking to nobody brings an exit with reason {@code :noproc}, to an unreachable node {@code :noconnection}.
     *
     * @throws NotAProcessException on a thread that runs no process
     */
    public static void link(Pid pid) {
        ProcessCell self = Callers.owner("link()");
        Address.of(self.node(), pid).link(self);
    }

    /**
     * Takes a link back. Once this returns, the end of {@code pid} has no effect on the calling process any more.
     *
     * @throws NotAProcessException on a thread that runs no process
     */
    public static void unlink(Pid pid) {
        Callers.owner("unlink()").unlink(pid);
    }

    /**
     * Monitors {@code server}: its end comes as {@link Down}, once. That of nobody comes at once, with {@code :noproc}.
     *
     * @throws NotAProcessException on a thread that runs no process
     */
    public static Ref monitor(ServerRef server) {
        ProcessCell self = Callers.owner("monitor()");
        return Address.of(self.node(), server).monitor(self, AliasUse.NONE);
    }

    /** Takes a monitor back; true if it was still set. A {@link Down} that has arrived stays. */
    public static boolean demonitor(Ref ref) {
        return Callers.owner("demonitor()").demonitor(ref, false);
    }

    /** Takes a monitor back and removes its {@link Down}, if that has arrived. */
    public static void demonitorFlush(Ref ref) {
        Callers.owner("demonitorFlush()").demonitor(ref, true);
    }

    /** A reference that messages to the calling process can be sent to, until {@link #unalias}. */
    public static Ref alias() {
        return Callers.owner("alias()").alias();
    }

    /** Ends an alias: what is sent to it from now on is dropped. True if it was one. */
    public static boolean unalias(Ref alias) {
        return Callers.owner("unalias()").unalias(alias);
    }

    /** Sends {@code message} to an alias, of this node or another. */
    public static void sendToAlias(Ref alias, Object message) {
        StandIn.call(self -> {
            Channel via = self.node().channelTo(alias.node());
            if (via == null) {
                TermMapper.checkSendable(message);
                self.send(alias, message);
            } else {
                self.send(via, alias, message);
            }
            return null;
        });
    }

    /**
     * Whether exits of linked processes reach the calling process as {@link Exit} messages instead of ending it.
     *
     * @return what held before
     */
    public static boolean trapExit(boolean trap) {
        return Callers.owner("trapExit()").trapExit(trap);
    }

    // ---- names ----------------------------------------------------------------------------------------------------

    /**
     * Registers {@code pid}, a process of this node, as {@code name} until it ends.
     *
     * @throws IllegalArgumentException if the name is taken, the process has one already, or is not of this node
     */
    public static void register(Name name, Pid pid) {
        LocalNode node = LocalNode.current();
        ProcessCell cell = node.find(pid)
                .orElseThrow(() -> new IllegalArgumentException(
                        "cannot register " + pid + " as " + name + ": no such process on " + node));
        if (!node.register(name.atom(), cell)) {
            String why = node.whereIs(name.atom())
                    .map(other -> "the name is taken by " + other.pid() + " (already_started)")
                    .orElseGet(() -> cell.registeredName()
                            .map(other -> "the process is registered as " + other)
                            .orElse("it has just ended"));
            throw new IllegalArgumentException("cannot register " + pid + " as " + name + ": " + why);
        }
    }

    /** Frees {@code name}; true if it was taken. */
    public static boolean unregister(Name name) {
        return LocalNode.current().unregister(name.atom());
    }

    /**
     * The process that has {@code name} on this node, as Elixir's {@code GenServer.whereis/1}.
     *
     * @throws IllegalArgumentException for a {@link Via} of a directory that is not there
     */
    public static Optional<Pid> whereIs(ServerName name) {
        LocalNode node = LocalNode.current();
        return switch (name) {
            case Name(var atom) -> node.whereIs(atom).map(ProcessCell::pid);
            case Via via -> Directories.whereIs(node, via);
        };
    }

    /** The names registered on this node, in order. */
    public static List<Name> registered() {
        return LocalNode.current().names().stream().map(Name::new).toList();
    }

    // ---- timers ---------------------------------------------------------------------------------------------------

    /**
     * Sends {@code message} to {@code to} after {@code delay}. Cancel the result to take it back.
     *
     * @throws io.tiebeam.term.TermException if {@code message} cannot be sent
     * @throws java.util.concurrent.RejectedExecutionException if the node has stopped
     */
    public static Future<?> sendAfter(ServerRef to, Object message, Duration delay) {
        LocalNode node = LocalNode.current();
        TermMapper.checkSendable(message);
        Optional<Term> target = to instanceof Pid pid
                ? Optional.of(pid)
                : to instanceof Name name ? Optional.of(name.atom()) : Optional.empty();
        return node.timers().after(delay, target, () -> Sending.sendFromNode(node, to, message));
    }

    // ---- what is there --------------------------------------------------------------------------------------------

    /** Whether {@code pid}, a process of this node, lives. */
    public static boolean isAlive(Pid pid) {
        return LocalNode.current().find(pid).map(ProcessCell::isAlive).orElse(false);
    }

    /** The processes of this node. */
    public static List<Pid> list() {
        return LocalNode.current().processes().stream().map(ProcessCell::pid).toList();
    }

    /** Where the output of the calling process goes. */
    public static Pid groupLeader() {
        return Callers.self("groupLeader()").groupLeader();
    }

    /** Sends the output of {@code pid} to {@code leader} from now on. */
    public static void groupLeader(Pid pid, Pid leader) {
        StandIn.call(self -> {
            self.groupLeader(self.node().channelTo(pid.node()), pid, leader);
            return null;
        });
    }

    /**
     * How many processes are dead to everyone while their threads still run: an endless computation that looks at no
     * interrupt. They can do no harm to others, but cost a processor.
     */
    public static int fenced() {
        return LocalNode.current().fenced().size();
    }

    /** What can be seen of {@code pid}, a process of this node; empty if it does not live. */
    public static Optional<Info> info(Pid pid) {
        return LocalNode.current().find(pid).map(Info::of);
    }

    /**
     * A process as seen from outside.
     *
     * @param messages how many messages wait in its mailbox
     * @param monitoredBy how many others hear of its end
     * @param stack where its thread is
     */
    public record Info(
            Pid pid,
            Optional<Name> name,
            String label,
            int messages,
            List<Pid> links,
            List<Ref> monitors,
            int monitoredBy,
            boolean trapsExits,
            Pid groupLeader,
            List<StackTraceElement> stack) {
        static Info of(ProcessCell cell) {
            ProcessInfo info = cell.info();
            return new Info(
                    info.pid(),
                    info.name().map(Name::new),
                    info.label(),
                    info.messages(),
                    info.links(),
                    info.monitors(),
                    info.monitoredBy(),
                    info.trapsExits(),
                    info.groupLeader(),
                    cell.stack());
        }
    }
}
