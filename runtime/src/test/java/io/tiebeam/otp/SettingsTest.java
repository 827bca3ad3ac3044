// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SettingsTest {
    private static final Key<Function<String, String>> ROUTE = Key.of("chat", "route");
    private static final Key<Integer> PORT = Key.of("chat", "port", Integer.class);
    private static final Key<Duration> PATIENCE = Key.of("chat", "patience", Duration.class);

    /** As an application has it. */
    private static final class ChatConfig implements Config {
        @Override
        public void configure(Env env, Settings s) {
            s.put(
                    ROUTE,
                    switch (env) {
                        case TEST -> _ -> "here";
                        case DEV, PROD -> name -> name + "@localhost";
                    });
            s.put(PORT, 4000);
        }
    }

    private static Settings settings(String file, Map<String, String> variables, Map<String, String> properties) {
        Properties read = new Properties();
        if (!file.isEmpty()) {
            read.setProperty("chat.port", file);
        }
        return new Settings(new Outside(Optional.of(read), variables::get, properties::get));
    }

    private static Settings configured(Settings settings, Env env) {
        settings.apply(new ChatConfig(), env);
        return settings;
    }

    @Test
    void a_function_differs_by_environment() {
        Settings none = settings("", Map.of(), Map.of());
        assertThat(configured(none, Env.TEST).get(ROUTE).apply("kate")).isEqualTo("here");
        assertThat(configured(none, Env.DEV).get(ROUTE).apply("kate")).isEqualTo("kate@localhost");
    }

    @Test
    void a_scalar_is_overruled_by_file_then_variable_then_property() {
        var variable = Map.of("TIEBEAM_CHAT_PORT", "3");
        var property = Map.of("chat.port", "4");
        assertThat(configured(settings("", Map.of(), Map.of()), Env.DEV).get(PORT))
                .isEqualTo(4000);
        assertThat(configured(settings("2", Map.of(), Map.of()), Env.DEV).get(PORT))
                .isEqualTo(2);
        assertThat(configured(settings("2", variable, Map.of()), Env.DEV).get(PORT))
                .isEqualTo(3);
        Settings all = configured(settings("2", variable, property), Env.DEV);
        assertThat(all.get(PORT)).isEqualTo(4);
        assertThat(all.explain(PORT)).isEqualTo("""
                          chat.port = 4000  (ChatConfig for env DEV, overruled)
                          chat.port = 2  (config/runtime.properties, overruled)
                          chat.port = 3  (TIEBEAM_CHAT_PORT, overruled)
                        * chat.port = 4  (-Dchat.port)""");
    }

    @Test
    void what_is_missing_is_said_with_where_to_set_it_and_where_it_was_looked_for() {
        Settings none = settings("", Map.of(), Map.of());
        none.apply(Config.NONE, Env.TEST);
        assertThatThrownBy(() -> none.get(ROUTE)).hasMessage("""
                        chat.route is not set for env TEST (set it in the application's Config; -Dchat.route is not \
                        possible: its type is none that can be written as text)
                           looked at: the application's Config for env TEST""");
        assertThatThrownBy(() -> configured(none, Env.PROD).get(PATIENCE)).hasMessage("""
                        chat.patience is not set for env PROD (set it in ChatConfig, or with -Dchat.patience=...)
                           looked at: ChatConfig for env PROD, config/runtime.properties, TIEBEAM_CHAT_PATIENCE, \
                        -Dchat.patience""");
    }

    @Test
    void text_of_another_type_is_refused_at_the_start_with_its_source() {
        Settings bad = settings("", Map.of(), Map.of("chat.port", "many", "chat.patience", "PT2S"));
        assertThatThrownBy(() -> configured(bad, Env.DEV))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("""
                        chat.port cannot be used for env DEV: -Dchat.port: expected Integer, got: "many"
                           looked at: ChatConfig for env DEV, config/runtime.properties, TIEBEAM_CHAT_PORT, -Dchat.port""");
        assertThat(bad.get(PATIENCE)).isEqualTo(Duration.ofSeconds(2));
        assertThatThrownBy(() -> Key.of("chat", "x", Object.class)).hasMessageContaining("Key.of(application, name)");
        assertThatThrownBy(() -> Key.of("Chat", "x")).hasMessageContaining("in lower case");
    }

    @Test
    void what_is_required_has_to_be_there_at_the_start() {
        Config strict = (env, s) -> {
            if (env == Env.PROD) {
                s.require(PATIENCE);
            }
        };
        Settings none = settings("", Map.of(), Map.of());
        none.apply(strict, Env.DEV);
        assertThatThrownBy(() -> none.apply(strict, Env.PROD))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("chat.patience is not set for env PROD");
        Settings given = settings("", Map.of("TIEBEAM_CHAT_PATIENCE", "PT3S"), Map.of());
        given.apply(strict, Env.PROD);
        assertThat(given.get(PATIENCE)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void a_default_is_what_everybody_overrules() {
        Key<Integer> size = Key.of("chat", "size", Integer.class).orElse(7);
        Settings none = settings("", Map.of(), Map.of());
        assertThat(none.get(size)).isEqualTo(7);
        assertThat(none.explain(size)).isEqualTo("""
                        * chat.size = 7  (its default)
                          chat.size is not set  (the application's Config for env DEV)
                          chat.size is not set  (config/runtime.properties)
                          chat.size is not set  (TIEBEAM_CHAT_SIZE)
                          chat.size is not set  (-Dchat.size)""");
        none.apply((_, s) -> s.put(size, 8), Env.DEV);
        assertThat(none.get(size)).isEqualTo(8);
    }

    @Test
    void a_config_of_the_tests_overrules_that_of_the_application() {
        Settings settings = configured(settings("", Map.of(), Map.of()), Env.DEV);
        settings.apply(new OverridingConfig(), Env.DEV);
        assertThat(settings.get(PORT)).isEqualTo(4001);
        assertThat(settings.explain(PORT)).startsWith("""
                          chat.port = 4000  (ChatConfig for env DEV, overruled)
                        * chat.port = 4001  (OverridingConfig for env DEV)
                        """);
    }

    /** As a test has it. */
    private static final class OverridingConfig implements Config {
        @Override
        public void configure(Env env, Settings settings) {
            settings.put(PORT, 4001);
        }
    }

    @Test
    void enums_are_plain_types_and_two_types_of_one_name_are_told_apart() {
        Key<Env> mode = Key.of("chat", "mode", Env.class);
        assertThat(settings("", Map.of(), Map.of("chat.mode", "prod")).get(mode))
                .isEqualTo(Env.PROD);
        assertThatThrownBy(() ->
                        settings("", Map.of("TIEBEAM_CHAT_MODE", "x"), Map.of()).get(mode))
                .hasMessageContaining("TIEBEAM_CHAT_MODE: expected one of dev, test, prod, got: \"x\"");
        Settings settings = configured(settings("", Map.of(), Map.of()), Env.DEV);
        assertThatThrownBy(() -> settings.get(Key.of("chat", "port", String.class)))
                .hasMessageContaining("expected String, got: 4000 of java.lang.Integer")
                .hasMessageContaining("declare the key once");
    }

    @Test
    void a_file_that_cannot_be_read_is_named(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("runtime.properties"), "chat.port=\\uZZZZ");
        assertThatThrownBy(() -> Outside.read(file)).hasMessageStartingWith("cannot read " + file.toAbsolutePath());
        Files.writeString(file, "chat.port = 5\n");
        assertThat(Outside.read(file).orElseThrow()).containsEntry("chat.port", "5");
        assertThat(Outside.read(folder.resolve("none"))).isEmpty();
    }

    @Test
    void environments_are_named_in_lower_case() {
        assertThat(Env.of("prod")).isEqualTo(Env.PROD);
        assertThatThrownBy(() -> Env.of("staging"))
                .hasMessage("expected an environment, TIEBEAM_ENV=dev, test or prod, got: staging");
    }
}
