// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import static io.tiebeam.shell.demo.Language.ELIXIR;
import static io.tiebeam.shell.demo.Language.JAVA;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The whole play: the lesson on three JVMs, then in mixes with real Elixir nodes, if there are any. Main thread. */
final class Demo {
    private final Report report;
    private final Path home;

    /** @param home the folder of the launcher: the chat is in {@code examples/chat} */
    Demo(Report report, Path home) {
        this.report = report;
        this.home = home;
    }

    /** Plays; whether all came out right. */
    boolean play() {
        long start = System.nanoTime();
        part("The lesson \"OTP Distribution\" on three JVMs", List.of(JAVA, JAVA, JAVA), Optional.empty());
        Optional<Beam> beam = Beam.find();
        if (beam.isPresent()) {
            part("alex and moebi on the JVM, kate on Elixir", List.of(JAVA, ELIXIR, JAVA), beam);
            part("alex and moebi on Elixir, kate on the JVM", List.of(ELIXIR, JAVA, ELIXIR), beam);
        } else {
            report.note("");
            report.note("Elixir is not installed here: the mixes with real Elixir nodes were not played.");
            report.note("   → install it (" + Beam.INSTALL + "), then run ./tiebeam demo again");
        }
        return report.close(Duration.ofNanos(System.nanoTime() - start).toSeconds());
    }

    private void part(String title, List<Language> languages, Optional<Beam> beam) {
        report.part(title);
        act(stage -> {
            Cast cast = Cast.start(stage, languages, (name, language) -> alone(stage, name, language, beam));
            return () -> new KateAct(scene(cast)).play();
        });
        act(stage -> {
            Optional<Path> mix = beam.map(
                    there -> ElixirProject.compile(stage, there, home.resolve("interop/src/test/elixir/chat")));
            Cast cast = Cast.start(stage, languages, (_, language) -> chat(language, beam, mix));
            return () -> new ChatAct(scene(cast)).play();
        });
    }

    private Scene scene(Cast cast) {
        Scene scene = new Scene(report, cast);
        scene.showTerminals();
        return scene;
    }

    private interface Setting {
        Runnable on(Stage stage);
    }

    /** One half of the lesson, on a stage of its own. A node that does not answer ends it. */
    private void act(Setting setting) {
        try (Stage stage = new Stage()) {
            setting.on(stage).run();
        } catch (NotShownException | IllegalStateException e) {
            report.check("this half of the lesson could be played to its end", false, e.getMessage());
        }
    }

    private static Program alone(Stage stage, String name, Language language, Optional<Beam> beam) {
        String cookie = name.equals(Cast.MOEBI) ? KateAct.OTHER_COOKIE : KateAct.COOKIE;
        return switch (language) {
            case JAVA -> new Program.TiebeamShell(List.of("--cookie", cookie));
            case ELIXIR -> new Program.Iex(beam.orElseThrow(), stage.home(), List.of("--cookie", cookie));
        };
    }

    private Program chat(Language language, Optional<Beam> beam, Optional<Path> mix) {
        String project = home.resolve("examples/chat").toString();
        return switch (language) {
            case JAVA -> new Program.TiebeamShell(List.of("--cookie", KateAct.COOKIE, "-S", project));
            case ELIXIR ->
                new Program.Iex(
                        beam.orElseThrow(), mix.orElseThrow(), List.of("--cookie", KateAct.COOKIE, "-S", "mix"));
        };
    }
}
