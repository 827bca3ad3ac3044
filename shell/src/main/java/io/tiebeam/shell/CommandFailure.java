// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

/** A command cannot do what it was asked to. Thrown on the main thread, which prints it and ends with {@code exitCode}. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /** {@code what} failed, with real values and the reason; {@code todo} is what the user can do about it. */
    public CommandFailure(String what, String todo) {
        this(what, todo, ExitCodes.FAILURE);
    }

    public CommandFailure(String what, String todo, int exitCode) {
        super("** " + what + (todo.isEmpty() ? "" : "\n   → " + todo));
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
