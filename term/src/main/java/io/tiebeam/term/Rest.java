// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The component of an {@link AsMap} or {@link Struct} record that holds the entries no other component names. It is a
 * {@code Map}; its entries are written beside those of the others.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Rest {}
