// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.Mfa;
import io.tiebeam.Resolved;
import io.tiebeam.gen.Server;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.task.TaskBody;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Bits;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The process of an {@link Agent}. All on its own thread. Source: Elixir's {@code Agent.Server}. */
final class AgentServer implements Server {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final Atom MODULE = Atom.of("Elixir.Agent.Server");
    private static final Atom ERLANG = Atom.of("erlang");
    private static final Atom APPLY = Atom.of("apply");

    private final ProcessCell self;
    private Object state;
    private Optional<Term> asked = Optional.empty(); // by this JVM, and not done yet

    AgentServer(ProcessCell self, Object state) {
        this.self = self;
        this.state = Agent.checked(state);
    }

    @Override
    public Atom module() {
        return MODULE;
    }

    /** From this JVM. */
    @Override
    public void info(Object message) {
        if (!(message instanceof AgentRequest request)) {
            LOG.log(Level.WARNING, "Agent " + self.pid() + " received an unexpected message: " + message);
            return;
        }
        asked = Optional.of(request.toTerm());
        Object result = run(() -> request.function.call(state));
        switch (request.kind) {
            case GET -> request.result = result;
            case UPDATE, CAST -> state = Agent.checked(result);
            case GET_AND_UPDATE -> {
                Agent.Step<?, ?> step = (Agent.Step<?, ?>) result;
                request.result = step.reply();
                state = Agent.checked(step.state());
            }
        }
        asked = Optional.empty();
        request.from.ifPresent(from -> from.reply(Atom.OK));
    }

    /** What this JVM asks is no term; a report shows what it would be on the wire. */
    @Override
    public Shown shown(Shown status) {
        return status.message().isPresent() && asked.isPresent()
                ? new Shown(status.state(), asked, status.reason())
                : status;
    }

    /** From another node. */
    @Override
    public void call(From from, Term request) {
        if (!(request instanceof Tuple t) || t.size() != 2 || !(t.get(0) instanceof Atom kind)) {
            throw badRequest(request);
        }
        switch (kind.name()) {
            case "get" -> from.reply(apply(t.get(1)));
            case "update" -> {
                state = typed(apply(t.get(1)));
                from.reply(Atom.OK);
            }
            case "get_and_update" -> {
                Term result = apply(t.get(1));
                if (!(result instanceof Tuple step) || step.size() != 2) {
                    throw new ExitException(Tuple.of(Atom.of("bad_return_value"), result));
                }
                state = typed(step.get(1));
                from.reply(step.get(0));
            }
            default -> throw badRequest(request);
        }
    }

    @Override
    public void cast(Term request) {
        if (!(request instanceof Tuple t) || !t.is(AgentRequest.Kind.CAST.atom(), 2)) {
            throw badRequest(request);
        }
        state = typed(apply(t.get(1)));
    }

    /** An agent is no server of one's own: who asks it something else has mistaken it for another, and hears so. */
    private static ExitException badRequest(Term request) {
        return new ExitException(Tuple.of(Atom.of("function_clause"), request));
    }

    /** Calls a function that came as a term, with the state before its own arguments; only what is exposed is called. */
    private Term apply(Term function) {
        Term argument = TermMapper.toTerm(state);
        List<Term> arguments = new ArrayList<>(List.of(argument));
        Optional<Mfa> named = TaskBody.mfa(function);
        named.ifPresent(mfa -> arguments.addAll(mfa.arguments().elements()));
        Resolved resolved = named.isPresent()
                ? Exposures.of(self.node())
                        .resolve(named.get().module(), named.get().function(), ListTerm.of(arguments))
                : Exposures.of(self.node()).resolve(ERLANG, APPLY, ListTerm.of(function, ListTerm.of(arguments)));
        return switch (resolved) {
            case Resolved.Call call -> (Term) run(call::invoke);
            case Resolved.Refused(var reason, var explanation) -> {
                LOG.log(Level.WARNING, explanation);
                throw new ExitException(reason);
            }
        };
    }

    /** A state that came as a term stays what it was for the functions of this JVM, if it can. */
    private Object typed(Term next) {
        if (state instanceof Term) {
            return next;
        }
        try {
            Optional<?> same = TermMapper.tryFromTerm(next, state.getClass());
            return same.isPresent() ? same.get() : next;
        } catch (TermException | IllegalArgumentException noSuchMapping) {
            return next;
        }
    }

    private static Object run(Callable<?> function) {
        try {
            return function.call();
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Exception thrown) {
            throw Agent.<RuntimeException>sneak(thrown); // the loop takes it as what it is
        }
    }

    @Override
    public void exit(Pid from, Term reason) {}

    /** Its term, or its text if it has none. */
    @Override
    public Term state() {
        try {
            return TermMapper.toTerm(state);
        } catch (TermException noTerm) {
            return Bits.of(state.toString());
        }
    }

    /** From {@code sys:replace_state}. */
    @Override
    public void state(Term replaced) {
        state = typed(replaced);
    }

    /** {@code extra} is a function of the state, as those of other requests are. */
    @Override
    public void codeChange(Term module, Term oldVersion, Term extra) {
        state = typed(apply(extra));
    }

    @Override
    public void terminate(Term reason) {}
}
