// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.gen;

import io.tiebeam.CallTimeoutException;
import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.NoConnectionException;
import io.tiebeam.NoProcessException;
import io.tiebeam.Node;
import io.tiebeam.RaisedException;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;

/** What a failed call raises in its caller: OTP's exit reason, told in Elixir's words. */
public final class Failures {
    private Failures() {}

    /**
     * The failure of the call {@code {module, function, arguments}} since {@code why}: an exit whose reason is
     * {@code {why, call}}.
     */
    public static ExitException of(Term why, Tuple call) {
        Term reason = Tuple.of(why, call);
        return of(why, reason, ExitReasons.format(reason) + Advice.on(why, call));
    }

    /** The failure of {@code what} since {@code why}: an exit whose reason is that alone. */
    public static ExitException bare(Term why, String what) {
        return of(why, why, "could not " + what + ": " + ExitReasons.format(why));
    }

    private static ExitException of(Term why, Term reason, String message) {
        if (why instanceof Tuple t && t.is(Words.NODEDOWN, 2) && t.get(1) instanceof Atom node) {
            return new NoConnectionException(reason, message + whyNot(node));
        }
        if (why.equals(Words.NOPROC)) {
            return new NoProcessException(reason, message);
        }
        if (why.equals(Words.TIMEOUT)) {
            return new CallTimeoutException(reason, message);
        }
        return new ExitException(reason, message);
    }

    /** What the last attempt to connect to {@code node} met with, and what to do about it: further lines of the text. */
    private static String whyNot(Atom node) {
        return Node.whyNot(new NodeName(node)).map(why -> "\n" + why).orElse("");
    }

    /**
     * Why a caller exits when what it waits for is down with {@code reason}: a lost connection is told with the name of
     * the node. {@code target} is what DOWN named, a pid or {@code {name, node}}.
     */
    public static Term ofDown(Term reason, Term target) {
        if (!reason.equals(Words.NOCONNECTION)) {
            return reason;
        }
        Term node = switch (target) {
            case Pid pid -> pid.node();
            case Tuple named when named.size() == 2 -> named.get(1);
            default -> Atom.UNDEFINED;
        };
        return Tuple.of(Words.NODEDOWN, node);
    }

    /** Whether {@code error} is a crash, whose reason holds a stack; else it is an exit. */
    public static boolean isRaised(Throwable error) {
        return !(error instanceof ExitException) || error instanceof RaisedException;
    }

    /** The exit reason that {@code error}, thrown in a process, stands for. */
    public static Term reasonOf(ProcessCell self, Throwable error) {
        if (!self.isAlive()) {
            return self.exitReason(); // the kill interrupted it: what that threw is no error of its own
        }
        return error instanceof ExitException exit ? exit.reason() : ExitReasons.of(error);
    }
}
