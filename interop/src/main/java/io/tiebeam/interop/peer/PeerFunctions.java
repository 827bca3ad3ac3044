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
import io.tiebeam.otp.Global;
import io.tiebeam.otp.Pg;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What suites call on a peer and a node exposes to nobody: the end of the emulator, and modules whose Java has other names. */
final class PeerFunctions {
    private final Exposure door;

    private PeerFunctions(Exposure door) {
        this.door = door;
    }

    /** @param flags the words after the options of the command line, as {@code init:get_argument/1} has them */
    static void expose(Node node, ListTerm flags) {
        PeerFunctions functions = new PeerFunctions(node.exposure());
        functions.emulator(node, SuitePeer.pairs(flags));
        functions.pg();
        functions.global();
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

    private void pg() {
        def("pg", "start", 1, a -> Tuple.of(Atom.OK, Pg.scope(name(a.get(0))).startLink()));
        def(
                "pg",
                "start_link",
                1,
                a -> Tuple.of(Atom.OK, Pg.scope(name(a.get(0))).startLink()));
        scoped("join", 2, (scope, a) -> {
            Pg.join(scope, a.get(0), pids(a.get(1)));
            return Atom.OK;
        });
        scoped("leave", 2, (scope, a) -> Pg.leave(scope, a.get(0), pids(a.get(1))) ? Atom.OK : Atom.of("not_joined"));
        scoped("get_members", 1, (scope, a) -> ListTerm.of(Pg.members(scope, a.get(0))));
        scoped("get_local_members", 1, (scope, a) -> ListTerm.of(Pg.localMembers(scope, a.get(0))));
        scoped("which_groups", 0, (scope, _) -> ListTerm.of(Pg.groups(scope)));
        scoped("which_local_groups", 0, (scope, _) -> ListTerm.of(Pg.localGroups(scope)));
    }

    private interface Scoped {
        Term call(Name scope, List<Term> arguments);
    }

    /** A function of {@code pg} with and without its scope in front. */
    private void scoped(String function, int arity, Scoped code) {
        def("pg", function, arity, a -> code.call(Pg.DEFAULT, a.elements()));
        def(
                "pg",
                function,
                arity + 1,
                a -> code.call(name(a.get(0)), a.elements().subList(1, arity + 1)));
    }

    private void global() {
        def("global", "register_name", 2, a -> Atom.of(Global.registerName(a.get(0), (Pid) a.get(1)) ? "yes" : "no"));
        def("global", "re_register_name", 2, a -> {
            Global.reRegisterName(a.get(0), (Pid) a.get(1));
            return Atom.of("yes");
        });
        def("global", "unregister_name", 1, a -> {
            Global.unregisterName(a.get(0));
            return Atom.OK;
        });
        def(
                "global",
                "whereis_name",
                1,
                a -> Global.whereisName(a.get(0)).<Term>map(pid -> pid).orElse(Atom.UNDEFINED));
        def("global", "registered_names", 0, _ -> ListTerm.of(Global.registeredNames()));
        def("global", "send", 2, a -> Global.send(a.get(0), a.get(1)));
        def("global", "sync", 0, _ -> {
            Global.sync();
            return Atom.OK;
        });
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

    private static Name name(Term atom) {
        return new Name((Atom) atom);
    }

    private static Pid[] pids(Term oneOrMore) {
        return oneOrMore instanceof ListTerm list
                ? list.elements().stream().map(Pid.class::cast).toArray(Pid[]::new)
                : new Pid[] {(Pid) oneOrMore};
    }
}
