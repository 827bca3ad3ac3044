// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import static org.assertj.core.api.Assertions.assertThat;

import io.tiebeam.From;
import io.tiebeam.statem.MachineScript.Act;
import io.tiebeam.statem.MachineScript.Decision;
import io.tiebeam.statem.MachineScript.Happening;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The engine of state machines beside a model of them, in many runs of dice, with a clock of its own. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MachineTest {
    private static final int RUNS = 5_000;
    private static final int STEPS = 60;

    @Test
    void does_as_the_model_does_whatever_it_is_told() {
        long seed = Long.getLong("tiebeam.seed", 20_251);
        int asked = 0;
        for (int run = 0; run < RUNS; run++) {
            asked += compare(seed + run);
        }
        assertThat(asked).isGreaterThan(RUNS * 50); // else the dice have fallen so that nothing is tried
    }

    private static int compare(long seed) {
        MachineScript expected = new MachineScript(seed);
        MachineScript actual = new MachineScript(seed);
        MachineModel model = new MachineModel(expected);
        Engine engine = new Engine(actual);
        model.begin(expected.first());
        engine.begin(actual.first());
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    Happening event = new Happening("cast", "step " + step);
                    model.send(event);
                    engine.send(event);
                }
                case 1 -> {
                    long time = random.nextInt(1, 4);
                    model.advance(time);
                    engine.advance(time);
                }
                default -> {
                    model.receive();
                    engine.receive();
                }
            }
            assertThat(actual.asked()).as("seed %d, step %d", seed, step).isEqualTo(expected.asked());
            assertThat(engine.summary()).as("seed %d, step %d", seed, step).isEqualTo(model.summary());
        }
        return actual.asked().size();
    }

    /** The engine with a clock that is set by hand, and a mailbox in which timers that are cancelled too late stay. */
    private static final class Engine implements Effects, Events {
        private record Ringing(long at, long id) {}

        private final Machine machine;
        private final MachineScript script;
        private final List<Object> mailbox = new ArrayList<>();
        private final TreeSet<Ringing> ringing =
                new TreeSet<>(Comparator.comparingLong(Ringing::at).thenComparingLong(Ringing::id));
        private long now;

        Engine(MachineScript script) {
            this.script = script;
            this.machine = new Machine(new Code(0), 0, this, this);
        }

        void begin(List<Act> first) {
            machine.begin(actions(first));
        }

        void send(Happening event) {
            mailbox.add(event);
        }

        void advance(long time) {
            now += time;
            while (!ringing.isEmpty() && ringing.first().at() <= now) {
                mailbox.add(ringing.pollFirst());
            }
        }

        void receive() {
            switch (mailbox.isEmpty() ? null : mailbox.removeFirst()) {
                case null -> {}
                case Ringing timer -> machine.timedOut(timer.id());
                case Object event -> machine.handle(event);
            }
        }

        String summary() {
            List<String> running = machine.timeouts().elements().stream()
                    .map(each -> name(((Tuple) each).get(0)))
                    .sorted()
                    .toList();
            List<Term> postponed = machine.postponed().elements().reversed();
            List<Integer> code = machine.callbacks().reversed().stream()
                    .map(each -> ((Code) each).id())
                    .toList();
            return machine.state() + " " + code + " "
                    + postponed.stream().map(Engine::text).toList() + " " + running;
        }

        private static String text(Term event) {
            return ((Atom) event).name();
        }

        private static String name(Term type) {
            return type instanceof Tuple generic
                    ? "n" + ((Int) generic.get(1)).value()
                    : type.equals(Atom.of("timeout")) ? "event" : "state";
        }

        // ---- effects ----------------------------------------------------------------------------------------------

        @Override
        public void reply(From from, Term value) {
            throw new AssertionError("nobody calls");
        }

        @Override
        public boolean isWatched() {
            return false;
        }

        @Override
        public void tell(Happened what) {
            throw new AssertionError("nobody watches");
        }

        @Override
        public Timer start(Duration delay, long id) {
            Ringing timer = new Ringing(now + delay.toMillis(), id);
            ringing.add(timer);
            return () -> ringing.remove(timer);
        }

        // ---- events -----------------------------------------------------------------------------------------------

        @Override
        public Object call(From from, Term request) {
            throw new AssertionError("nobody calls");
        }

        @Override
        public Object cast(Term request) {
            throw new AssertionError("events come as they are");
        }

        @Override
        public Object info(Object message) {
            throw new AssertionError("events come as they are");
        }

        @Override
        public Object timeout(TimeoutType type, Object content) {
            return new Happening(
                    switch (type) {
                        case TimeoutType.OfEvent() -> "event";
                        case TimeoutType.OfState() -> "state";
                        case TimeoutType.Generic(var name) -> "n" + name;
                    },
                    content);
        }

        @Override
        public Object enter(Object oldState) {
            return new Happening("enter", oldState);
        }

        @Override
        public Term toTerm(Object event) {
            return Atom.of(event.toString());
        }

        @Override
        public Optional<From> from(Object event) {
            return Optional.empty();
        }

        // ---- callbacks --------------------------------------------------------------------------------------------

        private List<Action> actions(List<Act> acts) {
            return acts.stream().map(this::action).toList();
        }

        private Action action(Act act) {
            return switch (act) {
                case Act.Postpone(var on) -> new Action.Postpone(on);
                case Act.Insert(var event) -> new Action.NextEvent(event);
                case Act.Timeout(var type, var time, var content) ->
                    new Action.Start(type(type), Duration.ofMillis(time), content);
                case Act.Cancel(var type) -> new Action.Cancel(type(type));
                case Act.Update(var type, var content) -> new Action.Update(type(type), content);
                case Act.Push(var handler) -> new Action.Push(new Code(handler));
                case Act.Change(var handler) -> new Action.Change(new Code(handler));
                case Act.Pop() -> new Action.Pop();
            };
        }

        private static TimeoutType type(String type) {
            return switch (type) {
                case "event" -> new TimeoutType.OfEvent();
                case "state" -> new TimeoutType.OfState();
                default -> new TimeoutType.Generic(Integer.valueOf(type.substring(1)));
            };
        }

        /** A handler of the machine, told apart from others by its number. */
        private final class Code implements Callbacks {
            private final int id;

            Code(int id) {
                this.id = id;
            }

            int id() {
                return id;
            }

            @Override
            public Atom module() {
                return Atom.of("code" + id);
            }

            @Override
            public Step handle(Object state, Object event) {
                List<Integer> stack = machine.callbacks().reversed().stream()
                        .map(each -> ((Code) each).id)
                        .toList();
                Decision decision = script.decide(stack, (Integer) state, (Happening) event);
                List<Action> actions = actions(decision.actions());
                return switch (decision.what()) {
                    case KEEP -> new Step.Keep(actions);
                    case NEXT -> new Step.Next(decision.next(), actions);
                    case REPEAT -> new Step.Repeat(actions);
                };
            }

            @Override
            public boolean stateEnter() {
                return script.wantsEnter(id);
            }

            @Override
            public Object codeChange(Term oldVersion, Object state, Term extra) {
                return state;
            }

            @Override
            public void terminate(Term reason, Object state) {}
        }
    }
}
