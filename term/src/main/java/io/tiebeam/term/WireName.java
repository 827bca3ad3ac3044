// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name that something has outside Java, where it is not the Java name in snake case: the tag of a record, the atom of
 * an enum constant, the key of a component of an {@link AsMap} or {@link Struct} record, the function that a method is
 * known as.
 *
 * {@snippet :
 * @WireName("sup?")
 * record Sup() {}                     // :sup?
 *
 * @WireName("alive?")
 * public static boolean isAlive() {   // alive?/0
 *     return true;
 * }
 * }
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.RECORD_COMPONENT})
public @interface WireName {
    /** The name, without a colon. */
    String value();
}
