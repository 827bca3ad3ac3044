// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.Down;
import io.tiebeam.Exit;
import io.tiebeam.ExitException;
import io.tiebeam.ExitReasons;
import io.tiebeam.From;
import io.tiebeam.IgnoreException;
import io.tiebeam.gen.Debugging;
import io.tiebeam.gen.Server;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The process of a {@link GenServer}: brings each message to its callback, in the type that wants it, and does what the
 * callback returns. On the server's thread. Source: {@code gen_server.erl}, {@code handle_common_reply}.
 */
final class ServerProcess<M> implements Server {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");

    private final ProcessCell self;
    private final GenServer<M> server;
    private final List<Class<?>> infoTypes;
    private Debugging debugging;
    private Next next = Next.WAIT;
    private Optional<From> stopped = Optional.empty(); // gets its answer when all is over
    private Object lastAnswer = Atom.NIL;

    ServerProcess(ProcessCell self, GenServer<M> server) {
        this.self = self;
        this.server = server;
        List<Class<?>> types = new ArrayList<>(List.of(Down.class, Exit.class));
        types.add(server.messageType());
        types.addAll(server.infoTypes());
        this.infoTypes = List.copyOf(types);
    }

    void init() throws Exception {
        next = notNull(server.init()).next();
        switch (next) {
            case Next.Ignore _ -> throw new IgnoreException();
            case Next.Stop(var reason) -> throw new ExitException(reason);
            case Next.Wait _, Next.Within _, Next.Continue _ -> {}
        }
    }

    Debugging debugging(StartOptions options) {
        return new Debugging(self, this, options.isTraced(), options.logged(), options.isCounted());
    }

    @Override
    public void debugging(Debugging told) {
        debugging = told;
    }

    @Override
    public Atom module() {
        return ModuleNames.of(server.getClass());
    }

    @Override
    public void begin() {
        goOn();
    }

    @Override
    public void call(From from, Term request) {
        asked(from, request);
    }

    @Override
    public void asked(From from, Object request) {
        M message;
        try {
            message = message(request);
        } catch (TermException foreign) {
            refuse(from, foreign);
            return;
        }
        Reply reply = run(() -> server.handleCall(message, from));
        next = reply.next();
        if (!reply.isAnswer()) {
            debugging.noReply();
        } else if (next instanceof Next.Stop) {
            stopped = Optional.of(from);
            lastAnswer = reply.answer();
        } else {
            from.reply(reply.answer());
            if (debugging.isOn()) {
                debugging.out(Tuple.of(from.pid(), from.tag()), TermMapper.toTerm(reply.answer()));
            }
        }
        goOn();
    }

    /** What was sent as an M: itself if it is one, else what its term stands for. */
    private M message(Object sent) {
        Class<M> type = server.messageType();
        return type != Object.class && type.isInstance(sent)
                ? type.cast(sent)
                : TermMapper.fromTerm(TermMapper.toTerm(sent), type);
    }

    /**
     * A request that is no message of this server: a stranger's mistake ends the stranger's call, not the server. The
     * caller hears that what it monitors is down, with the reason, and the monitor is gone.
     */
    private void refuse(From from, TermException foreign) {
        String text = server.getClass().getName() + " has no such request: " + foreign.getMessage();
        IllegalArgumentException error = new IllegalArgumentException(text);
        error.setStackTrace(
                new StackTraceElement[] {new StackTraceElement(server.getClass().getName(), "handleCall", null, -1)});
        Term reason = ExitReasons.of(error);
        LOG.log(Level.WARNING, () -> "GenServer " + nameOf(self) + " refused a call of " + from.pid() + ": " + text);
        if (references(from.tag()).stream().noneMatch(ref -> self.endMonitor(ref, reason))) {
            from.reply(Tuple.of(Atom.ERROR, reason)); // it monitors nothing, and would wait for ever
        }
    }

    private static List<Ref> references(Term tag) {
        return switch (tag) {
            case Ref ref -> List.of(ref);
            case ListTerm list -> {
                List<Ref> refs = new ArrayList<>();
                list.elements().forEach(element -> refs.addAll(references(element)));
                if (!list.isProper()) {
                    refs.addAll(references(list.tail()));
                }
                yield refs;
            }
            case Tuple t ->
                t.elements().stream().flatMap(e -> references(e).stream()).toList();
            default -> List.of();
        };
    }

    @Override
    public void cast(Term request) {
        told(request);
    }

    @Override
    public void told(Object sent) {
        M message;
        try {
            message = message(sent);
        } catch (TermException foreign) {
            LOG.log(
                    Level.WARNING,
                    () -> "GenServer " + nameOf(self) + " dropped a cast: "
                            + server.getClass().getName() + " has no such message: " + foreign.getMessage());
            return;
        }
        then(() -> server.handleCast(message));
    }

    @Override
    public void exit(Pid from, Term reason) {
        then(() -> server.handleInfo(new Exit(from, reason)));
    }

    @Override
    public void info(Object message) {
        Object typed = typed(message);
        then(() -> server.handleInfo(typed));
    }

    private Object typed(Object message) {
        for (Class<?> type : infoTypes) {
            if (type.isInstance(message) && type != Object.class) {
                return message;
            }
            Optional<?> mapped = message instanceof Term term ? TermMapper.tryFromTerm(term, type) : Optional.empty();
            if (mapped.isPresent()) {
                return mapped.get();
            }
        }
        return TermMapper.toTerm(message);
    }

    @Override
    public Optional<Duration> patience() {
        return next instanceof Next.Within(var patience) ? Optional.of(patience) : Optional.empty();
    }

    @Override
    public void timedOut() {
        then(server::handleTimeout);
    }

    private void then(Callable<NoReply> callback) {
        next = run(callback).next();
        debugging.noReply();
        goOn();
    }

    /** Does what the last callback wants at once; returns when it wants a message. */
    private void goOn() {
        while (next instanceof Next.Continue(var value)) {
            next = run(() -> server.handleContinue(value)).next();
            debugging.noReply();
        }
        switch (next) {
            case Next.Stop(var reason) -> throw new ExitException(reason);
            case Next.Ignore _ -> throw new IllegalStateException("ignore() is for init alone: use stop(reason)");
            case Next.Wait _, Next.Within _, Next.Continue _ -> {}
        }
    }

    private static <R extends Reply> R notNull(R returned) {
        if (returned == null) {
            throw new IllegalStateException("a callback returned null\n   → return noReply(), or reply(...)");
        }
        return returned;
    }

    private static <R extends Reply> R run(Callable<R> callback) {
        try {
            return notNull(callback.call());
        } catch (Exception failed) {
            throw sneaky(failed);
        }
    }

    /** Throws what a callback threw as it is, checked or not: the loop takes all of it for the end of the server. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException sneaky(Throwable failed) throws X {
        throw (X) failed;
    }

    @Override
    public Term state() {
        return TermMapper.toTerm(server.inspectState());
    }

    @Override
    public void state(Term state) {
        server.replaceState(state);
    }

    @Override
    public void codeChange(Term module, Term oldVersion, Term extra) throws Exception {
        Term old = state();
        Term changed = TermMapper.toTerm(server.codeChange(oldVersion, old, extra));
        if (!changed.equals(old)) {
            server.replaceState(changed);
        }
    }

    @Override
    public Shown shown(Shown status) {
        return new Shown(TermMapper.toTerm(server.formatStatus(status.state())), status.message(), status.reason());
    }

    @Override
    public void terminate(Term reason) {
        try {
            server.terminate(reason);
        } catch (Exception failed) {
            throw sneaky(failed);
        }
    }

    @Override
    public void ended() {
        stopped.ifPresent(from -> from.reply(lastAnswer));
    }

    // ---- for the texts of GenServer -------------------------------------------------------------------------------

    static Term nameOfCurrent() {
        return nameOf(ProcessCell.current().orElseThrow());
    }

    private static Term nameOf(ProcessCell self) {
        return self.registeredName().<Term>map(name -> name).orElse(self.pid());
    }

    static void logUnexpected(GenServer<?> server, Object message) {
        LOG.log(
                Level.ERROR,
                () -> ModuleNames.label(server.getClass()) + " " + nameOfCurrent()
                        + " received unexpected message in handleInfo: "
                        + TermMapper.describe(message, Inspect.Options.REPORT));
    }
}
