// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

/**
 * A request of a {@link GenServer} that is answered with an {@code R}: implemented by the message, {@code record Get()
 * implements Message, Call<Long> {}}. It has no methods; it makes an answer of a wrong type a compile error in the server,
 * and gives the caller the answer in its type, whichever language it comes from.
 *
 * @param <R> the type of the answer, anything that {@link io.tiebeam.term.TermMapper} maps
 */
public interface Call<R> {}
