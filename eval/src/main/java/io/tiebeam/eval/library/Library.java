// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.eval.library;

import io.tiebeam.eval.FunctionTable;
import io.tiebeam.eval.Native;
import io.tiebeam.term.Atom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The functions of Erlang and Elixir that evaluated code finds here, as one table: module, function and arity give a
 * method. Each module of theirs has a class of its own. What is not in the table is looked for at the node's door.
 */
public final class Library implements FunctionTable {
    /** The table. It holds functions only, so that all nodes of a JVM share it. */
    public static final Library SHARED = new Library();

    private final Map<Key, Native> functions = new HashMap<>();
    private final Set<Atom> modules = new HashSet<>();

    private record Key(Atom module, Atom function, int arity) {}

    /** Enters functions of one module. */
    final class Module {
        private final Atom name;

        private Module(String name) {
            this.name = Atom.of(name);
            modules.add(this.name);
        }

        Module def(String function, int arity, Native code) {
            Native before = functions.put(new Key(name, Atom.of(function), arity), code);
            if (before != null) {
                throw new IllegalStateException(name + " has two functions " + function + "/" + arity);
            }
            return this;
        }
    }

    private Library() {
        Operators.enter(module("erlang"));
        TypeTests.enter(module("erlang"));
        Conversions.enter(module("erlang"));
        Containers.enter(module("erlang"));
        Signals.enter(module("erlang"));
        ProcessState.enter(module("erlang"));
        SystemInfo.enter(this);
        NetworkModules.enter(this);
        ListsModule.enter(module("lists"));
        MapsModule.enter(module("maps"));
        EnumModule.enter(module("Elixir.Enum"));
        EnumSelection.enter(module("Elixir.Enum"));
        EnumShaping.enter(module("Elixir.Enum"));
        MapModule.enter(module("Elixir.Map"));
        KeywordModule.enter(module("Elixir.Keyword"));
        ElixirLists.enter(this);
        Numbers.enter(this);
        StringModule.enter(module("Elixir.String"));
        StringParts.enter(module("Elixir.String"));
        Texts.enter(this);
        KernelModule.enter(module("Elixir.Kernel"));
        AccessModule.enter(this);
        IoModule.enter(this);
        ProcessModule.enter(module("Elixir.Process"));
        Servers.enter(this);
        ClusterModules.enter(this);
        ErpcModule.enter(module("erpc"));
        RpcModule.enter(module("rpc"));
        TaskModule.enter(module("Elixir.Task"));
        Exceptions.enter(this);
        Regexes.enter(this);
        Sets.enter(this);
    }

    Module module(String name) {
        return new Module(name);
    }

    @Override
    public Optional<Native> find(Atom module, Atom function, int arity) {
        return Optional.ofNullable(functions.get(new Key(module, function, arity)));
    }

    @Override
    public boolean isModule(Atom module) {
        return modules.contains(module);
    }
}
