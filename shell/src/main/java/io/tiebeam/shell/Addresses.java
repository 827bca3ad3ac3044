// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import io.tiebeam.Kernel;
import io.tiebeam.Mfa;
import io.tiebeam.Node;
import io.tiebeam.otp.Erpc;
import io.tiebeam.term.Atom;
import io.tiebeam.term.NodeName;
import io.tiebeam.term.Pid;
import io.tiebeam.term.Ref;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pids and references from their text, as this shell shows them. On the thread of the process that evaluates. */
final class Addresses {
    private static final Pattern PID = Pattern.compile("(?:#PID<|<)?(\\d+)\\.(\\d+)\\.(\\d+)>?");
    private static final Pattern REF = Pattern.compile("(?:#Reference<|#Ref<)?(\\d+)\\.(\\d+(?:\\.\\d+)*)>?");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Addresses() {}

    static Pid pid(String text) {
        Matcher numbers = matched(PID, text, "pid(\"0.112.0\")");
        Atom node = node(numbers.group(1), text);
        return new Pid(node, word(numbers.group(2)), word(numbers.group(3)), creation(node));
    }

    static Ref ref(String text) {
        Matcher numbers = matched(REF, text, "ref(\"0.1.2.3\")");
        String[] parts = numbers.group(2).split("\\.");
        int[] words = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            words[parts.length - 1 - i] = word(parts[i]); // shown in the opposite order of the wire
        }
        Atom node = node(numbers.group(1), text);
        return Ref.of(node, creation(node), words);
    }

    private static Matcher matched(Pattern pattern, String text, String example) {
        Matcher matcher = pattern.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("expected numbers as in " + example + ", got: \"" + text + "\"");
        }
        return matcher;
    }

    private static int word(String digits) {
        try {
            return Integer.parseUnsignedInt(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected a number of 32 bits, got: " + digits, e);
        }
    }

    /** The connected node that is shown with {@code number}. */
    private static Atom node(String number, String text) {
        if (number.equals("0")) {
            return Kernel.self().node();
        }
        return Node.list().stream()
                .map(NodeName::atom)
                .filter(node -> Values.show(new Pid(node, 0, 0, 0)).equals("#PID<" + number + ".0.0>"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no connected node is shown as " + number + ", the first number in " + text));
    }

    /** The incarnation of {@code node}: an address of another one reaches nobody. */
    private static int creation(Atom node) {
        if (node.equals(Kernel.self().node())) {
            return Kernel.self().creation();
        }
        return Erpc.call(new NodeName(node), Mfa.of("erlang", "whereis", Atom.of("net_kernel")), PATIENCE)
                        instanceof Pid netKernel
                ? netKernel.creation()
                : 0;
    }
}
