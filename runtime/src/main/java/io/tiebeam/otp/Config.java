// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.process.LocalNode;

/**
 * Gives the settings of an application their values, by the environment it runs in. Returned by {@link
 * Application#config()}.
 */
@FunctionalInterface
public interface Config {
    /** No settings. */
    Config NONE = (_, _) -> {};

    /** Called once when the application starts, before anything of it runs; puts a value for each {@link Key}. */
    void configure(Env env, Settings settings);

    /** Who gave {@code key} its value on the node of the calling process, and what was overruled; for people. */
    static String explain(Key<?> key) {
        return Settings.of(LocalNode.current()).explain(key);
    }
}
