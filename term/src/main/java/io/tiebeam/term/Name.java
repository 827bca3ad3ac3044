// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/** A name registered on the node of whoever uses it, such as {@code :counter} or {@code Chat.TaskSupervisor}. */
public record Name(Atom atom) implements ServerName {
    /** The name {@code name}; an Elixir module's name is written in full, {@code Elixir.Chat.TaskSupervisor}. */
    public static Name of(String name) {
        return new Name(Atom.of(name));
    }

    /** This name on {@code node}: {@code {name, node}}. */
    public At at(NodeName node) {
        return new At(atom, node);
    }

    /** This name on the node {@code node}, such as {@code kate@localhost}. */
    public At at(String node) {
        return at(NodeName.of(node));
    }

    /** A name registered on a certain node. */
    public record At(Atom name, NodeName node) implements ServerRef {
        @Override
        public String toString() {
            return "{" + Inspect.inspect(name) + ", " + Inspect.inspect(node.atom()) + "}";
        }
    }

    @Override
    public String toString() {
        return Inspect.inspect(atom);
    }
}
