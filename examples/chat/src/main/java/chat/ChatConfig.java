// SPDX-License-Identifier: Apache-2.0
package chat;

import io.tiebeam.otp.Config;
import io.tiebeam.otp.Env;
import io.tiebeam.otp.Settings;

/** In tests all messages stay here: the others need not run. */
public final class ChatConfig implements Config {
    @Override
    public void configure(Env env, Settings settings) {
        settings.put(
                Chat.REMOTE_SUPERVISOR,
                switch (env) {
                    case TEST -> _ -> Chat.TASKS;
                    case DEV, PROD -> Chat.TASKS::at;
                });
    }
}
