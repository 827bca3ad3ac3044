// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.io;

import io.tiebeam.term.Pid;
import io.tiebeam.term.Term;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The requests that wait for somebody to type, the oldest first, and what was typed beyond what the last one took.
 * Belongs to one leader and its thread.
 */
final class InputQueue {
    /** Who waits for what. */
    record Waiting(Pid from, Term replyAs, IoRequest.Input request) {}

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final StringBuilder typed = new StringBuilder();

    void add(Waiting request) {
        waiting.add(request);
    }

    /** The request that is served now. */
    Optional<Waiting> first() {
        return Optional.ofNullable(waiting.peek());
    }

    void removeFirst() {
        waiting.remove();
    }

    void typed(String line) {
        typed.append(line);
    }

    /** What {@code request} asks for, if enough has been typed. */
    Optional<String> take(IoRequest.Input request) {
        int end = switch (request) {
            case IoRequest.GetLine _ -> typed.indexOf("\n") + 1;
            case IoRequest.GetChars(boolean _, Term _, int count) ->
                typed.codePointCount(0, typed.length()) >= count ? typed.offsetByCodePoints(0, count) : 0;
        };
        boolean nothingWanted = request instanceof IoRequest.GetChars(boolean _, Term _, int count) && count == 0;
        return end > 0 || nothingWanted ? Optional.of(cut(end)) : Optional.empty();
    }

    /** What is left when nothing more will be typed; empty if that is nothing. */
    Optional<String> rest() {
        return typed.isEmpty() ? Optional.empty() : Optional.of(cut(typed.length()));
    }

    private String cut(int end) {
        String text = typed.substring(0, end);
        typed.delete(0, end);
        return text;
    }
}
