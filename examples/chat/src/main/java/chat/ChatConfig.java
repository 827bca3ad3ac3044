// SPDX-License-Identifier: Apache-2.0
package chat;

import io.tiebeam.otp.Config;
import io.tiebeam.otp.Env;
import io.tiebeam.otp.Settings;

/** A message is printed by the task supervisor of its recipient. Tests overrule it: {@code TestChatConfig}. */
public final class ChatConfig implements Config {
    @Override
    public void configure(Env env, Settings settings) {
        settings.put(Chat.REMOTE_SUPERVISOR, Chat.TASKS::at);
    }
}
