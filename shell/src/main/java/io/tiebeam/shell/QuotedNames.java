// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Kernel;
import io.tiebeam.Node;
import io.tiebeam.Processes;
import io.tiebeam.epmd.EpmdClient;
import io.tiebeam.epmd.EpmdName;
import io.tiebeam.term.NodeName;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What Tab offers between quotes: nodes, those connected and those that EPMD of this host knows, and registered names. On
 * the thread that reads.
 */
final class QuotedNames {
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private QuotedNames() {}

    /** What may follow in the string that is open at {@code cursor}; empty if none is, or nothing fits. */
    static Optional<Typing.Completions> complete(String text, int cursor) {
        String before = text.substring(text.lastIndexOf('\n', cursor - 1) + 1, cursor);
        int quote = openQuote(before);
        if (quote < 0) {
            return Optional.empty();
        }
        String begun = before.substring(quote + 1);
        List<String> names = new TreeSet<>(known())
                .stream().filter(name -> name.startsWith(begun)).toList();
        return names.isEmpty() ? Optional.empty() : Optional.of(new Typing.Completions(cursor - begun.length(), names));
    }

    /** Where the string begins that {@code line} ends in; -1 if it ends in none. */
    private static int openQuote(String line) {
        int quote = -1;
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == '\\') {
                i++;
            } else if (line.charAt(i) == '"') {
                quote = quote < 0 ? i : -1;
            }
        }
        return quote;
    }

    private static List<String> known() {
        List<String> names = new ArrayList<>();
        Node.list().forEach(node -> names.add(node.toString()));
        Processes.registered().forEach(name -> names.add(name.atom().name()));
        NodeName self = Kernel.node();
        if (Node.isAlive()) {
            try {
                for (EpmdName other : new EpmdClient(EpmdCommand.endpoint(), PATIENCE).names(self.host())) {
                    names.add(other.name() + "@" + self.host());
                }
            } catch (IOException | RuntimeException silent) {
                // Tab offers what is known without it
            }
        }
        return names;
    }
}
