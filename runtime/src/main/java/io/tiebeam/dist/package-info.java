// SPDX-License-Identifier: Apache-2.0

/**
 * The distribution protocol of Erlang/OTP.
 *
 * <p>Read this first: {@link io.tiebeam.dist.ControlMessage} is what two nodes say to each other, {@link
 * io.tiebeam.dist.Handshake} how they come to talk, {@link io.tiebeam.dist.FrameReader} and {@link
 * io.tiebeam.dist.FrameWriter} how it becomes bytes. None of these owns a socket or a thread: they are pure functions
 * and per-connection state, driven by whoever owns the connection. Source of all of it: erts, "Distribution Protocol",
 * and what nodes of OTP 25 to 29 were seen to send.
 */
package io.tiebeam.dist;
