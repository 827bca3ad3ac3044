// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.CallTimeoutException;
import io.tiebeam.ExitException;
import io.tiebeam.Functions;
import io.tiebeam.Mfa;
import io.tiebeam.NoConnectionException;
import io.tiebeam.Node;
import io.tiebeam.NotAProcessException;
import io.tiebeam.Remote;
import io.tiebeam.Remote.Func0;
import io.tiebeam.Remote.Func1;
import io.tiebeam.Remote.Func2;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.StandIn;
import io.tiebeam.rpc.RemoteCall;
import io.tiebeam.rpc.RemoteCall.Outcome;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Calls functions on other nodes, of Java, Elixir and Erlang: OTP's {@code erpc}. Each call runs in a process of its own
 * there, and its output comes here. What a Tiebeam node lets others call is what it {@linkplain Node#expose exposes}.
 *
 * <pre>{@code
 * Term up = Erpc.call(KATE, Mfa.of("erlang", "is_alive"));
 * String text = Erpc.call(KATE, Kate::shout, "hi");
 * }</pre>
 *
 * <p>Works on any thread where the text does not say otherwise. Source: OTP's {@code erpc}.
 */
public final class Erpc {
    private static final Atom ERPC = Atom.of("erpc");

    private Erpc() {}

    // ---- one node -------------------------------------------------------------------------------------------------

    /**
     * The value of {@code call} on {@code node}; waits as long as it takes.
     *
     * @throws ErpcException if the function does not return
     * @throws NoConnectionException if the node cannot be reached, or the connection breaks; the call may have been made
     */
    public static Term call(NodeName node, Mfa call) {
        return call(node, call, Deadline.NEVER);
    }

    /**
     * The value of {@code call} on {@code node}.
     *
     * @throws ErpcException if the function does not return
     * @throws NoConnectionException if the node cannot be reached, or the connection breaks; the call may have been made
     * @throws CallTimeoutException if there is no value within {@code timeout}; the call may go on
     */
    public static Term call(NodeName node, Mfa call, Duration timeout) {
        return call(node, call, Deadline.in(timeout));
    }

    /** As {@link #call(NodeName, Mfa)}: a reference to a static method, or a lambda. */
    public static <R> R call(NodeName node, Func0<R> function) {
        return read(function, call(node, Functions.toMfa(function)));
    }

    /** As {@link #call(NodeName, Func0)}, with an argument. */
    public static <A, R> R call(NodeName node, Func1<A, R> function, A a) {
        return read(function, call(node, Functions.toMfa(function, a)));
    }

    /** As {@link #call(NodeName, Func0)}, with two arguments. */
    public static <A, B, R> R call(NodeName node, Func2<A, B, R> function, A a, B b) {
        return read(function, call(node, Functions.toMfa(function, a, b)));
    }

    /** Makes {@code call} on {@code node}; nobody hears what comes of it, nor whether the node is there. Does not wait. */
    public static void cast(NodeName node, Mfa call) {
        StandIn.call(self -> {
            RemoteCall.cast(self, node.atom(), call);
            return null;
        });
    }

    private static Term call(NodeName node, Mfa call, Deadline deadline) {
        return StandIn.call(self -> value(node, RemoteCall.call(self, node, call, deadline)));
    }

    private static <R> R read(Remote function, Term value) {
        @SuppressWarnings("unchecked") // the function gave R its type
        R result = (R) TermMapper.fromTerm(value, Functions.resultType(function));
        return result;
    }

    // ---- several nodes --------------------------------------------------------------------------------------------

    /** What one of several nodes answered. */
    public sealed interface Answer {
        /** The node. */
        NodeName node();

        /** The function returned there. */
        record Value(NodeName node, Term value) implements Answer {}

        /** It did not. */
        record Failure(NodeName node, ExitException why) implements Answer {}
    }

    /** Makes {@code call} on all of {@code nodes} at the same time, and waits for all; answers stand in the order of the nodes. */
    public static List<Answer> multicall(List<NodeName> nodes, Mfa call) {
        return multicall(nodes, call, Deadline.NEVER);
    }

    /** As {@link #multicall(List, Mfa)}; who has not answered within {@code timeout} has failed. */
    public static List<Answer> multicall(List<NodeName> nodes, Mfa call, Duration timeout) {
        return multicall(nodes, call, Deadline.in(timeout));
    }

    private static List<Answer> multicall(List<NodeName> nodes, Mfa call, Deadline deadline) {
        return StandIn.call(self -> {
            List<Request> requests = nodes.stream()
                    .map(node -> new Request(node, RemoteCall.start(self, node, call)))
                    .toList();
            return requests.stream().map(request -> request.answer(deadline)).toList();
        });
    }

    /** {@link #cast} to all of {@code nodes}. */
    public static void multicast(List<NodeName> nodes, Mfa call) {
        nodes.forEach(node -> cast(node, call));
    }

    // ---- asking now, hearing later --------------------------------------------------------------------------------

    /**
     * Makes {@code call} on {@code node} and does not wait.
     *
     * @throws NotAProcessException on a thread that runs no process: nobody could hear the answer
     */
    public static Request sendRequest(NodeName node, Mfa call) {
        ProcessCell self = ProcessCell.currentOrNull();
        if (self == null || !self.isOwner()) {
            throw new NotAProcessException("Erpc.sendRequest()");
        }
        return new Request(node, RemoteCall.start(self, node, call));
    }

    /** A call on its way. Of the process that made it, on its thread only. */
    public static final class Request {
        private final NodeName node;
        private final RemoteCall call;

        private Request(NodeName node, RemoteCall call) {
            this.node = Objects.requireNonNull(node);
            this.call = call;
        }

        /** The node that was asked. */
        public NodeName node() {
            return node;
        }

        /** The value; empty if there is none within {@code timeout}, and the call goes on. Fails as {@link Erpc#call}. */
        public Optional<Term> waitResponse(Duration timeout) {
            return call.await(Deadline.in(timeout)).map(outcome -> value(node, outcome));
        }

        /** The value; given up if there is none within {@code timeout}. Fails as {@link Erpc#call}. */
        public Term receiveResponse(Duration timeout) {
            return value(node, call.awaitOrAbandon(Deadline.in(timeout)));
        }

        /** Waits no more, and hears no more. */
        public void abandon() {
            call.abandon();
        }

        private Answer answer(Deadline deadline) {
            try {
                return new Answer.Value(node, value(node, call.awaitOrAbandon(deadline)));
            } catch (ExitException why) {
                return new Answer.Failure(node, why);
            }
        }
    }

    private static Term value(NodeName node, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Returned(var value) -> value;
            case Outcome.Thrown(var value) ->
                throw ErpcException.of(ErpcException.Kind.THROW, value, ListTerm.EMPTY, node);
            case Outcome.Exited(var reason) ->
                throw ErpcException.of(ErpcException.Kind.EXIT, reason, ListTerm.EMPTY, node);
            case Outcome.Raised(var error, var stack) ->
                throw ErpcException.of(ErpcException.Kind.ERROR, error, stack, node);
            case Outcome.Signalled(var reason) ->
                throw ErpcException.of(ErpcException.Kind.SIGNAL, reason, ListTerm.EMPTY, node);
            case Outcome.Failed(var why) -> throw failed(node, why);
        };
    }

    private static ExitException failed(NodeName node, Term why) {
        Term reason = Tuple.of(Tuple.of(ERPC, why), ListTerm.EMPTY);
        if (why.equals(Atom.of("noconnection"))) {
            String more = Node.whyNot(node).map(text -> "\n" + text).orElse("");
            return new NoConnectionException(reason, "no connection to " + node + " (noconnection)" + more);
        }
        if (why.equals(Atom.of("timeout"))) {
            return new CallTimeoutException(
                    reason, "no answer of " + node + " in time (timeout); the call may go on there");
        }
        return ErpcException.of(ErpcException.Kind.ERPC, why, ListTerm.EMPTY, node);
    }
}
