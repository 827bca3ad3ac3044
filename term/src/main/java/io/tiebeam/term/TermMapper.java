// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import io.tiebeam.term.mapping.Mapping;
import io.tiebeam.term.mapping.Mappings;
import io.tiebeam.term.mapping.Sendable;
import io.tiebeam.term.mapping.Unmappable;
import java.lang.reflect.Type;
import java.util.Optional;

/**
 * The bridge between Java values and terms. What is sent passes it on the sender's thread, what is received on the
 * receiver's, so that a mistake is thrown where it was made. Safe on any thread; a type is looked at once.
 *
 * <table class="striped">
 * <caption>Which Java type is which term</caption>
 * <thead><tr><th>Java</th><th>term</th></tr></thead>
 * <tbody>
 * <tr><td>{@code record Hi(Pid from)}, {@code record Sup()}</td>
 *     <td>{@code {:hi, pid}}, {@code :sup}: the tag is the simple name in snake case; {@link WireName},
 *     {@link Untagged}, {@link AsMap} and {@link Struct} say otherwise</td></tr>
 * <tr><td>enum constant</td><td>atom: {@code ONE_FOR_ONE} is {@code :one_for_one}</td></tr>
 * <tr><td>sealed interface of records and enums</td>
 *     <td>whichever of its cases has that tag and number of components</td></tr>
 * <tr><td>{@code String}, {@link Charlist}</td><td>binary of UTF-8; list of code points</td></tr>
 * <tr><td>{@code byte[]} (copied), {@link Bits}</td><td>binary; bitstring</td></tr>
 * <tr><td>{@code int}, {@code long}, {@code BigInteger}</td><td>integer, range checked</td></tr>
 * <tr><td>{@code double}</td><td>float; an integer is read if no digit is lost</td></tr>
 * <tr><td>{@code boolean}</td><td>{@code true}, {@code false}</td></tr>
 * <tr><td>{@code Optional<T>}</td><td>the value, or {@code nil}; {@code :undefined} reads as empty too, unless T is
 *     {@code Atom} or {@code Term}</td></tr>
 * <tr><td>{@code List<T>}, {@code Map<K, V>}, {@link Keyword}</td><td>proper list, map, keyword list</td></tr>
 * <tr><td>{@link Result}</td><td>{@code {:ok, value}}, {@code {:error, reason}}</td></tr>
 * <tr><td>{@code Duration}</td>
 *     <td>milliseconds, rounded up, or {@code :infinity} for {@code ChronoUnit.FOREVER}</td></tr>
 * <tr><td>{@link NodeName}, {@link Name}; {@link Name.At}; {@link Via}; {@link ServerRef}</td>
 *     <td>atom; {@code {name, node}}; {@code {:via, module, name}}; a pid or one of these</td></tr>
 * <tr><td>{@link Term} and its cases, {@code Object}</td><td>themselves</td></tr>
 * </tbody>
 * </table>
 *
 * <p>{@code null} is never sent. Everything else is refused, and the message says what to use instead. Records of a
 * named module need {@code opens chat to io.tiebeam.term, io.tiebeam;} unless they are public in an exported package.
 */
public final class TermMapper {
    private TermMapper() {}

    /**
     * The term of {@code value}.
     *
     * @throws TermException for a value that has none; the message names the component
     */
    public static Term toTerm(Object value) {
        if (value instanceof Term term) {
            return term;
        }
        try {
            return Mappings.write(value);
        } catch (Unmappable reason) {
            throw new TermException(reason.message(Sendable.nameOf(value), "sent"));
        } catch (StackOverflowError tooDeep) {
            throw new TermException(Sendable.nameOf(value)
                    + " cannot be sent: it is nested too deeply for this stack, or contains itself → flatten it");
        }
    }

    /**
     * The value of {@code type} that {@code term} stands for; a boxed one for a primitive type.
     *
     * @throws TermException if it stands for none, with the path to the component that does not fit, such as
     *     {@code group at .users[3].age: expected integer, got "x"}; or if {@code type} has no mapping at all
     */
    @SuppressWarnings("unchecked") // the mapping of a class gives its instances
    public static <T> T fromTerm(Term term, Class<T> type) {
        return (T) fromTerm(term, (Type) type);
    }

    /** As {@link #fromTerm(Term, Class)}, for a type with arguments such as that of a method's parameter. */
    public static Object fromTerm(Term term, Type type) {
        Mapping mapping = mapping(type);
        try {
            Object value = mapping.read(term);
            if (value != Mapping.NO_MATCH) {
                return value;
            }
            throw new TermException(mapping.explain(term).message(mapping.label()));
        } catch (StackOverflowError tooDeep) {
            throw new TermException(
                    type.getTypeName() + " cannot be received: the term is nested too deeply for this stack");
        }
    }

    /**
     * The value of {@code type} that {@code term} stands for, or nothing. A term with the right tag and a component
     * that does not fit is no match either: in a selective receive it stays in the mailbox, as it would in Elixir where a
     * clause has a guard.
     *
     * @throws TermException if {@code type} has no mapping at all
     */
    @SuppressWarnings("unchecked") // the mapping of a class gives its instances
    public static <T> Optional<T> tryFromTerm(Term term, Class<T> type) {
        Mapping mapping = mapping(type);
        Object value;
        try {
            value = mapping.read(term);
        } catch (StackOverflowError tooDeep) { // what a peer sends must not end the one who only looks at it
            return Optional.empty();
        }
        return value == Mapping.NO_MATCH ? Optional.empty() : Optional.of((T) value);
    }

    /**
     * Checks that {@code message} may be handed to another process of this JVM by reference: its class, all of whose
     * components have a mapping and cannot change. Classes are looked at once. With assertions enabled the values
     * inside collections and components of type {@code Object} are looked at too, each time.
     *
     * @throws TermException with the reason and what to send instead
     */
    public static void checkSendable(Object message) {
        Sendable.check(message);
    }

    /**
     * What another process of this JVM may be handed in place of the term of {@code value}: the value itself, if neither it
     * nor anything in it can change, else its term, which is a copy. Lists count as such where they were made by {@code
     * List.of}, {@code List.copyOf} or {@code Stream.toList}; other collections never do.
     *
     * @throws TermException for a value that has no term
     */
    public static Object shared(Object value) {
        if (value instanceof Term) {
            return value;
        }
        try {
            if (Sendable.isShareable(value)) {
                return value;
            }
        } catch (StackOverflowError tooDeep) { // toTerm says so
        }
        return toTerm(value);
    }

    /**
     * How a shell shows {@code value}: the inspect form of its term, or {@code #Java<chat.Foo ...>} with its text if it
     * has none. Never throws, whatever the value's own methods do.
     */
    public static String describe(Object value) {
        return describe(value, Inspect.Options.FULL);
    }

    /** As {@link #describe(Object)}, with the limits of {@code options}. */
    public static String describe(Object value, Inspect.Options options) {
        return Description.of(value, options);
    }

    private static Mapping mapping(Type type) {
        try {
            return Mappings.of(type);
        } catch (Unmappable reason) {
            throw new TermException(reason.message(type.getTypeName(), "received"));
        }
    }
}
