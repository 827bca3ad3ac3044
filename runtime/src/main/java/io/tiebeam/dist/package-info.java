// SPDX-License-Identifier: Apache-2.0

/**
 * Connections to other nodes: sockets, threads, and who is connected to whom. What crosses the sockets is in {@link
 * io.tiebeam.dist.wire}.
 *
 * <p>Read this first: {@link io.tiebeam.dist.NetKernel} keeps the table of peers, {@link io.tiebeam.dist.PeerChannel} is the
 * way to one of them as processes see it, {@link io.tiebeam.dist.Connection} its socket and two threads with {@link
 * io.tiebeam.dist.Outbox} on the way out and {@link io.tiebeam.dist.Dispatcher} on the way in. A connection comes about in
 * {@link io.tiebeam.dist.Attempt}, where we call, and in {@link io.tiebeam.dist.Listener}, where we are called. The reasons
 * are in {@code docs/why/threads-and-sockets.md}.
 */
package io.tiebeam.dist;
