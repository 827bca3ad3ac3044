// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Renaming;
import io.tiebeam.term.Term;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The processes of one node: their addresses, their names, and the way of a signal to each of them. Several may live in
 * one JVM; one without a name, {@code nonode@nohost}, is there from the start. Safe on any thread.
 */
public final class LocalNode {
    private static final Atom NOPROC = Atom.of("noproc");
    private static final int FIRST_ID = 100; // below, a BEAM node keeps its system processes; makes pids look alike
    private static final LocalNode NAMELESS = new LocalNode(Atom.of("nonode@nohost"), 0);
    private static final AtomicReference<LocalNode> DEFAULT = new AtomicReference<>(NAMELESS);

    static {
        Inspect.printsFrom(() -> current().home);
    }

    private final Atom home; // in the addresses of its processes, for life
    private final int homeCreation;
    private volatile Called called;
    private final int refSalt = new SecureRandom().nextInt();
    private final Map<Pid, ProcessCell> cells = new ConcurrentHashMap<>();
    private final Map<Atom, ProcessCell> names = new ConcurrentHashMap<>();
    private final Set<ProcessCell> fenced = ConcurrentHashMap.newKeySet();
    private final Pid nobody;
    private final AtomicInteger nextId = new AtomicInteger(FIRST_ID);
    private final AtomicInteger nextSerial = new AtomicInteger();
    private final AtomicLong unlinkIds = new AtomicLong();
    private final Map<Class<?>, Object> attachments = new ConcurrentHashMap<>();
    private final Timers timers = new Timers(this);
    private volatile Distribution distribution = Distribution.NONE;
    private volatile Pid user;
    private volatile Term stopped; // why; null: not yet

    /** What this node is called by others now, and the incarnation that goes with it. */
    private record Called(Atom name, int creation) {}

    /** A node called {@code name} in its incarnation {@code creation}. Its processes can be reached only from here. */
    public LocalNode(Atom name, int creation) {
        this(name, creation, new Called(name, creation));
    }

    private LocalNode(Atom home, int homeCreation, Called called) {
        this.home = home;
        this.homeCreation = homeCreation;
        this.called = called;
        this.user = new Pid(home, 0, 0, homeCreation);
        this.nobody = new Pid(home, 0, Integer.MAX_VALUE, homeCreation);
    }

    /**
     * A node that others will give a name to. The addresses of its processes stay as they are, whatever it is called: they
     * have an incarnation of their own, so that no other node of this JVM without a name takes them for its own.
     */
    public static LocalNode toBeNamed() {
        Atom nameless = NAMELESS.home;
        return new LocalNode(nameless, new SecureRandom().nextInt() | 1 << 2, new Called(nameless, 0));
    }

    /** The node of the process that runs on this thread, else the JVM's default node. */
    public static LocalNode current() {
        ProcessCell self = ProcessCell.currentOrNull();
        return self != null ? self.node() : DEFAULT.get();
    }

    /** The node of this JVM that has no name, {@code nonode@nohost}. */
    public static LocalNode nameless() {
        return NAMELESS;
    }

    /** The node of whoever runs in no process. */
    public static LocalNode byDefault() {
        return DEFAULT.get();
    }

    /** Makes this the node of whoever runs in no process, unless another named node is. */
    public void makeDefault() {
        DEFAULT.compareAndSet(NAMELESS, this);
    }

    /** Takes back {@link #makeDefault()}. */
    public void endDefault() {
        DEFAULT.compareAndSet(this, NAMELESS);
    }

    /** What this node is called: {@code nonode@nohost} as long as it has no name. */
    public Atom name() {
        return called.name();
    }

    /** Whether it is called something else than {@code nonode@nohost}. */
    public boolean isNamed() {
        return !NAMELESS.home.equals(name());
    }

    /** The incarnation that goes with the name. */
    public int creation() {
        return called.creation();
    }

    /** Gives this node, made {@linkplain #toBeNamed() to be named}, its name. */
    public void name(Atom name, int creation) {
        called = new Called(name, creation);
    }

    /** Takes the name back. */
    public void unname() {
        called = new Called(home, 0);
    }

    /** Whether {@code node} is the name of this node, or that in the addresses of its processes. */
    public boolean isCalled(Atom node) {
        return home.equals(node) || called.name().equals(node);
    }

    /** The node of {@code address} by the name that it has now. */
    public Atom nodeOf(Pid address) {
        return isHere(address.node(), address.creation()) ? called.name() : address.node();
    }

    /** The node of {@code reference} by the name that it has now. */
    public Atom nodeOf(Ref reference) {
        return isHere(reference.node(), reference.creation()) ? called.name() : reference.node();
    }

    private boolean isHere(Atom node, int creation) {
        return creation == homeCreation && home.equals(node);
    }

    /** An address of this node. */
    public Pid address(int id, int serial) {
        return new Pid(home, id, serial, homeCreation);
    }

    /** A reference of this node, of five words. */
    Ref reference(int first, int second, Pid owner) {
        return Ref.of(home, homeCreation, first, second, refSalt, owner.id(), owner.serial());
    }

    /** The two names of this node, where its processes and others have different ones for it now. */
    public Optional<Renaming> renaming() {
        Called now = called;
        return home.equals(now.name())
                ? Optional.empty()
                : Optional.of(new Renaming(home, homeCreation, now.name(), now.creation()));
    }

    public Distribution distribution() {
        return distribution;
    }

    /** Connects this node to others from now on. */
    public void distribution(Distribution others) {
        distribution = others;
    }

    /** The channel to where {@code pid} lives; null if that is here. */
    public Channel channelTo(Atom node) {
        return isCalled(node) ? null : distribution.to(node);
    }

    /** Where output goes of processes that nobody gave another leader: the process registered as {@code user}. */
    public Pid user() {
        return user;
    }

    /** The address of a process that there never is: all sent there is lost, and who monitors it hears {@code noproc}. */
    Pid nobody() {
        return nobody;
    }

    /** Sets {@link #user()}. */
    public void user(Pid leader) {
        user = leader;
    }

    public Timers timers() {
        return timers;
    }

    /** What another layer keeps for this node, such as the functions it lets others call: one of each type. */
    public <T> T attachment(Class<T> type, Supplier<? extends T> make) {
        return type.cast(attachments.computeIfAbsent(type, _ -> make.get()));
    }

    long nextUnlinkId() {
        return unlinkIds.incrementAndGet();
    }

    // ---- processes ------------------------------------------------------------------------------------------------

    /** Makes a process that has its address but does not run yet: {@link #start} it. */
    public ProcessCell create(SpawnOptions options, ProcessBody body) {
        ProcessCell cell = make(options, body);
        admit(cell);
        return cell;
    }

    /** Makes a process that nobody can find yet: {@link #admit} it. */
    ProcessCell make(SpawnOptions options, ProcessBody body) {
        ProcessCell cell = new ProcessCell(this, newPid(), options, body);
        Witness witness = Onlooker.current();
        if (witness != null) {
            witness.spawned(cell);
        }
        return cell;
    }

    /** Gives a process its address; on a node that has stopped it dies at once. */
    void admit(ProcessCell cell) {
        cells.put(cell.pid(), cell);
        Term reason = stopped;
        if (reason != null) { // it may have been put too late for killAll
            cell.kill(reason);
        }
    }

    /** Starts a process made by {@link #create}. One that was killed meanwhile only ends. */
    public void start(ProcessCell cell) {
        cell.start();
    }

    /** Makes and starts a process that is related to nobody. */
    public ProcessCell spawn(SpawnOptions options, ProcessBody body) {
        ProcessCell cell = create(options, body);
        cell.start();
        return cell;
    }

    /** A process that stands in for the calling thread, which is none: close it with {@link #release}. */
    public ProcessCell standIn() {
        ProcessCell cell = new ProcessCell(
                this,
                newPid(),
                SpawnOptions.of(user, "thread " + Thread.currentThread().getName()),
                null);
        cells.put(cell.pid(), cell);
        return cell;
    }

    /** Ends what {@link #standIn()} began. */
    public void release(ProcessCell standIn) {
        standIn.kill(Atom.of("normal"));
        standIn.flushLeft();
    }

    private Pid newPid() {
        int id = nextId.getAndIncrement();
        if (id == Integer.MAX_VALUE) {
            nextId.set(FIRST_ID);
            nextSerial.incrementAndGet();
        }
        return address(id, nextSerial.get());
    }

    /** The process with this address, if it lives. */
    public Optional<ProcessCell> find(Pid pid) {
        return Optional.ofNullable(cells.get(pid));
    }

    /** All processes that live now. */
    public List<ProcessCell> processes() {
        return List.copyOf(cells.values());
    }

    /** Processes that are dead to everyone but whose threads have not come to their end. */
    public List<ProcessCell> fenced() {
        return List.copyOf(fenced);
    }

    void fence(ProcessCell cell, Thread running) {
        if (running.getState() == Thread.State.NEW) {
            return;
        }
        fenced.add(cell);
        if (cell.hasEnded()) { // it looked before it was added
            fenced.remove(cell);
        }
    }

    void threadEnded(ProcessCell cell) {
        fenced.remove(cell);
    }

    void buried(ProcessCell cell) {
        cell.registeredName().ifPresent(registered -> names.remove(registered, cell));
        cells.remove(cell.pid(), cell);
    }

    /** Whether {@link #killAll} was called. */
    public boolean hasStopped() {
        return stopped != null;
    }

    /** Kills every process of this node with {@code reason}, also those that somebody starts from now on. */
    public void killAll(Term reason) {
        timers.close();
        stopped = reason;
        for (ProcessCell cell : cells.values()) {
            cell.kill(reason);
        }
    }

    // ---- names ----------------------------------------------------------------------------------------------------

    /**
     * Registers {@code cell} as {@code registered}.
     *
     * @return false if the name is taken, or the process is dead or has a name already
     * @throws IllegalArgumentException for {@code undefined}
     */
    public boolean register(Atom registered, ProcessCell cell) {
        if (registered.equals(Atom.UNDEFINED)) {
            throw new IllegalArgumentException(
                    "cannot register " + cell.pid()
                            + " as :undefined: that is how Erlang says that nobody has a name (badarg)\n   → take another name");
        }
        synchronized (names) { // else two names given at the same moment would both be taken for the only one
            if (cell.registeredName().isPresent() || names.putIfAbsent(registered, cell) != null) {
                return false;
            }
            cell.registeredName(registered);
        }
        if (!cell.isAlive()) { // it may have died before it knew its name, and so not freed it
            names.remove(registered, cell);
            return false;
        }
        return true;
    }

    /** Frees a name; true if it was taken. */
    public boolean unregister(Atom registered) {
        synchronized (names) {
            ProcessCell cell = names.remove(registered);
            if (cell == null) {
                return false;
            }
            cell.registeredName(null);
            return true;
        }
    }

    /** The process registered as {@code registered}. */
    public Optional<ProcessCell> whereIs(Atom registered) {
        return Optional.ofNullable(names.get(registered));
    }

    /** All registered names. */
    public List<Atom> names() {
        return names.keySet().stream().sorted().toList();
    }

    // ---- signals --------------------------------------------------------------------------------------------------

    /**
     * Delivers {@code signal} within this node, and all that follows from it. Called by processes for each other, and by
     * the reader of a connection for its peer; never blocks, runs no user code.
     *
     * @param to a pid, an atom for a registered name, or a reference for an alias
     */
    public void deliver(Term to, Signal signal) {
        Deliveries.run(this, deliverOnce(to, signal));
    }

    /** Delivers one signal; what follows from it is left to the caller. */
    Deliveries deliverOnce(Term to, Signal signal) {
        ProcessCell cell = switch (to) {
            case Pid pid -> cells.get(pid);
            case Atom registered -> names.get(registered);
            case Ref alias -> cells.get(ownerOf(alias));
            default -> throw new IllegalArgumentException("cannot deliver to " + to);
        };
        if (to instanceof Ref alias && signal instanceof Signal.Message message) {
            message.alias = alias;
        }
        if (cell != null) {
            return cell.accept(signal);
        }
        if (signal instanceof Signal.Message) {
            return null;
        }
        Deliveries answer = new Deliveries();
        refuse(to instanceof Pid pid ? pid : user, signal, answer);
        return answer;
    }

    /** The process that {@link ProcessCell#newRef()} made {@code alias} for: its address is in the last two words. */
    private Pid ownerOf(Ref alias) {
        if (alias.size() != Ref.MAX_WORDS || !isHere(alias.node(), alias.creation())) {
            return user; // no reference of ours is an alias of the user process: the message is dropped there
        }
        return address(alias.word(3), alias.word(4));
    }

    /** What a signal to a dead process gives rise to. {@code answer} takes it. */
    void refuse(Pid dead, Signal signal, Deliveries answer) {
        switch (signal) {
            case Signal.Link l -> answer.add(l.via, dead, l.from, new Signal.LinkExit(dead, NOPROC, null));
            case Signal.Unlink u -> {
                if (u.id != 0) {
                    answer.add(u.via, dead, u.from, new Signal.UnlinkAck(dead, u.id, null));
                }
            }
            case Signal.Monitor m -> answer.add(m.via, dead, m.from, new Signal.Down(m.target, m.ref, NOPROC));
            case Signal.SpawnReply r -> {
                if (r.linked && r.result instanceof Pid child) {
                    answer.add(r.via, dead, child, new Signal.LinkExit(dead, NOPROC, null));
                }
            }
            case Signal.Message _,
                    Signal.UnlinkAck _,
                    Signal.LinkExit _,
                    Signal.Exit _,
                    Signal.Demonitor _,
                    Signal.Down _,
                    Signal.GroupLeader _,
                    Signal.Disconnected _,
                    Signal.Mark _ -> {}
        }
    }

    /** Tells {@code cell} that the connection over {@code via} is gone. */
    public void disconnected(ProcessCell cell, Channel via) {
        deliver(cell.pid(), new Signal.Disconnected(via));
    }

    @Override
    public String toString() {
        return name().name();
    }
}
