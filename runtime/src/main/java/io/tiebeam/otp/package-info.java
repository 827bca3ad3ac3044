// SPDX-License-Identifier: Apache-2.0

/**
 * Supervision trees, tasks, applications and their settings: OTP's behaviours, speaking OTP's messages, so that they
 * work with those of Elixir and Erlang without knowing where anybody is.
 *
 * <p>Read this first: {@link io.tiebeam.otp.Supervisor}, then {@link io.tiebeam.otp.TaskSupervisor}. Inside: {@code
 * Calls} (how a server is asked), {@code ServerLoop} (how one answers), {@code Children} (what a supervisor decides).
 */
package io.tiebeam.otp;
