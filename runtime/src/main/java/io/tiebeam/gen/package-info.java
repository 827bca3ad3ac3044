// SPDX-License-Identifier: Apache-2.0

/**
 * What all behaviours share: OTP's {@code gen}, {@code proc_lib} and {@code sys}.
 *
 * <p>Read this first: {@link io.tiebeam.gen.Calls} (how a server is asked), {@link io.tiebeam.gen.Starting} (how one
 * starts), {@link io.tiebeam.gen.ServerLoop} (how one answers).
 */
package io.tiebeam.gen;
