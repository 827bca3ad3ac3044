// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term.mapping;

import java.time.temporal.Temporal;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** What is refused, and what to use instead. */
final class Refusals {
    private Refusals() {}

    static Unmappable nothing() {
        return Unmappable.because("is null", "null is never sent; use an Optional, or an atom such as Atom.NIL");
    }

    static Unmappable of(Class<?> type) {
        return Unmappable.because("is " + type.getTypeName(), remedy(type));
    }

    private static String remedy(Class<?> type) {
        if (type.isArray()) {
            return "send a List" + (type == byte[].class ? ", or Bits" : "");
        }
        if (type == short.class || type == Short.class || type == byte.class || type == Byte.class) {
            return "use int";
        }
        if (type == char.class || type == Character.class) {
            return "use String, or int for the code point";
        }
        if (type == float.class || type == Float.class) {
            return "use double";
        }
        if (type == void.class || type == Void.class) {
            return "use Atom.OK";
        }
        if (Set.class.isAssignableFrom(type)) {
            return "send a List";
        }
        if (Map.class.isAssignableFrom(type)) {
            return "declare it as Map";
        }
        if (List.class.isAssignableFrom(type) || type == Collection.class || type == Iterable.class) {
            return "declare it as List";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "send a List";
        }
        if (Temporal.class.isAssignableFrom(type) || type == Date.class || Calendar.class.isAssignableFrom(type)) {
            return "send a long (milliseconds since 1970) or a String (ISO 8601)";
        }
        if (type == OptionalInt.class || type == OptionalLong.class || type == OptionalDouble.class) {
            return "use Optional<Integer>, Optional<Long> or Optional<Double>";
        }
        if (Optional.class.isAssignableFrom(type)) {
            return "say of what: an Optional within an Optional cannot be told from an empty one";
        }
        if (Throwable.class.isAssignableFrom(type)) {
            return "send its message, or a record that says what went wrong";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "use String";
        }
        if (Number.class.isAssignableFrom(type)) {
            return "use int, long, BigInteger, double or a String";
        }
        if (type.isHidden() || type.isSynthetic()) {
            return "functions travel by name: Mfa, or a method reference where one is asked for";
        }
        if (type.isInterface() && !type.isSealed()) {
            return "make it a sealed interface of records, or use Term";
        }
        if (type.getName().startsWith("java.")) {
            return "send a String, a number or a record of what matters";
        }
        return "make it a record";
    }
}
