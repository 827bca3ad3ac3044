// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.generate;

/** A name that a project cannot have; the text says why, and what the user can do. */
final class BadNameException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String todo;

    BadNameException(String what, String todo) {
        super(what);
        this.todo = todo;
    }

    String todo() {
        return todo;
    }
}
