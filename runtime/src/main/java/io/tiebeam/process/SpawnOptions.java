// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import java.util.Optional;

/**
 * How a process starts.
 *
 * @param groupLeader where its output goes
 * @param parent who starts it: a pid of this node or of another; empty for the first processes of a node
 * @param link whether it is linked to its parent from the first moment on
 * @param monitor under which reference its parent hears of its end
 * @param via how to reach a parent on another node; empty for one of this node
 * @param label what it runs, for whoever looks at the list of processes
 * @param lineage where it comes from
 */
public record SpawnOptions(
        Pid groupLeader,
        Optional<Pid> parent,
        boolean link,
        Optional<Ref> monitor,
        Optional<Channel> via,
        String label,
        Lineage lineage) {

    /** A process of its own: neither linked nor monitored. */
    public static SpawnOptions of(Pid groupLeader, String label) {
        return new SpawnOptions(
                groupLeader, Optional.empty(), false, Optional.empty(), Optional.empty(), label, Lineage.NONE);
    }

    /** A child of a process of this node. */
    public SpawnOptions childOf(Pid parentPid, boolean linked, Optional<Ref> monitoredAs) {
        return new SpawnOptions(
                groupLeader, Optional.of(parentPid), linked, monitoredAs, Optional.empty(), label, lineage);
    }

    /** A child of a process of another node. */
    public SpawnOptions childOf(Pid parentPid, boolean linked, Optional<Ref> monitoredAs, Channel over) {
        return new SpawnOptions(
                groupLeader, Optional.of(parentPid), linked, monitoredAs, Optional.of(over), label, lineage);
    }

    /** A process that knows its ancestors: what {@code proc_lib} starts, for {@code ancestor}. */
    public SpawnOptions descendantOf(ProcessCell ancestor) {
        return begunAs(Lineage.under(ancestor));
    }

    /** A process with {@code origin}. */
    public SpawnOptions begunAs(Lineage origin) {
        return new SpawnOptions(groupLeader, parent, link, monitor, via, label, origin);
    }
}
