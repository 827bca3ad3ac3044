// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.process.LocalNode;

/**
 * Gives the settings of an application their values, by the environment it runs in. Returned by {@link
 * Application#config()}:
 *
 * <pre>{@code
 * public final class ChatConfig implements Config {
 *     @Override
 *     public void configure(Env env, Settings settings) {
 *         settings.put(Chat.PORT, switch (env) { case DEV, TEST -> 4000; case PROD -> 80; });
 *         if (env == Env.PROD) {
 *             settings.require(Chat.SECRET);    // from outside: TIEBEAM_CHAT_SECRET
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>One that is found as a service speaks after the application's own, and overrules it: a class of the tests, named in
 * {@code src/test/resources/META-INF/services/io.tiebeam.otp.Config}, gives tests their wiring, which never ships.
 */
@FunctionalInterface
public interface Config {
    /** No settings. */
    Config NONE = (_, _) -> {};

    /**
     * Called each time the application starts, before anything of it runs, on the thread that starts it; puts a value for
     * each {@link Key}.
     */
    void configure(Env env, Settings settings);

    /**
     * Who gives {@code key} its value on the node of the calling process, for people: all places that were looked at, one
     * a line, and the one that counts with a star.
     */
    static String explain(Key<?> key) {
        return Settings.of(LocalNode.current()).explain(key);
    }
}
