// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/** Whoever can be sent to, called or monitored: one type wherever OTP's documentation says {@code server}. */
public sealed interface ServerRef permits Pid, ServerName, Name.At {}
