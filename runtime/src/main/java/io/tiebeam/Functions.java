// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Atom;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What a function of Java is on the wire. {@code Node}, {@code TaskSupervisor} and whoever else sends one to another
 * node ask here, on the sender's thread, so that a function which cannot travel fails where it was written.
 */
public final class Functions {
    static final Atom ERLANG = Atom.of("erlang");
    static final Atom APPLY = Atom.of("apply");

    /** What a method reference refers to, by the class that the JVM made for it: looking into it costs microseconds. */
    private static final ClassValue<AtomicReference<Named>> KNOWN = new ClassValue<>() {
        @Override
        protected AtomicReference<Named> computeValue(Class<?> type) {
            return new AtomicReference<>();
        }
    };

    private record Named(Atom module, Atom function) {}

    private static final ClassValue<AtomicReference<Type>> RESULTS = new ClassValue<>() {
        @Override
        protected AtomicReference<Type> computeValue(Class<?> type) {
            return new AtomicReference<>();
        }
    };

    private Functions() {}

    /**
     * The call of {@code function} with {@code arguments}. A reference to a static method becomes its module and
     * name; a lambda becomes {@code erlang:apply(Fun, Arguments)}, where the fun stands for this very lambda of this
     * very class file and only a JVM with the same class can call it.
     *
     * @throws IllegalArgumentException for what does not travel: references to instance methods and constructors,
     *     lambdas typed at a prompt, objects of classes that implement {@link Remote}
     * @throws io.tiebeam.term.TermException for an argument or a captured value that has no term
     */
    public static Mfa toMfa(Remote function, Object... arguments) {
        ListTerm terms = Arguments.toTerms(arguments);
        AtomicReference<Named> known = KNOWN.get(function.getClass());
        Named named = known.get();
        if (named != null) {
            return new Mfa(named.module, named.function, terms);
        }
        SerializedLambda lambda = Lambdas.describe(function);
        ClassLoader loader = function.getClass().getClassLoader();
        Optional<Method> method = Lambdas.implementation(lambda, loader);
        if (method.isPresent() && method.get().isSynthetic()) {
            return new Mfa(ERLANG, APPLY, ListTerm.of(Lambdas.toFun(lambda, loader), terms));
        }
        if (method.isEmpty() || lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic) {
            throw new IllegalArgumentException(notStatic(lambda, loader));
        }
        named = new Named(ElixirNames.module(method.get().getDeclaringClass()), ElixirNames.function(method.get()));
        known.set(named);
        return new Mfa(named.module, named.function, terms);
    }

    /**
     * What {@code function} returns, as declared where it was written: the type that a result from elsewhere is mapped
     * to.
     */
    public static Type resultType(Remote function) {
        AtomicReference<Type> known = RESULTS.get(function.getClass());
        Type type = known.get();
        if (type == null) {
            ClassLoader loader = function.getClass().getClassLoader();
            type = Lambdas.implementation(Lambdas.describe(function), loader)
                    .<Type>map(Method::getGenericReturnType)
                    .orElse(Term.class);
            known.set(type);
        }
        return type;
    }

    private static String notStatic(SerializedLambda lambda, ClassLoader loader) {
        String type = Lambdas.className(lambda.getImplClass());
        if (lambda.getImplMethodKind() == MethodHandleInfo.REF_newInvokeSpecial) {
            return type + "::new cannot run on another node: a constructor makes an object, which does not travel\n"
                    + "   → write a static method and refer to that";
        }
        String parameters = String.join(
                ", ",
                MethodType.fromMethodDescriptorString(lambda.getImplMethodSignature(), loader).parameterList().stream()
                        .map(Class::getSimpleName)
                        .toList());
        return type + "." + lambda.getImplMethodName() + "(" + parameters
                + ") cannot run on another node: it is a method of"
                + " an object, and objects do not travel\n   → make it static, and pass what it needs as arguments";
    }
}
