// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.InputStream;
import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldBuilder;
import java.lang.classfile.FieldElement;
import java.lang.classfile.Label;
import java.lang.classfile.MethodBuilder;
import java.lang.classfile.MethodElement;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.HashSet;
import java.util.Set;

/**
 * Changes the classes of snippets in two ways. A call of {@link StopCheck#check()} before every jump backwards, so that a
 * loop typed at the prompt ends when its process is killed: Java has no other way to end a thread that neither waits nor
 * calls anything of ours. And whatever is not private becomes public: what is typed is exposed to other nodes, and nobody
 * types {@code public} at a prompt; and snippets of one package may be of several class loaders. On the engine's thread.
 */
final class SnippetWeaver {
    private static final ClassDesc STOP_CHECK =
            StopCheck.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc NO_ARGUMENTS = MethodTypeDesc.of(ConstantDescs.CD_void);

    private SnippetWeaver() {}

    /** The changed class; {@code loader} knows the classes that it names. */
    static byte[] weave(byte[] bytes, ClassLoader loader) {
        ClassFile classFile = ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(
                        ClassHierarchyResolver.ofResourceParsing(name -> resource(loader, name))
                                .orElse(ClassHierarchyResolver.defaultResolver())),
                ClassFile.DeadCodeOption.KEEP_DEAD_CODE);
        return classFile.transformClass(
                classFile.parse(bytes),
                ClassTransform.transformingMethods(SnippetWeaver::open)
                        .andThen(ClassTransform.transformingFields(SnippetWeaver::open))
                        .andThen(SnippetWeaver::open)
                        .andThen(ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(LoopChecks::new))));
    }

    private static void open(ClassBuilder type, ClassElement element) {
        if (element instanceof AccessFlags flags) {
            type.withFlags(flags.flagsMask() | ClassFile.ACC_PUBLIC);
        } else {
            type.with(element);
        }
    }

    private static void open(MethodBuilder method, MethodElement element) {
        if (element instanceof AccessFlags flags) {
            method.withFlags(opened(flags));
        } else {
            method.with(element);
        }
    }

    private static void open(FieldBuilder field, FieldElement element) {
        if (element instanceof AccessFlags flags) {
            field.withFlags(opened(flags));
        } else {
            field.with(element);
        }
    }

    private static int opened(AccessFlags flags) {
        return flags.has(AccessFlag.PRIVATE)
                ? flags.flagsMask()
                : (flags.flagsMask() | ClassFile.ACC_PUBLIC) & ~ClassFile.ACC_PROTECTED;
    }

    private static InputStream resource(ClassLoader loader, ClassDesc name) {
        String descriptor = name.descriptorString();
        return loader.getResourceAsStream(descriptor.substring(1, descriptor.length() - 1) + ".class");
    }

    /** Of one method body: a jump to a label that was passed already goes backwards. */
    private static final class LoopChecks implements CodeTransform {
        private final Set<Label> passed = new HashSet<>();

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            switch (element) {
                case LabelTarget target -> passed.add(target.label());
                case BranchInstruction jump
                when passed.contains(jump.target()) -> code.invokestatic(STOP_CHECK, "check", NO_ARGUMENTS);
                default -> {}
            }
            code.with(element);
        }
    }
}
