// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.Functions;
import io.tiebeam.Mfa;
import io.tiebeam.Remote;
import io.tiebeam.gen.Calls;
import io.tiebeam.gen.Words;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What any server may be asked, for people who look for a fault: its state, its status, to pause, to tell what it does. OTP's
 * {@code sys}, towards servers of any node and language. Works on any thread; each call waits for five seconds and throws as
 * {@link GenServer#call(ServerRef, Object)} does.
 */
public final class Sys {
    private static final Atom STATISTICS = Atom.of("statistics");
    private static final Atom LOG = Atom.of("log");
    private static final Atom GET = Atom.of("get");

    private Sys() {}

    /**
     * The state of {@code server}. A server of OTP 25 or before sends it bare: if it is a tuple {@code {ok, X}} itself, X is
     * what is seen.
     */
    public static Term getState(ServerRef server) {
        return value(ask(server, Atom.of("get_state")));
    }

    /**
     * Has {@code server} take what {@code function}, a method reference, makes of its state for its new one, and gives that.
     * The function runs in the server, so its class has to be exposed on that node.
     */
    public static Term replaceState(ServerRef server, Remote.Func1<Term, Term> function) {
        return replaceState(server, exported(function, 1));
    }

    private static Term exported(Remote function, int arity) {
        Term[] none = new Term[arity];
        Arrays.fill(none, Atom.NIL);
        Mfa mfa = Functions.toMfa(function, (Object[]) none);
        return mfa.module().equals(Atom.of("erlang")) && mfa.arity() == 2
                ? mfa.arguments().get(0)
                : new ExportFun(mfa.module(), mfa.function(), arity);
    }

    /** As {@link #replaceState(ServerRef, Remote.Func1)}, with a function of any node. */
    public static Term replaceState(ServerRef server, Term function) {
        return value(ask(server, Tuple.of(Atom.of("replace_state"), function)));
    }

    /** {@code {status, Pid, {module, Module}, [Dictionary, State, Parent, Debug, Misc]}}. */
    public static Term getStatus(ServerRef server) {
        return ask(server, Atom.of("get_status"));
    }

    /** Has {@code server} serve nothing but such questions until {@link #resume}. */
    public static void suspend(ServerRef server) {
        ask(server, Atom.of("suspend"));
    }

    /** Has {@code server} go on. */
    public static void resume(ServerRef server) {
        ask(server, Atom.of("resume"));
    }

    /** Asks {@code server} to end with {@code reason}. {@link GenServer#stop} also waits for the end. */
    public static void terminate(ServerRef server, Term reason) {
        ask(server, Tuple.of(Words.TERMINATE, reason));
    }

    /** Has {@code server} print its events where its output goes, or not any more. */
    public static void trace(ServerRef server, boolean on) {
        debug(server, Tuple.of(Atom.of("trace"), bool(on)));
    }

    /** Has {@code server} keep its last {@code events} events; 0: none. */
    public static void log(ServerRef server, int events) {
        debug(server, Tuple.of(LOG, events == 0 ? Atom.FALSE : Tuple.of(Atom.TRUE, Int.of(events))));
    }

    /** The events that {@code server} has kept, the oldest first. */
    public static List<Term> getLog(ServerRef server) {
        return value(debug(server, Tuple.of(LOG, GET))) instanceof ListTerm list ? list.elements() : List.of();
    }

    /** Has {@code server} count its messages, or not any more. */
    public static void statistics(ServerRef server, boolean on) {
        debug(server, Tuple.of(STATISTICS, bool(on)));
    }

    /** What {@code server} has counted, a keyword list; empty if it does not count. */
    public static Optional<ListTerm> getStatistics(ServerRef server) {
        return value(debug(server, Tuple.of(STATISTICS, GET))) instanceof ListTerm list
                ? Optional.of(list)
                : Optional.empty();
    }

    /**
     * Has {@code server} call {@code function}, a method reference, with each of its events: with {@code state} at first,
     * then with what it returned, the event, and the server's name. It stays until it returns {@code :done}, throws, or is
     * removed. The function runs in the server, so its class has to be exposed on that node.
     *
     * <pre>{@code
     * Sys.install(COUNTER, Kate::watch, Int.of(0));
     * }</pre>
     */
    public static void install(ServerRef server, Remote.Func3<Term, Term, Term, Term> function, Term state) {
        install(server, exported(function, 3), state);
    }

    /** As {@link #install(ServerRef, Remote.Func3, Term)}, with a function of any node. */
    public static void install(ServerRef server, Term function, Term state) {
        debug(server, Tuple.of(Atom.of("install"), Tuple.of(function, state)));
    }

    /** Takes back {@link #install(ServerRef, Remote.Func3, Term)}. */
    public static void remove(ServerRef server, Remote.Func3<Term, Term, Term, Term> function) {
        remove(server, exported(function, 3));
    }

    /** Takes back {@link #install(ServerRef, Term, Term)}. */
    public static void remove(ServerRef server, Term function) {
        debug(server, Tuple.of(Atom.of("remove"), function));
    }

    /**
     * Tells {@code server}, which has to be suspended, that its code is another than {@code oldVersion} now: it calls its
     * {@code codeChange}, {@code code_change} on a BEAM.
     *
     * <pre>{@code
     * Sys.suspend(COUNTER);
     * Sys.changeCode(COUNTER, Atom.of("Elixir.Counter"), Bits.of("1.0"), Atom.of("in_cents"));
     * Sys.resume(COUNTER);
     * }</pre>
     *
     * @param module whose code it is: of an event manager, that of the handlers which are meant; others do not look at it
     * @param extra what else it is to know
     * @throws ExitException with what the server made of it if it fails, {@code {'EXIT', reason}}, or {@code
     *     {unknown_system_msg, _}} if it is not suspended
     */
    public static void changeCode(ServerRef server, Atom module, Term oldVersion, Term extra) {
        ask(server, Tuple.of(Atom.of("change_code"), module, oldVersion, extra));
    }

    /** Takes back all that {@link #trace}, {@link #log(ServerRef, int)}, {@link #statistics} and {@code install} asked for. */
    public static void noDebug(ServerRef server) {
        debug(server, Atom.of("no_debug"));
    }

    private static Atom bool(boolean on) {
        return on ? Atom.TRUE : Atom.FALSE;
    }

    private static Term debug(ServerRef server, Term command) {
        return ask(server, Tuple.of(Atom.of("debug"), command));
    }

    private static Term value(Term answer) {
        return answer instanceof Tuple t && t.is(Atom.OK, 2) ? t.get(1) : answer;
    }

    private static Term ask(ServerRef server, Term request) {
        Calls.Timeout timeout = StartOptions.Timeouts.USUAL;
        Term answer = StandIn.call(self -> Calls.call(
                self,
                server,
                Calls.Protocol.SYS,
                request,
                timeout,
                () -> Calls.Protocol.SYS.call(Calls.toTerm(server), request, timeout.toTerm())));
        if (answer instanceof Tuple t && t.is(Atom.ERROR, 2)) {
            throw new ExitException(
                    t.get(1), "sys: " + Calls.toTerm(server) + " could not do " + request + ": " + t.get(1));
        }
        return answer;
    }
}
