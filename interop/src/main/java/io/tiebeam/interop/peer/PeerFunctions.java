// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.peer;

import io.tiebeam.CallTimeoutException;
import io.tiebeam.ExitException;
import io.tiebeam.Exposure;
import io.tiebeam.Mfa;
import io.tiebeam.NoConnectionException;
import io.tiebeam.Node;
import io.tiebeam.RaisedException;
import io.tiebeam.otp.Erpc;
import io.tiebeam.otp.ErpcException;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.Map;

/** What suites call on a peer and a node exposes to nobody: the end of the emulator, and calls onwards. */
final class PeerFunctions {
    private final Exposure door;

    private PeerFunctions(Exposure door) {
        this.door = door;
    }

    /** @param flags the words after the options of the command line, as {@code init:get_argument/1} has them */
    static void expose(Node node, ListTerm flags) {
        PeerFunctions functions = new PeerFunctions(node.exposure());
        functions.emulator(node, SuitePeer.pairs(flags));
        functions.erpc();
    }

    private void def(String module, String function, int arity, Exposure.Handler handler) {
        door.expose(Atom.of(module), Atom.of(function), arity, handler);
    }

    private void emulator(Node node, Map<Term, Term> flags) {
        for (int arity = 0; arity <= 2; arity++) {
            def("erlang", "halt", arity, _ -> {
                Runtime.getRuntime().halt(0);
                return Atom.OK;
            });
        }
        for (int arity = 0; arity <= 1; arity++) {
            def("init", "stop", arity, _ -> {
                Thread.ofPlatform().start(() -> {
                    node.close();
                    Runtime.getRuntime().halt(0);
                });
                return Atom.OK;
            });
        }
        def(
                "init",
                "get_argument",
                1,
                a -> flags.containsKey(a.get(0)) ? Tuple.of(Atom.OK, ListTerm.of(flags.get(a.get(0)))) : Atom.ERROR);
        def("net_kernel", "disconnect", 1, a -> Atom.of(Node.disconnect(new NodeName((Atom) a.get(0)))));
    }

    private void erpc() {
        def("erpc", "call", 4, a -> called(a, Duration.ZERO));
        def(
                "erpc",
                "call",
                5,
                a -> called(a, a.get(4) instanceof Int(long ms) ? Duration.ofMillis(ms) : Duration.ZERO));
        def("erpc", "cast", 4, a -> {
            Erpc.cast(new NodeName((Atom) a.get(0)), mfa(a));
            return Atom.OK;
        });
    }

    private static Mfa mfa(ListTerm a) {
        return new Mfa((Atom) a.get(1), (Atom) a.get(2), (ListTerm) a.get(3));
    }

    /** What Java tells in exceptions, as Erlang tells it. */
    private static Term called(ListTerm a, Duration timeout) {
        NodeName node = new NodeName((Atom) a.get(0));
        try {
            return timeout.isZero() ? Erpc.call(node, mfa(a)) : Erpc.call(node, mfa(a), timeout);
        } catch (ErpcException e) {
            Atom exception = Atom.of("exception");
            throw switch (e.kind()) {
                case THROW -> RaisedException.thrown(e.value(), ListTerm.EMPTY);
                case EXIT -> new ExitException(Tuple.of(exception, e.value()));
                case SIGNAL -> new ExitException(Tuple.of(Atom.of("signal"), e.value()));
                case ERROR -> error(Tuple.of(exception, e.value(), e.stack()), a);
                case ERPC -> error(Tuple.of(Atom.of("erpc"), e.value()), a);
            };
        } catch (NoConnectionException | CallTimeoutException e) {
            throw error(((Tuple) e.reason()).get(0), a);
        }
    }

    private static RaisedException error(Term reason, ListTerm arguments) {
        return RaisedException.error(
                reason, ListTerm.of(Tuple.of(Atom.of("erpc"), Atom.of("call"), arguments, ListTerm.EMPTY)));
    }
}
