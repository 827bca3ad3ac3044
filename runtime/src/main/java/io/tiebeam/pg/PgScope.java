// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.pg;

import io.tiebeam.From;
import io.tiebeam.gen.Server;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Network;
import io.tiebeam.process.NodeWatcher;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.Signal;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The process of one scope, registered under the scope's name, on each node that runs it. They find each other by
 * {@code discover} when nodes connect, exchange their members once, and tell each other of every change after that; a
 * member's end is seen by the scope of its own node, a node's end by all.
 *
 * <p>Speaks version 0 of the protocol, which all releases understand, and understands version 1 of OTP 29. Source: OTP's
 * {@code pg.erl}.
 */
public final class PgScope implements Server {
    private static final Atom DISCOVER = Atom.of("discover");
    private static final Atom SYNC = Atom.of("sync");
    private static final Atom LOCAL_DATA = Atom.of("local_data");
    private static final Atom JOIN = Atom.of("join");
    private static final Atom LEAVE = Atom.of("leave");
    private static final Atom UPDATE = Atom.of("update");
    private static final Atom NODEUP = Atom.of("nodeup");

    private record Local(Ref monitor, List<Term> groups) {}

    private record Peer(Ref monitor, Map<Term, List<Pid>> groups) {}

    private final ProcessCell self;
    private final Atom scope;
    private final Members members = new Members();
    private final PgMonitors monitors;
    private final Map<Pid, Local> locals = new LinkedHashMap<>();
    private final Map<Pid, Peer> peers = new LinkedHashMap<>();
    private final NodeWatcher watcher;

    /** A scope that runs in {@code self}, which is registered as {@code scope}. */
    public PgScope(ProcessCell self, Atom scope) {
        this.self = self;
        this.scope = scope;
        this.monitors = new PgMonitors(self);
        this.watcher = watcher(self.node(), self.pid());
        PgScopes.of(self.node()).put(scope, members);
    }

    /** Turns news of visible nodes into messages: it hears them on the threads of connections. */
    private static NodeWatcher watcher(LocalNode node, Pid to) {
        return new NodeWatcher() {
            @Override
            public void up(NodeName peer, boolean hidden) {
                if (!hidden) {
                    node.deliver(to, new Signal.Message(Tuple.of(NODEUP, peer.atom())));
                }
            }

            @Override
            public void down(NodeName peer, boolean hidden, Atom reason) {
                // the monitor of its scope says so
            }
        };
    }

    @Override
    public Atom module() {
        return Atom.of("pg");
    }

    @Override
    public void begin() {
        network().ifPresent(network -> network.watch(watcher));
    }

    private Optional<Network> network() {
        return self.node().distribution() instanceof Network network ? Optional.of(network) : Optional.empty();
    }

    @Override
    public void terminate(Term reason) {
        network().ifPresent(network -> network.unwatch(watcher));
        PgScopes.of(self.node()).remove(scope, members);
    }

    // ---- what processes of this node ask --------------------------------------------------------------------------

    @Override
    public void call(From from, Term request) {
        if (request instanceof Tuple t && t.is(Atom.of("join_local"), 3)) {
            joinLocal(t.get(1), t.get(2));
            from.reply(Atom.OK);
        } else if (request instanceof Tuple t && t.is(Atom.of("leave_local"), 3)) {
            from.reply(leaveLocal(t.get(1), t.get(2)) ? Atom.OK : Atom.of("not_joined"));
        } else if (request.equals(Words.MONITOR)) {
            from.reply(Tuple.of(monitors.add(from.pid(), Optional.empty()), everybody()));
        } else if (request instanceof Tuple t && t.is(Words.MONITOR, 2)) {
            Ref ref = monitors.add(from.pid(), Optional.of(t.get(1)));
            from.reply(Tuple.of(ref, ListTerm.of(members.all(t.get(1)))));
        } else if (request instanceof Tuple t && t.is(Atom.of("demonitor"), 2) && t.get(1) instanceof Ref ref) {
            from.reply(monitors.remove(ref) ? Atom.OK : Atom.FALSE);
        } else {
            from.reply(Words.error(Tuple.of(Atom.of("bad_call"), request)));
        }
    }

    private void joinLocal(Term group, Term pids) {
        List<Pid> joining = Pids.of(pids);
        for (Pid pid : joining) {
            Local there = locals.get(pid);
            Ref monitor = there != null
                    ? there.monitor()
                    : Address.of(self.node(), pid).monitor(self, AliasUse.NONE);
            List<Term> groups = new ArrayList<>(List.of(group));
            groups.addAll(there == null ? List.of() : there.groups());
            locals.put(pid, new Local(monitor, List.copyOf(groups)));
        }
        members.join(group, joining, true);
        monitors.tell(JOIN, group, joining);
        broadcast(Tuple.of(JOIN, self.pid(), group, pids));
    }

    /** False if none of them was in the group. */
    private boolean leaveLocal(Term group, Term pids) {
        List<Pid> leaving = new ArrayList<>();
        for (Pid pid : Pids.of(pids)) {
            Local there = locals.get(pid);
            if (there != null && there.groups().contains(group)) {
                List<Term> left = new ArrayList<>(there.groups());
                left.remove(group);
                if (left.isEmpty()) {
                    self.demonitor(there.monitor(), true);
                    locals.remove(pid);
                } else {
                    locals.put(pid, new Local(there.monitor(), List.copyOf(left)));
                }
                leaving.add(pid);
            }
        }
        if (leaving.isEmpty()) {
            return false;
        }
        leave(group, leaving, true);
        broadcast(Tuple.of(LEAVE, self.pid(), pids, ListTerm.of(group)));
        return true;
    }

    private void leave(Term group, List<Pid> pids, boolean local) {
        if (members.leave(group, pids, local)) {
            monitors.tell(LEAVE, group, pids);
        }
    }

    private Term everybody() {
        Map<Term, Term> all = new HashMap<>();
        members.groups().forEach(group -> all.put(group, ListTerm.of(members.all(group))));
        return MapTerm.of(all);
    }

    // ---- what the scopes of other nodes say -----------------------------------------------------------------------

    @Override
    public void cast(Term request) {
        if (request instanceof Tuple t
                && t.is(SYNC, 3)
                && t.get(1) instanceof Pid peer
                && t.get(2) instanceof ListTerm list) {
            Map<Term, List<Pid>> groups = new LinkedHashMap<>();
            list.elements().forEach(entry -> {
                if (entry instanceof Tuple pair && pair.size() == 2) {
                    groups.put(pair.get(0), Pids.of(pair.get(1)));
                }
            });
            synchronize(peer, groups);
        } else if (request instanceof Tuple t
                && t.is(LOCAL_DATA, 4)
                && t.get(1) instanceof Pid peer
                && t.get(3) instanceof MapTerm map) {
            Map<Term, List<Pid>> groups = new LinkedHashMap<>();
            map.forEach((group, pids) -> groups.put(group, Pids.of(pids)));
            synchronize(peer, groups);
        }
    }

    @Override
    public void info(Object message) {
        if (!(TermMapper.toTerm(message) instanceof Tuple t)) {
            return;
        }
        if (t.is(NODEUP, 2) && t.get(1) instanceof Atom node) {
            Address.of(self.node(), Name.of(scope.name()).at(new NodeName(node)))
                    .send(self, hello());
        } else if ((t.is(DISCOVER, 2) || t.is(DISCOVER, 3)) && t.get(1) instanceof Pid peer) {
            discovered(peer);
        } else if (t.is(JOIN, 4) && t.get(1) instanceof Pid peer) {
            joinRemote(peer, t.get(2), Pids.of(t.get(3)));
        } else if (t.is(LEAVE, 4) && t.get(1) instanceof Pid peer && t.get(3) instanceof ListTerm groups) {
            groups.elements().forEach(group -> leaveRemote(peer, group, Pids.of(t.get(2))));
        } else if (t.is(UPDATE, 3) && t.get(1) instanceof Pid peer && t.get(2) instanceof ListTerm changes) {
            changes.elements().forEach(change -> {
                if (change instanceof Tuple c && c.size() == 3) {
                    leaveRemote(peer, c.get(0), Pids.of(c.get(2)));
                    joinRemote(peer, c.get(0), Pids.of(c.get(1)));
                }
            });
        } else if (t.is(Words.DOWN, 5) && t.get(1) instanceof Ref ref && t.get(3) instanceof Pid pid) {
            down(ref, pid);
        }
    }

    /** {@code {discover, Pid}}: the form that all releases understand; OTP 25 dies of the longer one. */
    private Term hello() {
        return Tuple.of(DISCOVER, self.pid());
    }

    private void discovered(Pid peer) {
        Map<Term, List<Pid>> groups = new LinkedHashMap<>();
        locals.forEach((pid, local) -> local.groups().forEach(group -> groups.merge(group, List.of(pid), Pids::plus)));
        List<Term> entries = new ArrayList<>();
        groups.forEach((group, pids) -> entries.add(Tuple.of(group, ListTerm.of(pids))));
        send(peer, Tuple.of(Words.GEN_CAST, Tuple.of(SYNC, self.pid(), ListTerm.of(entries))));
        if (!peers.containsKey(peer)) {
            send(peer, hello());
            peer(peer);
        }
    }

    private Peer peer(Pid pid) {
        return peers.computeIfAbsent(
                pid, _ -> new Peer(Address.of(self.node(), pid).monitor(self, AliasUse.NONE), new HashMap<>()));
    }

    /** What {@code peer} says now holds, whatever it said before. */
    private void synchronize(Pid peer, Map<Term, List<Pid>> groups) {
        Map<Term, List<Pid>> before = peer(peer).groups();
        Map<Term, List<Pid>> gone = new HashMap<>(before);
        gone.keySet().removeAll(groups.keySet());
        gone.forEach((group, pids) -> leaveRemote(peer, group, pids));
        groups.forEach((group, pids) -> {
            List<Pid> known = before.getOrDefault(group, List.of());
            leaveRemote(peer, group, Pids.minus(known, pids));
            joinRemote(peer, group, Pids.minus(pids, known));
        });
    }

    /** Only of a peer that is known: one that is gone may have said it before its end was noticed. */
    private void joinRemote(Pid from, Term group, List<Pid> pids) {
        Peer peer = peers.get(from);
        if (peer != null && !pids.isEmpty()) {
            peer.groups().merge(group, pids, Pids::plus);
            members.join(group, pids, false);
            monitors.tell(JOIN, group, pids);
        }
    }

    private void leaveRemote(Pid from, Term group, List<Pid> pids) {
        Peer peer = peers.get(from);
        if (peer != null && !pids.isEmpty()) {
            peer.groups().computeIfPresent(group, (_, known) -> {
                List<Pid> left = Pids.minus(known, pids);
                return left.isEmpty() ? null : left;
            });
            leave(group, pids, false);
        }
    }

    private void down(Ref ref, Pid pid) {
        if (monitors.down(ref)) {
            return;
        }
        Local local = locals.get(pid);
        if (local != null && local.monitor().equals(ref)) {
            locals.remove(pid);
            local.groups().forEach(group -> leave(group, List.of(pid), true));
            broadcast(Tuple.of(LEAVE, self.pid(), pid, ListTerm.of(local.groups())));
            return;
        }
        Peer peer = peers.get(pid);
        if (peer != null && peer.monitor().equals(ref)) {
            Map.copyOf(peer.groups()).forEach((group, pids) -> leaveRemote(pid, group, pids));
            peers.remove(pid);
        }
    }

    private void broadcast(Term message) {
        peers.keySet().forEach(peer -> send(peer, message));
    }

    private void send(Pid to, Term message) {
        Address.of(self.node(), to).send(self, message);
    }

    @Override
    public void exit(Pid from, Term reason) {
        // it is linked to nobody but its parent
    }

    @Override
    public Term state() {
        return MapTerm.of(Atom.of("scope"), scope, Atom.of("groups"), everybody());
    }
}
