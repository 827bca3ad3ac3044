// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A static method that is called with terms and answers with one. Immutable, safe on any thread. */
final class StaticFunction implements Exposure.Handler {
    private static final MethodType GENERIC = MethodType.methodType(Object.class, Object[].class);

    private final Method method;
    private final MethodHandle handle;
    private final Type[] parameters;

    private StaticFunction(Method method, MethodHandle handle) {
        this.method = method;
        this.handle = handle;
        this.parameters = method.getGenericParameterTypes();
    }

    static StaticFunction of(Method method, MethodHandles.Lookup lookup) {
        try {
            MethodHandle direct = lookup.unreflect(method).asFixedArity();
            return new StaticFunction(
                    method,
                    direct.asSpreader(Object[].class, method.getParameterCount())
                            .asType(GENERIC));
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException("cannot call " + method + ": " + e.getMessage(), e);
        }
    }

    /** {@code receive_message/1}. */
    String name() {
        return ElixirNames.function(method).name() + "/" + parameters.length;
    }

    /** {@code void receiveMessage(String)}, for people. */
    String signature() {
        return method.getReturnType().getSimpleName() + " " + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    @Override
    public Term call(ListTerm arguments) throws Exception {
        Object[] values = new Object[parameters.length];
        for (int i = 0; i < values.length; i++) {
            try {
                values[i] = TermMapper.fromTerm(arguments.get(i), parameters[i]);
            } catch (TermException e) {
                throw misfit(described() + ": argument " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return result(invoke(values));
    }

    private Object invoke(Object[] values) throws Exception {
        try {
            return handle.invokeExact(values);
        } catch (Exception | Error thrown) {
            throw thrown;
        } catch (Throwable odd) {
            throw new IllegalStateException(described() + " threw " + odd, odd);
        }
    }

    private Term result(Object value) {
        if (method.getReturnType() == void.class) {
            return Atom.OK;
        }
        try {
            return TermMapper.toTerm(value);
        } catch (TermException e) {
            throw misfit("the result of " + described() + ": " + e.getMessage(), e);
        }
    }

    private String described() {
        return method.getDeclaringClass().getName() + "." + method.getName() + "/" + parameters.length;
    }

    /** To the caller the failure is in the function, not in the mapping: so says the stack. */
    private TermException misfit(String message, TermException cause) {
        TermException misfit = new TermException(message, cause);
        misfit.setStackTrace(new StackTraceElement[] {
            new StackTraceElement(method.getDeclaringClass().getName(), method.getName(), null, -1)
        });
        return misfit;
    }
}
