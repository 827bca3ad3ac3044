// SPDX-License-Identifier: Apache-2.0
/**
 * The engine of event managers: what OTP's {@code gen_event} does with events, calls and handlers. Read this first: {@link
 * io.tiebeam.event.EventServer}, then {@link io.tiebeam.event.Handler}. Not exported: users see it through {@code
 * EventManager} and {@code EventHandler} of {@code io.tiebeam.otp}.
 */
package io.tiebeam.event;
