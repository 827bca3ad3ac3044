// SPDX-License-Identifier: Apache-2.0

/**
 * Finding nodes: the Erlang Port Mapper Daemon (EPMD), spoken as a client and served where nobody else does.
 *
 * <p>Read this first: {@link io.tiebeam.epmd.EpmdPresence}, what a node uses to be found; then {@link
 * io.tiebeam.epmd.EpmdClient} and {@link io.tiebeam.epmd.EpmdServer}, the two sides of the protocol; its bytes are in
 * {@code EpmdRequest} and {@code EpmdReply}.
 */
package io.tiebeam.epmd;
