// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record that is an Elixir struct: {@code @Struct("Elixir.User") record User(String name)} is {@code %User{name: "k"}}.
 * Otherwise as {@link AsMap}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Struct {
    /** The module of the struct, in full: {@code Elixir.User}. */
    String value();
}
