// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Pid;
import io.tiebeam.term.ServerName;

/**
 * A supervisor that is a class: where Elixir has {@code use Supervisor} and {@code init/1}.
 *
 * <pre>{@code
 * public final class ChatSupervisor implements SupervisorModule {
 *     @Override
 *     public Supervisor init() {
 *         return Supervisor.of(ONE_FOR_ONE).child(TaskSupervisor.named(Chat.TASKS));
 *     }
 * }
 * }</pre>
 *
 * <p>An object of it can be the child of another supervisor, under the module's name. The plan is made anew at each
 * start.
 */
@FunctionalInterface
public interface SupervisorModule extends Supervised, Startable {
    /**
     * The plan of the supervisor. Called in its own process, on its thread, each time it is started. A name that the
     * plan has is not used: the process has the name it was started with.
     *
     * @throws io.tiebeam.IgnoreException if it is not to run
     * @throws Exception if it cannot: an {@link io.tiebeam.ExitException} with the reason, or any other
     */
    Supervisor init() throws Exception;

    @Override
    default Pid startLink() {
        return Supervisor.start(this);
    }

    @Override
    default Pid startLink(ServerName name) {
        return Supervisor.start(this, name);
    }

    /** This supervisor as the child of another, with all the time it needs to end; its id is its module. */
    @Override
    default ChildSpec childSpec() {
        return ChildSpec.of(module(), (ChildSpec.Factory) () -> this)
                .type(ChildType.SUPERVISOR)
                .modules(module());
    }

    private Atom module() {
        return Supervisor.moduleOf(getClass());
    }
}
