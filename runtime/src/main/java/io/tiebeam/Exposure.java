// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.process.LocalNode;
import io.tiebeam.term.Atom;
import io.tiebeam.term.ExportFun;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The functions of this node that other nodes may call: the one door that spawn requests, {@code apply}, erpc, tasks
 * and lambdas all go through. Nothing is exposed until somebody says so; a function that is not here does not exist
 * to others. A cookie authenticates, it does not authorise: whoever has it may call all that is exposed, with any
 * arguments, the lambdas of exposed classes among it.
 *
 * <p>Each node owns one. Safe on any thread.
 */
public final class Exposure {
    private static final Atom UNDEF = Atom.of("undef");
    private static final Atom BADARG = Atom.of("badarg");
    private static final Atom BADFUN = Atom.of("badfun");
    private static final Atom BADARITY = Atom.of("badarity");

    private final Supplier<Atom> node;
    private final Map<Key, Handler> functions = new ConcurrentHashMap<>();
    private final Map<Atom, ExposedClass> modules = new ConcurrentHashMap<>();
    private final Map<String, ExposedClass> classes = new ConcurrentHashMap<>();

    private final Map<Atom, FunHandler> evaluated = new ConcurrentHashMap<>();
    private volatile Library library = (_, _, _) -> Optional.empty();

    private record Key(Atom module, Atom function, int arity) {}

    /** Runs functions of a module that this node does not have, on the thread of the process that they are called in. */
    @FunctionalInterface
    public interface FunHandler {
        /**
         * Calls {@code fun}, whose arity {@code arguments} need not have.
         *
         * @throws Exception ends the process: an {@link ExitException} with its reason, others as errors
         */
        Term apply(Fun fun, ListTerm arguments) throws Exception;
    }

    /** Functions by name, for whom nothing else of that name is exposed. */
    @FunctionalInterface
    public interface Library {
        /** The function {@code module:function/arity}, if there is one. */
        Optional<Handler> find(Atom module, Atom function, int arity);

        /** Whether {@code module} is one of its modules that may come and go; not here. */
        default boolean isModule(Atom module) {
            return false;
        }
    }

    /** Runs a call, on the thread of the process that it is made in. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Calls the function.
         *
         * @param arguments as many as the function's arity
         * @throws Exception ends the process: an {@link ExitException} with its reason, others as errors
         */
        Term call(ListTerm arguments) throws Exception;
    }

    /** The door of {@code node}, closed. The name is for messages. */
    public Exposure(Atom node) {
        this(() -> node);
    }

    private Exposure(Supplier<Atom> node) {
        this.node = node;
    }

    /** The door of {@code node}. */
    public static Exposure of(LocalNode node) {
        return node.attachment(Exposure.class, () -> new Exposure(node::name));
    }

    // ---- opening --------------------------------------------------------------------------------------------------

    /**
     * Exposes the public static methods of {@code type}, under the name of {@link ErlangModule} or {@code Elixir.}
     * and the simple name; but no {@code main}, and none that is {@link Hidden}. Lambdas written in the class become
     * callable by JVMs that have the same class file.
     *
     * @throws IllegalArgumentException if two methods have one name and arity, if another class has the module's name,
     *     or if the module of the class keeps its package closed
     */
    public void expose(Class<?> type) {
        put(ExposedClass.of(type), false);
    }

    /**
     * Exposes {@code type} as {@link #expose(Class)} does, with the access of {@code lookup}: for classes in a
     * package that is neither exported nor opened.
     *
     * @param lookup {@link MethodHandles#lookup()}, called in the module of {@code type}
     */
    public void expose(Class<?> type, MethodHandles.Lookup lookup) {
        put(ExposedClass.of(type, lookup), false);
    }

    /** Exposes {@code type} in the place of the class that had its module's name: for a class that is typed anew. */
    public void replace(Class<?> type) {
        put(ExposedClass.of(type), true);
    }

    /** Exposes a function of the runtime's own. */
    public void expose(Atom module, Atom function, int arity, Handler handler) {
        functions.put(new Key(module, function, arity), handler);
    }

    /** Lets {@code handler} run the functions that say they are of {@code module}. */
    public void expose(Atom module, FunHandler handler) {
        evaluated.put(module, handler);
    }

    /**
     * Exposes all of {@code functions}: where others may have code of their own evaluated, what such code may call can be
     * called by name too.
     */
    public void expose(Library functions) {
        library = functions;
    }

    private synchronized void put(ExposedClass exposed, boolean replace) {
        ExposedClass before = modules.get(exposed.module());
        if (before != null && before.type() != exposed.type()) {
            if (!replace) {
                throw new IllegalArgumentException("two classes are called " + exposed.module() + ": "
                        + before.type().getName() + " and " + exposed.type().getName()
                        + "\n   → give one another name: @ErlangModule(\"Elixir.Other\")");
            }
            classes.remove(before.type().getName(), before);
        }
        modules.put(exposed.module(), exposed);
        classes.put(exposed.type().getName(), exposed);
    }

    /** Whether anything of {@code module} is exposed. */
    public boolean isModule(Atom module) {
        return modules.containsKey(module)
                || library.isModule(module)
                || functions.keySet().stream().anyMatch(key -> key.module().equals(module));
    }

    // ---- asking ---------------------------------------------------------------------------------------------------

    /** Finds the function of {@code call}. */
    public Resolved resolve(Mfa call) {
        return resolve(call.module(), call.function(), call.arguments());
    }

    /**
     * Finds the function of a call. {@code erlang:apply/2,3} are seen through: what they apply has to be exposed
     * itself. Neither blocks nor runs code of others.
     */
    public Resolved resolve(Atom module, Atom function, ListTerm arguments) {
        if (!arguments.isProper()) {
            return badarg(module, function, arguments);
        }
        Mfa call = new Mfa(module, function, arguments);
        while (call.module().equals(Functions.ERLANG) && call.function().equals(Functions.APPLY)) {
            switch (call.arity()) {
                case 2 -> {
                    if (!(call.arguments().get(1) instanceof ListTerm inner && inner.isProper())) {
                        return badarg(Functions.ERLANG, Functions.APPLY, call.arguments());
                    }
                    switch (call.arguments().get(0)) {
                        case ExportFun f
                        when f.arity() != inner.size() -> {
                            return badarity(f, inner);
                        }
                        case ExportFun f -> call = new Mfa(f.module(), f.function(), inner);
                        case Fun f -> {
                            return resolve(f, inner);
                        }
                        case Term other -> {
                            return badfun(other, other + " is no function");
                        }
                    }
                }
                case 3 -> {
                    if (!(call.arguments().get(0) instanceof Atom m
                            && call.arguments().get(1) instanceof Atom f
                            && call.arguments().get(2) instanceof ListTerm inner
                            && inner.isProper())) {
                        return badarg(Functions.ERLANG, Functions.APPLY, call.arguments());
                    }
                    call = new Mfa(m, f, inner);
                }
                default -> {
                    return undefined(call);
                }
            }
        }
        return find(call);
    }

    private Resolved find(Mfa call) {
        Handler handler = functions.get(new Key(call.module(), call.function(), call.arity()));
        if (handler == null) {
            ExposedClass exposed = modules.get(call.module());
            handler = exposed == null ? null : exposed.find(call.function(), call.arity());
        }
        if (handler == null) {
            handler = library.find(call.module(), call.function(), call.arity()).orElse(null);
        }
        return handler == null ? undefined(call) : new Resolved.Call(call, handler);
    }

    private Resolved resolve(Fun fun, ListTerm arguments) {
        FunHandler handler = evaluated.get(fun.module());
        if (handler != null) {
            Mfa call = new Mfa(Functions.ERLANG, Functions.APPLY, ListTerm.of(fun, arguments));
            return new Resolved.Call(call, _ -> handler.apply(fun, arguments));
        }
        ExposedClass exposed = classes.get(fun.module().name());
        if (exposed == null) {
            Term reason = Tuple.of(UNDEF, stack(Tuple.of(fun, arguments, ListTerm.EMPTY)));
            return new Resolved.Refused(reason, notHere(fun));
        }
        LambdaTable.Entry entry;
        try {
            LambdaTable table = LambdaTable.of(exposed.type());
            if (!table.digest().equals(fun.uniq())) {
                return badfun(fun, differs(fun));
            }
            entry = table.at(fun.index()).orElse(null);
        } catch (IllegalArgumentException noClassFile) {
            return badfun(fun, noClassFile.getMessage());
        }
        if (entry == null || entry.captures() != fun.free().size() || entry.arity() != fun.arity()) {
            return badfun(fun, fun.module().name() + " has no such lambda");
        }
        if (entry.arity() != arguments.size()) {
            return badarity(fun, arguments);
        }
        if (exposed.inside().isEmpty()) {
            return badfun(
                    fun,
                    "a lambda of " + fun.module().name() + " cannot be called: its module keeps the package closed\n"
                            + "   → add to its module-info.java:  opens "
                            + exposed.type().getPackageName()
                            + " to io.tiebeam.term, io.tiebeam;");
        }
        Mfa call = new Mfa(Functions.ERLANG, Functions.APPLY, ListTerm.of(fun, arguments));
        MethodHandles.Lookup inside = exposed.inside().get();
        return new Resolved.Call(
                call, _ -> Revival.of(exposed.type(), inside, entry, fun.free()).call(arguments));
    }

    private String notHere(Fun fun) {
        String module = fun.module().name();
        if (module.equals("erl_eval")) {
            return "a function typed into a shell of Erlang or Elixir cannot run on "
                    + node.get().name() + " (undef)"
                    + ": evaluation is off there\n   → switch it on: ./tiebeam shell or ./tiebeam run with --allow-eval, or Node.allowEvaluation()"
                    + "\n   → or send module, function and arguments: Node.spawn(node, Kate, :say_name, [])";
        }
        return "a lambda of " + module + " cannot be called: the class is not exposed on "
                + node.get().name() + " (undef)"
                + "\n   → add it to Application.modules(), or send a reference to a static method";
    }

    private String differs(Fun fun) {
        String sender = fun.creator().node().name();
        return "badfun: " + fun.module().name() + " differs between "
                + (sender.equals("nonode@nohost") ? "the sender" : sender)
                + " and " + node.get().name() + "; redeploy or use a method reference";
    }

    // ---- refusing, with the reasons of a BEAM ---------------------------------------------------------------------

    private Resolved undefined(Mfa call) {
        Term frame = Tuple.of(call.module(), call.function(), call.arguments(), ListTerm.EMPTY);
        return new Resolved.Refused(Tuple.of(UNDEF, stack(frame)), explain(call));
    }

    private static Resolved badarg(Atom module, Atom function, ListTerm arguments) {
        Term frame = Tuple.of(module, function, arguments, ListTerm.EMPTY);
        return new Resolved.Refused(
                Tuple.of(BADARG, stack(frame)),
                ElixirNames.mfa(module, function, arguments.size())
                        + " was called with arguments that are no list (badarg)");
    }

    private static Resolved badfun(Term fun, String explanation) {
        return new Resolved.Refused(badfunReason(fun), explanation);
    }

    static Term badfunReason(Term fun) {
        return Tuple.of(Tuple.of(BADFUN, fun), applied());
    }

    private static Resolved badarity(Term fun, ListTerm arguments) {
        return new Resolved.Refused(
                Tuple.of(Tuple.of(BADARITY, Tuple.of(fun, arguments)), applied()),
                fun + " was called with " + arguments.size() + " arguments (badarity)");
    }

    private static ListTerm applied() {
        return stack(Tuple.of(Functions.ERLANG, Functions.APPLY, Int.of(2), ListTerm.EMPTY));
    }

    private static ListTerm stack(Term frame) {
        return ListTerm.of(frame);
    }

    private String explain(Mfa call) {
        String name = ElixirNames.mfa(call.module(), call.function(), call.arity());
        String what = name + " is not exposed on " + node.get().name() + " (undef)";
        ExposedClass exposed = modules.get(call.module());
        if (call.module().equals(Mfa.SHELL)) {
            return "evaluation is off on " + node.get().name() + ": " + name + " is undefined (undef)\n"
                    + "   → switch it on there:  ./tiebeam shell or ./tiebeam run with --allow-eval\n"
                    + "   → or call a method that is exposed";
        }
        if (exposed != null) {
            return what + "\n   exposed in " + exposed.type().getName() + ": " + exposed.summary()
                    + exposed.whyNot(call.function(), call.arity());
        }
        List<String> builtIn = functions.keySet().stream()
                .filter(k -> k.module().equals(call.module()))
                .map(k -> k.function().name() + "/" + k.arity())
                .sorted()
                .toList();
        if (!builtIn.isEmpty()) {
            return what + "\n   there is: " + String.join(", ", builtIn);
        }
        List<String> known =
                modules.keySet().stream().map(Atom::toString).sorted().toList();
        return what + "\n   exposed modules: " + (known.isEmpty() ? "none" : String.join(", ", known))
                + "\n   → add the class to Application.modules(), or call Node.expose with it";
    }
}
