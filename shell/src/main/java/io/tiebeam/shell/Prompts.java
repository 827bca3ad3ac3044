// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.Console;

/** Chooses how the shell talks: with a person at a terminal, or with whatever feeds its standard input. */
final class Prompts {
    private Prompts() {}

    /** Opens it, and takes over the standard streams and the log: processes print and read through it. Main thread. */
    static Prompt open(Typing typing) {
        Console console = System.console();
        Prompt prompt = console != null && console.isTerminal() ? TerminalPrompt.open(typing) : LinePrompt.open(typing);
        ConsoleLog.to(prompt::complain);
        return prompt;
    }
}
