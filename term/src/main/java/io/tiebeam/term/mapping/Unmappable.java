// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

/**
 * A value or type without a term, thrown from where it was found; each level on the way out adds its step to the path.
 * Internal, so without a stack trace: {@link io.tiebeam.term.TermException} carries that.
 */
public final class Unmappable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String what;
    private final String remedy;

    private Unmappable(String path, String what, String remedy) {
        super(what, null, false, false);
        this.path = path;
        this.what = what;
        this.remedy = remedy;
    }

    /**
     * A failure at the place where it is made.
     *
     * @param what the predicate of a sentence about the bad component: {@code is null}
     * @param remedy what to do instead
     */
    static Unmappable because(String what, String remedy) {
        return new Unmappable("", what, remedy);
    }

    /** This, found at {@code step} ({@code .name} or {@code [3]}) of what is looked at. */
    Unmappable in(String step) {
        return new Unmappable(step + path, what, remedy);
    }

    /** The message for people: {@code chat.Quit cannot be sent: component 'at' is java.time.Instant → send ...}. */
    public String message(String root, String verb) {
        String subject = path.startsWith(".") ? path.substring(1) : path;
        String where = subject.isEmpty()
                ? (what.equals("is " + root) ? "" : ": it " + what)
                : ": " + (subject.startsWith("[") ? "element" : "component") + " '" + subject + "' " + what;
        return root + " cannot be " + verb + where + " → " + remedy;
    }
}
