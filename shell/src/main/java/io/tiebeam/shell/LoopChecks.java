// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.HashSet;
import java.util.Set;

/**
 * Puts a call of {@link StopCheck#check()} before every jump backwards, so that a loop typed at the prompt ends when its
 * process is killed. Java has no other way to end a thread that neither waits nor calls anything of ours.
 */
final class LoopChecks {
    private static final ClassDesc STOP_CHECK = StopCheck.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc NO_ARGUMENTS = MethodTypeDesc.of(ConstantDescs.CD_void);

    private LoopChecks() {}

    /** The same class with the checks; {@code loader} knows the classes that it names. Runs on the engine's thread. */
    static byte[] weave(byte[] bytes, ClassLoader loader) {
        ClassFile classFile = ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(
                                name -> resource(loader, name))
                        .orElse(ClassHierarchyResolver.defaultResolver())),
                ClassFile.DeadCodeOption.KEEP_DEAD_CODE);
        return classFile.transformClass(
                classFile.parse(bytes), ClassTransform.transformingMethodBodies(CodeTransform.ofStateful(Weaver::new)));
    }

    private static InputStream resource(ClassLoader loader, ClassDesc name) {
        String descriptor = name.descriptorString();
        return loader.getResourceAsStream(descriptor.substring(1, descriptor.length() - 1) + ".class");
    }

    /** Of one method body: a jump to a label that was passed already goes backwards. */
    private static final class Weaver implements CodeTransform {
        private final Set<Label> passed = new HashSet<>();

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            switch (element) {
                case LabelTarget target -> passed.add(target.label());
                case BranchInstruction jump when passed.contains(jump.target()) ->
                    code.invokestatic(STOP_CHECK, "check", NO_ARGUMENTS);
                default -> {}
            }
            code.with(element);
        }
    }
}
