// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.term;

/**
 * {@code {:ok, value}} or {@code {:error, reason}}, for values that travel. Within Java return and throw instead.
 *
 * @param <T> the type of the value; the reason is whatever the other side says
 */
public sealed interface Result<T> {
    /** It worked: {@code {:ok, value}}. */
    record Ok<T>(T value) implements Result<T> {}

    /** It did not: {@code {:error, reason}}. */
    @WireName("error")
    record Err<T>(Term reason) implements Result<T> {}

    /** {@code {:ok, value}}. */
    static <T> Result<T> ok(T value) {
        return new Ok<>(value);
    }

    /** {@code {:error, reason}}; {@code reason} is mapped as by {@link TermMapper#toTerm}. */
    static <T> Result<T> error(Object reason) {
        return new Err<>(TermMapper.toTerm(reason));
    }
}
