// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

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
        return new Settings(new Outside(read, variables::get, properties::get));
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
    void what_is_missing_is_said_with_where_to_set_it() {
        Settings none = settings("", Map.of(), Map.of());
        none.apply(Config.NONE, Env.TEST);
        assertThatThrownBy(() -> none.get(ROUTE))
                .hasMessage(
                        "chat.route is not set for env TEST (set it in the application's Config; -Dchat.route is not"
                                + " possible: its type is none that can be written as text)");
        assertThatThrownBy(() -> configured(none, Env.PROD).get(PATIENCE))
                .hasMessage(
                        "chat.patience is not set for env PROD (set it in ChatConfig, or with -Dchat.patience=...)");
    }

    @Test
    void text_of_another_type_is_refused_with_its_source() {
        Settings bad =
                configured(settings("", Map.of(), Map.of("chat.port", "many", "chat.patience", "PT2S")), Env.DEV);
        assertThat(bad.get(PATIENCE)).isEqualTo(Duration.ofSeconds(2));
        assertThatThrownBy(() -> bad.get(PORT)).hasMessage("-Dchat.port: expected Integer, got: \"many\"");
        assertThatThrownBy(() -> Key.of("chat", "x", Object.class)).hasMessageContaining("Key.of(application, name)");
        assertThatThrownBy(() -> Key.of("Chat", "x")).hasMessageContaining("in lower case");
    }

    @Test
    void environments_are_named_in_lower_case() {
        assertThat(Env.of("prod")).isEqualTo(Env.PROD);
        assertThatThrownBy(() -> Env.of("staging"))
                .hasMessage("expected an environment, TIEBEAM_ENV=dev, test or prod, got: staging");
    }
}
