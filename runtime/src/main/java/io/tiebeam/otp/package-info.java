// SPDX-License-Identifier: Apache-2.0

/**
 * Supervision trees, tasks, applications and their settings: OTP's behaviours, speaking OTP's messages, so that they
 * work with those of Elixir and Erlang without knowing where anybody is.
 *
 * <p>Read this first: {@link io.tiebeam.otp.Supervisor}, then {@link io.tiebeam.otp.TaskSupervisor}. Inside:
 * {@code Children} (what a supervisor decides); what all behaviours share is in {@code io.tiebeam.gen}.
 */
package io.tiebeam.otp;
