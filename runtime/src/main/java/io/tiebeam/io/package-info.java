// SPDX-License-Identifier: Apache-2.0

/**
 * Text between processes and consoles: Erlang's I/O protocol, and the formatting that comes with it.
 *
 * <p>Read this first: {@link io.tiebeam.io.IoLib} turns a format and its arguments into text, as {@code io_lib:format/2}
 * does; {@link io.tiebeam.io.ErlangPrint} writes a single term; {@link io.tiebeam.io.Chardata} is the text that programs
 * send.
 */
package io.tiebeam.io;
