// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import io.tiebeam.term.inspect.TermDocs;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Elixir's {@code inspect/1} and {@code inspect/2}: the form in which shells, logs and error messages show a term. Safe
 * on any thread.
 *
 * <p>The form is that of Elixir 1.18, which differs from 1.14 in two points: charlists are {@code ~c"abc"}, and
 * invisible characters in strings are escaped. Three things differ from both, since a JVM has no Elixir modules to
 * ask: every map with an atom under {@code __struct__} is shown as a struct, its fields in term order; of structs with
 * a form of their own only ranges have it here; a fun is shown without the name of the function around it. The keys of
 * maps are always in {@linkplain TermOrder term order}.
 */
public final class Inspect {
    private static final int NUMBERED_NODES = 4096;
    private static final Atom NAMELESS = Atom.of("nonode@nohost");
    private static volatile Supplier<Atom> home = () -> NAMELESS;
    private static final Map<Atom, Integer> NUMBERS = new ConcurrentHashMap<>();

    private Inspect() {}

    /** The form that iex prints {@code term} in, on one line and in full. */
    public static String inspect(Term term) {
        return inspect(term, Options.FULL);
    }

    /** The form that iex prints {@code term} in, with limits. */
    public static String inspect(Term term, Options options) {
        return TermDocs.print(term, options);
    }

    /**
     * Elixir's {@code Inspect.Opts}, as far as shells need them.
     *
     * @param limit how many items of a collection are shown before {@code ...}; nested collections have what their
     *     parents leave. {@link #UNLIMITED} shows all; any other limit also cuts strings and charlists to 4096
     *     characters
     * @param width the columns of a line; {@link #UNLIMITED} prints one line
     * @param nodes numbers the nodes of pids, references and ports
     */
    public record Options(int limit, int width, NodeNumbers nodes) {
        /** No limit of items or of columns. */
        public static final int UNLIMITED = Integer.MAX_VALUE;

        /** Everything, on one line. */
        public static final Options FULL = new Options(UNLIMITED, UNLIMITED, Inspect::defaultNumber);

        /** What reports of crashes use, as Elixir's logger does: 50 items, on one line. */
        public static final Options REPORT = new Options(50, UNLIMITED, Inspect::defaultNumber);

        /** What iex uses: 50 items, 80 columns. */
        public static final Options SHELL = new Options(50, 80, Inspect::defaultNumber);

        /**
         * Checks the limits.
         *
         * @throws IllegalArgumentException for a negative limit or a width below 1
         */
        public Options {
            if (limit < 0 || width < 1) {
                throw new IllegalArgumentException(
                        "expected a limit from 0 and a width from 1, got " + limit + " and " + width);
            }
        }

        /** These options with the numbers of {@code other}. */
        public Options nodes(NodeNumbers other) {
            return new Options(limit, width, other);
        }
    }

    /** The first number in {@code #PID<0.112.0>}, which is a matter of the node that prints. */
    public interface NodeNumbers {
        /** The number of {@code node} in its incarnation {@code creation}; 0 for the node that prints. */
        int numberOf(Atom node, int creation);
    }

    /**
     * Says which node prints, where nobody else does: its pids begin with 0. Called by the runtime once, with a supplier
     * that any thread may ask; without it that is {@code nonode@nohost}.
     */
    public static void printsFrom(Supplier<Atom> node) {
        home = node;
    }

    /**
     * What stands for a node where nobody says: 0 for the {@linkplain #printsFrom one that prints}, for others a number
     * that stays the same as long as this JVM runs. Beyond {@value #NUMBERED_NODES} names, which only a hostile peer
     * reaches, several share one.
     */
    private static int defaultNumber(Atom node, int creation) {
        if (node.equals(home.get())) {
            return 0;
        }
        Integer known = NUMBERS.get(node);
        if (known == null) {
            synchronized (NUMBERS) {
                int next = NUMBERS.size() + 1;
                if (next > NUMBERED_NODES) {
                    return NUMBERED_NODES + 1;
                }
                known = NUMBERS.computeIfAbsent(node, _ -> next);
            }
        }
        return known;
    }
}
