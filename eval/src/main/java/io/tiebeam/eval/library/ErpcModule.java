// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import static io.tiebeam.eval.library.ErpcCalls.call;
import static io.tiebeam.eval.library.ErpcCalls.deadline;
import static io.tiebeam.eval.library.ErpcCalls.node;
import static io.tiebeam.eval.library.ErpcCalls.nodes;
import static io.tiebeam.eval.library.ErpcCalls.value;

import io.tiebeam.Mfa;
import io.tiebeam.eval.Evaluator;
import io.tiebeam.process.Deadline;
import io.tiebeam.rpc.RemoteCall;
import io.tiebeam.rpc.RemoteCall.Outcome;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.List;

/** Erlang's {@code erpc}, as evaluated code calls it; with requests in collections, {@link ErpcCollections}. */
final class ErpcModule {
    private static final Atom RESPONSE = Atom.of("response");
    private static final Atom NO_RESPONSE = Atom.of("no_response");
    private static final Term NOW = Int.of(0);

    private ErpcModule() {}

    static void enter(Library.Module erpc) {
        erpc.def("call", 2, (ev, a) -> ask(ev, a[0], call(a[1]), Args.INFINITY))
                .def("call", 3, (ev, a) -> ask(ev, a[0], call(a[1]), a[2]))
                .def("call", 4, (ev, a) -> ask(ev, a[0], call(a[1], a[2], a[3]), Args.INFINITY))
                .def("call", 5, (ev, a) -> ask(ev, a[0], call(a[1], a[2], a[3]), a[4]))
                .def("cast", 2, (ev, a) -> cast(ev, List.of(node(a[0])), call(a[1])))
                .def("cast", 4, (ev, a) -> cast(ev, List.of(node(a[0])), call(a[1], a[2], a[3])))
                .def("multicast", 2, (ev, a) -> cast(ev, nodes(a[0]), call(a[1])))
                .def("multicast", 4, (ev, a) -> cast(ev, nodes(a[0]), call(a[1], a[2], a[3])))
                .def("multicall", 2, (ev, a) -> askAll(ev, a[0], call(a[1]), Args.INFINITY))
                .def("multicall", 3, (ev, a) -> askAll(ev, a[0], call(a[1]), a[2]))
                .def("multicall", 4, (ev, a) -> askAll(ev, a[0], call(a[1], a[2], a[3]), Args.INFINITY))
                .def("multicall", 5, (ev, a) -> askAll(ev, a[0], call(a[1], a[2], a[3]), a[4]))
                .def("send_request", 2, (ev, a) -> id(RemoteCall.start(ev.self(), node(a[0]), call(a[1]))))
                .def("receive_response", 1, (ev, a) -> receive(request(ev, a[0]), Args.INFINITY))
                .def("receive_response", 2, (ev, a) -> receive(request(ev, a[0]), a[1]))
                .def("wait_response", 1, (ev, a) -> await(request(ev, a[0]), NOW))
                .def("wait_response", 2, (ev, a) -> await(request(ev, a[0]), a[1]))
                .def("check_response", 2, (ev, a) -> check(a[0], request(ev, a[1])));
        ErpcCollections.enter(erpc);
    }

    private static Term ask(Evaluator ev, Term node, Mfa call, Term time) {
        return value(RemoteCall.call(ev.self(), node(node), call, deadline(time)));
    }

    static List<Outcome> outcomes(Evaluator ev, List<Atom> nodes, Mfa call, Deadline deadline) {
        List<RemoteCall> calls = nodes.stream()
                .map(node -> RemoteCall.start(ev.self(), node, call))
                .toList();
        return calls.stream().map(each -> each.awaitOrAbandon(deadline)).toList();
    }

    private static Term askAll(Evaluator ev, Term nodes, Mfa call, Term time) {
        return ListTerm.of(outcomes(ev, nodes(nodes), call, deadline(time)).stream()
                .map(ErpcCalls::answer)
                .toList());
    }

    static Term cast(Evaluator ev, List<Atom> nodes, Mfa call) {
        nodes.forEach(node -> RemoteCall.cast(ev.self(), node, call));
        return Atom.OK;
    }

    // ---- requests: [Result | Request], as OTP has them ------------------------------------------------------------

    static Term id(RemoteCall call) {
        return ListTerm.of(List.of(call.result()), call.request());
    }

    static RemoteCall request(Evaluator ev, Term id) {
        if (id instanceof ListTerm list
                && list.size() == 1
                && list.get(0) instanceof Ref result
                && list.tail() instanceof Ref request) {
            return RemoteCall.of(ev.self(), request, result);
        }
        throw ErpcCalls.failed(ErpcCalls.BADARG);
    }

    static Outcome outcome(RemoteCall call, Term time) {
        Deadline deadline = deadline(time);
        return call.await(deadline)
                .orElseGet(() -> call.giveUp()
                        ? new Outcome.Failed(ErpcCalls.TIMEOUT)
                        : call.await(Deadline.NOW).orElseGet(() -> new Outcome.Failed(ErpcCalls.BADARG)));
    }

    private static Term receive(RemoteCall call, Term time) {
        return value(outcome(call, time));
    }

    private static Term await(RemoteCall call, Term time) {
        return call.await(deadline(time)).map(ErpcModule::response).orElse(NO_RESPONSE);
    }

    private static Term check(Term message, RemoteCall call) {
        Outcome outcome = call.read(message);
        return outcome == null ? NO_RESPONSE : response(outcome);
    }

    private static Term response(Outcome outcome) {
        return Tuple.of(RESPONSE, value(outcome));
    }
}
