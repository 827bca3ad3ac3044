// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.From;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.Network;
import io.tiebeam.process.ProcessBody;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The process {@code global_name_server}. Two nodes that connect come to know the same names like this:
 *
 * <ol>
 *   <li>each tells the other at once that it is there: {@code init_connect}, with a tag and its locker;
 *   <li>each acknowledges what it got, so that both know of which attempts they talk: {@code init_connect_ack};
 *   <li>the {@linkplain Locker lockers} get the lock on all nodes that either knows, and say so: {@code lock_set};
 *   <li>each sends its names: {@code exchange};
 *   <li>each works out what has to change here and there, and sends the second: {@code resolved};
 *   <li>each does its changes, tells all that it knew before of the newcomers and the changes ({@code new_nodes}), and
 *       connects to all that the newcomer knew ({@code in_sync}); then the lock is given back.
 * </ol>
 *
 * A node that loses the connection to one that it knows tells all others ({@code lost_connection}), who let go of that one
 * too ({@code remove_connection}): else there would be nodes in the middle that know two which do not know each other.
 *
 * <p>Never waits: what takes time has a process of its own.
 */
final class GlobalServer implements ProcessBody {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final Runnable NOTHING = () -> {};

    private record Early(Term vsn, Term message) {}

    private final Network network;
    private final Names names;
    private final Mesh mesh;
    private final Prevention prevention;
    private final Map<Atom, Integer> known = new LinkedHashMap<>(); // nodes that we have joined, and their versions
    private final Set<Atom> pending = new LinkedHashSet<>(); // nodes that we are joining
    private final Set<Atom> removing = new HashSet<>(); // nodes whose end is no news to others
    private final Set<Atom> synced = new LinkedHashSet<>();
    private final Map<Atom, Session> sessions = new HashMap<>();
    private final Map<Atom, Early> early = new HashMap<>(); // what came before we heard that the node is up
    private final SyncWaiters waiters = new SyncWaiters();
    private long lastTag = System.nanoTime();
    private ProcessCell self;
    private Locks locks;
    private Pid locker;

    GlobalServer(Network network) {
        this.network = network;
        this.names = Names.of(network.node());
        this.mesh = new Mesh(network);
        this.prevention = Prevention.of(network.node());
    }

    @Override
    public Term run(ProcessCell cell) {
        self = cell;
        self.trapExit(true);
        locks = new Locks(self);
        locker = spawn("locker of global", new Locker(self.pid(), locks));
        network.watch(new Visible(network.node(), self.pid()));
        while (true) {
            Object message = self.receive(m -> m, Deadline.NEVER);
            try {
                handle(message);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "global could not handle a message", e);
            }
        }
    }

    private Pid spawn(String label, ProcessBody body) {
        return self.startChild(
                        SpawnOptions.of(self.node().user(), label).childOf(self.pid(), false, Optional.empty()), body)
                .pid();
    }

    private Atom me() {
        return self.node().name();
    }

    private void handle(Object message) {
        switch (message) {
            case Event.ForServer event -> onEvent(event);
            case Tuple t when t.is(Words.GEN_CALL, 3) -> From.of(t.get(1)).ifPresent(from -> onCall(from, t.get(2)));
            case Tuple t when t.is(Words.GEN_CAST, 2) && t.get(1) instanceof Tuple cast -> onCast(cast);
            case Tuple t -> onInfo(t);
            default -> {}
        }
    }

    private void onEvent(Event.ForServer event) {
        switch (event) {
            case Event.NodeUp(var node) -> nodeUp(node);
            case Event.NodeDown(var node) -> nodeDown(node);
            case Event.NotReached(var node) -> {
                LOG.log(Level.WARNING, "'global' at " + me() + " failed to connect to " + node);
                nodeDown(node);
            }
            case Event.LockIsSet lock -> session(lock.node(), lock.myTag()).ifPresent(s -> lockIsSet(s, lock.lock()));
            case Event.Compared done -> session(done.node(), done.myTag()).ifPresent(s -> compared(s, done));
        }
    }

    private Optional<Session> session(Atom node, long myTag) {
        return Optional.ofNullable(sessions.get(node)).filter(s -> s.myTag == myTag);
    }

    /** The attempt that {@code tag} is of; one that is over is cancelled there too. */
    private Optional<Session> session(Term node, Term tag) {
        return Optional.ofNullable(sessions.get(node)).filter(s -> s.isMine(tag));
    }

    // ---- joining --------------------------------------------------------------------------------------------------

    private void nodeUp(Atom node) {
        mesh.up(node);
        begin(node);
    }

    private void begin(Atom node) {
        if (known.containsKey(node) || sessions.containsKey(node) || !mesh.isUp(node)) {
            return;
        }
        Session session = new Session(node, ++lastTag);
        sessions.put(node, session);
        Map<Term, Term> informative = new HashMap<>();
        known.forEach((peer, version) -> informative.put(peer, Int.of(version)));
        cast(
                node,
                Tuple.of(
                        Vocabulary.INIT_CONNECT,
                        Tuple.of(Int.of(Vocabulary.VERSION), Int.of(session.myTag)),
                        me(),
                        Tuple.of(Vocabulary.LOCKER, Vocabulary.NO_LONGER_A_PID, MapTerm.of(informative), locker)));
        Early before = early.remove(node);
        if (before != null) {
            initConnect(node, before.vsn(), before.message());
        }
    }

    /** @param vsn {@code {Version, Tag}}; newer versions may say more behind that */
    private void initConnect(Atom node, Term vsn, Term message) {
        if (!(vsn instanceof Tuple v
                && v.size() >= 2
                && message instanceof Tuple m
                && m.size() == 4
                && m.get(3) instanceof Pid hisLocker)) {
            LOG.log(Level.INFO, "Illegal global protocol version " + vsn + " Node: " + node);
            return;
        }
        Term hisTag = v.get(1);
        Session session = sessions.get(node);
        if (pending.contains(node)) { // he has begun anew: so do we
            send(node, Tuple.of(Vocabulary.CANCEL_CONNECT, me(), hisTag));
            restart(node);
        } else if (session == null) {
            early.put(node, new Early(vsn, message));
        } else {
            session.hisTag = Optional.of(hisTag);
            self.send(locker, new Event.Candidate(node, hisLocker, session.myTag, hisTag));
            send(node, Tuple.of(Vocabulary.INIT_CONNECT_ACK, me(), hisTag, Int.of(session.myTag)));
            pending.add(node);
        }
    }

    private void acknowledged(Atom node, Term myTag, Term hisTag) {
        Session session = sessions.get(node);
        boolean agreed = session != null
                && session.isMine(myTag)
                && session.hisTag.filter(hisTag::equals).isPresent();
        if (!agreed) {
            send(node, Tuple.of(Vocabulary.CANCEL_CONNECT, me(), hisTag));
            restart(node);
        }
    }

    private void restart(Atom node) {
        boolean begun = sessions.containsKey(node);
        cancel(node, NOTHING);
        if (known.containsKey(node)) { // we have joined through another node meanwhile, and have its names from there
            return;
        }
        locks.forget(node);
        names.forget(self, node);
        if (begun) {
            begin(node);
        }
    }

    /** Ends the attempt to join {@code node}; its locker says {@code farewell} before it gives the lock back. */
    private void cancel(Atom node, Runnable farewell) {
        Session session = sessions.remove(node);
        if (session != null) {
            if (pending.contains(node) && farewell == NOTHING) {
                session.hisTag.ifPresent(tag -> send(node, Tuple.of(Vocabulary.CANCEL_CONNECT, me(), tag)));
            }
            self.send(locker, new Event.Cancel(node, session.myTag, farewell));
        }
        early.remove(node);
        pending.remove(node);
    }

    private void lockIsSet(Session session, LockId lock) {
        session.lock = Optional.of(lock);
        List<Term> ours = names.entries().stream().<Term>map(GlobalName::toTerm).toList();
        cast(session.node, Tuple.of(Vocabulary.EXCHANGE, me(), ListTerm.of(ours), ListTerm.EMPTY, hisTag(session)));
        compareIfPossible(session);
    }

    private static Term hisTag(Session session) {
        return session.hisTag.orElseThrow(); // a session has a lock only after its init_connect
    }

    private void compareIfPossible(Session session) {
        if (session.lock.isPresent() && session.hisNames.isPresent() && !session.comparing) {
            session.comparing = true;
            List<GlobalName> his = session.hisNames.get();
            Pid server = self.pid();
            spawn("resolver of global", child -> {
                child.send(server, Resolution.compare(child, session.node, session.myTag, his));
                return Words.NORMAL;
            });
        }
    }

    private void compared(Session session, Event.Compared done) {
        cast(
                session.node,
                Tuple.of(
                        Vocabulary.RESOLVED,
                        me(),
                        Change.toTerm(done.there()),
                        knownTerm(known.keySet()),
                        Vocabulary.UNUSED,
                        ListTerm.EMPTY,
                        hisTag(session)));
        session.changesHere = Optional.of(done.here());
        joinIfPossible(session);
    }

    private Term knownTerm(Collection<Atom> nodes) {
        return ListTerm.of(nodes.stream()
                .map(node -> Tuple.of(node, Int.of(known.getOrDefault(node, Vocabulary.VERSION))))
                .toList());
    }

    private void joinIfPossible(Session session) {
        if (session.changesHere.isEmpty() || session.his.isEmpty()) {
            return;
        }
        Session.HisSide his = session.his.get();
        List<Change> changes = new ArrayList<>(session.changesHere.get());
        changes.addAll(his.changes());
        List<Atom> hisKnown = nodesOf(his.known());
        Term extra = ListTerm.of(
                Tuple.of(Vocabulary.VSN, Int.of(Vocabulary.VERSION)),
                Tuple.of(Vocabulary.LOCK, session.lock.orElseThrow().toTerm()));
        mesh.connect(self, hisKnown);
        change(changes, session.lock.orElseThrow().toTerm());
        isSynced(session.node);
        hisKnown.forEach(node -> {
            pending.remove(node); // it is no attempt that failed: nobody is to be told
            cancel(node, NOTHING);
        });
        List<Term> newNodes = new ArrayList<>(List.of(Tuple.of(session.node, Int.of(Vocabulary.VERSION))));
        newNodes.addAll(his.known());
        Term news = Tuple.of(
                Vocabulary.NEW_NODES, me(), Change.toTerm(changes), ListTerm.EMPTY, ListTerm.of(newNodes), extra);
        List<Atom> before = List.copyOf(known.keySet());
        // Said by the locker, while it still has the lock; from a process of its own, since a session has ended here.
        cancel(session.node, () -> before.forEach(node -> mesh.send(locker, node, Tuple.of(Words.GEN_CAST, news))));
        addKnown(newNodes);
    }

    private static List<Atom> nodesOf(List<Term> terms) {
        List<Atom> nodes = new ArrayList<>();
        for (Term term : terms) {
            if (term instanceof Atom node) {
                nodes.add(node);
            } else if (term instanceof Tuple t && t.size() == 2 && t.get(0) instanceof Atom node) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    /** Those that are new among {@code nodes} are known from now on; gives them. */
    private List<Atom> addKnown(List<Term> nodes) {
        List<Atom> added = new ArrayList<>();
        for (Term term : nodes) {
            Atom node = nodesOf(List.of(term)).isEmpty()
                    ? me()
                    : nodesOf(List.of(term)).getFirst();
            if (!node.equals(me()) && !known.containsKey(node)) {
                known.put(node, term instanceof Tuple t && t.get(1) instanceof Int(var version) ? (int) version : 0);
                added.add(node);
            }
        }
        self.send(locker, new Event.Known(List.copyOf(added)));
        return added;
    }

    private void newNodes(Term changes, Term nodes, Term extra) {
        List<Atom> added = addKnown(nodes instanceof ListTerm list ? list.elements() : List.of());
        mesh.connect(self, added);
        change(Change.of(changes), lockIn(extra));
    }

    private static Term lockIn(Term extra) {
        if (extra instanceof ListTerm list) {
            for (Term element : list.elements()) {
                if (element instanceof Tuple t && t.is(Vocabulary.LOCK, 2)) {
                    return t.get(1);
                }
            }
        }
        return Atom.UNDEFINED;
    }

    private void change(List<Change> changes, Term lock) {
        for (Change change : changes) {
            switch (change) {
                case Change.Insert(var name) -> {
                    names.insert(self, name);
                    if (!locks.stillSetAs(lock)) { // whoever had it has died meanwhile: all that it did is undone
                        names.delete(self, name.name());
                    }
                }
                case Change.Delete(var name) -> names.delete(self, name);
            }
        }
    }

    private void inSync(Atom node) {
        isSynced(node);
        pending.remove(node);
        cancel(node, NOTHING);
    }

    private void isSynced(Atom node) {
        synced.add(node);
        waiters.settled(node);
    }

    // ---- parting --------------------------------------------------------------------------------------------------

    private void nodeDown(Atom node) {
        mesh.down(node);
        waiters.settled(node);
        if (!removing.remove(node) && prevention.isOn() && (known.containsKey(node) || pending.contains(node))) {
            mesh.lost(self, node, others(node));
        }
        forget(node);
    }

    /** All that are known or being joined, but {@code node}. */
    private Set<Atom> others(Atom node) {
        Set<Atom> others = new LinkedHashSet<>(known.keySet());
        others.addAll(pending);
        others.remove(node);
        return others;
    }

    private void forget(Atom node) {
        cancel(node, NOTHING);
        self.send(locker, new Event.Unknown(node));
        known.remove(node);
        synced.remove(node);
    }

    private void lostConnection(Tuple message) {
        if (!(message.get(1) instanceof Atom from && message.get(4) instanceof Atom lost) || !mesh.isNews(message)) {
            return;
        }
        others(from).forEach(node -> send(node, message));
        Atom remove = lost.equals(me()) ? from : lost;
        if (known.containsKey(remove) || pending.contains(remove)) {
            send(remove, Tuple.of(Vocabulary.REMOVE_CONNECTION, me()));
            warn("requested disconnect from", remove);
            removing.add(remove);
            forget(remove);
        }
    }

    private void removeConnection(Atom node) {
        if (known.containsKey(node) || pending.contains(node)) {
            removing.add(node);
            forget(node);
            mesh.disconnect(self, node);
            warn("disconnected", node);
        }
    }

    private void warn(String what, Atom node) {
        LOG.log(
                Level.WARNING,
                "'global' at node " + me() + " " + what + " node " + node
                        + " in order to prevent overlapping partitions");
    }

    // ---- what others say ------------------------------------------------------------------------------------------

    private void onCast(Tuple cast) {
        if (cast.is(Vocabulary.INIT_CONNECT, 4) && cast.get(2) instanceof Atom node) {
            initConnect(node, cast.get(1), cast.get(3));
        } else if (cast.is(Vocabulary.LOCK_SET, 5) && cast.get(1) instanceof Pid his) {
            session(his.node(), cast.get(4))
                    .ifPresent(s ->
                            self.send(locker, new Event.LockSet(his, cast.get(2).equals(Atom.TRUE), s.myTag)));
        } else if (cast.is(Vocabulary.EXCHANGE, 5)) {
            session(cast.get(1), cast.get(4)).ifPresent(session -> {
                List<Term> his = cast.get(2) instanceof ListTerm list ? list.elements() : List.of();
                session.hisNames = Optional.of(his.stream()
                        .flatMap(name -> GlobalName.of(name).stream())
                        .toList());
                compareIfPossible(session);
            });
        } else if (cast.is(Vocabulary.RESOLVED, 7)) {
            session(cast.get(1), cast.get(6)).ifPresent(session -> {
                List<Term> hisKnown = cast.get(3) instanceof ListTerm list ? list.elements() : List.of();
                session.his = Optional.of(new Session.HisSide(Change.of(cast.get(2)), hisKnown));
                joinIfPossible(session);
            });
        } else if (cast.is(Vocabulary.NEW_NODES, 6)) {
            newNodes(cast.get(2), cast.get(4), cast.get(5));
        } else if (cast.is(Vocabulary.IN_SYNC, 3) && cast.get(1) instanceof Atom node) {
            inSync(node);
        }
    }

    private void onInfo(Tuple info) {
        if (info.is(Words.DOWN, 5) && info.get(1) instanceof Ref ref) {
            locks.down(ref);
            names.down(ref);
        } else if (info.is(Vocabulary.INIT_CONNECT_ACK, 4) && info.get(1) instanceof Atom node) {
            acknowledged(node, info.get(2), info.get(3));
        } else if (info.is(Vocabulary.CANCEL_CONNECT, 3) && info.get(1) instanceof Atom node) {
            session(node, info.get(2)).ifPresent(_ -> restart(node));
        } else if (info.is(Vocabulary.LOST_CONNECTION, 5) && prevention.isOn()) {
            lostConnection(info);
        } else if (info.is(Vocabulary.REMOVE_CONNECTION, 2) && info.get(1) instanceof Atom node) {
            removeConnection(node);
        }
    }

    private void onCall(From from, Term request) {
        if (request.equals(Vocabulary.GET_KNOWN)) {
            from.reply(ListTerm.of(List.copyOf(known.keySet())));
        } else if (request.equals(Vocabulary.GET_SYNCED)) {
            from.reply(ListTerm.of(List.copyOf(synced)));
        } else if (request.equals(Vocabulary.GET_PROTOCOL_VERSION)) {
            from.reply(Int.of(Vocabulary.VERSION));
        } else if (request instanceof Tuple t && t.is(Vocabulary.SET_LOCK, 2)) {
            from.reply(Atom.of(
                    LockId.of(t.get(1)).filter(id -> locks.set(id, from.pid())).isPresent()));
        } else if (request instanceof Tuple t && t.is(Vocabulary.DEL_LOCK, 2)) {
            LockId.of(t.get(1)).ifPresent(id -> locks.delete(id, from.pid()));
            from.reply(Atom.TRUE);
        } else if (request instanceof Tuple t && t.is(Vocabulary.REGISTER, 4) && t.get(2) instanceof Pid pid) {
            register(from, new GlobalName(t.get(1), pid, t.get(3)));
        } else if (request instanceof Tuple t && t.is(Vocabulary.REGISTER_EXT, 5) && t.get(2) instanceof Pid pid) {
            register(from, new GlobalName(t.get(1), pid, t.get(3)));
        } else if (request instanceof Tuple t && t.is(Vocabulary.UNREGISTER, 2)) {
            names.delete(self, t.get(1));
            from.reply(Atom.OK);
        } else if (request instanceof Tuple t && t.is(Vocabulary.SYNC, 2) && t.get(1) instanceof ListTerm nodes) {
            sync(from, nodesOf(nodes.elements()));
        } else {
            LOG.log(Level.WARNING, "global received an unexpected call: " + request);
        }
    }

    private void register(From from, GlobalName name) {
        names.insert(self, name);
        if (!locks.stillHeldBy(from.pid())) {
            names.delete(self, name.name());
        }
        from.reply(Vocabulary.YES);
    }

    /** Answers when all of {@code nodes} have joined, or are gone. */
    private void sync(From from, List<Atom> nodes) {
        Set<Atom> missing = new LinkedHashSet<>(nodes);
        missing.remove(me());
        missing.removeAll(synced);
        waiters.add(from, missing);
        mesh.reach(self, missing);
    }

    // ---- sending, over connections that are there -----------------------------------------------------------------

    private void cast(Atom node, Term message) {
        send(node, Tuple.of(Words.GEN_CAST, message));
    }

    private void send(Atom node, Term message) {
        mesh.wayTo(node).ifPresent(via -> self.send(via, Vocabulary.SERVER.atom(), message));
    }
}
