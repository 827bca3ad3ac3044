// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.interop.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The list of a suite's cases, and that it agrees with the module that has them: nothing is passed over in silence. */
final class Cases {
    private static final Pattern FIRST_EXPORT = Pattern.compile("-export\\(\\[(.*?)]\\)", Pattern.DOTALL);
    private static final Pattern FUNCTION = Pattern.compile("('[^']*'|\\w+)/1\\b");

    private Cases() {}

    /**
     * The cases of {@code suite} in the order of its list. Fails if one is there twice, if one that is run is none of
     * the functions that the first {@code -export} of {@code module} names, or if one of those is not in the list.
     */
    static List<Case> of(String suite, String module) throws IOException {
        List<Case> cases = Arrays.stream(read(suite + ".cases").split("\n"))
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Case::of)
                .toList();
        assertThat(cases).as("the cases of " + suite).extracting(Case::name).doesNotHaveDuplicates();
        List<String> functions = functions(module);
        assertThat(cases)
                .as("the cases of " + suite + ", all that " + module + " has")
                .extracting(Case::name)
                .containsAll(functions);
        assertThat(functions)
                .as("the functions of " + module + ", all cases of " + suite + " that are run")
                .containsAll(cases.stream()
                        .filter(each -> each.kind() != Case.Kind.SKIP)
                        .map(Case::name)
                        .toList());
        return cases;
    }

    private static List<String> functions(String module) throws IOException {
        Matcher exports = FIRST_EXPORT.matcher(read(module + ".erl"));
        assertThat(exports.find()).as(module + " exports its cases").isTrue();
        return FUNCTION.matcher(exports.group(1))
                .results()
                .map(function -> function.group(1).replace("'", ""))
                .toList();
    }

    private static String read(String name) throws IOException {
        try (InputStream resource = Cases.class.getResourceAsStream("/conformance/" + name)) {
            assertThat(resource).as("/conformance/" + name).isNotNull();
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
