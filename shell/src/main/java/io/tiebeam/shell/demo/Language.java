// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import java.util.regex.Pattern;

/** What a node's prompt understands. */
public enum Language {
    /** Tiebeam's shell. */
    JAVA("tiebeam"),
    /** iex. */
    ELIXIR("iex");

    private final String prompt;

    Language(String prompt) {
        this.prompt = prompt;
    }

    /** {@code line} in this language. */
    public String of(Line line) {
        return switch (this) {
            case JAVA -> line.java();
            case ELIXIR -> line.elixir();
        };
    }

    /** Finds the prompt of {@code node}, once or more, where a row begins; group 1 is the number in the last. */
    Pattern prompt(String node) {
        return Pattern.compile("^(?:" + prompt + "\\(" + Pattern.quote(node) + "\\)(\\d+)>\\s?)+");
    }
}
