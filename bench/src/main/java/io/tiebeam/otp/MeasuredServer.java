// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.From;
import io.tiebeam.gen.Calls;
import io.tiebeam.gen.Server;
import io.tiebeam.gen.ServerLoop;
import io.tiebeam.gen.Starting;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import java.time.Duration;
import java.util.Optional;

/**
 * A server that answers at once, and the call to it, as the task supervisors here make theirs. In this package because
 * there is no public server yet: what is measured is what the runtime uses, not a copy of it.
 */
public final class MeasuredServer implements Server {
    private static final Duration TIMEOUT = Duration.ofSeconds(5); // the default of gen_server:call/2

    private final ProcessCell self;

    private MeasuredServer(ProcessCell self) {
        this.self = self;
    }

    /** Starts one, linked to the calling process. */
    public static Pid startLink(Optional<Name> name) {
        return Starting.link("startLink()", "measured", name, self -> new ServerLoop(self, new MeasuredServer(self)));
    }

    /** The answer of {@code server}, within the usual five seconds. */
    public static Term call(ServerRef server, Term request) {
        return Calls.call(server, request, Calls.Timeout.of(TIMEOUT));
    }

    @Override
    public Atom module() {
        return Atom.of("measured");
    }

    @Override
    public void call(From from, Term request) {
        from.reply(Atom.OK);
    }

    @Override
    public void cast(Term request) {}

    @Override
    public void exit(Pid from, Term reason) {}

    @Override
    public void info(Object message) {}

    @Override
    public Term state() {
        return Atom.NIL;
    }

    @Override
    public void terminate(Term reason) {}
}
