// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.global;

import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * Asks the servers of several nodes at the same time, for the process on whose thread it runs, which then holds the locks.
 * A node that cannot be reached counts as one that agrees: it is gone.
 */
public final class LockClient {
    private static final long LONGEST_SLEEP = 8_000; // milliseconds

    private final ProcessCell self;

    /** For {@code self}; its thread only. */
    public LockClient(ProcessCell self) {
        this.self = self;
    }

    /** The answers of the servers on {@code nodes} to {@code request}; those that are gone give none. */
    public Map<Atom, Term> ask(Collection<Atom> nodes, Term request) {
        Map<Ref, Atom> asked = new LinkedHashMap<>();
        for (Atom node : nodes) {
            Address server = Address.of(self.node(), Vocabulary.SERVER.at(new NodeName(node)));
            Ref ref = server.monitor(self, AliasUse.UNTIL_DEMONITOR);
            Term tag = ListTerm.of(List.of(Words.ALIAS), ref);
            server.send(self, Tuple.of(Words.GEN_CALL, Tuple.of(self.pid(), tag), request));
            asked.put(ref, node);
        }
        Map<Atom, Term> answers = new LinkedHashMap<>();
        for (Map.Entry<Ref, Atom> each : asked.entrySet()) {
            Ref ref = each.getKey();
            Term tag = ListTerm.of(List.of(Words.ALIAS), ref);
            Tuple answer = self.receive(
                    m -> m instanceof Tuple t && (t.size() == 2 && t.get(0).equals(tag) || Words.isDown(t, ref))
                            ? t
                            : null,
                    Deadline.NEVER);
            if (answer.size() == 2) {
                self.demonitor(ref, true);
                answers.put(each.getValue(), answer.get(1));
            }
        }
        return answers;
    }

    /** Sets {@code id} on all of {@code nodes}, or on none. */
    public boolean set(LockId id, Collection<Atom> nodes) {
        Term request = Tuple.of(Vocabulary.SET_LOCK, id.toTerm());
        Map<Atom, Term> answers = ask(nodes, request);
        if (!answers.containsValue(Atom.FALSE)) {
            return true;
        }
        List<Atom> set = new ArrayList<>();
        answers.forEach((node, answer) -> {
            if (answer.equals(Atom.TRUE)) {
                set.add(node);
            }
        });
        delete(id, set);
        return false;
    }

    /** Takes {@code id} back on all of {@code nodes}. */
    public void delete(LockId id, Collection<Atom> nodes) {
        ask(nodes, Tuple.of(Vocabulary.DEL_LOCK, id.toTerm()));
    }

    /** {@link #delete}, on the boss last: who waits for the lock asks there first. */
    void deleteBossLast(LockId id, Collection<Atom> nodes) {
        Atom boss = boss(nodes);
        delete(id, nodes.stream().filter(node -> !node.equals(boss)).toList());
        delete(id, List.of(boss));
    }

    /** The node on which locks are set first, so that two who want one meet there. */
    static Atom boss(Collection<Atom> nodes) {
        return Collections.max(nodes);
    }

    /**
     * Does {@code action} on all nodes that know each other, with the lock under which names change. Tries until it has it.
     *
     * @param action takes the nodes
     */
    public <R> R withAllKnown(Function<List<Atom>, R> action) {
        LockId id = new LockId(Vocabulary.GLOBAL, self.pid());
        for (int times = 1; ; times++) {
            List<Atom> nodes = known();
            Atom boss = boss(nodes);
            if (set(id, List.of(boss))) {
                if (set(id, nodes) && nodes.containsAll(known())) {
                    try {
                        return action.apply(nodes);
                    } finally {
                        deleteBossLast(id, nodes);
                    }
                }
                delete(id, nodes);
            }
            sleep(times);
        }
    }

    /** This node and those it knows. */
    public List<Atom> known() {
        Term answer = ask(List.of(self.node().name()), Vocabulary.GET_KNOWN)
                .get(self.node().name());
        List<Atom> nodes = new ArrayList<>(List.of(self.node().name()));
        if (answer instanceof ListTerm list) {
            list.elements().forEach(node -> nodes.add((Atom) node));
        }
        return nodes;
    }

    /** Longer each time, and never as long as somebody else: {@code random_sleep/1}. */
    public void sleep(int times) {
        long most = times > 5 ? LONGEST_SLEEP : (1L << times) * 1000 / 8;
        self.receive(
                _ -> null,
                Deadline.in(Duration.ofMillis(ThreadLocalRandom.current().nextLong(most) + 1)));
    }
}
