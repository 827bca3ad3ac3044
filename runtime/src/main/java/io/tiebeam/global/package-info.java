// SPDX-License-Identifier: Apache-2.0

/**
 * Names and locks that all visible nodes have in common, and the full mesh between them: OTP's {@code global}, version 8 of
 * its protocol. The engine of {@link io.tiebeam.otp.Global}; found by the distribution as a {@code NodeService}. Not
 * exported.
 *
 * <p>Read this first: {@link io.tiebeam.global.GlobalServer}, the process {@code global_name_server}, which tells in its
 * first lines how two nodes come to have the same names; then {@link io.tiebeam.global.Locker}, which decides when.
 *
 * <p>Source: OTP's {@code global.erl}.
 */
package io.tiebeam.global;
