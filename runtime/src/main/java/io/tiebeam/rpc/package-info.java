// SPDX-License-Identifier: Apache-2.0

/**
 * Calls of functions on other nodes: OTP's {@code erpc} and {@code rpc}, in both directions. Not exported but to evaluated
 * code: programs use {@link io.tiebeam.otp.Erpc} and {@link io.tiebeam.otp.Rpc}.
 *
 * <p>Read this first: {@link io.tiebeam.rpc.ErpcFunctions}, what a call runs here, then {@link io.tiebeam.rpc.Rex}.
 */
package io.tiebeam.rpc;
