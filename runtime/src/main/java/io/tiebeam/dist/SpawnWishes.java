// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.dist;

import io.tiebeam.term.Atom;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.MapTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What another node asks for with a process: the options of {@code erlang:spawn_opt/5}. A link and a monitor mean
 * something here; those for the memory and the scheduling of a BEAM are checked as a BEAM does, so that a mistake is seen
 * here too, and then passed over. What is of no release of OTP up to 29 is refused.
 */
record SpawnWishes(boolean link, boolean monitor) {
    private static final long DEFAULT_HEAP = 233; // words: a BEAM refuses a limit below the heap that it begins with
    private static final long MOST_SCHEDULERS = 1024;
    private static final Set<String> LEVELS = Set.of("low", "normal", "high", "max");
    private static final Set<String> ALIASES = Set.of("explicit_unalias", "demonitor", "reply_demonitor");
    private static final Atom SIZE = Atom.of("size");

    /** The wishes in {@code options}; empty if one of them is none. */
    static Optional<SpawnWishes> of(Term options) {
        if (!(options instanceof ListTerm list) || !list.isProper()) {
            return Optional.empty();
        }
        SpawnWishes wishes = new SpawnWishes(false, false);
        long heap = DEFAULT_HEAP;
        for (Term option : list.elements()) {
            if (named(option).equals("min_heap_size") && value(option) instanceof Int size) {
                heap = Math.max(heap, size.value());
            }
        }
        for (Term option : list.elements()) {
            String name = named(option);
            if (!(option instanceof Atom ? isRelation(name) : isValid(name, value(option), heap))) {
                return Optional.empty();
            }
            wishes = new SpawnWishes(wishes.link || name.equals("link"), wishes.monitor || name.equals("monitor"));
        }
        return Optional.of(wishes);
    }

    private static boolean isRelation(String name) {
        return name.equals("link") || name.equals("monitor");
    }

    /** The name of an option, alone or in a pair; else nothing. */
    private static String named(Term option) {
        return switch (option) {
            case Atom alone -> alone.name();
            case Tuple pair when pair.size() == 2 && pair.get(0) instanceof Atom name -> name.name();
            default -> "";
        };
    }

    private static Term value(Term option) {
        return option instanceof Tuple pair && pair.size() == 2 ? pair.get(1) : Atom.UNDEFINED;
    }

    private static boolean isValid(String name, Term value, long heap) {
        return switch (name) {
            case "link" -> all(value, option -> option.equals(Atom.of("priority")));
            case "monitor" -> all(value, SpawnWishes::isOfMonitor);
            case "priority" -> value instanceof Atom level && LEVELS.contains(level.name());
            case "min_heap_size", "min_bin_vheap_size", "fullsweep_after" -> isSize(value);
            case "max_heap_size" ->
                isLimit(value instanceof MapTerm map ? map.get(SIZE).orElse(Atom.NIL) : value, heap);
            case "message_queue_data" -> value.equals(Atom.of("on_heap")) || value.equals(Atom.of("off_heap"));
            case "scheduler" -> value instanceof Int number && number.value() >= 0 && number.value() < MOST_SCHEDULERS;
            case "async_dist" -> value.equals(Atom.TRUE) || value.equals(Atom.FALSE);
            default -> false;
        };
    }

    private static boolean all(Term list, Predicate<Term> test) {
        return list instanceof ListTerm l
                && l.isProper()
                && l.elements().stream().allMatch(test);
    }

    private static boolean isOfMonitor(Term option) {
        return option.equals(Atom.of("priority"))
                || option instanceof Tuple pair
                        && pair.size() == 2
                        && (pair.get(0).equals(Atom.of("tag"))
                                || pair.get(0).equals(Atom.of("alias"))
                                        && pair.get(1) instanceof Atom mode
                                        && ALIASES.contains(mode.name()));
    }

    private static boolean isSize(Term value) {
        return value instanceof Int size && size.value() >= 0;
    }

    private static boolean isLimit(Term value, long heap) {
        return isSize(value) && (((Int) value).value() == 0 || ((Int) value).value() >= heap);
    }
}
