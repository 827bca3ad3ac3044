// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.statem.Callbacks;
import io.tiebeam.statem.Step;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Term;

/**
 * What the engine calls: a machine itself, or a handler that was put in its place. States and events are opaque to the
 * engine: the casts are those of a machine's own states and events, which it only hands back.
 *
 * @param module the name of what it is
 */
record MachineCallbacks(Atom module, StateHandler<Object, Object> code) implements Callbacks {
    @SuppressWarnings("unchecked")
    static MachineCallbacks of(StateHandler<?, ?> handler) {
        return new MachineCallbacks(ModuleNames.of(handler.getClass()), (StateHandler<Object, Object>) handler);
    }

    @SuppressWarnings("unchecked")
    static MachineCallbacks of(GenStateMachine<?, ?> machine) {
        return new MachineCallbacks(
                ModuleNames.of(machine.getClass()), new Whole((GenStateMachine<Object, Object>) machine));
    }

    /** A machine as the handler that it begins with. */
    private record Whole(GenStateMachine<Object, Object> machine) implements StateHandler<Object, Object> {
        @Override
        public Transition<Object> handleEvent(Object state, Event<Object, Object> event) throws Exception {
            return machine.handleEvent(state, event);
        }

        @Override
        public boolean stateEnter() {
            return machine.stateEnter();
        }

        @Override
        public Object codeChange(Term oldVersion, Object state, Term extra) throws Exception {
            return machine.codeChange(oldVersion, state, extra);
        }

        @Override
        public void terminate(Term reason, Object state) throws Exception {
            machine.terminate(reason, state);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public Step handle(Object state, Object event) throws Exception {
        Transition<Object> transition = code.handleEvent(state, (Event<Object, Object>) event);
        return transition == null ? null : transition.step();
    }

    @Override
    public boolean stateEnter() {
        return code.stateEnter();
    }

    @Override
    public Object codeChange(Term oldVersion, Object state, Term extra) throws Exception {
        return code.codeChange(oldVersion, state, extra);
    }

    @Override
    public void terminate(Term reason, Object state) throws Exception {
        code.terminate(reason, state);
    }
}
