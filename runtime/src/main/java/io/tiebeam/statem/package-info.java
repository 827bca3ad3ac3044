// SPDX-License-Identifier: Apache-2.0

/**
 * The engine of state machines: OTP's {@code gen_statem}. States and events are opaque to it; what they are in Java is
 * decided in {@code io.tiebeam.otp}.
 *
 * <p>Read this first: {@link io.tiebeam.statem.Machine} (what happens with an event), then
 * {@link io.tiebeam.statem.Timeouts} and {@link io.tiebeam.statem.MachineServer} (the process around it).
 */
package io.tiebeam.statem;
