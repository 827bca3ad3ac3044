// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import io.tiebeam.term.Bits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The lambdas that are compiled into a class, as its class file tells. Sender and receiver both read their own file:
 * where the digests agree, the tables do. All that the receiver knows of a lambda comes from here, so a peer can name
 * only what is really in the class. Read once for each class, when it is first asked for.
 */
final class LambdaTable {
    private static final ClassValue<LambdaTable> TABLES = new ClassValue<>() {
        @Override
        protected LambdaTable computeValue(Class<?> type) {
            return new LambdaTable(type);
        }
    };
    private static final String METAFACTORY = "altMetafactory"; // the one that makes serializable lambdas
    private static final String INTERFACES = Remote.class.getName().replace('.', '/') + "$";
    private static final int DIGEST_BYTES = 16; // what the uniq of a fun holds

    private final Bits digest;
    private final Map<Integer, Entry> entries = new HashMap<>();

    private LambdaTable(Class<?> type) {
        byte[] file = classFile(type);
        this.digest = Bits.of(Arrays.copyOf(sha256(file), DIGEST_BYTES));
        ClassModel model = ClassFile.of().parse(file);
        for (MethodModel method : model.methods()) {
            method.code().ifPresent(code -> code.forEach(this::add));
        }
    }

    /**
     * The lambdas of {@code type}.
     *
     * @throws IllegalArgumentException if its class file cannot be found, as that of a class made at run time
     */
    static LambdaTable of(Class<?> type) {
        return TABLES.get(type);
    }

    private void add(CodeElement element) {
        if (element instanceof InvokeDynamicInstruction call
                && call.bootstrapMethod().owner().descriptorString().equals(LambdaMetafactory.class.descriptorString())
                && call.bootstrapMethod().methodName().equals(METAFACTORY)) {
            ConstantDesc[] arguments = call.bootstrapArgs().toArray(ConstantDesc[]::new);
            if (arguments[0] instanceof MethodTypeDesc erased
                    && arguments[1] instanceof DirectMethodHandleDesc implementation
                    && arguments[2] instanceof MethodTypeDesc instantiated) {
                Entry entry = Entry.of(call, erased, implementation, instantiated);
                if (!entry.interfaceName.startsWith(INTERFACES)) {
                    return; // serializable for another purpose: no function to be called from afar
                }
                Entry other = entries.putIfAbsent(entry.index, entry);
                if (other != null && !other.equals(entry)) {
                    entries.put(entry.index, Entry.AMBIGUOUS);
                }
            }
        }
    }

    /** Identifies the class file: the first 16 bytes of its SHA-256. */
    Bits digest() {
        return digest;
    }

    /** What releases of Erlang before R15 told modules apart by; other nodes only hand it back. */
    long oldUniq() {
        return ByteBuffer.wrap(digest.toByteArray()).getInt() & 0x7FF_FFFF;
    }

    /** The lambda that a fun calls {@code index}. */
    Optional<Entry> at(int index) {
        return Optional.ofNullable(entries.get(index)).filter(e -> e != Entry.AMBIGUOUS);
    }

    /** The entry of {@code lambda}, which comes from the class as it was loaded. */
    Optional<Entry> find(SerializedLambda lambda) {
        return at(Entry.index(
                lambda.getFunctionalInterfaceClass(),
                lambda.getImplMethodName(),
                lambda.getImplMethodSignature(),
                lambda.getInstantiatedMethodType()));
    }

    private static byte[] classFile(Class<?> type) {
        String resource = "/" + type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("lambdas of " + type.getName()
                        + " cannot run on another node: the class was made at run time, it has no class file\n"
                        + "   → use a reference to a static method");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the class file of " + type.getName(), e);
        }
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                sha.update(part);
            }
            return sha.digest();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every JDK has it
        }
    }

    /**
     * A lambda, in the words of the class file: names with slashes, types as descriptors.
     *
     * @param captured the types of the captured values, as parameters
     */
    record Entry(
            int index,
            String interfaceName,
            String interfaceMethod,
            String erasedType,
            int kind,
            String implementationClass,
            String implementationName,
            String implementationType,
            String instantiatedType,
            String captured) {
        static final Entry AMBIGUOUS = new Entry(0, "", "", "", 0, "", "", "", "", "");

        static Entry of(
                InvokeDynamicInstruction call,
                MethodTypeDesc erased,
                DirectMethodHandleDesc implementation,
                MethodTypeDesc instantiated) {
            MethodTypeDesc factory = call.typeSymbol();
            String interfaceName = internalName(factory.returnType().descriptorString());
            return new Entry(
                    index(
                            interfaceName,
                            implementation.methodName(),
                            implementation.lookupDescriptor(),
                            instantiated.descriptorString()),
                    interfaceName,
                    call.name().stringValue(),
                    erased.descriptorString(),
                    implementation.refKind(),
                    internalName(implementation.owner().descriptorString()),
                    implementation.methodName(),
                    implementation.lookupDescriptor(),
                    instantiated.descriptorString(),
                    factory.changeReturnType(ConstantDescs.CD_void).descriptorString());
        }

        private static String internalName(String descriptor) {
            return descriptor.substring(1, descriptor.length() - 1);
        }

        /** 31 bits of what tells one lambda of a class from another. */
        static int index(String interfaceName, String name, String type, String instantiated) {
            String all = String.join(" ", interfaceName, name, type, instantiated);
            return ByteBuffer.wrap(sha256(all.getBytes(StandardCharsets.UTF_8))).getInt() & 0x7FFF_FFFF;
        }

        /** The number of arguments it is called with. */
        int arity() {
            return MethodTypeDesc.ofDescriptor(instantiatedType).parameterCount();
        }

        /** The number of values it captured. */
        int captures() {
            return MethodTypeDesc.ofDescriptor(captured).parameterCount();
        }

        MethodType instantiated(ClassLoader loader) {
            return MethodType.fromMethodDescriptorString(instantiatedType, loader);
        }

        MethodType captured(ClassLoader loader) {
            return MethodType.fromMethodDescriptorString(captured, loader);
        }

        /**
         * A class file keeps no type arguments of lambdas, so a receiver could not tell a list of strings from a list
         * of binaries.
         *
         * @throws IllegalArgumentException if a captured value or a parameter has such a type
         */
        void checkTypes(String className, ClassLoader loader) {
            checkTypes(className, "captures", captured(loader));
            checkTypes(className, "has a parameter of the type", instantiated(loader));
        }

        private static void checkTypes(String className, String does, MethodType types) {
            for (Class<?> type : types.parameterList()) {
                if (type == Object.class || type.getTypeParameters().length > 0) {
                    throw new IllegalArgumentException(
                            "a lambda of " + className + " cannot run on another node: it " + does
                                    + " " + type.getName() + ", and class files do not say of what\n"
                                    + "   → use a reference to a static method, whose"
                                    + " parameters keep their types in full, or put the value"
                                    + " into a record");
                }
            }
        }
    }
}
