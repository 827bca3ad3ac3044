// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A keyword list, {@code [timeout: 5000, name: :kate]}: how options are passed to Elixir and Erlang. Ordered; a key may
 * come twice, and then the first counts.
 */
public record Keyword(List<Entry> entries) {
    /** No entries, {@code []}. */
    public static final Keyword EMPTY = new Keyword(List.of());

    /** One {@code key: value}. */
    public record Entry(Atom key, Term value) {}

    /** The keyword list of {@code entries}, which are copied. */
    public Keyword {
        entries = List.copyOf(entries);
    }

    /** The keyword list with one entry; {@code value} is mapped as by {@link TermMapper#toTerm}. */
    public static Keyword of(String key, Object value) {
        return EMPTY.with(key, value);
    }

    /** This with one more entry at the end; {@code value} is mapped as by {@link TermMapper#toTerm}. */
    public Keyword with(String key, Object value) {
        List<Entry> more = new ArrayList<>(entries);
        more.add(new Entry(Atom.of(key), TermMapper.toTerm(value)));
        return new Keyword(more);
    }

    /** The value of the first entry with {@code key}. */
    public Optional<Term> get(String key) {
        Atom wanted = Atom.of(key);
        return entries.stream()
                .filter(entry -> entry.key.equals(wanted))
                .findFirst()
                .map(Entry::value);
    }
}
