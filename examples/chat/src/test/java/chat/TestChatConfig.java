// SPDX-License-Identifier: Apache-2.0
package chat;

import io.tiebeam.Node;
import io.tiebeam.otp.Config;
import io.tiebeam.otp.Env;
import io.tiebeam.otp.Settings;

/**
 * Row 17 of the lesson: where the node of a test has no name, all messages stay on it, and nobody else need run. Found as
 * a service beside the application's own, which it overrules; it never ships.
 */
public final class TestChatConfig implements Config {
    @Override
    public void configure(Env env, Settings settings) {
        settings.put(
                Chat.REMOTE_SUPERVISOR,
                switch (env) {
                    case TEST -> node -> Node.isAlive() ? Chat.TASKS.at(node) : Chat.TASKS;
                    case DEV, PROD -> Chat.TASKS::at;
                });
    }
}
