// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.gen.Server;
import io.tiebeam.gen.ServerLoop;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;

/** Answers 0 to every call, and ends at any cast. */
final class CounterServer implements Server {
    static ServerLoop loop(ProcessCell self) {
        return new ServerLoop(self, new CounterServer());
    }

    @Override
    public Atom module() {
        return Atom.of("counter");
    }

    @Override
    public void call(From from, Term request) {
        from.reply(Int.of(0));
    }

    @Override
    public void cast(Term request) {
        throw new ExitException(Atom.of("normal"));
    }

    @Override
    public void exit(Pid from, Term reason) {}

    @Override
    public void info(Object message) {}

    @Override
    public Term state() {
        return Int.of(0);
    }

    @Override
    public void terminate(Term reason) {}
}
