// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import io.tiebeam.Exit;
import io.tiebeam.From;
import io.tiebeam.gen.Behaviour;
import io.tiebeam.gen.Debugging;
import io.tiebeam.gen.Line;
import io.tiebeam.gen.Server;
import io.tiebeam.process.LocalNode;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.process.Signal;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.Tuple;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/** The process of a {@link Machine}: makes events of messages. Source: {@code gen_statem.erl}, {@code loop_msg}. */
public final class MachineServer implements Server {
    private static final System.Logger LOG = System.getLogger("io.tiebeam");
    private static final int REMEMBERED = 64;

    /** What a timer sends to the process that started it. */
    private record Fired(MachineServer by, long id) {}

    private final ProcessCell self;
    private final Machine machine;
    private final Events events;
    private final MachineData data;
    private final List<Action> first;
    private Debugging debugging; // set before anything else is called
    private final Set<From> answered = new LinkedHashSet<>(); // the last of them

    /**
     * A machine that begins in {@code state}.
     *
     * @param data what it keeps besides
     * @param first what to do when it has begun
     */
    public MachineServer(
            ProcessCell self, Callbacks code, Events events, MachineData data, Object state, List<Action> first) {
        this.self = self;
        this.events = events;
        this.data = data;
        this.first = first;
        this.machine = new Machine(code, state, events, new Effects() {
            @Override
            public void reply(From from, Term value) {
                answer(from, value);
            }

            @Override
            public boolean isWatched() {
                return debugging.isOn();
            }

            @Override
            public void tell(Happened what) {
                debugging.told(what::toTerm, what::line);
            }

            @Override
            public Timer start(Duration delay, long id) {
                return startTimer(delay, id);
            }
        });
    }

    @Override
    public void begin() {
        machine.begin(first);
    }

    private void answer(From from, Term value) {
        if (!answered.add(from)) {
            LOG.log(
                    Level.WARNING,
                    "state machine " + name() + " answers a call of " + from.pid() + " twice, the second time with "
                            + value + ": the caller has gone on with the first answer"
                            + "\n   → answer a call where it is handled, or keep its From and answer later; not both");
        }
        if (answered.size() > REMEMBERED) {
            answered.remove(answered.iterator().next());
        }
        from.reply(value);
        Tuple to = Tuple.of(from.pid(), from.tag());
        debugging.told(() -> Tuple.of(Atom.of("out"), value, to), () -> Line.of("send ~tp to ~tw", value, from.pid()));
    }

    /** Events have another form here than messages, and not all of them are messages. */
    @Override
    public boolean tellsItsEvents() {
        return true;
    }

    @Override
    public void debugging(Debugging told) {
        debugging = told;
    }

    private Effects.Timer startTimer(Duration delay, long id) {
        LocalNode node = self.node();
        Pid pid = self.pid();
        Signal.Message fired = new Signal.Message(new Fired(this, id));
        try {
            Future<?> timer = node.timers().after(delay, () -> node.deliver(pid, fired));
            return () -> timer.cancel(false);
        } catch (RejectedExecutionException stopped) {
            return () -> {}; // the node ends, and this process with it
        }
    }

    @Override
    public Atom module() {
        return machine.callbacks().getFirst().module();
    }

    @Override
    public void call(From from, Term request) {
        machine.handle(events.call(from, request));
    }

    @Override
    public void cast(Term request) {
        machine.handle(events.cast(request));
    }

    @Override
    public void exit(Pid from, Term reason) {
        machine.handle(events.info(new Exit(from, reason)));
    }

    @Override
    public void info(Object message) {
        if (message instanceof Fired(var by, var id)) {
            if (by == this) {
                machine.timedOut(id);
            }
        } else {
            machine.handle(events.info(message));
        }
    }

    @Override
    public Term state() {
        return Tuple.of(StateWords.term(machine.state()), data.data());
    }

    @Override
    public void state(Term state) {
        if (!(state instanceof Tuple pair) || pair.size() != 2) {
            throw new TermException("the state of a state machine is {State, Data}, got: " + state);
        }
        boolean changed = !pair.get(0).equals(StateWords.term(machine.state()));
        Object next = changed ? data.state(pair.get(0)) : machine.state(); // before anything is set: it may fail
        data.replace(pair.get(1));
        machine.state(next);
    }

    @Override
    public void codeChange(Term module, Term oldVersion, Term extra) throws Exception {
        machine.codeChange(oldVersion, extra);
    }

    /** The state itself is no secret. */
    @Override
    public Tuple unshown(Term state, Term why) {
        return section(state instanceof Tuple pair && pair.size() == 2 ? Tuple.of(pair.get(0), why) : why);
    }

    @Override
    public Shown shown(Shown status) {
        Term state = status.state() instanceof Tuple pair && pair.size() == 2
                ? Tuple.of(pair.get(0), data.shown(pair.get(1)))
                : status.state();
        return new Shown(state, status.message(), status.reason());
    }

    @Override
    public String kind() {
        return "State machine";
    }

    @Override
    public Behaviour behaviour() {
        return Behaviour.GEN_STATEM;
    }

    @Override
    public List<Detail> details() {
        List<Callbacks> code = machine.callbacks();
        ListTerm timeouts = machine.timeouts();
        return List.of(
                new Detail(Atom.of("queue"), "Queue", machine.queue()),
                new Detail(Atom.of("postponed"), "Postponed", machine.postponed()),
                new Detail(
                        Atom.of("modules"),
                        "Modules",
                        ListTerm.of(code.stream().map(Callbacks::module).toList())),
                new Detail(Atom.of("callback_mode"), "Callback mode", Atom.of("handle_event_function")),
                new Detail(
                        Atom.of("state_enter"), "State enter", code.getFirst().stateEnter() ? Atom.TRUE : Atom.FALSE),
                new Detail(
                        Atom.of("timeouts"),
                        "Time-outs",
                        Tuple.of(Int.of(timeouts.elements().size()), timeouts)));
    }

    @Override
    public void terminate(Term reason) {
        machine.terminate(reason);
    }

    @Override
    public void ended() {
        machine.ended();
    }

    private Object name() {
        return self.registeredName().<Object>map(n -> n).orElse(self.pid());
    }
}
