// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record that is a map with atoms for keys: {@code @AsMap record User(String firstName)} is
 * {@code %{first_name: "Kate"}}. When read, a component may be missing if it is an {@code Optional}; other keys are
 * dropped unless a component is marked {@link Rest}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface AsMap {}
