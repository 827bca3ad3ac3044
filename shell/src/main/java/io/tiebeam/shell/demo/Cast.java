// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** The nodes of a play, in the lesson's order: alex, kate and, if there is a third, moebi. Immutable. */
public record Cast(List<ConsoleNode> nodes) {
    /** Alex's node. */
    public static final String ALEX = "alex@localhost";

    /** Kate's node. */
    public static final String KATE = "kate@localhost";

    /** Moebi's node. */
    public static final String MOEBI = "moebi@localhost";

    private static final List<String> NAMES = List.of(ALEX, KATE, MOEBI);

    /** Copies the list. */
    public Cast {
        nodes = List.copyOf(nodes);
    }

    /**
     * Starts one node per language on {@code stage} and returns when all have a prompt. The first on the JVM comes before all
     * others: where no EPMD runs it serves one, and a BEAM node cannot be without.
     *
     * @param program gives the program for a full name and a language
     */
    public static Cast start(Stage stage, List<Language> languages, BiFunction<String, Language, Program> program) {
        ConsoleNode[] nodes = new ConsoleNode[languages.size()];
        int first = Math.max(0, languages.indexOf(Language.JAVA));
        nodes[first] = stage.start(NAMES.get(first), program.apply(NAMES.get(first), languages.get(first)))
                .awaitPrompt();
        List<ConsoleNode> others = new ArrayList<>();
        for (int i = 0; i < nodes.length; i++) {
            if (i != first) {
                nodes[i] = stage.start(NAMES.get(i), program.apply(NAMES.get(i), languages.get(i)));
                others.add(nodes[i]);
            }
        }
        others.forEach(ConsoleNode::awaitPrompt);
        return new Cast(List.of(nodes));
    }

    /** The first, at whose console most is typed. */
    public ConsoleNode alex() {
        return nodes.get(0);
    }

    /** The second. */
    public ConsoleNode kate() {
        return nodes.get(1);
    }

    /** The dog. */
    public ConsoleNode moebi() {
        return nodes.get(2);
    }
}
