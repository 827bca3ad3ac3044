// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import java.util.Optional;

/**
 * A process that was started with {@link SpawnOption}s.
 *
 * @param ref what its end comes under, as a {@link Down}; empty without {@link SpawnOption#MONITOR}
 */
public record Spawned(Pid pid, Optional<Ref> ref) {}
