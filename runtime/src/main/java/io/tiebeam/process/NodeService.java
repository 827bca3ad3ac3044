// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.process;

/**
 * Something that every named node has for others, such as the processes {@code rex} and {@code global_name_server}. Found
 * as a service, so that the distribution need not know it; made once for each node.
 */
public interface NodeService {
    /**
     * Begins to serve on {@code network}'s node, before it lets peers in: what they say first must not be lost. Processes
     * that it starts end with the node. Called by whoever starts the node; must not block.
     */
    void start(Network network);
}
