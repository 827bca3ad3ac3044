// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What may be typed though it is no Java: {@code h(Node.spawnLink)}, as in iex, for {@code h("Node.spawnLink")}. Pure. */
final class Shorthand {
    private static final Pattern ABOUT =
            Pattern.compile("\\s*h\\(\\s*([A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*)(?:\\(\\))?\\s*\\)\\s*;?\\s*");

    private Shorthand() {}

    /** {@code text} as Java. */
    static String expand(String text) {
        Matcher about = ABOUT.matcher(text);
        return about.matches() && !about.group(1).endsWith(".class") ? "h(\"" + about.group(1) + "\")" : text;
    }
}
