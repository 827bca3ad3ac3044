// SPDX-License-Identifier: Apache-2.0

/**
 * Processes, nodes, and functions that travel between them: the words of Elixir's {@code Kernel}, {@code Process} and
 * {@code Node}.
 *
 * <p>Read this first: {@link io.tiebeam.Kernel}, to be imported statically: {@code self}, {@code send}, {@code receive},
 * {@code spawn}. Then {@link io.tiebeam.Node}, which gives this JVM a name and finds others, and {@link
 * io.tiebeam.Processes} for links, monitors, names and timers. Who may call what from outside is decided in one place,
 * {@link io.tiebeam.Exposure}. Two imports are enough to begin with:
 *
 * {@snippet lang = java :
 * import io.tiebeam.*;
 * import static io.tiebeam.Kernel.*;
 * }
 */
package io.tiebeam;
