// SPDX-License-Identifier: Apache-2.0
/**
 * Tiebeam nodes in the place of the peers that suites of OTP start. Read this first: {@link
 * io.tiebeam.interop.peer.SuitePeer}; the other side is {@code src/otp/tiebeam_peer.erl}.
 */
package io.tiebeam.interop.peer;
