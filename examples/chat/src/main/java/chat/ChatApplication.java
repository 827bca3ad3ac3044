// SPDX-License-Identifier: Apache-2.0
package chat;

import static io.tiebeam.otp.Strategy.ONE_FOR_ONE;

import io.tiebeam.otp.Application;
import io.tiebeam.otp.Config;
import io.tiebeam.otp.Supervisor;
import io.tiebeam.otp.TaskSupervisor;
import io.tiebeam.term.Name;
import io.tiebeam.term.Pid;
import java.util.List;

/** What runs on each node of the chat. */
public final class ChatApplication implements Application {
    @Override
    public Pid start() {
        return Supervisor.of(ONE_FOR_ONE)
                .named(Name.of("Elixir.Chat.Supervisor"))
                .child(TaskSupervisor.named(Chat.TASKS))
                .startLink();
    }

    @Override
    public List<Class<?>> modules() {
        return List.of(Chat.class);
    }

    @Override
    public Config config() {
        return new ChatConfig();
    }
}
