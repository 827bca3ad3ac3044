// SPDX-License-Identifier: Apache-2.0

/**
 * Processes as they are: mailboxes, signals, links, monitors, death. It has no socket and no network.
 *
 * <p>Read this first: {@code Mailbox}, the queue that everything between processes goes through; then {@link
 * io.tiebeam.process.Signal}, what can be in it, {@link io.tiebeam.process.ProcessCell}, who handles it, and {@link
 * io.tiebeam.process.LocalNode}, who finds the receiver. Other nodes are seen through {@link
 * io.tiebeam.process.Distribution} and {@link io.tiebeam.process.Channel}, which the distribution implements. The reasons
 * are in {@code docs/why/one-queue.md} and {@code docs/why/channels-own-links.md}.
 */
package io.tiebeam.process;
