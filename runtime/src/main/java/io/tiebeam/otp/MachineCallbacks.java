// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.statem.Callbacks;
import io.tiebeam.statem.Step;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;
import java.util.Objects;

/**
 * What the engine calls. States and events are opaque to it: the casts are those of a machine's own states and events,
 * which it only hands back.
 */
@SuppressWarnings("unchecked")
sealed interface MachineCallbacks extends Callbacks {
    /** The machine itself. */
    record OfMachine(GenStateMachine<?, ?> machine) implements MachineCallbacks {
        @Override
        public Atom module() {
            return MachineCallbacks.module(machine);
        }

        @Override
        public Step handle(Object state, Object event) throws Exception {
            return step(typed().handleEvent(state, (Event<Object, Object>) event));
        }

        @Override
        public boolean stateEnter() {
            return machine.stateEnter();
        }

        @Override
        public void terminate(Term reason, Object state) throws Exception {
            typed().terminate(reason, state);
        }

        private GenStateMachine<Object, Object> typed() {
            return (GenStateMachine<Object, Object>) machine;
        }
    }

    /** One that was pushed. */
    record OfHandler(StateHandler<?, ?> handler) implements MachineCallbacks {
        public OfHandler {
            Objects.requireNonNull(handler, "which handler?");
        }

        @Override
        public Atom module() {
            return MachineCallbacks.module(handler);
        }

        @Override
        public Step handle(Object state, Object event) throws Exception {
            return step(typed().handleEvent(state, (Event<Object, Object>) event));
        }

        @Override
        public boolean stateEnter() {
            return handler.stateEnter();
        }

        @Override
        public void terminate(Term reason, Object state) throws Exception {
            typed().terminate(reason, state);
        }

        private StateHandler<Object, Object> typed() {
            return (StateHandler<Object, Object>) handler;
        }
    }

    private static Step step(Transition<?> transition) {
        return transition == null ? null : transition.step();
    }

    private static Atom module(Object code) {
        return Atom.of("Elixir." + code.getClass().getSimpleName());
    }
}
