// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist.wire;

import io.tiebeam.dist.wire.ControlMessage.AltactSend;
import io.tiebeam.dist.wire.ControlMessage.Direction;
import io.tiebeam.dist.wire.ControlMessage.Form;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.util.Optional;

/**
 * One aligned line for each message, for trace mode and the dashboard: direction, peer, bytes, operation, then what it
 * carries in Elixir's form, cut where it gets long.
 */
final class TraceLine {
    private static final int LONGEST = 240;
    private static final Inspect.Options BRIEF =
            new Inspect.Options(50, Inspect.Options.UNLIMITED, Inspect.Options.SHELL.nodes());

    private TraceLine() {}

    static String of(ControlMessage message, Direction direction, Atom peer, int length) {
        Form form = message.form(message instanceof AltactSend ? ~0L : ~Flags.ALTACT_SIG);
        var line = new StringBuilder(direction.arrow()).append(' ');
        pad(line, peer.name(), 20);
        String bytes = Integer.toString(length);
        line.repeat(' ', Math.max(1, 7 - bytes.length())).append(bytes).append(' ');
        pad(line, form.op().name(), 12);
        for (Term element : form.operands()) {
            if (!element.equals(Atom.EMPTY)) { // the place of the cookie, unused for decades
                line.append(' ').append(shown(element));
            }
        }
        Optional<Term> payload = form.payload();
        payload.ifPresent(term -> line.append(' ').append(shown(term)));
        return line.length() <= LONGEST ? line.toString() : line.substring(0, LONGEST - 1) + "…";
    }

    private static String shown(Term term) {
        return term instanceof Pid pid ? Shape.pid(pid) : Inspect.inspect(term, BRIEF);
    }

    private static void pad(StringBuilder line, String word, int width) {
        line.append(word).repeat(' ', Math.max(0, width - word.length()));
    }
}
