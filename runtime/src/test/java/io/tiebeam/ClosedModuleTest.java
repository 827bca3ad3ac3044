// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.constant.ModuleDesc;
import java.lang.constant.PackageDesc;
import java.lang.invoke.MethodHandles;
import java.lang.module.ModuleFinder;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes in a named module, made here: one package closed, one exported, one opened. Each has {@code twice(long)}. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ClosedModuleTest {
    private static final String LOOKUP = "io.tiebeam.ClosedModuleTest.lookup";

    private final Exposure exposure = new Exposure(Atom.of("kate@localhost"));
    private ClassLoader loader;

    @BeforeEach
    void make_the_module(@TempDir Path folder) throws IOException {
        for (String name : List.of("closed", "exported", "opened")) {
            Path file = folder.resolve(name).resolve("Secret.class");
            Files.createDirectories(file.getParent());
            Files.write(file, secret(ClassDesc.of(name, "Secret")));
        }
        ModuleAttribute attribute = ModuleAttribute.of(
                ModuleDesc.of("made.here"),
                module -> module.requires(ModuleDesc.of("java.base"), Set.of(AccessFlag.MANDATED), null)
                        .exports(PackageDesc.of("exported"), Set.of())
                        .opens(PackageDesc.of("opened"), Set.of()));
        Files.write(folder.resolve("module-info.class"), ClassFile.of().buildModule(attribute));
        ModuleLayer boot = ModuleLayer.boot();
        var configuration =
                boot.configuration().resolve(ModuleFinder.of(folder), ModuleFinder.of(), Set.of("made.here"));
        loader = boot.defineModulesWithOneLoader(configuration, null).findLoader("made.here");
    }

    /** A public class with {@code static long twice(long n) { return n + n; }}, which leaves its lookup behind. */
    private static byte[] secret(ClassDesc name) {
        ClassDesc lookup = ClassDesc.ofDescriptor(MethodHandles.Lookup.class.descriptorString());
        ClassDesc handles = ClassDesc.ofDescriptor(MethodHandles.class.descriptorString());
        ClassDesc properties = ClassDesc.of("java.util.Properties");
        return ClassFile.of()
                .build(
                        name,
                        type -> type.withFlags(ClassFile.ACC_PUBLIC)
                                .withMethodBody(
                                        ConstantDescs.CLASS_INIT_NAME,
                                        MethodTypeDesc.of(ConstantDescs.CD_void),
                                        ClassFile.ACC_STATIC,
                                        code -> code.invokestatic(
                                                        ClassDesc.of("java.lang.System"),
                                                        "getProperties",
                                                        MethodTypeDesc.of(properties))
                                                .ldc(LOOKUP)
                                                .invokestatic(handles, "lookup", MethodTypeDesc.of(lookup))
                                                .invokevirtual(
                                                        properties,
                                                        "put",
                                                        MethodTypeDesc.of(
                                                                ConstantDescs.CD_Object,
                                                                ConstantDescs.CD_Object,
                                                                ConstantDescs.CD_Object))
                                                .pop()
                                                .return_())
                                .withMethodBody(
                                        "twice",
                                        MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_long),
                                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                                        code -> code.lload(0).lload(0).ladd().lreturn()));
    }

    @Test
    void a_class_in_a_closed_package_is_refused_with_the_line_that_opens_it() throws Exception {
        assertThatThrownBy(() -> exposure.expose(loader.loadClass("closed.Secret")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "closed.Secret cannot be exposed: module made.here keeps the package closed closed")
                .hasMessageContaining("opens closed to io.tiebeam.term, io.tiebeam;")
                .hasMessageContaining("expose(Secret.class, MethodHandles.lookup())");
    }

    @Test
    void its_own_lookup_exposes_a_class_in_a_closed_package() throws Exception {
        Class<?> secret = Class.forName("closed.Secret", true, loader);
        var lookup = (MethodHandles.Lookup) System.getProperties().remove(LOOKUP);
        assertThat(lookup.lookupClass()).isEqualTo(secret);
        exposure.expose(secret, lookup);
        assertThat(twice()).isEqualTo(Int.of(42));
    }

    @Test
    void a_lookup_of_ours_does_not_open_the_package() throws Exception {
        Class<?> secret = loader.loadClass("closed.Secret");
        assertThatThrownBy(() -> exposure.expose(secret, MethodHandles.lookup()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("call MethodHandles.lookup() in the module of the class");
    }

    @Test
    void public_classes_in_exported_packages_need_no_lookup() throws Exception {
        exposure.expose(loader.loadClass("exported.Secret"));
        assertThat(twice()).isEqualTo(Int.of(42));
    }

    @Test
    void classes_in_opened_packages_need_no_lookup() throws Exception {
        exposure.expose(loader.loadClass("opened.Secret"));
        assertThat(twice()).isEqualTo(Int.of(42));
    }

    private Object twice() throws Exception {
        return ((Resolved.Call) exposure.resolve(Mfa.of("Elixir.Secret", "twice", 21))).invoke();
    }
}
