// SPDX-License-Identifier: Apache-2.0
package io.tiebeam;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name that a class has for other nodes, as a module. Read by whoever sends a method reference and by whoever
 * exposes the class; it only names, it admits nobody. Without it the name is {@code Elixir.} and the simple name of
 * the class.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ErlangModule {
    /** The module's atom in full: {@code Elixir.Kate} for what Elixir calls {@code Kate}, {@code kate} for Erlang's. */
    String value();
}
