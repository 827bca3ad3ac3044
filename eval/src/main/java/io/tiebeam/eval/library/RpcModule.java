// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.CallTimeoutException;
import io.tiebeam.ExitException;
import io.tiebeam.Mfa;
import io.tiebeam.NoConnectionException;
import io.tiebeam.Node;
import io.tiebeam.eval.Evaluator;
import io.tiebeam.eval.Raised;
import io.tiebeam.otp.Rpc;
import io.tiebeam.process.Deadline;
import io.tiebeam.rpc.RemoteCall;
import io.tiebeam.rpc.RemoteCall.Outcome;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Erlang's {@code rpc}, as evaluated code calls it: another form of {@code erpc} that returns what failed. */
final class RpcModule {
    private static final Atom BADRPC = Atom.of("badrpc");
    private static final Atom EXIT = Atom.of("EXIT");
    private static final Atom NODEDOWN = Atom.of("nodedown");
    private static final Atom NOCONNECTION = Atom.of("noconnection");
    private static final Atom NOTSUP = Atom.of("notsup");
    private static final Term ABCAST = Atom.of("abcast");
    private static final Term NOW = Int.of(0);

    private RpcModule() {}

    static void enter(Library.Module rpc) {
        rpc.def("call", 4, (ev, a) -> call(ev, a[0], mfa(a, 1), Args.INFINITY))
                .def("call", 5, (ev, a) -> call(ev, a[0], mfa(a, 1), a[4]))
                .def("block_call", 4, (_, a) -> blockCall(node(a[0]), mfa(a, 1), Args.INFINITY))
                .def("block_call", 5, (_, a) -> blockCall(node(a[0]), mfa(a, 1), a[4]))
                .def("cast", 4, (ev, a) -> {
                    ErpcModule.cast(ev, List.of(node(a[0])), mfa(a, 1));
                    return Atom.TRUE;
                })
                .def("multicall", 3, (ev, a) -> multicall(ev, everywhere(), mfa(a, 0), Args.INFINITY))
                .def(
                        "multicall",
                        4,
                        (ev, a) -> a[0] instanceof ListTerm
                                ? multicall(ev, nodes(a[0]), mfa(a, 1), Args.INFINITY)
                                : multicall(ev, everywhere(), mfa(a, 0), a[3]))
                .def("multicall", 5, (ev, a) -> multicall(ev, nodes(a[0]), mfa(a, 1), a[4]))
                .def("eval_everywhere", 3, (ev, a) -> evalEverywhere(ev, everywhere(), mfa(a, 0)))
                .def("eval_everywhere", 4, (ev, a) -> evalEverywhere(ev, nodes(a[0]), mfa(a, 1)))
                .def("async_call", 4, (ev, a) -> ErpcModule.id(RemoteCall.start(ev.self(), node(a[0]), mfa(a, 1))))
                .def("yield", 1, (ev, a) -> returned(ErpcModule.outcome(ErpcModule.request(ev, a[0]), Args.INFINITY)))
                .def("nb_yield", 1, (ev, a) -> peek(ev, a[0], NOW))
                .def("nb_yield", 2, (ev, a) -> peek(ev, a[0], a[1]))
                .def("abcast", 2, (_, a) -> abcast(everywhere(), a[0], a[1]))
                .def("abcast", 3, (_, a) -> abcast(nodes(a[0]), a[1], a[2]))
                .def("sbcast", 2, (_, a) -> sbcast(everywhere(), a[0], a[1]))
                .def("sbcast", 3, (_, a) -> sbcast(nodes(a[0]), a[1], a[2]));
    }

    // ---- arguments: where erpc says {erpc, badarg}, rpc says badarg -----------------------------------------------

    private static Mfa mfa(Term[] a, int from) {
        if (a[from] instanceof Atom m && a[from + 1] instanceof Atom f && a[from + 2] instanceof ListTerm arguments) {
            return ErpcCalls.of(m, f, arguments);
        }
        throw Raised.badarg();
    }

    private static Atom node(Term node) {
        if (node instanceof Atom name) {
            return name;
        }
        throw Raised.badarg();
    }

    private static List<Atom> nodes(Term nodes) {
        if (nodes instanceof ListTerm list && list.isProper()) {
            return list.elements().stream().map(RpcModule::node).toList();
        }
        throw Raised.badarg();
    }

    private static List<Atom> everywhere() {
        List<Atom> nodes = new ArrayList<>();
        nodes.add(Node.self().atom());
        Node.list().forEach(node -> nodes.add(node.atom()));
        return nodes;
    }

    private static Deadline deadline(Term time) {
        try {
            return ErpcCalls.deadline(time);
        } catch (Raised _) {
            throw Raised.badarg();
        }
    }

    // ---- calls ----------------------------------------------------------------------------------------------------

    private static Term call(Evaluator ev, Term node, Mfa call, Term time) {
        return returned(RemoteCall.call(ev.self(), node(node), call, deadline(time)));
    }

    private static Term returned(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Returned(var value) -> returned(value);
            case Outcome.Thrown(var value) -> returned(value);
            case Outcome.Exited(var reason) -> exited(reason);
            case Outcome.Raised(var error, var stack) -> exited(Tuple.of(error, stack));
            case Outcome.Signalled(var reason) -> exited(reason);
            case Outcome.Failed(var why) -> failed(why);
        };
    }

    private static Term returned(Term value) {
        return value instanceof Tuple exit && exit.is(EXIT, 2) ? bad(value) : value;
    }

    private static Term bad(Term why) {
        return Tuple.of(BADRPC, why);
    }

    private static Term exited(Term reason) {
        return bad(Tuple.of(EXIT, reason));
    }

    private static Term failed(Term why) {
        if (why.equals(ErpcCalls.BADARG)) {
            throw Raised.badarg();
        }
        if (why.equals(NOCONNECTION)) {
            return bad(NODEDOWN);
        }
        return why.equals(ErpcCalls.TIMEOUT) || why.equals(NOTSUP) ? bad(why) : exited(why);
    }

    private static Term blockCall(Atom node, Mfa call, Term time) {
        deadline(time);
        Optional<NodeName> there = named(node);
        if (there.isEmpty()) {
            return bad(NODEDOWN);
        }
        try {
            return returned(Rpc.blockCall(there.get(), call, Args.timeout(time)));
        } catch (CallTimeoutException _) {
            return bad(ErpcCalls.TIMEOUT);
        } catch (NoConnectionException _) {
            return bad(NODEDOWN);
        } catch (ExitException exit) {
            return exit.reason() instanceof Tuple reply && reply.is(BADRPC, 2) ? reply : exited(exit.reason());
        }
    }

    private static Term peek(Evaluator ev, Term key, Term time) {
        return ErpcModule.request(ev, key)
                .await(deadline(time))
                .<Term>map(outcome -> Tuple.of(Atom.of("value"), returned(outcome)))
                .orElse(ErpcCalls.TIMEOUT);
    }

    /** {@code {Values, Nodes}}: of those that answered, and those that did not. */
    private static Term multicall(Evaluator ev, List<Atom> nodes, Mfa call, Term time) {
        List<Outcome> outcomes = ErpcModule.outcomes(ev, nodes, call, deadline(time));
        List<Term> values = new ArrayList<>();
        List<Term> silent = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Failed(var why)
                    && (why.equals(ErpcCalls.TIMEOUT) || why.equals(NOCONNECTION))) {
                silent.add(nodes.get(i));
            } else {
                values.add(returned(outcomes.get(i)));
            }
        }
        return Tuple.of(ListTerm.of(values), ListTerm.of(silent));
    }

    private static Term evalEverywhere(Evaluator ev, List<Atom> nodes, Mfa call) {
        ErpcModule.cast(ev, nodes, call);
        return ABCAST;
    }

    // ---- messages to one name -------------------------------------------------------------------------------------

    /** The name, if a node can have it. */
    private static Optional<NodeName> named(Atom node) {
        try {
            return Optional.of(new NodeName(node));
        } catch (IllegalArgumentException noName) {
            return Optional.empty();
        }
    }

    private static List<NodeName> named(List<Atom> nodes) {
        return nodes.stream().flatMap(node -> named(node).stream()).toList();
    }

    private static Term abcast(List<Atom> nodes, Term name, Term message) {
        Rpc.abcast(named(nodes), Name.of(Args.atom(name).name()), message);
        return ABCAST;
    }

    private static Term sbcast(List<Atom> nodes, Term name, Term message) {
        Rpc.Delivered delivered =
                Rpc.sbcast(named(nodes), Name.of(Args.atom(name).name()), message);
        List<Term> bad =
                new ArrayList<>(delivered.bad().stream().map(NodeName::atom).toList());
        nodes.stream().filter(node -> named(node).isEmpty()).forEach(bad::add);
        return Tuple.of(
                ListTerm.of(delivered.good().stream().map(NodeName::atom).toList()), ListTerm.of(bad));
    }
}
