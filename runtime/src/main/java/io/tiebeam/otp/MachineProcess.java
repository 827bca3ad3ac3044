// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.ExitException;
import io.tiebeam.gen.Debugging;
import io.tiebeam.gen.ServerLoop;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.statem.MachineData;
import io.tiebeam.statem.MachineServer;
import io.tiebeam.statem.Step;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import io.tiebeam.term.Tuple;
import java.lang.reflect.Type;

/** Makes the process of a {@link GenStateMachine}; in it, on its thread. */
final class MachineProcess {
    private static final Atom BAD_RETURN = Atom.of("bad_return_from_init");

    private MachineProcess() {}

    static <S, M> ServerLoop init(ProcessCell self, GenStateMachine<S, M> machine, StartOptions options)
            throws Exception {
        String label = ModuleNames.label(machine.getClass());
        Transition<S> first = machine.init();
        if (first == null) {
            throw new ExitException(
                    Tuple.of(BAD_RETURN, Atom.NIL),
                    "init of " + label + " returned null (bad_return_from_init)"
                            + "\n   → return nextState(...) with the first state");
        }
        return switch (first.step()) {
            case Step.Next(var state, var actions) -> {
                Class<?> messages = TypeArguments.at(1, machine.getClass(), GenStateMachine.class)
                        .<Class<?>>map(TypeArguments::raw)
                        .orElse(Term.class);
                MachineServer server = new MachineServer(
                        self,
                        MachineCallbacks.of(machine),
                        new MachineEvents<>(messages),
                        new Data(machine),
                        state,
                        actions);
                yield new ServerLoop(
                        self,
                        server,
                        new Debugging(self, server, options.isTraced(), options.logged(), options.isCounted()));
            }
            case Step.Stop(var reason, var _) -> throw new ExitException(reason);
            case Step.Keep _, Step.Repeat _ ->
                throw new ExitException(
                        Tuple.of(
                                BAD_RETURN,
                                Atom.of(
                                        first.step() instanceof Step.Keep
                                                ? "keep_state_and_data"
                                                : "repeat_state_and_data")),
                        "init of " + label + " keeps a state that it does not have yet"
                                + " (bad_return_from_init)\n   → return nextState(...) with the first state");
        };
    }

    private record Data(GenStateMachine<?, ?> machine) implements MachineData {
        @Override
        public Term data() {
            return TermMapper.toTerm(machine.data());
        }

        @Override
        public Term shown(Term data) {
            return TermMapper.toTerm(machine.formatStatus(data));
        }

        @Override
        public void replace(Term data) {
            machine.replaceData(data);
        }

        @Override
        public Object state(Term state) {
            Type type = TypeArguments.at(0, machine.getClass(), GenStateMachine.class)
                    .orElse(Term.class);
            return TermMapper.fromTerm(state, type);
        }
    }
}
