// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import io.tiebeam.statem.TimeoutType.OfEvent;
import io.tiebeam.statem.TimeoutType.OfState;
import io.tiebeam.term.Int;
import io.tiebeam.term.ListTerm;
import io.tiebeam.term.Term;
import io.tiebeam.term.Tuple;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The timeouts of a machine. One of no time at all is not a timer: it waits in a queue of its own, behind the events that
 * are there already and before any message.
 *
 * <p>Source: {@code gen_statem.erl}, {@code loop_timeouts} and {@code t0q}.
 */
final class Timeouts {
    /** A timeout that has ended. */
    record Ended(TimeoutType type, Object content) {}

    private record Running(long id, Object content, Optional<Effects.Timer> timer) {}

    private record Zero(TimeoutType type, long id) {}

    private final Effects effects;
    private final Map<TimeoutType, Running> running = new LinkedHashMap<>();
    private final Deque<Zero> zeros = new ArrayDeque<>();
    private long lastId;

    Timeouts(Effects effects) {
        this.effects = effects;
    }

    /** The state stays or changes: what that ends. */
    void transition(boolean changed) {
        cancel(new OfEvent());
        if (changed) {
            cancel(new OfState());
        }
    }

    /** Does what {@code actions} ask for, in which the last of each type counts, as the machine goes to {@code state}. */
    void apply(List<Action> actions, Object state) {
        Set<TimeoutType> seen = new HashSet<>();
        Deque<Zero> added = new ArrayDeque<>();
        for (Action action : actions.reversed()) {
            switch (action) {
                case Action.Start(var type, var time, var content)
                when seen.add(type) -> {
                    tell(type, Int.of(time.toMillis()), content, false, state);
                    if (time.isZero()) {
                        added.addFirst(zero(type, content));
                    } else {
                        start(type, time, content);
                    }
                }
                case Action.StartAt(var type, var nanoTime, var content)
                when seen.add(type) -> {
                    tell(type, Int.of(TimeUnit.NANOSECONDS.toMillis(nanoTime)), content, true, state);
                    start(type, Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime())), content);
                }
                case Action.Cancel(var type) when seen.add(type) -> cancel(type);
                case Action.Update(var type, var content)
                when seen.add(type) -> {
                    Running now = running.get(type);
                    if (now == null) { // a mistake that would go unseen with a timeout that never ends
                        added.addFirst(zero(type, content));
                    } else {
                        running.put(type, new Running(now.id(), content, now.timer()));
                    }
                }
                default -> {
                    // no timeout, or one that a later action of the same type has replaced
                }
            }
        }
        zeros.addAll(added);
    }

    private void tell(TimeoutType type, Term time, Object content, boolean absolute, Object state) {
        if (effects.isWatched()) {
            effects.tell(new Happened.Started(
                    type.toTerm(), time, StateWords.term(content), absolute, StateWords.term(state)));
        }
    }

    private Zero zero(TimeoutType type, Object content) {
        long id = ++lastId;
        replace(type, new Running(id, content, Optional.empty()));
        return new Zero(type, id);
    }

    private void start(TimeoutType type, Duration time, Object content) {
        long id = ++lastId;
        replace(type, new Running(id, content, Optional.of(effects.start(time, id))));
    }

    private void replace(TimeoutType type, Running by) {
        cancel(type);
        running.put(type, by);
    }

    private void cancel(TimeoutType type) {
        Running ended = running.remove(type);
        if (ended != null) {
            ended.timer().ifPresent(Effects.Timer::cancel);
        }
    }

    /** The oldest timeout of no time, if there is one; it has ended. */
    Optional<Ended> nextZero() {
        for (Zero zero = zeros.poll(); zero != null; zero = zeros.poll()) {
            Running now = running.get(zero.type());
            if (now != null && now.id() == zero.id()) {
                running.remove(zero.type());
                return Optional.of(new Ended(zero.type(), now.content()));
            }
        }
        return Optional.empty();
    }

    /** The timeout whose timer {@code id} has fired; empty if it was cancelled when that was on its way. */
    Optional<Ended> fired(long id) {
        for (var each : running.entrySet()) {
            if (each.getValue().id() == id) {
                running.remove(each.getKey());
                return Optional.of(new Ended(each.getKey(), each.getValue().content()));
            }
        }
        return Optional.empty();
    }

    /** Ends all. */
    void cancelAll() {
        Set.copyOf(running.keySet()).forEach(this::cancel);
    }

    /** {@code [{Type, Content}]} of those that run. */
    ListTerm toTerm() {
        return ListTerm.of(running.entrySet().stream()
                .<Term>map(e -> Tuple.of(
                        e.getKey().toTerm(), StateWords.term(e.getValue().content())))
                .toList());
    }
}
