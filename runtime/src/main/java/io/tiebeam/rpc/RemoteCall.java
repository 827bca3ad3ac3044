// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.rpc;

import io.tiebeam.Mfa;
import io.tiebeam.Node;
import io.tiebeam.process.Channel;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.Mark;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.process.SpawnRequest;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;

/**
 * One call on its way. A process is started there that makes it and exits with what came of it; its DOWN is the answer, so
 * neither needs a server. Of the process that asked, and on its thread only.
 *
 * <p>Source: {@code erpc.erl}.
 */
public final class RemoteCall {
    private static final Atom SPAWN_REPLY = Atom.of("spawn_reply");
    private static final Atom DOWN = Atom.of("DOWN");
    private static final Atom NOCONNECTION = Atom.of("noconnection");
    private static final Atom RETURN = Atom.of("return");
    private static final Atom THROW = Atom.of("throw");
    private static final Atom EXIT = Atom.of("exit");

    /** What came of a call. */
    public sealed interface Outcome {
        /** The function returned. */
        record Returned(Term value) implements Outcome {}

        /** It threw {@code value}, as {@code throw/1} does. */
        record Thrown(Term value) implements Outcome {}

        /** It exited. */
        record Exited(Term reason) implements Outcome {}

        /** It raised an error. */
        record Raised(Term error, ListTerm stack) implements Outcome {}

        /** Its process was ended from outside. */
        record Signalled(Term reason) implements Outcome {}

        /** It was not made, or nobody knows: {@code noconnection}, {@code notsup}, {@code timeout}, {@code system_limit}. */
        record Failed(Term why) implements Outcome {}
    }

    private final ProcessCell self;
    private final Ref request;
    private final Ref result;

    private RemoteCall(ProcessCell self, Ref request, Ref result) {
        this.self = self;
        this.request = request;
        this.result = result;
    }

    /** Asks {@code node}, which may be this one, to make {@code call}; its output goes where that of {@code self} goes. */
    public static RemoteCall start(ProcessCell self, NodeName node, Mfa call) {
        return start(self, node.atom(), call);
    }

    /** As {@link #start(ProcessCell, NodeName, Mfa)}; a {@code node} whose name no node can have is not connected. */
    public static RemoteCall start(ProcessCell self, Atom node, Mfa call) {
        Ref request = self.newRef();
        Ref result = self.newRef();
        Channel via = self.node().channelTo(node);
        if (via == null) {
            SpawnOptions options = SpawnOptions.of(self.groupLeader(), "erpc " + call)
                    .childOf(self.pid(), false, Optional.of(request));
            self.startChild(options, child -> ErpcFunctions.outcome(child, result, call));
        } else {
            via.awaitRoom(self);
            ListTerm arguments = ListTerm.of(result, call.module(), call.function(), call.arguments());
            self.spawn(
                    via,
                    new SpawnRequest(
                            request,
                            self.pid(),
                            self.groupLeader(),
                            ErpcFunctions.ERPC,
                            ErpcFunctions.EXECUTE_CALL,
                            arguments,
                            false,
                            true,
                            true));
        }
        return new RemoteCall(self, request, result);
    }

    /** Makes {@code call} and waits for it, passing over all that waited in the mailbox before. */
    public static Outcome call(ProcessCell self, NodeName node, Mfa call, Deadline deadline) {
        return call(self, node.atom(), call, deadline);
    }

    /** As {@link #call(ProcessCell, NodeName, Mfa, Deadline)}; a {@code node} whose name no node can have is not connected. */
    public static Outcome call(ProcessCell self, Atom node, Mfa call, Deadline deadline) {
        Mark before = self.mark();
        RemoteCall made = start(self, node, call);
        Outcome outcome = self.receiveAfter(before, made::read, deadline);
        return outcome == null ? made.awaitOrAbandon(Deadline.NOW) : outcome;
    }

    /**
     * Asks {@code node}, which may be this one or have a name that no node can have, to make {@code call}. Nobody hears what
     * comes of it, so nothing is waited for.
     */
    public static void cast(ProcessCell self, Atom node, Mfa call) {
        ListTerm arguments = ListTerm.of(call.module(), call.function(), call.arguments());
        Channel via = self.node().channelTo(node);
        if (via == null) {
            Node.spawn(new NodeName(node), new Mfa(ErpcFunctions.ERPC, ErpcFunctions.EXECUTE_CAST, arguments));
            return;
        }
        via.awaitRoom(self);
        self.spawnUnheard(
                via,
                new SpawnRequest(
                        self.newRef(),
                        self.pid(),
                        self.groupLeader(),
                        ErpcFunctions.ERPC,
                        ErpcFunctions.EXECUTE_CAST,
                        arguments,
                        false,
                        false,
                        true));
    }

    /** The call that {@code self} has made under these references. */
    public static RemoteCall of(ProcessCell self, Ref request, Ref result) {
        return new RemoteCall(self, request, result);
    }

    /** The reference that messages about this call have. */
    public Ref request() {
        return request;
    }

    /** The reference by which the outcome of this call is told from any other exit. */
    public Ref result() {
        return result;
    }

    /** Waits for the outcome; empty if the deadline passes, and the call goes on. */
    public Optional<Outcome> await(Deadline deadline) {
        return Optional.ofNullable(self.receive(this::read, deadline));
    }

    /** Waits for the outcome; a call that is not over at the deadline is given up: {@code timeout}. */
    public Outcome awaitOrAbandon(Deadline deadline) {
        return await(deadline).or(this::abandon).orElseGet(() -> new Outcome.Failed(Atom.of("timeout")));
    }

    /** Waits no more. The outcome, if it came at the last moment. */
    public Optional<Outcome> abandon() {
        giveUp();
        return await(Deadline.NOW);
    }

    /** Waits no more; false if there was nothing to wait for: the outcome has come, and may have been taken. */
    public boolean giveUp() {
        return self.abandonSpawn(request) || self.demonitor(request, false);
    }

    /** {@code message} as this call's outcome; null for any other. */
    public Outcome read(Object message) {
        if (!(message instanceof Tuple t)) {
            return null;
        }
        if (t.is(DOWN, 5) && t.get(1).equals(request)) {
            return ofExit(t.get(4));
        }
        return t.is(SPAWN_REPLY, 4) && t.get(1).equals(request) ? new Outcome.Failed(t.get(3)) : null;
    }

    private Outcome ofExit(Term reason) {
        if (reason instanceof Tuple t && t.size() >= 3 && t.get(0).equals(result)) {
            Term kind = t.get(1);
            if (t.size() == 3 && kind.equals(RETURN)) {
                return new Outcome.Returned(t.get(2));
            }
            if (t.size() == 3 && kind.equals(THROW)) {
                return new Outcome.Thrown(t.get(2));
            }
            if (t.size() == 3 && kind.equals(EXIT)) {
                return new Outcome.Exited(t.get(2));
            }
            if (t.size() == 3 && t.get(2) instanceof Tuple error && error.is(ErpcFunctions.ERPC, 2)) {
                return new Outcome.Failed(error.get(1));
            }
            if (t.size() == 4 && t.get(3) instanceof ListTerm stack) {
                return new Outcome.Raised(t.get(2), stack);
            }
        }
        return reason.equals(NOCONNECTION) ? new Outcome.Failed(reason) : new Outcome.Signalled(reason);
    }
}
