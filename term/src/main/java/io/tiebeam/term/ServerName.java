// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/**
 * What a process can be started under: a name of its node, or one of a directory such as {@code Registry}. OTP's {@code
 * server_name()}.
 */
public sealed interface ServerName extends ServerRef permits Name, Via {}
