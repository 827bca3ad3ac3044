// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.rpc;

import io.tiebeam.Exposure;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Processes;
import io.tiebeam.RaisedException;
import io.tiebeam.Resolved;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.Network;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Functions of Erlang itself that callers expect on any node: they look, and change nothing. Everything else that is not
 * exposed is {@code undef}.
 */
final class BuiltIns {
    private static final Atom ERLANG = Atom.of("erlang");
    private static final Atom NOFILE = Atom.of("nofile");

    private final Exposure exposure;
    private final Network network;
    private final LocalNode node;
    private final Machine machine = new Machine();

    private BuiltIns(Exposure exposure, Network network) {
        this.exposure = exposure;
        this.network = network;
        this.node = network.node();
    }

    static void expose(Exposure exposure, Network network) {
        new BuiltIns(exposure, network).expose();
    }

    private void expose() {
        erlang("node", () -> node.name());
        erlang("is_alive", () -> Atom.TRUE);
        erlang("nodes", () -> names(network.nodes()));
        erlang("nodes", this::nodes);
        erlang("registered", () -> ListTerm.of(node.names()));
        erlang(
                "processes",
                () -> ListTerm.of(
                        node.processes().stream().map(ProcessCell::pid).toList()));
        erlang("self", () -> ProcessCell.current().orElseThrow().pid());
        erlang("memory", () -> Machine.memory());
        erlang("whereis", this::whereIs);
        erlang(
                "is_process_alive",
                argument ->
                        Atom.of(argument instanceof Pid pid && node.find(pid).isPresent()));
        erlang("process_info", pid -> ProcessItems.all(node, pid));
        exposure.expose(
                ERLANG,
                Atom.of("process_info"),
                2,
                arguments -> ProcessItems.some(node, arguments.get(0), arguments.get(1)));
        erlang("group_leader", () -> ProcessCell.current().orElseThrow().groupLeader());
        erlang("memory", kind -> Machine.memory(kind));
        erlang("system_info", what -> Machine.systemInfo(node, what));
        erlang("statistics", machine::statistics);
        exposure.expose(ERLANG, Atom.of("function_exported"), 3, this::isExported);
        exposure.expose(Atom.of("code"), Atom.of("ensure_loaded"), 1, arguments -> ensureLoaded(arguments.get(0)));
        exposure.expose(
                Atom.of("Elixir.Code"), Atom.of("ensure_loaded?"), 1, arguments -> Atom.of(isModule(arguments.get(0))));
        exposure.expose(Atom.of("net_adm"), Atom.of("ping"), 1, arguments -> ping(arguments.get(0)));
    }

    private interface Constant {
        Term value();
    }

    private void erlang(String name, Constant constant) {
        exposure.expose(ERLANG, Atom.of(name), 0, _ -> constant.value());
    }

    private void erlang(String name, Function<Term, Term> function) {
        exposure.expose(ERLANG, Atom.of(name), 1, arguments -> function.apply(arguments.get(0)));
    }

    private Term nodes(Term kinds) {
        if (!(kinds instanceof ListTerm list) || !list.isProper()) {
            return names(ofKind(kinds, kinds));
        }
        Set<NodeName> found = new LinkedHashSet<>();
        list.elements().forEach(kind -> found.addAll(ofKind(kind, kinds)));
        return names(found);
    }

    private List<NodeName> ofKind(Term kind, Term given) {
        List<Network.Connected> connected = network.connected();
        Stream<NodeName> names = connected.stream().map(Network.Connected::node);
        NodeName self = new NodeName(node.name());
        return switch (kind instanceof Atom name ? name.name() : "") {
            case "visible" -> List.copyOf(network.nodes());
            case "hidden" ->
                connected.stream()
                        .filter(Network.Connected::hidden)
                        .map(Network.Connected::node)
                        .toList();
            case "connected" -> names.toList();
            case "this" -> List.of(self);
            case "known" -> Stream.concat(names, Stream.of(self)).toList();
            default -> throw badarg("nodes", given);
        };
    }

    private static Term names(Collection<NodeName> nodes) {
        return ListTerm.of(nodes.stream().map(NodeName::atom).toList());
    }

    private Term whereIs(Term name) {
        if (!(name instanceof Atom registered)) {
            throw badarg("whereis", name);
        }
        return node.whereIs(registered).<Term>map(ProcessCell::pid).orElse(Atom.UNDEFINED);
    }

    private Term isExported(ListTerm mfa) {
        boolean exported = mfa.get(0) instanceof Atom module
                && mfa.get(1) instanceof Atom function
                && mfa.get(2) instanceof Int(var arity)
                && arity >= 0
                && arity < 256
                && exposure.resolve(new Mfa(module, function, ListTerm.of(Collections.nCopies((int) arity, Atom.NIL))))
                        instanceof Resolved.Call;
        return Atom.of(exported);
    }

    private boolean isModule(Term module) {
        return module instanceof Atom name && exposure.isModule(name);
    }

    private Term ensureLoaded(Term module) {
        return isModule(module) ? Tuple.of(Atom.of("module"), module) : Tuple.of(Atom.ERROR, NOFILE);
    }

    private Term ping(Term peer) {
        try {
            boolean answers = peer instanceof Atom name
                    && (name.equals(node.name()) || network.connect(new NodeName(name)) && isAuth(new NodeName(name)));
            return Atom.of(answers ? "pong" : "pang");
        } catch (IllegalArgumentException noName) {
            return Atom.of("pang");
        }
    }

    /** Asks the other node's {@code net_kernel}, as OTP's {@code net_adm} does: a connection alone proves little. */
    private boolean isAuth(NodeName peer) {
        ProcessCell self = ProcessCell.current().orElseThrow();
        Name.At kernel = Name.of("net_kernel").at(peer);
        Ref ref = Processes.monitor(kernel);
        Term request = Tuple.of(Atom.of("is_auth"), node.name());
        Kernel.send(kernel, Tuple.of(Atom.of("$gen_call"), Tuple.of(self.pid(), ref), request));
        Term answer = self.receive(message -> answer(ref, message), Deadline.NEVER);
        Processes.demonitorFlush(ref);
        return answer.equals(Atom.of("yes"));
    }

    /** The answer to the call {@code ref}, the reason why there is none, or null for another message. */
    private static Term answer(Ref ref, Object message) {
        if (message instanceof Tuple t && t.size() == 2 && t.get(0).equals(ref)) {
            return t.get(1);
        }
        return message instanceof Tuple t
                        && t.is(Atom.of("DOWN"), 5)
                        && t.get(1).equals(ref)
                ? t.get(4)
                : null;
    }

    /** An error of Erlang: {@code badarg}, raised by {@code erlang:function/1}. */
    static RaisedException badarg(String function, Term... arguments) {
        return RaisedException.error(
                Atom.of("badarg"),
                ListTerm.of(Tuple.of(ERLANG, Atom.of(function), ListTerm.of(arguments), ListTerm.EMPTY)));
    }
}
