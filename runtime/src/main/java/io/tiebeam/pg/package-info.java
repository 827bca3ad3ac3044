// SPDX-License-Identifier: Apache-2.0

/**
 * Groups of processes, the same on all nodes: the engine of {@link io.tiebeam.otp.Pg}. Not exported.
 *
 * <p>Read this first: {@link io.tiebeam.pg.PgScope}, the process that knows the members and tells its like on other nodes.
 */
package io.tiebeam.pg;
