// SPDX-License-Identifier: Apache-2.0

/**
 * Text between processes and consoles: Erlang's I/O protocol, and the formatting that comes with it.
 *
 * <p>Read this first: {@link io.tiebeam.io.ConsoleLeader} is the process at a {@link io.tiebeam.io.Console} that serves
 * requests; {@link io.tiebeam.io.IoClient} makes them; {@link io.tiebeam.io.ProcessStreams} lets {@code System.out} of a
 * process make them. Below that, {@link io.tiebeam.io.IoLib} turns a format and its arguments into text, as
 * {@code io_lib:format/2} does, and {@link io.tiebeam.io.Chardata} is the text that programs send.
 */
package io.tiebeam.io;
