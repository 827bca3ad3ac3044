// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.gen.Calls;
import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.process.StandIn;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Name;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What OTP's {@code rpc} can do and {@link Erpc} cannot: calls that wait for each other, and messages to one name on many
 * nodes. For everything else {@code rpc} is a form of {@code erpc}, so use that. Works on any thread.
 *
 * <p>Source: OTP's {@code rpc}.
 */
public final class Rpc {
    private static final Atom BADRPC = Atom.of("badrpc");
    private static final Atom REX = Atom.of("rex");

    private Rpc() {}

    /**
     * The value of {@code call} on {@code node}, made by its one server for such calls, so that they are made one after the
     * other.
     *
     * @throws ExitException if the function does not return, with {@code {badrpc, {'EXIT', reason}}}; if there is no value
     *     within {@code timeout}, or the node cannot be reached
     */
    public static Term blockCall(NodeName node, Mfa call, Duration timeout) {
        Term request = StandIn.call(self ->
                Tuple.of(Atom.of("block_call"), call.module(), call.function(), call.arguments(), self.groupLeader()));
        Term reply = Calls.call(Name.of(REX.name()).at(node), request, Calls.Timeout.of(timeout));
        if (reply instanceof Tuple failed && failed.is(BADRPC, 2)) {
            throw new ExitException(reply);
        }
        return reply;
    }

    /** Sends {@code message} to the processes called {@code name} on all of {@code nodes}; what does not arrive is lost. */
    public static void abcast(List<NodeName> nodes, Name name, Object message) {
        nodes.forEach(node -> Kernel.send(name.at(node), message));
    }

    /** Where a broadcast arrived, and where not. */
    public record Delivered(List<NodeName> good, List<NodeName> bad) {
        /** Copies the lists. */
        public Delivered {
            good = List.copyOf(good);
            bad = List.copyOf(bad);
        }
    }

    /** As {@link #abcast}, and waits until every node has said whether it has such a process. */
    public static Delivered sbcast(List<NodeName> nodes, Name name, Object message) {
        Term term = TermMapper.toTerm(message);
        List<NodeName> good = new ArrayList<>();
        List<NodeName> bad = new ArrayList<>();
        for (NodeName node : nodes) {
            (isDelivered(node, name, term) ? good : bad).add(node);
        }
        return new Delivered(good, bad);
    }

    /** A process of its own hears the answer: one that comes after the node was given up must not stay in a mailbox. */
    private static boolean isDelivered(NodeName node, Name name, Term message) {
        return StandIn.on(LocalNode.current(), self -> {
            Address rex = Address.of(self.node(), Name.of(REX.name()).at(node));
            Ref monitor = rex.monitor(self, AliasUse.NONE);
            rex.send(self, Tuple.of(self.pid(), Tuple.of(Atom.of("sbcast"), name.atom(), message)));
            Term answer = self.receive(
                    m -> m instanceof Tuple t
                                    && (t.is(REX, 3)
                                            || t.is(Atom.of("DOWN"), 5)
                                                    && t.get(1).equals(monitor))
                            ? t.get(2)
                            : null,
                    Deadline.NEVER);
            return answer instanceof Atom there && there.equals(node.atom());
        });
    }
}
