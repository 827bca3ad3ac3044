// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import static io.tiebeam.eval.library.ErpcCalls.call;
import static io.tiebeam.eval.library.ErpcCalls.deadline;
import static io.tiebeam.eval.library.ErpcCalls.failed;
import static io.tiebeam.eval.library.ErpcCalls.node;

import io.tiebeam.eval.Evaluator;
import io.tiebeam.eval.Raised;
import io.tiebeam.process.Deadline;
import io.tiebeam.rpc.RemoteCall;
import io.tiebeam.rpc.RemoteCall.Outcome;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** {@code erpc} with many requests at a time, each under a label: a map of {@code Request => [Result | Label]}. */
final class ErpcCollections {
    private static final Term NO_REQUEST = Atom.of("no_request");
    private static final Term NO_RESPONSE = Atom.of("no_response");
    private static final Atom RESPONSE = Atom.of("response");

    private ErpcCollections() {}

    static void enter(Library.Module erpc) {
        erpc.def("reqids_new", 0, (_, _) -> MapTerm.EMPTY)
                .def("reqids_size", 1, (_, a) -> Int.of(map(a[0]).size()))
                .def("reqids_add", 3, (ev, a) -> add(ev, a[0], a[1], map(a[2])))
                .def(
                        "reqids_to_list",
                        1,
                        (ev, a) -> ListTerm.of(requests(ev, map(a[0])).stream()
                                .map(each -> Tuple.of(ErpcModule.id(each.call), each.label))
                                .toList()))
                .def("send_request", 4, (ev, a) -> send(ev, a))
                .def("send_request", 6, (ev, a) -> {
                    MapTerm others = map(a[5]);
                    return with(others, RemoteCall.start(ev.self(), node(a[0]), call(a[1], a[2], a[3])), a[4]);
                })
                .def("receive_response", 3, (ev, a) -> receive(ev, map(a[0]), a[1], isDeleted(a[2])))
                .def("wait_response", 3, (ev, a) -> await(ev, map(a[0]), a[1], isDeleted(a[2])))
                .def("check_response", 3, (ev, a) -> check(ev, a[0], map(a[1]), isDeleted(a[2])));
    }

    private record Request(RemoteCall call, Term label) {}

    private record Heard(Request request, Outcome outcome) {}

    private static MapTerm map(Term requests) {
        if (requests instanceof MapTerm map) {
            return map;
        }
        throw failed(ErpcCalls.BADARG);
    }

    private static boolean isDeleted(Term delete) {
        if (delete.equals(Atom.TRUE) || delete.equals(Atom.FALSE)) {
            return delete.equals(Atom.TRUE);
        }
        throw failed(ErpcCalls.BADARG);
    }

    private static Term with(MapTerm requests, RemoteCall call, Term label) {
        return MapsModule.put(requests, call.request(), ListTerm.of(List.of(call.result()), label));
    }

    private static Term add(Evaluator ev, Term id, Term label, MapTerm requests) {
        RemoteCall call = ErpcModule.request(ev, id);
        if (requests.get(call.request()).isPresent()) {
            throw failed(ErpcCalls.BADARG);
        }
        return with(requests, call, label);
    }

    /** {@code (Node, Module, Function, Arguments)}, or {@code (Node, Function, Label, Requests)}. */
    private static Term send(Evaluator ev, Term[] a) {
        if (a[3] instanceof MapTerm requests && ErpcCalls.isFunction(a[1])) {
            return with(requests, RemoteCall.start(ev.self(), node(a[0]), call(a[1])), a[2]);
        }
        return ErpcModule.id(RemoteCall.start(ev.self(), node(a[0]), call(a[1], a[2], a[3])));
    }

    private static List<Request> requests(Evaluator ev, MapTerm requests) {
        List<Request> all = new ArrayList<>();
        requests.forEach((request, value) -> {
            // A label that is a list makes one list of both.
            if (!(request instanceof Ref ref
                    && value instanceof ListTerm pair
                    && !pair.isEmpty()
                    && pair.get(0) instanceof Ref result)) {
                throw failed(ErpcCalls.BADARG);
            }
            Term label =
                    pair.size() == 1 ? pair.tail() : ListTerm.of(pair.elements().subList(1, pair.size()), pair.tail());
            all.add(new Request(RemoteCall.of(ev.self(), ref, result), label));
        });
        return all;
    }

    private static Heard read(List<Request> requests, Object message) {
        for (Request each : requests) {
            Outcome outcome = each.call.read(message);
            if (outcome != null) {
                return new Heard(each, outcome);
            }
        }
        return null;
    }

    private static Term receive(Evaluator ev, MapTerm requests, Term time, boolean delete) {
        Deadline deadline = deadline(time);
        if (requests.size() == 0) {
            return NO_REQUEST;
        }
        List<Request> all = requests(ev, requests);
        Heard heard = ev.self().receive(message -> read(all, message), deadline);
        if (heard == null) {
            all.forEach(each -> each.call.abandon());
            throw failed(ErpcCalls.TIMEOUT);
        }
        return result(heard, requests, delete, value -> value);
    }

    private static Term await(Evaluator ev, MapTerm requests, Term time, boolean delete) {
        Deadline deadline = deadline(time);
        if (requests.size() == 0) {
            return NO_REQUEST;
        }
        List<Request> all = requests(ev, requests);
        return response(ev.self().receive(message -> read(all, message), deadline), requests, delete);
    }

    private static Term check(Evaluator ev, Term message, MapTerm requests, boolean delete) {
        return requests.size() == 0 ? NO_REQUEST : response(read(requests(ev, requests), message), requests, delete);
    }

    private static Term response(Heard heard, MapTerm requests, boolean delete) {
        return heard == null ? NO_RESPONSE : result(heard, requests, delete, value -> Tuple.of(RESPONSE, value));
    }

    /** {@code {Value, Label, Requests}}; what is raised has the same form. */
    private static Term result(Heard heard, MapTerm requests, boolean delete, UnaryOperator<Term> form) {
        Term label = heard.request.label;
        Term left = delete ? MapsModule.remove(requests, heard.request.call.request()) : requests;
        Term value;
        try {
            value = ErpcCalls.value(heard.outcome);
        } catch (Raised raised) {
            throw Raised.of(raised.kind(), Tuple.of(raised.reason(), label, left));
        }
        return Tuple.of(form.apply(value), label, left);
    }
}
