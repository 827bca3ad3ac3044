// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Type;
import java.util.List;

/**
 * A lambda of an exposed class, come back to life on the receiver. Everything about it is read from the receiver's own
 * class file, and the class's own {@code $deserializeLambda$} makes it, which refuses what the compiler did not put
 * there; from the network come only the captured values and the arguments, as terms. No {@code ObjectInputStream} is
 * involved.
 */
final class Revival implements Exposure.Handler {
    private static final String REVIVE = "$deserializeLambda$";

    private final Class<?> home;
    private final LambdaTable.Entry entry;
    private final Remote function;

    private Revival(Class<?> home, LambdaTable.Entry entry, Remote function) {
        this.home = home;
        this.entry = entry;
        this.function = function;
    }

    /**
     * Makes the lambda {@code entry} of {@code home} with the captured values {@code free}.
     *
     * @throws TermException if a captured value does not fit the type it was captured as
     * @throws IllegalStateException if the class is not the one of the class file
     */
    static Revival of(Class<?> home, MethodHandles.Lookup inside, LambdaTable.Entry entry, List<Term> free) {
        Object[] captured = map("captured value", free, entry.captured(home.getClassLoader()), home);
        SerializedLambda lambda = new SerializedLambda(
                home,
                entry.interfaceName(),
                entry.interfaceMethod(),
                entry.erasedType(),
                entry.kind(),
                entry.implementationClass(),
                entry.implementationName(),
                entry.implementationType(),
                entry.instantiatedType(),
                captured);
        MethodType type = MethodType.methodType(Object.class, SerializedLambda.class);
        try {
            return new Revival(
                    home, entry, (Remote) inside.findStatic(home, REVIVE, type).invoke(lambda));
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(
                    "a lambda of " + home.getName()
                            + " cannot be called: the class file has changed since the class was" + " loaded (" + e
                            + ")\n   → restart this node",
                    e);
        }
    }

    private static Object[] map(String what, List<Term> terms, MethodType types, Class<?> home) {
        Object[] values = new Object[terms.size()];
        for (int i = 0; i < values.length; i++) {
            try {
                values[i] = TermMapper.fromTerm(terms.get(i), (Type) types.parameterType(i));
            } catch (TermException e) {
                throw new TermException(
                        what + " " + (i + 1) + " of a lambda in " + home.getName() + ": " + e.getMessage(), e);
            }
        }
        return values;
    }

    @Override
    @SuppressWarnings("unchecked") // the values have just been mapped to the types of the lambda's own declaration
    public Term call(ListTerm arguments) throws Exception {
        Object[] a = map("argument", arguments.elements(), entry.instantiated(home.getClassLoader()), home);
        return switch (function) {
            case Remote.Action0 f -> {
                f.run();
                yield done();
            }
            case Remote.Action1<?> f -> {
                ((Remote.Action1<Object>) f).run(a[0]);
                yield done();
            }
            case Remote.Action2<?, ?> f -> {
                ((Remote.Action2<Object, Object>) f).run(a[0], a[1]);
                yield done();
            }
            case Remote.Action3<?, ?, ?> f -> {
                ((Remote.Action3<Object, Object, Object>) f).run(a[0], a[1], a[2]);
                yield done();
            }
            case Remote.Action4<?, ?, ?, ?> f -> {
                ((Remote.Action4<Object, Object, Object, Object>) f).run(a[0], a[1], a[2], a[3]);
                yield done();
            }
            case Remote.Func0<?> f -> result(f.call());
            case Remote.Func1<?, ?> f -> result(((Remote.Func1<Object, ?>) f).call(a[0]));
            case Remote.Func2<?, ?, ?> f -> result(((Remote.Func2<Object, Object, ?>) f).call(a[0], a[1]));
            case Remote.Func3<?, ?, ?, ?> f ->
                result(((Remote.Func3<Object, Object, Object, ?>) f).call(a[0], a[1], a[2]));
            case Remote.Func4<?, ?, ?, ?, ?> f ->
                result(((Remote.Func4<Object, Object, Object, Object, ?>) f).call(a[0], a[1], a[2], a[3]));
        };
    }

    private static Term done() {
        return Atom.OK;
    }

    private Term result(Object value) {
        try {
            return TermMapper.toTerm(value);
        } catch (TermException e) {
            throw new TermException("the result of a lambda in " + home.getName() + ": " + e.getMessage(), e);
        }
    }
}
