// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.pg;

import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who is in which group of one scope. Written by the scope's process alone, read by anybody, on any thread. */
public final class Members {
    private record Group(List<Pid> all, List<Pid> local) {
        private static final Group EMPTY = new Group(List.of(), List.of());
    }

    private final Map<Term, Group> groups = new ConcurrentHashMap<>();

    Members() {}

    /** The members of {@code group} on all nodes, the newest first. */
    public List<Pid> all(Term group) {
        return groups.getOrDefault(group, Group.EMPTY).all();
    }

    /** The members of {@code group} on this node. */
    public List<Pid> local(Term group) {
        return groups.getOrDefault(group, Group.EMPTY).local();
    }

    /** The groups that have members. */
    public List<Term> groups() {
        return List.copyOf(groups.keySet());
    }

    /** The groups that have members on this node. */
    public List<Term> localGroups() {
        return groups.entrySet().stream()
                .filter(group -> !group.getValue().local().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    void join(Term group, List<Pid> pids, boolean local) {
        groups.compute(group, (_, before) -> {
            Group there = before == null ? Group.EMPTY : before;
            return new Group(Pids.plus(there.all(), pids), local ? Pids.plus(there.local(), pids) : there.local());
        });
    }

    /** True if the group was there. */
    boolean leave(Term group, List<Pid> pids, boolean local) {
        if (!groups.containsKey(group)) {
            return false;
        }
        groups.computeIfPresent(group, (_, there) -> {
            Group left =
                    new Group(Pids.minus(there.all(), pids), local ? Pids.minus(there.local(), pids) : there.local());
            return left.all().isEmpty() ? null : left;
        });
        return true;
    }
}
