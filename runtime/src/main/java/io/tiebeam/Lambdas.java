// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.process.LocalNode;
import io.tiebeam.term.Atom;
import io.tiebeam.term.Fun;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks into lambdas and method references and makes terms of lambdas: the sender's half of {@link Revival}. */
final class Lambdas {
    private static final String PROMPT = "REPL/"; // the package of all that is typed into JShell

    private Lambdas() {}

    /**
     * What the compiler recorded about {@code function}. Java serialization is made to begin and stopped at the first
     * object, since this is the one way to that record that needs no opened package; nothing is written.
     */
    static SerializedLambda describe(Remote function) {
        try (Eavesdropper stream = new Eavesdropper()) {
            stream.writeObject(function);
            if (stream.heard instanceof SerializedLambda lambda) {
                return lambda;
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        throw new IllegalArgumentException("an object of " + function.getClass().getName()
                + " does not travel\n   → pass a reference to a static method, or a lambda");
    }

    private static final class Eavesdropper extends ObjectOutputStream {
        private Object heard;

        Eavesdropper() throws IOException {
            super(OutputStream.nullOutputStream());
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) {
            if (heard == null) {
                heard = object;
            }
            return null;
        }
    }

    /** The method behind {@code lambda}; empty for a constructor. */
    static Optional<Method> implementation(SerializedLambda lambda, ClassLoader loader) {
        MethodType type = MethodType.fromMethodDescriptorString(lambda.getImplMethodSignature(), loader);
        try {
            Class<?> at = Class.forName(className(lambda.getImplClass()), false, loader);
            for (Class<?> c = at; c != null; c = c.getSuperclass()) {
                for (Method m : c.getDeclaredMethods()) {
                    if (m.getName().equals(lambda.getImplMethodName())
                            && m.getReturnType() == type.returnType()
                            && List.of(m.getParameterTypes()).equals(type.parameterList())) {
                        return Optional.of(m);
                    }
                }
            }
            return Optional.empty();
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible); // the function could not exist without the class
        }
    }

    /** The lambda as a fun that a JVM with the same class can call. */
    static Fun toFun(SerializedLambda lambda, ClassLoader loader) {
        String className = className(lambda.getCapturingClass());
        if (lambda.getCapturingClass().startsWith(PROMPT)) {
            throw new IllegalArgumentException("""
                    a lambda typed at a prompt cannot run on another node: its class exists only in this JVM
                       → for a class that is here: a method reference, Kate::sayName
                       → for code that only the other node has: Mfa.of("Elixir.Kate", "say_name")
                       → for Java to be evaluated there: Mfa.eval("Kate.sayName()")""");
        }
        LambdaTable table = table(className, loader);
        LambdaTable.Entry entry = table.find(lambda)
                .orElseThrow(() -> new IllegalArgumentException("a lambda of " + className
                        + " cannot run on another node: the class file has changed since the class was loaded\n"
                        + "   → restart this node"));
        entry.checkTypes(className, loader);
        LocalNode node = LocalNode.current();
        return new Fun(
                Atom.of(className),
                entry.index(),
                table.digest(),
                entry.index(),
                table.oldUniq(),
                node.address(0, 0), // as OTP since 26: the node tells, the process does not
                entry.arity(),
                captured(lambda, className));
    }

    private static List<Term> captured(SerializedLambda lambda, String className) {
        List<Term> free = new ArrayList<>();
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            try {
                free.add(TermMapper.toTerm(lambda.getCapturedArg(i)));
            } catch (TermException e) {
                throw new TermException(
                        "captured value " + (i + 1) + " of a lambda in " + className + ": " + e.getMessage(), e);
            }
        }
        return free;
    }

    private static LambdaTable table(String className, ClassLoader loader) {
        try {
            return LambdaTable.of(Class.forName(className, false, loader));
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static String className(String internalName) {
        return internalName.replace('/', '.');
    }
}
