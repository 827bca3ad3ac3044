// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.rpc;

import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.Exposure;
import io.tiebeam.Mfa;
import io.tiebeam.RaisedException;
import io.tiebeam.Resolved;
import io.tiebeam.process.Address;
import io.tiebeam.process.Gen;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessKilled;
import io.tiebeam.process.SpawnOptions;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The process {@code rex}: what is left of {@code rpc} as a server. Calls of today's nodes come as {@code erpc}; here arrive
 * {@code rpc:block_call}, {@code rpc:sbcast}, calls of nodes that know no erpc, and the question what this node can do.
 *
 * <p>Source: {@code rpc.erl}, {@code handle_call}, {@code handle_cast}, {@code handle_info}.
 */
final class Rex {
    private static final Atom REX = Atom.of("rex");
    private static final Atom CALL = Atom.of("call");
    private static final Atom BLOCK_CALL = Atom.of("block_call");
    private static final Atom CAST = Atom.of("cast");
    private static final Atom GEN_CAST = Atom.of("$gen_cast");
    private static final Atom NORMAL = Atom.of("normal");
    private static final Atom EXIT = Atom.of("EXIT");
    private static final Atom BADRPC = Atom.of("badrpc");
    private static final Atom FEATURES_REQUEST = Atom.of("features_request");

    private Rex() {}

    /** Handles one message, on the thread of {@code self}. */
    static void onMessage(ProcessCell self, Term message) {
        Optional<Gen.Call> call = Gen.call(message);
        if (call.isPresent()) {
            Gen.Call asked = call.get();
            Request.of(CALL, asked.request())
                    .ifPresent(request -> spawn(self, request, child -> asked.reply(child, request.result(child))));
            Request.of(BLOCK_CALL, asked.request()).ifPresent(request -> asked.reply(self, blocking(self, request)));
        } else if (message instanceof Tuple t && t.is(GEN_CAST, 2)) {
            Request.of(CAST, t.get(1)).ifPresent(request -> spawn(self, request, request::result));
        } else if (message instanceof Tuple t && t.size() == 2 && t.get(0) instanceof Pid from) {
            onInfo(self, from, t.get(1));
        }
    }

    private static void onInfo(ProcessCell self, Pid from, Term request) {
        LocalNode node = self.node();
        if (request.equals(FEATURES_REQUEST)) {
            send(self, from, Tuple.of(Atom.of("features_reply"), node.name(), ListTerm.of(ErpcFunctions.ERPC)));
        } else if (request instanceof Tuple t && t.is(Atom.of("sbcast"), 3) && t.get(1) instanceof Atom name) {
            boolean there = node.whereIs(name).isPresent();
            if (there) {
                self.send(name, t.get(2));
            }
            send(
                    self,
                    from,
                    Tuple.of(REX, node.name(), there ? node.name() : Tuple.of(Atom.of("nonexisting_name"), name)));
        } else {
            // {From, {call, ...}}: of nodes that know no gen_server
            Request.of(CALL, request)
                    .ifPresent(asked ->
                            spawn(self, asked, child -> send(child, from, Tuple.of(REX, asked.result(child)))));
        }
    }

    private static void send(ProcessCell self, Pid to, Term message) {
        Address.of(self.node(), to).send(self, message);
    }

    private static void spawn(ProcessCell self, Request request, Consumer<ProcessCell> body) {
        Pid leader = request.leader(self.node());
        self.node().spawn(SpawnOptions.of(leader, "rpc " + request.call()), child -> {
            body.accept(child);
            return NORMAL;
        });
    }

    /** In the server itself, so that one block call waits for another; its output goes where the caller's goes. */
    private static Term blocking(ProcessCell self, Request request) {
        Pid before = self.groupLeader();
        lead(self, request.leader(self.node()));
        try {
            return request.result(self);
        } finally {
            lead(self, before);
        }
    }

    private static void lead(ProcessCell self, Pid leader) {
        self.groupLeader(null, self.pid(), leader);
    }

    /** {@code {Kind, Module, Function, Arguments, GroupLeader}}. */
    private record Request(Mfa call, Term groupLeader) {
        static Optional<Request> of(Atom kind, Term term) {
            return term instanceof Tuple t
                            && t.is(kind, 5)
                            && t.get(1) instanceof Atom module
                            && t.get(2) instanceof Atom function
                            && t.get(3) instanceof ListTerm arguments
                            && arguments.isProper()
                    ? Optional.of(new Request(new Mfa(module, function, arguments), t.get(4)))
                    : Optional.empty();
        }

        Pid leader(LocalNode node) {
            return groupLeader instanceof Pid pid ? pid : node.user();
        }

        /** The value, or {@code {badrpc, {'EXIT', Reason}}}. */
        Term result(ProcessCell self) {
            return switch (Exposure.of(self.node()).resolve(call)) {
                case Resolved.Refused refused -> badrpc(refused.reason());
                case Resolved.Call function -> {
                    try {
                        yield function.invoke();
                    } catch (ProcessKilled dead) {
                        throw dead;
                    } catch (ExitException exit) {
                        yield exit instanceof RaisedException raised && raised.isThrow()
                                ? thrown(raised.term())
                                : badrpc(exit.reason());
                    } catch (Throwable error) {
                        self.checkAlive();
                        yield badrpc(ExitReasons.of(error));
                    }
                }
            };
        }

        /** What is thrown is the value, as {@code catch} has it; so it can be told from an exit no better than there. */
        private static Term thrown(Term value) {
            return value instanceof Tuple t && t.is(EXIT, 2) ? Tuple.of(BADRPC, value) : value;
        }

        private static Term badrpc(Term reason) {
            return Tuple.of(BADRPC, Tuple.of(EXIT, reason));
        }
    }
}
