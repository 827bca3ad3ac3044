// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/**
 * A name that a directory keeps, {@code {:via, module, name}}: who has it is looked up on the node of whoever uses it,
 * each time anew. A {@code Registry} makes them, {@code Registry.via(ROOMS, "lobby")}.
 *
 * @param module the directory, such as {@code Elixir.Registry}
 * @param name what the directory calls the process: for {@code Registry} {@code {registry, key}} or {@code {registry, key,
 *     value}}
 */
public record Via(Atom module, Term name) implements ServerName {
    private static final Atom VIA = Atom.of("via");

    /** {@code {via, module, name}}: how it is written in Erlang, and on the wire. */
    public Tuple toTerm() {
        return Tuple.of(VIA, module, name);
    }

    @Override
    public String toString() {
        return Inspect.inspect(toTerm());
    }
}
