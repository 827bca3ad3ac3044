// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.gen.Starting;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Requests that are on their way, each with a label, whose answers are taken as they come: the request id collections of
 * OTP 25. Belongs to one process, and is changed by its methods.
 *
 * @param <L> what tells requests apart
 */
public final class RequestIds<L> {
    private record Entry<L>(RequestId<?> id, L label) {}

    private final List<Entry<L>> entries = new ArrayList<>();

    /** None yet. */
    public RequestIds() {}

    /** Adds {@code id} under {@code label}, which need not be unique. */
    public RequestIds<L> add(RequestId<?> id, L label) {
        entries.add(new Entry<>(id, label));
        return this;
    }

    /** How many have not been answered. */
    public int size() {
        return entries.size();
    }

    /** The labels of those that have not been answered, in the order in which they were added. */
    public List<L> labels() {
        return entries.stream().map(Entry::label).toList();
    }

    /** What came of one of the requests. */
    public record Labelled<L>(L label, RequestId.Response<?> response) {}

    /**
     * The first response to any of the requests, which is no longer in the collection then. Empty if there is none left, or
     * none comes within {@code timeout}: all that are left are given up then.
     */
    public Optional<Labelled<L>> receive(Duration timeout) {
        Optional<Labelled<L>> first = await(timeout);
        if (first.isEmpty()) {
            entries.forEach(entry -> entry.id().abandon());
            entries.clear();
        }
        return first;
    }

    /** As {@link #receive}, but those that are left may be waited for again. */
    public Optional<Labelled<L>> await(Duration timeout) {
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        ProcessCell self = Starting.owner("RequestIds.await()");
        Deadline deadline = StartOptions.Timeouts.of(timeout).deadline();
        return Optional.ofNullable(self.receive(
                message -> message instanceof Term term ? check(term).orElse(null) : null, deadline));
    }

    /** What {@code message}, which the process has received, is as the response to one of them; empty if to none. */
    public Optional<Labelled<L>> check(Term message) {
        for (Entry<L> entry : entries) {
            Optional<? extends RequestId.Response<?>> response = entry.id().check(message);
            if (response.isPresent()) {
                entries.remove(entry);
                return Optional.of(new Labelled<>(entry.label(), response.get()));
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return "requests " + TermMapper.describe(entries.size());
    }
}
