// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

/**
 * How a process that is started is related to who starts it, from its first moment on: {@link Processes#spawn}, {@link
 * Node#spawn(io.tiebeam.term.NodeName, Mfa, SpawnOption...)}. Those of Erlang's options that are about the memory and the
 * scheduling of a BEAM process mean nothing for a virtual thread and are left out; a BEAM that asks this node for a
 * process may give them. Source: {@code erlang:spawn_opt/4}.
 */
public enum SpawnOption {
    /** The two are linked: {@link Kernel#spawnLink}. */
    LINK,
    /** Who starts it monitors it: {@link Kernel#spawnMonitor}. */
    MONITOR
}
