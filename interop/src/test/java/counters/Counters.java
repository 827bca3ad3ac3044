// SPDX-License-Identifier: Apache-2.0
package counters;

import io.tiebeam.term.Name;

/** The names of the tour's processes, and a function that other nodes may call. */
public final class Counters {
    public static final Name COUNTER = Name.of("Elixir.Counter");
    public static final Name NAMES = Name.of("Elixir.Counters.Names");
    public static final Name MORE = Name.of("Elixir.Counters.More");
    public static final Name TASKS = Name.of("Elixir.Counters.Tasks");
    public static final Name SUPERVISOR = Name.of("Elixir.Counters.Supervisor");

    private Counters() {}

    public static long words(String text) {
        return text.split(" ").length;
    }
}
