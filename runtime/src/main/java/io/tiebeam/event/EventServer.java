// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.event;

import io.tiebeam.ExitException;
import io.tiebeam.From;
import io.tiebeam.gen.Behaviour;
import io.tiebeam.gen.Server;
import io.tiebeam.gen.Words;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The process of an event manager: tells what a message asks for, and has its {@link Handlers} do it. It traps exits, to
 * hear of the ends of processes that supervise handlers. Source: {@code gen_event.erl}, {@code handle_msg}.
 */
public final class EventServer implements Server {
    private static final Atom MODULE = Atom.of("gen_event");
    private static final Atom NOTIFY = Atom.of("notify");
    private static final Atom STOP = Atom.of("stop");

    private final ProcessCell self;
    private final Handlers handlers;
    private Optional<From> stopper = Optional.empty();

    /** A manager without handlers; {@code maker} makes those that are added by their module. */
    public EventServer(ProcessCell self, Handler.Maker maker) {
        self.trapExit(true);
        this.self = self;
        this.handlers = new Handlers(self, maker);
    }

    @Override
    public Atom module() {
        return MODULE;
    }

    @Override
    public void call(From from, Term request) {
        info(Tuple.of(
                Words.GEN_CALL, Tuple.of(from.pid(), from.tag()), request)); // of gen_server: a message like others
    }

    @Override
    public void cast(Term request) {
        info(Tuple.of(Words.GEN_CAST, request));
    }

    @Override
    public void exit(Pid from, Term reason) {
        handlers.ownerEnded(from, reason);
        handlers.info(Tuple.of(Words.EXIT, from, reason));
    }

    @Override
    public void info(Object message) {
        if (message instanceof Tuple t && t.is(NOTIFY, 2)) {
            handlers.event(t.get(1));
            return;
        }
        Optional<From> from = message instanceof Tuple t && t.size() == 3 ? From.of(t.get(1)) : Optional.<From>empty();
        Optional<Command> command = from.flatMap(_ -> Command.of(((Tuple) message).get(2)));
        if (command.isPresent()) {
            serve(from.get(), command.get());
        } else {
            handlers.info(message);
        }
    }

    private void serve(From from, Command command) {
        Term answer = switch (command) {
            case Command.SyncNotify(var event) -> {
                handlers.event(event);
                yield Atom.OK;
            }
            case Command.Call(var key, var request) -> handlers.call(key, request);
            case Command.Add(var key, var args, var owner) -> handlers.add(key, args, owner);
            case Command.Delete(var key, var args) -> handlers.delete(key, args);
            case Command.Swap swap -> handlers.swap(swap);
            case Command.Which() -> handlers.keys();
            case Command.Modules() -> handlers.modules();
            case Command.Stop() -> {
                stopper = Optional.of(from); // hears of it when all is over
                throw new ExitException(Words.NORMAL);
            }
        };
        from.reply(answer);
    }

    @Override
    public Term state() {
        return handlers.states(false);
    }

    @Override
    public void replace(UnaryOperator<Term> function) {
        handlers.replace(function);
    }

    @Override
    public Shown shown(Shown status) {
        return new Shown(handlers.states(true), status.message(), status.reason());
    }

    @Override
    public Tuple section(Term states) {
        Term records = states instanceof ListTerm rows ? handlers.records(rows) : states;
        return Tuple.of(Atom.of("items"), Server.row("Installed handlers", records));
    }

    @Override
    public void codeChange(Term module, Term oldVersion, Term extra) throws Exception {
        handlers.codeChange(module, oldVersion, extra);
    }

    @Override
    public void terminate(Term reason) {
        handlers.removeAll(STOP);
        handlers.unlinkOwners(self.parent());
    }

    @Override
    public void ended() {
        stopper.ifPresent(from -> from.reply(Atom.OK));
    }

    @Override
    public String kind() {
        return "Event manager";
    }

    @Override
    public Behaviour behaviour() {
        return Behaviour.GEN_EVENT;
    }
}
