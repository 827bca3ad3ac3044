// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop;

import static io.tiebeam.shell.demo.Language.ELIXIR;
import static io.tiebeam.shell.demo.Language.JAVA;

import io.tiebeam.shell.demo.Beam;
import io.tiebeam.shell.demo.Cast;
import io.tiebeam.shell.demo.Language;
import io.tiebeam.shell.demo.Program;
import io.tiebeam.shell.demo.Stage;
import io.tiebeam.testing.NeedsBeam;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Assumptions;

/** Who plays alex, kate and moebi. The first of a pair acts on the second. */
enum Mix {
    ONE_ELIXIR(ELIXIR),
    ONE_JVM(JAVA),
    /** The reference: what real nodes do among themselves, with the same expectations. */
    ELIXIR_TO_ELIXIR(ELIXIR, ELIXIR),
    JVM_TO_JVM(JAVA, JAVA),
    JVM_TO_ELIXIR(JAVA, ELIXIR),
    ELIXIR_TO_JVM(ELIXIR, JAVA),
    ALL_ELIXIR(ELIXIR, ELIXIR, ELIXIR),
    ALL_JVM(JAVA, JAVA, JAVA),
    JVM_ELIXIR_JVM(JAVA, ELIXIR, JAVA),
    ELIXIR_JVM_ELIXIR(ELIXIR, JAVA, ELIXIR);

    private final List<Language> languages;

    Mix(Language... languages) {
        this.languages = List.of(languages);
    }

    List<Language> languages() {
        return languages;
    }

    boolean needsBeam() {
        return languages.contains(ELIXIR);
    }

    boolean needsEpmd() {
        return !languages.contains(JAVA);
    }

    /** Gives the test up, and says so, where a BEAM is needed and none is installed. */
    void require() {
        if (needsBeam() && Beam.find().isEmpty()) {
            System.out.println(this + " " + NeedsBeam.REASON);
            Assumptions.abort(NeedsBeam.REASON);
        }
    }

    /** Its nodes, without a project, with the cookie {@code secret_token}. Nodes on the JVM serve EPMD. */
    Cast start(Stage stage) {
        return start(stage, (_, language) -> program(stage, language, "secret_token"));
    }

    /** Its nodes, each started as {@code program} says for its name and language. */
    Cast start(Stage stage, BiFunction<String, Language, Program> program) {
        if (needsEpmd()) {
            stage.startEpmd(beam());
        }
        return Cast.start(stage, languages, program);
    }

    /** Its nodes, with the chat. */
    Cast startChat(Stage stage) {
        Path java = languages.contains(JAVA) ? Projects.java(stage, "chat") : stage.home();
        Path elixir = languages.contains(ELIXIR) ? Projects.elixir(stage, "chat") : stage.home();
        return start(stage, (_, language) -> switch (language) {
            case JAVA -> new Program.TiebeamShell(List.of("--cookie", "secret_token", "-S", java.toString()));
            case ELIXIR -> new Program.Iex(beam(), elixir, List.of("--cookie", "secret_token", "-S", "mix"));
        });
    }

    static Program program(Stage stage, Language language, String cookie) {
        return switch (language) {
            case JAVA -> new Program.TiebeamShell(List.of("--cookie", cookie));
            case ELIXIR -> new Program.Iex(beam(), stage.home(), List.of("--cookie", cookie));
        };
    }

    static Beam beam() {
        return Beam.find().orElseThrow();
    }
}
