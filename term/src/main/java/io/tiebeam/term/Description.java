// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/** A value as text for human eyes, whatever it is. */
final class Description {
    private static final int MAX_LENGTH = 500;

    private Description() {}

    static String of(Object value, Inspect.Options options) {
        if (value == null) {
            return "nil";
        }
        try {
            return Inspect.inspect(TermMapper.toTerm(value), options);
        } catch (Throwable _) { // no mapping, or accessors of the user's that throw whatever they like
            return opaque(value);
        }
    }

    private static String opaque(Object value) {
        String name = value.getClass().getTypeName();
        String text;
        try {
            text = String.valueOf(value.toString());
        } catch (Throwable _) {
            return "#Java<" + name + ">";
        }
        String line = text.lines().findFirst().orElse("");
        boolean cut = line.length() < text.strip().length() || line.length() > MAX_LENGTH;
        String shown = line.substring(0, Math.min(line.length(), MAX_LENGTH)) + (cut ? "..." : "");
        return shown.startsWith(name) ? "#Java<" + shown + ">" : "#Java<" + name + " " + shown + ">";
    }
}
