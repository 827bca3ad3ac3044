// SPDX-License-Identifier: Apache-2.0
package REPL;

import io.tiebeam.Remote;

/** Stands for what JShell makes of a snippet: the package is the same. */
public final class Prompt {
    private Prompt() {}

    /** A class as JShell wraps it. */
    public static final class Kate {
        private Kate() {}

        public static void sayName() {}
    }

    public static Remote.Action0 reference() {
        return Kate::sayName;
    }

    public static Remote.Action0 lambda() {
        return () -> Kate.sayName();
    }
}
