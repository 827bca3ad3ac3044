// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static io.tiebeam.Kernel.receive;
import static io.tiebeam.Kernel.self;
import static io.tiebeam.Kernel.spawn;

import io.tiebeam.Node;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** A node of this JVM. */
final class JvmMember implements MeshMember {
    private static final Atom CROWD = Atom.of(GROUP);

    private final Node node;

    JvmMember(Node node, boolean prevent) {
        this.node = node;
        CompletableFuture<Pid> scope = new CompletableFuture<>();
        run(() -> {
            Global.preventOverlappingPartitions(prevent);
            return spawn(() -> {
                scope.complete(Pg.scope(Pg.DEFAULT).startLink());
                receive();
            });
        });
        scope.join();
    }

    private <R> R run(Callable<R> body) {
        try {
            return node.run(body);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Pid idle() {
        return spawn(() -> receive());
    }

    @Override
    public NodeName name() {
        return node.name();
    }

    @Override
    public Set<String> nodes() {
        Set<String> nodes = new TreeSet<>();
        run(Node::list).forEach(each -> nodes.add(each.toString()));
        return nodes;
    }

    @Override
    public void connect(NodeName other) {
        run(() -> Node.connect(other));
    }

    @Override
    public void cut(NodeName other) {
        run(() -> Node.disconnect(other));
    }

    @Override
    public boolean register(String name) {
        return run(() -> Global.registerName(Atom.of(name), idle()));
    }

    @Override
    public String whereis(String name) {
        return run(() ->
                Global.whereisName(Atom.of(name)).map(pid -> pid.node().name()).orElse("undefined"));
    }

    @Override
    public void join() {
        run(() -> {
            Pg.join(Pg.DEFAULT, CROWD, idle());
            return null;
        });
    }

    @Override
    public Map<String, Integer> members() {
        return MeshMember.counted(run(() -> Pg.members(Pg.DEFAULT, CROWD)).stream()
                .map(pid -> pid.node().name())
                .toList());
    }

    @Override
    public void sync() {
        run(() -> {
            Global.sync();
            return null;
        });
    }

    @Override
    public boolean lock(Runnable meanwhile) {
        return run(() -> {
            if (!Global.setLock(Atom.of("ledger"), self(), 0)) {
                return false;
            }
            try {
                meanwhile.run();
            } finally {
                Global.delLock(Atom.of("ledger"), self());
            }
            return true;
        });
    }

    @Override
    public void close() {
        node.close();
    }

    @Override
    public String toString() {
        return node.name().toString();
    }
}
