// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Failures;
import io.tiebeam.gen.Starting;
import io.tiebeam.gen.Words;
import io.tiebeam.process.Address;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.ProcessCell.AliasUse;
import io.tiebeam.term.Ref;
import io.tiebeam.term.ServerRef;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;

/**
 * A request that was sent, and whose answer can be asked for: {@code gen_server:request_id()}. Belongs to the process that
 * sent it, since the answer comes to that one's mailbox; its methods are called there, on its own thread.
 *
 * @param <R> the type of the answer
 */
public final class RequestId<R> {
    private final Ref ref;
    private final ServerRef server;
    private final Term request;
    private final Type type;

    private RequestId(Ref ref, ServerRef server, Term request, Type type) {
        this.ref = ref;
        this.server = server;
        this.request = request;
        this.type = type;
    }

    /** Sends it; {@code what} is the call, for the text on a thread that runs no process. */
    static <R> RequestId<R> send(String what, ServerRef server, Term request, Type type) {
        ProcessCell self = Starting.owner(what);
        Address address = Address.of(self.node(), server);
        Ref ref = address.monitor(self, AliasUse.UNTIL_DEMONITOR);
        address.send(self, Tuple.of(Words.GEN_CALL, Tuple.of(self.pid(), Answers.tag(ref)), request));
        return new RequestId<>(ref, server, request, type);
    }

    /** What came of a request. */
    public sealed interface Response<R> {
        /** It was answered. */
        record Answer<R>(R value) implements Response<R> {}

        /** It will not be answered: {@code server} is not there or has ended, with {@code reason}. */
        record Failed<R>(Term reason, ServerRef server) implements Response<R> {}
    }

    /** The response, if it comes within {@code timeout}; else empty, and the request is given up: it never comes. */
    public Optional<Response<R>> receive(Duration timeout) {
        Optional<Response<R>> response = await(timeout);
        if (response.isEmpty()) {
            abandon();
        }
        return response;
    }

    /** The response, if it comes within {@code timeout}; else empty, and it may be waited for again. */
    public Optional<Response<R>> await(Duration timeout) {
        return Optional.ofNullable(owner().receive(message -> match(message).orElse(null), deadline(timeout)));
    }

    /** What {@code message}, which the process has received, is as the response to this; empty if it is none. */
    public Optional<Response<R>> check(Term message) {
        return match(message);
    }

    /** Gives the request up: no answer will be found in the mailbox. */
    public void abandon() {
        ProcessCell self = owner();
        self.demonitor(ref, true);
        self.receive(message -> Answers.answer(message, ref), Deadline.NOW);
    }

    /** Whom it was sent to. */
    public ServerRef server() {
        return server;
    }

    private Optional<Response<R>> match(Object message) {
        Tuple answer = Answers.answer(message, ref);
        if (answer == null) {
            return Optional.empty();
        }
        owner().demonitor(ref, false);
        if (answer.size() == 2) {
            return Optional.of(new Response.Answer<>(Answers.typed(type, request, answer.get(1))));
        }
        return Optional.of(new Response.Failed<>(Failures.ofDown(answer.get(4), answer.get(3)), server));
    }

    private static ProcessCell owner() {
        return Starting.owner("a RequestId's method");
    }

    private static Deadline deadline(Duration timeout) {
        return StartOptions.Timeouts.of(timeout).deadline();
    }
}
