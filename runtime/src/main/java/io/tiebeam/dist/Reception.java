// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.dist.wire.Handshake;
import io.tiebeam.epmd.EpmdPresence;

/**
 * Where others find this node.
 *
 * @param self who it is to those that come
 */
record Reception(Handshake.Self self, Listener listener, EpmdPresence presence) {}
