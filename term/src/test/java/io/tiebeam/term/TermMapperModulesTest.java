// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of named modules, compiled here, since the tests themselves are in none. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TermMapperModulesTest {
    @TempDir
    Path dir;

    @Test
    void a_closed_module_is_told_the_line_to_add() throws Exception {
        Class<?> hi = compiled("module chat.app {}", "public record Hi(String text) {}");
        assertThatThrownBy(() -> TermMapper.fromTerm(Tuple.of(Atom.of("hi"), Bits.of("x")), hi))
                .isInstanceOf(TermException.class)
                .hasMessage("chat.Hi cannot be received: it is record chat.Hi, which module chat.app does not open"
                        + " → add to the module-info.java of chat.app:  opens chat to io.tiebeam.term, io.tiebeam;"
                        + "  (or make the record public in an exported package)");
    }

    @Test
    void a_public_record_of_an_exported_package_needs_nothing() throws Exception {
        mapsBothWays(compiled("module chat.app { exports chat; }", "public record Hi(String text) {}"));
    }

    @Test
    void a_record_that_is_not_public_needs_its_package_opened() throws Exception {
        assertThatThrownBy(
                        () -> mapsBothWays(compiled("module chat.app { exports chat; }", "record Hi(String text) {}")))
                .isInstanceOf(TermException.class)
                .hasMessageContaining("opens chat to io.tiebeam.term, io.tiebeam;");
    }

    @Test
    void an_open_package_needs_nothing_else() throws Exception {
        mapsBothWays(compiled("module chat.app { opens chat; }", "record Hi(String text) {}"));
    }

    private static void mapsBothWays(Class<?> hi) {
        Term term = Tuple.of(Atom.of("hi"), Bits.of("x"));
        Object value = TermMapper.fromTerm(term, hi);
        assertThat(value).hasToString("Hi[text=x]");
        assertThat(TermMapper.toTerm(value)).isEqualTo(term);
    }

    private Class<?> compiled(String module, String record) throws Exception {
        Path source = Files.createDirectories(dir.resolve("src/chat"));
        Files.writeString(dir.resolve("src/module-info.java"), module);
        Files.writeString(source.resolve("Hi.java"), "package chat;\n" + record);
        Path classes = dir.resolve("classes");
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        dir.resolve("src/module-info.java").toString(),
                        source.resolve("Hi.java").toString());
        assertThat(status).isZero();
        var boot = ModuleLayer.boot();
        var found = boot.configuration().resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("chat.app"));
        return boot.defineModulesWithOneLoader(found, null)
                .findLoader("chat.app")
                .loadClass("chat.Hi");
    }
}
