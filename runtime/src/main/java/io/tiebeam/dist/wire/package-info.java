// SPDX-License-Identifier: Apache-2.0

/**
 * The distribution protocol of Erlang/OTP as bytes and what they mean, without a socket or a thread: pure functions, and
 * state of one connection, driven by whoever owns that.
 *
 * <p>Read this first: {@link io.tiebeam.dist.wire.ControlMessage} is what two nodes say to each other, {@link
 * io.tiebeam.dist.wire.Handshake} how they come to talk, {@link io.tiebeam.dist.wire.FrameReader} and {@link
 * io.tiebeam.dist.wire.FrameWriter} how it becomes bytes. Source of all of it: erts, "Distribution Protocol", and what
 * nodes of OTP 25 to 29 were seen to send.
 */
package io.tiebeam.dist.wire;
