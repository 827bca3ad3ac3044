// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.process.Address;
import io.tiebeam.process.Channel;
import io.tiebeam.process.Directories;
import io.tiebeam.process.Lineage;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.ProcessInfo;
import io.tiebeam.process.Signal;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerName;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import io.tiebeam.term.Via;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

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

    /**
     * Starts a process as {@link Kernel#spawn} does, related to the calling one as {@code options} say: Elixir's {@code
     * Process.spawn(fun, [:link, :monitor])}.
     *
     * <pre>{@code
     * Spawned worker = Processes.spawn(() -> IO.println("hi"), SpawnOption.LINK, SpawnOption.MONITOR);
     * Ref ref = worker.ref().orElseThrow();
     * }</pre>
     *
     * @throws NotAProcessException with an option, on a thread that runs no process
     */
    public static Spawned spawn(Body body, SpawnOption... options) {
        Set<SpawnOption> all = Set.copyOf(List.of(options));
        Ref[] ref = new Ref[1];
        Pid pid = Spawning.spawn(body, all.contains(SpawnOption.LINK), all.contains(SpawnOption.MONITOR), ref)
                .pid();
        return new Spawned(pid, Optional.ofNullable(ref[0]));
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

    /**
     * As {@link #monitor(ServerRef)}; the reference is also an address of the calling process, and {@code alias} says for
     * how long. A server whose reply goes to it cannot be late: what comes after the end of the alias is dropped.
     *
     * @throws NotAProcessException on a thread that runs no process
     */
    public static Ref monitor(ServerRef server, AliasMode alias) {
        ProcessCell self = Callers.owner("monitor()");
        return Address.of(self.node(), server)
                .monitor(
                        self,
                        switch (alias) {
                            case EXPLICIT_UNALIAS -> AliasUse.EXPLICIT;
                            case DEMONITOR -> AliasUse.UNTIL_DEMONITOR;
                            case REPLY_DEMONITOR -> AliasUse.UNTIL_REPLY;
                        });
    }

    /** How long the reference of a monitor is an address too. Source: the option {@code alias} of {@code erlang:monitor/3}. */
    public enum AliasMode {
        /** Until {@link Processes#unalias}: it outlives the monitor. */
        EXPLICIT_UNALIAS,
        /** Until the monitor is taken back, or its {@link Down} has come. */
        DEMONITOR,
        /** Until then, or until the first message to it: that takes the monitor back, too. */
        REPLY_DEMONITOR
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

    /** As {@link #alias()}, for one message: the first that comes ends it. Source: the option {@code reply} of {@code erlang:alias/1}. */
    public static Ref aliasForReply() {
        return Callers.owner("aliasForReply()").aliasForReply();
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
                self.send(alias, Sending.handed(message));
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
        ProcessCell self = ProcessCell.currentOrNull();
        if (self != null) {
            self.checkAlive(); // the dead give no names
        }
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
     * Sends {@code message} to {@code to} after {@code delay}; at once if that is negative. {@link #cancelTimer} takes it
     * back.
     *
     * @throws io.tiebeam.term.TermException if {@code message} cannot be sent
     * @throws java.util.concurrent.RejectedExecutionException if the node has stopped
     */
    public static ScheduledFuture<?> sendAfter(ServerRef to, Object message, Duration delay) {
        LocalNode node = LocalNode.current();
        Object handed = Sending.handed(message);
        Optional<Term> target = to instanceof Pid pid
                ? Optional.of(pid)
                : to instanceof Name name ? Optional.of(name.atom()) : Optional.empty();
        return node.timers().after(delay, target, () -> Sending.sendFromNode(node, to, handed));
    }

    /**
     * Sends {@code message} to {@code to} at {@code nanoTime}, in the time of {@link System#nanoTime()}: who adds to that
     * time again and again is not late by more each time. At once if it has passed.
     *
     * @throws io.tiebeam.term.TermException if {@code message} cannot be sent
     * @throws java.util.concurrent.RejectedExecutionException if the node has stopped
     */
    public static ScheduledFuture<?> sendAt(ServerRef to, Object message, long nanoTime) {
        return sendAfter(to, message, Duration.ofNanos(nanoTime - System.nanoTime()));
    }

    /**
     * Takes back what {@link #sendAfter} or {@link #sendAt} began. Once this returns, the message has been sent or never
     * will be.
     *
     * @return the time that was left; empty if there is nothing to cancel: it has been sent, or cancelled before
     */
    public static Optional<Duration> cancelTimer(ScheduledFuture<?> timer) {
        Duration left = left(timer);
        return timer.cancel(false) ? Optional.of(left) : Optional.empty();
    }

    /** The time that is left until the message of {@code timer} is sent; empty if it has been, or was cancelled. */
    public static Optional<Duration> readTimer(ScheduledFuture<?> timer) {
        Duration left = left(timer);
        return timer.isDone() ? Optional.empty() : Optional.of(left);
    }

    private static Duration left(ScheduledFuture<?> timer) {
        return Duration.ofNanos(Math.max(0, timer.getDelay(TimeUnit.NANOSECONDS)));
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

    /**
     * Where the output of {@code pid} goes, a process of this node or another.
     *
     * @throws IllegalArgumentException if it does not live
     * @throws ExitException if its node cannot be asked
     */
    public static Pid groupLeader(Pid pid) {
        return info(pid)
                .map(Info::groupLeader)
                .orElseThrow(() -> new IllegalArgumentException(
                        "cannot tell the group leader of " + pid + ": no such process lives (badarg)"));
    }

    /** Sends the output of {@code pid} to {@code leader} from now on; that of those it starts after that, too. */
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

    /**
     * Says what the calling process is, for whoever looks at it: an atom, a string, or anything that maps to a term. Source:
     * {@code proc_lib:set_label/1}, Elixir's {@code Process.set_label/1}.
     *
     * @throws NotAProcessException on a thread that runs no process
     * @throws io.tiebeam.term.TermException for what has no term
     */
    public static void setLabel(Object label) {
        ProcessCell self = Callers.owner("setLabel()");
        self.lineage(self.lineage().labelled(TermMapper.toTerm(label)));
    }

    /**
     * What can be seen of {@code pid}, a process of this node or another; empty if it does not live. Another node is asked,
     * and may be a BEAM.
     *
     * @throws NoConnectionException if its node cannot be reached
     * @throws CallTimeoutException if that does not answer within five seconds
     */
    public static Optional<Info> info(Pid pid) {
        LocalNode node = LocalNode.current();
        return node.isCalled(pid.node())
                ? node.find(pid).map(Info::of)
                : StandIn.call(self -> RemoteInfo.of(self, pid));
    }

    /**
     * The messages that wait in the mailbox of {@code pid}, a process of this node or another, as terms, oldest first; none
     * if it does not live. One that runs meanwhile takes some of them.
     *
     * @throws NoConnectionException if its node cannot be reached
     * @throws CallTimeoutException if that does not answer within five seconds
     */
    public static List<Term> messages(Pid pid) {
        LocalNode node = LocalNode.current();
        if (!node.isCalled(pid.node())) {
            return StandIn.call(self -> RemoteInfo.messages(self, pid));
        }
        return node.find(pid)
                .map(cell -> cell.messages().stream().map(TermMapper::toTerm).toList())
                .orElse(List.of());
    }

    /** What a process is doing: {@code status} of {@code erlang:process_info/2}. The last two are of BEAM nodes only. */
    public enum Status {
        /** It computes. */
        RUNNING,
        /** It could. */
        RUNNABLE,
        /** It waits: for a message, or on this node for anything. */
        WAITING,
        /** It has ended, and its last work is being done. */
        EXITING,
        /** Somebody has suspended it. */
        SUSPENDED,
        /** Its memory is being tidied up. */
        GARBAGE_COLLECTING
    }

    /**
     * A process as seen from outside, at one moment. Source: {@code erlang:process_info/2}, and what {@code proc_lib} and
     * Elixir's {@code Task} keep in a process's dictionary.
     *
     * @param label what it runs, in words for people
     * @param ownLabel what it said with {@link Processes#setLabel}
     * @param initialCall {@code {Module, Function, Arity}} that it began with; {@code {erlang, apply, 2}} for a function
     * @param messages how many messages wait in its mailbox
     * @param monitors whom it monitors
     * @param monitoredBy who hears of its end, each as often as it asked
     * @param parent who started it
     * @param ancestors for a process of a behaviour or a task: who started it, who that one, and so on, the nearest first
     * @param callers for a task: on whose behalf it runs, the nearest first
     * @param stack where its thread is; empty for one that waits without a thread
     */
    public record Info(
            Pid pid,
            Optional<Name> name,
            Status status,
            String label,
            Optional<Term> ownLabel,
            Tuple initialCall,
            int messages,
            List<Pid> links,
            List<ServerRef> monitors,
            List<Pid> monitoredBy,
            boolean trapsExits,
            Pid groupLeader,
            Optional<Pid> parent,
            List<ServerRef> ancestors,
            List<Pid> callers,
            List<StackTraceElement> stack) {
        static Info of(ProcessCell cell) {
            ProcessInfo info = cell.info();
            Lineage lineage = info.lineage();
            return new Info(
                    info.pid(),
                    info.name().map(Name::new),
                    Status.valueOf(info.status().name()),
                    info.label(),
                    lineage.label().equals(Atom.UNDEFINED) ? Optional.empty() : Optional.of(lineage.label()),
                    lineage.initialCall(),
                    info.messages(),
                    info.links(),
                    servers(info.monitors()),
                    info.monitoredBy(),
                    info.trapsExits(),
                    info.groupLeader(),
                    info.parent(),
                    servers(lineage.ancestors().elements()),
                    lineage.callerPids(),
                    cell.stack());
        }

        static List<ServerRef> servers(List<Term> terms) {
            return terms.stream().flatMap(Info::server).toList();
        }

        /** A pid, a name, or {@code {Name, Node}}. */
        static Stream<ServerRef> server(Term term) {
            return switch (term) {
                case Pid pid -> Stream.of(pid);
                case Atom name -> Stream.of(new Name(name));
                case Tuple t
                when t.size() == 2 && t.get(0) instanceof Atom name && t.get(1) instanceof Atom node ->
                    Stream.of(new Name(name).at(new NodeName(node)));
                default -> Stream.empty();
            };
        }
    }
}
