// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.From;
import io.tiebeam.RaisedException;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * What anybody may ask any server: its state, its status, to pause. Used by {@code sys}, {@code observer} and people at
 * a prompt. Runs in the server.
 *
 * <p>Source: {@code sys.erl}. Since OTP 26 the state is answered as {@code {ok, State}}, before that bare; each caller
 * gets it in its own form, since one of OTP 27 crashes on the bare state, and one of OTP 25 shows the tuple. Which it is
 * shows in the address of the answer: since OTP 26 that names its process, and is longer.
 */
final class SystemMessages {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final Atom GET_STATE = Atom.of("get_state");
    private static final Atom REPLACE_STATE = Atom.of("replace_state");
    private static final Atom GET_STATUS = Atom.of("get_status");
    private static final Atom SUSPEND = Atom.of("suspend");
    private static final Atom RESUME = Atom.of("resume");
    private static final Atom DEBUG = Atom.of("debug");
    private static final Atom CHANGE_CODE = Atom.of("change_code");
    private static final Atom SUSPENDED = Atom.of("suspended");
    private static final Atom RUNNING = Atom.of("running");
    private static final Atom UNKNOWN = Atom.of("unknown_system_msg");
    private static final Atom CALLBACK_FAILED = Atom.of("callback_failed");
    private static final int SHORT_ALIAS = 3; // words of a reference

    private final ProcessCell self;
    private final Server server;
    private final Debugging debugging;
    private Optional<Pid> parent;
    private boolean suspended; // the server's thread only

    SystemMessages(ProcessCell self, Server server, Debugging debugging) {
        this.self = self;
        this.server = server;
        this.debugging = debugging;
        this.parent = self.parent();
    }

    void withoutParent() {
        parent = Optional.of(self.pid()); // as OTP has it for a server that nobody is linked to
    }

    /** Whether all but system messages and the parent's end are to wait. */
    boolean isSuspended() {
        return suspended;
    }

    void handle(From from, Term request) {
        if (request.equals(GET_STATE)) {
            from.reply(state(from, "system_get_state", () -> {}));
        } else if (request instanceof Tuple t && t.is(REPLACE_STATE, 2)) {
            from.reply(state(from, "system_replace_state", () -> server.replace(old -> replaced(t.get(1), old))));
        } else if (request.equals(GET_STATUS)) {
            Term state = suspended ? SUSPENDED : RUNNING;
            from.reply(new Status(self, server, debugging, parent, state).toTerm());
        } else if (request.equals(SUSPEND)) {
            suspended = true;
            from.reply(Atom.OK);
        } else if (request.equals(RESUME)) {
            suspended = false;
            from.reply(Atom.OK);
        } else if (request instanceof Tuple t && t.is(DEBUG, 2)) {
            from.reply(debugging.command(t.get(1)));
        } else if (request instanceof Tuple t && t.is(CHANGE_CODE, 4) && suspended) {
            from.reply(codeChange(t.get(1), t.get(2), t.get(3)));
        } else if (request instanceof Tuple t && t.is(Words.TERMINATE, 2)) {
            from.reply(Atom.OK);
            throw new ExitException(t.get(1));
        } else {
            from.reply(Words.error(Tuple.of(UNKNOWN, request)));
        }
    }

    /** The state after {@code change}, in the form that {@code from} knows, or what went wrong. */
    private Term state(From from, String callback, Runnable change) {
        try {
            change.run();
            Term state = server.state();
            return isOld(from) ? state : Words.ok(state);
        } catch (RuntimeException failed) {
            return Words.error(Tuple.of(
                    CALLBACK_FAILED, Tuple.of(server.behaviour().module(), Atom.of(callback)), raised(failed)));
        }
    }

    private Term replaced(Term function, Term state) {
        try {
            return Door.apply(self, function, state);
        } catch (RuntimeException failed) {
            // whoever asks hears a bare word such as undef, and what to do about that is to be done here
            LOG.log(
                    Level.WARNING,
                    () -> server.kind() + " "
                            + self.registeredName().map(Term::toString).orElseGet(self.pid()::toString)
                            + " keeps its state: the function for sys:replace_state failed: " + failed.getMessage());
            throw failed;
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** {@code ok}, or why the server goes on with the state it had: as {@code catch} of Erlang puts it. */
    private Term codeChange(Term module, Term oldVersion, Term extra) {
        try {
            server.codeChange(module, oldVersion, extra);
            return Atom.OK;
        } catch (Exception failed) {
            return Words.error(Tuple.of(Words.EXIT, Failures.reasonOf(self, failed)));
        }
    }

    /** {@code {Class, Reason}}, without a stack. */
    private static Tuple raised(RuntimeException failed) {
        return switch (failed) {
            case RaisedException raised -> Tuple.of(raised.isThrow() ? Atom.of("throw") : Atom.ERROR, raised.term());
            case ExitException exit -> Tuple.of(Atom.of("exit"), exit.reason());
            case RuntimeException error -> Tuple.of(Atom.ERROR, ((Tuple) ExitReasons.of(error)).get(0));
        };
    }

    private static boolean isOld(From from) {
        return from.tag() instanceof ListTerm tag
                && !tag.isEmpty()
                && tag.get(0).equals(Words.ALIAS)
                && tag.tail() instanceof Ref alias
                && alias.size() <= SHORT_ALIAS;
    }
}
