// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.shell;

import java.lang.reflect.Method;

/** What became of one snippet when it was compiled; made by {@link SnippetEngine}, immutable. */
sealed interface Prepared {
    /** To be called by the process that asked. {@code hasValue} is false for statements, such as a void call. */
    record Runs(Method method, boolean hasValue) implements Prepared {}

    /** A class, interface, record or enum, named as it was typed. */
    record DefinedType(String name, Class<?> type) implements Prepared {}

    /** A method, an import, or a declaration that waits for another; {@code note} says for what, else it is empty. */
    record Declared(String note) implements Prepared {}

    /** Not Java, or not Java that can be compiled here; {@code text} is for the reader. */
    record Rejected(String text) implements Prepared {}
}
