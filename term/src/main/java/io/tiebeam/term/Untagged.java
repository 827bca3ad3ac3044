// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A record that is a tuple of its components alone: {@code @Untagged record Point(int x, int y)} is {@code {1, 2}}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Untagged {}
