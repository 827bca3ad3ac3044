// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.Kernel;
import io.tiebeam.Node;
import io.tiebeam.eval.Evaluator;
import io.tiebeam.eval.Raised;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The other nodes: functions of {@code erlang}, {@code net_kernel}, {@code net_adm}, and Elixir's {@code Node}. What is no
 * node name is the name of a node that nobody can reach.
 */
final class NetworkModules {
    private static final Atom NODE_TYPE = Atom.of("node_type");
    private static final Atom NODEDOWN_REASON = Atom.of("nodedown_reason");

    private NetworkModules() {}

    static void enter(Library library) {
        library.module("erlang")
                .def("nodes", 0, (_, _) -> ListTerm.of(names(Node.NodeType.VISIBLE)))
                .def("nodes", 1, NetworkModules::nodes)
                .def("is_alive", 0, (_, _) -> Atom.of(Node.isAlive()))
                .def("monitor_node", 2, (ev, a) -> monitor(ev, (Atom) a[0], a[1]))
                .def("disconnect_node", 1, (_, a) -> disconnect((Atom) a[0]))
                .def("set_cookie", 2, (_, a) -> setCookie(a[0], (Atom) a[1]));
        library.module("net_kernel")
                .def("connect_node", 1, (ev, a) -> Atom.of(connects(ev, (Atom) a[0])))
                .def("disconnect", 1, (_, a) -> disconnect((Atom) a[0]))
                .def("monitor_nodes", 1, (_, a) -> monitorNodes(a[0], ListTerm.EMPTY))
                .def("monitor_nodes", 2, (_, a) -> monitorNodes(a[0], a[1]));
        library.module("net_adm").def("ping", 1, NetworkModules::ping);
        library.module("Elixir.Node")
                .def("self", 0, (ev, _) -> ev.self().node().name())
                .def("list", 0, (_, _) -> ListTerm.of(names(Node.NodeType.VISIBLE)))
                .def("list", 1, NetworkModules::nodes)
                .def("alive?", 0, (_, _) -> Atom.of(Node.isAlive()))
                .def("ping", 1, NetworkModules::ping)
                .def("connect", 1, (ev, a) -> Atom.of(connects(ev, (Atom) a[0])))
                .def("disconnect", 1, (_, a) -> disconnect((Atom) a[0]))
                .def("monitor", 2, (ev, a) -> monitor(ev, (Atom) a[0], a[1]))
                .def("set_cookie", 2, (_, a) -> setCookie(a[0], (Atom) a[1]));
    }

    // ---- who is there ---------------------------------------------------------------------------------------------

    private static List<Atom> names(Node.NodeType type) {
        return Node.list(type).stream().map(NodeName::atom).toList();
    }

    private static Term nodes(Evaluator ev, Term[] kinds) {
        Set<Atom> found = new LinkedHashSet<>();
        List<Term> each = kinds[0] instanceof Atom ? List.of(kinds[0]) : Args.list(kinds[0]);
        for (Term kind : each) {
            Atom self = ev.self().node().name();
            switch (((Atom) kind).name()) {
                case "visible" -> found.addAll(names(Node.NodeType.VISIBLE));
                case "hidden" -> found.addAll(names(Node.NodeType.HIDDEN));
                case "connected" -> found.addAll(names(Node.NodeType.CONNECTED));
                case "this" -> found.add(self);
                case "known" -> {
                    found.addAll(names(Node.NodeType.CONNECTED));
                    found.add(self);
                }
                default -> throw Raised.badarg();
            }
        }
        return ListTerm.of(List.copyOf(found));
    }

    /** The name, unless no node can be called so. */
    static Optional<NodeName> named(Atom name) {
        try {
            return Optional.of(new NodeName(name));
        } catch (IllegalArgumentException noName) {
            return Optional.empty();
        }
    }

    // ---- to connect -----------------------------------------------------------------------------------------------

    private static boolean connects(Evaluator ev, Atom node) {
        return node.equals(ev.self().node().name())
                || named(node).filter(Node::connect).isPresent();
    }

    /** Asks the other node, as OTP does: a connection may be there, and the node behind it not answer. */
    private static Term ping(Evaluator ev, Term[] arguments) {
        Atom node = (Atom) arguments[0];
        Atom self = ev.self().node().name();
        boolean answers = node.equals(self) || (connects(ev, node) && isAnswered(ev, self, node));
        return Atom.of(answers ? "pong" : "pang");
    }

    private static boolean isAnswered(Evaluator ev, Atom self, Atom node) {
        Term kernel = Tuple.of(Atom.of("net_kernel"), node);
        return Servers.call(ev, kernel, Tuple.of(Atom.of("is_auth"), self), Args.INFINITY)
                .equals(Atom.of("yes"));
    }

    private static Term disconnect(Atom node) {
        return Atom.of(named(node).filter(Node::disconnect).isPresent());
    }

    private static Term setCookie(Term node, Atom cookie) {
        Node.setCookie(Args.node(node), io.tiebeam.Cookie.of(cookie.name()));
        return Atom.TRUE;
    }

    // ---- to hear of them ------------------------------------------------------------------------------------------

    private static Term monitor(Evaluator ev, Atom node, Term on) {
        boolean wanted = flag(on).orElseThrow(Raised::badarg);
        Optional<NodeName> name = named(node);
        if (name.isPresent()) {
            Node.monitor(name.get(), wanted);
        } else if (wanted) {
            Kernel.send(ev.self().pid(), Tuple.of(Atom.of("nodedown"), node));
        }
        return Atom.TRUE;
    }

    private static Optional<Boolean> flag(Term on) {
        return on.equals(Atom.TRUE) || on.equals(Atom.FALSE) ? Optional.of(on.equals(Atom.TRUE)) : Optional.empty();
    }

    private static Term monitorNodes(Term on, Term options) {
        Optional<Boolean> flag = flag(on);
        if (flag.isEmpty()) {
            return Atom.ERROR;
        }
        if (!(options instanceof ListTerm list) || !list.isProper()) {
            return wrong("invalid_options", options);
        }
        List<Term> types = list.elements().stream()
                .filter(each -> each instanceof Tuple t && t.is(NODE_TYPE, 2))
                .distinct()
                .toList();
        List<Term> unknown = list.elements().stream()
                .filter(each -> !each.equals(NODEDOWN_REASON) && !types.contains(each))
                .toList();
        if (types.size() > 1) {
            return wrong("option_value_mismatch", ListTerm.of(types.get(1), types.get(0)));
        }
        Optional<Node.NodeType> type = types.isEmpty() ? Optional.empty() : type(((Tuple) types.getFirst()).get(1));
        if (!types.isEmpty() && type.isEmpty()) {
            return wrong("bad_option_value", types.getFirst());
        }
        if (!unknown.isEmpty()) {
            return wrong("unknown_options", ListTerm.of(unknown));
        }
        boolean reasons = list.elements().contains(NODEDOWN_REASON);
        if (type.isPresent()) {
            Node.monitorNodes(flag.get(), type.get(), reasons);
        } else {
            Node.monitorNodes(flag.get(), reasons);
        }
        return Atom.OK;
    }

    private static Optional<Node.NodeType> type(Term name) {
        return switch (name instanceof Atom atom ? atom.name() : "") {
            case "visible" -> Optional.of(Node.NodeType.VISIBLE);
            case "hidden" -> Optional.of(Node.NodeType.HIDDEN);
            case "all" -> Optional.of(Node.NodeType.CONNECTED);
            default -> Optional.empty();
        };
    }

    private static Term wrong(String what, Term about) {
        return Tuple.of(Atom.ERROR, Tuple.of(Atom.of(what), about));
    }
}
