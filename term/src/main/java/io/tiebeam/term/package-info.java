// SPDX-License-Identifier: Apache-2.0

/**
 * Erlang's values in Java: the terms themselves, the bytes they travel as, the records they map to, and the form in which
 * people read them. It knows nothing of running processes and works without them.
 *
 * <p>Read this first: {@link io.tiebeam.term.Term}, the sealed family of all values, then {@link
 * io.tiebeam.term.TermMapper}, whose table says which Java type is which term. Bytes are {@link
 * io.tiebeam.term.TermReader} and {@link io.tiebeam.term.TermWriter}; text is {@link io.tiebeam.term.Inspect}.
 */
package io.tiebeam.term;
