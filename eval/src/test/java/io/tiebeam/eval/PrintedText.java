// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval;

import io.tiebeam.Kernel;
import io.tiebeam.io.Chardata;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/** A group leader that keeps what is printed. */
final class PrintedText {
    private PrintedText() {}

    /** The body of its process; a reference as a message ends it. */
    static void lead(StringBuilder printed) {
        for (Term message = Kernel.receive(); !(message instanceof Ref); message = Kernel.receive()) {
            if (message instanceof Tuple request && request.is(Atom.of("io_request"), 4)) {
                Tuple what = (Tuple) request.get(3);
                Term text = what.get(what.size() - 1);
                synchronized (printed) {
                    printed.append(Chardata.unicode(text));
                }
                Kernel.send((Pid) request.get(1), Tuple.of(Atom.of("io_reply"), request.get(2), Atom.OK));
            }
        }
    }
}
