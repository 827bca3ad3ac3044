// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.gen.Words;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Collection;
import java.util.List;

/** Why an application was not started or stopped: OTP's reasons, and what to do about each. */
final class ApplicationFailures {
    private static final Atom START = Atom.of("start");

    private ApplicationFailures() {}

    static ExitException unknown(String name, Collection<String> known) {
        return new ExitException(
                Tuple.of(ListTerm.charlist("no such file or directory"), ListTerm.charlist(name + ".app")),
                "unknown application: " + name + " (no such file or directory: " + name + ".app)"
                        + "\n   known are: " + (known.isEmpty() ? "none" : String.join(", ", known))
                        + "\n   → load it first, Applications.load(new ...Application(), env), or name its class in"
                        + " META-INF/services/io.tiebeam.otp.Application");
    }

    static ExitException alreadyLoaded(String name) {
        return failure("already_loaded", name, "application " + name + " is loaded already (already_loaded)");
    }

    static ExitException notLoaded(String name) {
        return failure("not_loaded", name, "application " + name + " is not loaded (not_loaded)");
    }

    static ExitException running(String name) {
        return failure(
                "running",
                name,
                "application " + name + " runs (running)\n   → stop it first: Applications.stop(\"" + name + "\")");
    }

    static ExitException alreadyStarted(String name) {
        return failure(
                "already_started",
                name,
                "application " + name + " runs already (already_started)" + "\n   → Applications.ensureAllStarted(\""
                        + name + "\") does not mind");
    }

    static ExitException notRunning(String name) {
        return failure("not_started", name, "application " + name + " does not run (not_started)");
    }

    static ExitException missing(String name, String needed) {
        return failure(
                "not_started",
                needed,
                "application " + name + " cannot start: it needs " + needed + ", which does not run (not_started)"
                        + "\n   → Applications.ensureAllStarted(\"" + name + "\") starts both");
    }

    static ExitException circular(List<String> circle) {
        return new ExitException(
                Tuple.of(
                        Atom.of("circular_dependency"),
                        ListTerm.of(circle.stream().<Term>map(Atom::of).toList())),
                "applications need each other in a circle: " + String.join(" needs ", circle)
                        + " (circular_dependency)\n   → take one of these out of the needs() of the other");
    }

    /** {@code {error, {App, Reason}}} of {@code ensure_all_started}. */
    static ExitException of(String name, ExitException failed) {
        ExitException named = new ExitException(Tuple.of(Atom.of(name), failed.reason()), failed.getMessage());
        named.initCause(failed);
        return named;
    }

    private static ExitException failure(String why, String name, String message) {
        return new ExitException(Tuple.of(Atom.of(why), Atom.of(name)), message);
    }

    /** What {@code Application.start()} threw, as {@code application_master} tells it. */
    static ExitException cannotStart(Application application, Throwable thrown) {
        Tuple call = call(application);
        Term why = ExitReasons.of(thrown);
        Term reason;
        if (!(thrown instanceof ExitException)) {
            reason = Tuple.of(Atom.of("bad_return"), Tuple.of(call, Tuple.of(Words.EXIT, why)));
        } else if (why.equals(Words.NORMAL)) {
            reason = Tuple.of(Tuple.of(Words.EXIT, why), call);
        } else {
            reason = Tuple.of(why, call);
        }
        return cannotStart(application, reason, ExitReasons.format(why), thrown);
    }

    /** {@code Application.start()} returned {@code null}. */
    static ExitException noPid(Application application) {
        Term reason = Tuple.of(Atom.of("bad_return"), Tuple.of(call(application), Atom.of("null")));
        return cannotStart(
                application,
                reason,
                "returned null, expected the pid of the top of its tree (bad_return)"
                        + "\n   → return what Supervisor.startLink() returns",
                null);
    }

    private static ExitException cannotStart(Application application, Term reason, String why, Throwable cause) {
        ExitException cannot = new ExitException(
                reason,
                "application " + application.name() + " could not start: "
                        + application.getClass().getName() + ".start() failed: " + why);
        if (cause != null) {
            cannot.initCause(cause);
        }
        return cannot;
    }

    private static Tuple call(Application application) {
        return Tuple.of(Supervisor.moduleOf(application.getClass()), START, ListTerm.of(Words.NORMAL, ListTerm.EMPTY));
    }
}
