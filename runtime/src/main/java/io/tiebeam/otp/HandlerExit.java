// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Term;
import io.tiebeam.term.WireName;

/**
 * A handler is gone that the receiving process supervises, since it added it with {@link EventManager#addSupHandler}.
 *
 * @param handler its module, or {@code {Module, Id}}
 * @param reason {@code normal} if it was removed, {@code shutdown} if the manager ends, {@code {swapped, NewHandler, Pid}} if
 *     another is in its place, else why it failed
 */
@WireName("gen_event_EXIT")
public record HandlerExit(Term handler, Term reason) {}
