// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.WireName;

/**
 * What was monitored ended: {@code {:DOWN, ref, :process, from, reason}}.
 *
 * @param ref what {@link Processes#monitor} returned
 * @param type always {@code :process}
 * @param from what was monitored: a pid, or {@code {name, node}} if a name was
 * @param reason why; {@code :noproc} if there was nobody, {@code :noconnection} if the connection is gone
 */
@WireName("DOWN")
public record Down(Ref ref, Atom type, Term from, Term reason) {}
