// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/**
 * Text that is a list of code points to the other side, {@code ~c"abc"}, as many functions of Erlang want it. A
 * {@code String} is a binary.
 */
public record Charlist(String text) {
    /** The charlist of {@code text}. */
    public static Charlist of(String text) {
        return new Charlist(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
