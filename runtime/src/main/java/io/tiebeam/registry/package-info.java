// SPDX-License-Identifier: Apache-2.0

/**
 * The tables of {@link io.tiebeam.otp.Registry}, and the processes that own them. Reads touch no process, only concurrent
 * maps, as Elixir's read ETS.
 *
 * <p>Read this first: {@link io.tiebeam.registry.Table} (what a registry knows), {@link io.tiebeam.registry.Partition}
 * (how it learns of ends).
 */
package io.tiebeam.registry;
