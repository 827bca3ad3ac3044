// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.junit;

import io.tiebeam.NotAProcessException;
import io.tiebeam.process.Deadline;
import io.tiebeam.process.ProcessCell;
import io.tiebeam.term.Inspect;
import io.tiebeam.term.Term;
import io.tiebeam.term.TermException;
import io.tiebeam.term.TermMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.opentest4j.AssertionFailedError;

/**
 * What a test says about the messages of its process, to be imported statically. A message is matched as {@code receive}
 * matches it: it is of a type, or a term that maps to it. The failures show the mailbox, in the form of ExUnit. Source:
 * {@code ExUnit.Assertions}. On the thread of the process alone.
 */
public final class OtpAssertions {
    /** How long is waited where no time is given: 100 ms, as in ExUnit. */
    public static final Duration TIMEOUT = Duration.ofMillis(100);

    private static final int MOST_SHOWN = 10;
    private static final int NANOS_OF_A_MILLI = 1_000_000;

    private OtpAssertions() {}

    /** Waits up to 100 ms for a message that is a {@code type}: it is taken, and returned. */
    public static <T> T assertReceive(Class<T> type) {
        return assertReceive(type, TIMEOUT);
    }

    /** Waits up to {@code timeout} for a message that is a {@code type}: it is taken, and returned. */
    public static <T> T assertReceive(Class<T> type, Duration timeout) {
        return await(pattern(type), message -> as(type, message), timeout);
    }

    /** As {@link #assertReceive(Class)}, for one that passes {@code when}. */
    public static <T> T assertReceive(Class<T> type, Predicate<? super T> when) {
        return assertReceive(type, when, TIMEOUT);
    }

    /** As {@link #assertReceive(Class, Duration)}, for one that passes {@code when}. */
    public static <T> T assertReceive(Class<T> type, Predicate<? super T> when, Duration timeout) {
        return await(pattern(type) + " that passes the test's condition", message -> as(type, message, when), timeout);
    }

    /** Waits up to 100 ms for a message that equals {@code expected}, as a term. */
    public static void assertReceive(Term expected) {
        assertReceive(expected, TIMEOUT);
    }

    /** Waits up to {@code timeout} for a message that equals {@code expected}, as a term. */
    public static void assertReceive(Term expected, Duration timeout) {
        await(Inspect.inspect(expected), message -> equal(expected, message), timeout);
    }

    /** A message that is a {@code type} has been received already: it is taken, and returned. */
    public static <T> T assertReceived(Class<T> type) {
        return assertReceive(type, Duration.ZERO);
    }

    /** A message that equals {@code expected}, as a term, has been received already; it is taken. */
    public static void assertReceived(Term expected) {
        assertReceive(expected, Duration.ZERO);
    }

    /** No message that is a {@code type} comes within 100 ms. */
    public static void refuteReceive(Class<?> type) {
        refuteReceive(type, TIMEOUT);
    }

    /** No message that is a {@code type} comes within {@code timeout}. */
    public static void refuteReceive(Class<?> type, Duration timeout) {
        refute(pattern(type), message -> as(type, message), timeout);
    }

    /** No message that equals {@code unwanted}, as a term, comes within 100 ms. */
    public static void refuteReceive(Term unwanted) {
        refuteReceive(unwanted, TIMEOUT);
    }

    /** No message that equals {@code unwanted}, as a term, comes within {@code timeout}. */
    public static void refuteReceive(Term unwanted, Duration timeout) {
        refute(Inspect.inspect(unwanted), message -> equal(unwanted, message), timeout);
    }

    /** No message that is a {@code type} has been received until now. */
    public static void refuteReceived(Class<?> type) {
        refuteReceive(type, Duration.ZERO);
    }

    /** No message that equals {@code unwanted}, as a term, has been received until now. */
    public static void refuteReceived(Term unwanted) {
        refuteReceive(unwanted, Duration.ZERO);
    }

    // ---- how ------------------------------------------------------------------------------------------------------

    private static <T> T await(String pattern, Function<Object, T> match, Duration timeout) {
        ProcessCell self = self("assertReceive()");
        T matched = self.receive(match, deadline(timeout));
        if (matched != null) {
            return matched;
        }
        List<Object> mailbox = mailbox(self);
        for (Object message : mailbox) {
            if (match.apply(message) != null) {
                throw new AssertionFailedError(
                        "Found message matching " + pattern + " after " + millis(timeout)
                                + "ms.\n\nThis means the message was delivered too close to the timeout value: give a longer one");
            }
        }
        throw new AssertionFailedError(
                "Assertion failed, no matching message after " + millis(timeout) + "ms\n" + shown(pattern, mailbox));
    }

    private static void refute(String pattern, Function<Object, ?> match, Duration timeout) {
        Object[] found = new Object[1];
        Object matched = self("refuteReceive()")
                .receive(
                        message -> {
                            Object result = match.apply(message);
                            found[0] = message;
                            return result;
                        },
                        deadline(timeout));
        if (matched != null) {
            throw new AssertionFailedError(
                    "Unexpectedly received message " + inspected(found[0]) + " (which matched " + pattern + ")");
        }
    }

    private static ProcessCell self(String what) {
        ProcessCell self = ProcessCell.currentOrNull();
        if (self == null || !self.isOwner()) {
            throw new NotAProcessException(what);
        }
        return self;
    }

    private static Deadline deadline(Duration timeout) {
        return timeout.isZero() ? Deadline.NOW : Deadline.in(timeout);
    }

    private static long millis(Duration timeout) {
        return timeout.toNanos() / NANOS_OF_A_MILLI;
    }

    /** What waits, oldest first; it stays. */
    private static List<Object> mailbox(ProcessCell self) {
        List<Object> all = new ArrayList<>();
        self.receive(
                message -> {
                    all.add(message);
                    return null;
                },
                Deadline.NOW);
        return all;
    }

    private static String shown(String pattern, List<Object> mailbox) {
        if (mailbox.isEmpty()) {
            return "The process mailbox is empty.";
        }
        List<Object> last = mailbox.subList(Math.max(0, mailbox.size() - MOST_SHOWN), mailbox.size());
        StringBuilder text = new StringBuilder("Showing " + last.size() + " of " + mailbox.size()
                + (mailbox.size() == 1 ? " message" : " messages") + " in the mailbox\nmailbox:");
        for (Object message : last) {
            text.append("\n  pattern: ").append(pattern);
            text.append("\n  value:   ").append(inspected(message)).append('\n');
        }
        return text.toString().stripTrailing();
    }

    /** In Elixir's form, and of which class if it is of this JVM. */
    private static String inspected(Object message) {
        if (message instanceof Term term) {
            return Inspect.inspect(term);
        }
        String type = pattern(message.getClass());
        try {
            return Inspect.inspect(TermMapper.toTerm(message)) + "  // " + type;
        } catch (TermException noTerm) {
            return message + "  // " + type;
        }
    }

    /** {@code Talk.Hi}, without the package. */
    private static String pattern(Class<?> type) {
        String name = type.getCanonicalName() == null ? type.getName() : type.getCanonicalName();
        return name.substring(
                type.getPackageName().isEmpty() ? 0 : type.getPackageName().length() + 1);
    }

    private static <T> T as(Class<T> type, Object message) {
        return as(type, message, _ -> true);
    }

    private static <T> T as(Class<T> type, Object message, Predicate<? super T> when) {
        T typed = type.isInstance(message)
                ? type.cast(message)
                : type == Term.class
                        ? type.cast(TermMapper.toTerm(message))
                        : message instanceof Term term
                                ? TermMapper.tryFromTerm(term, type).orElse(null)
                                : null;
        return typed != null && when.test(typed) ? typed : null;
    }

    private static Term equal(Term expected, Object message) {
        Term term = TermMapper.toTerm(message);
        return term.equals(expected) ? term : null;
    }
}
