// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import io.tiebeam.term.Term;
import java.util.List;

/** What a callback returns: where to go, and what else to do. Source: {@code gen_statem:event_handler_result()}. */
public sealed interface Step {
    /** Go to {@code state}, which may be the one it is in. */
    record Next(Object state, List<Action> actions) implements Step {}

    /** Stay. */
    record Keep(List<Action> actions) implements Step {}

    /** Stay, and enter the state anew. */
    record Repeat(List<Action> actions) implements Step {}

    /** End, after these answers. */
    record Stop(Term reason, List<Action.Reply> replies) implements Step {}
}
