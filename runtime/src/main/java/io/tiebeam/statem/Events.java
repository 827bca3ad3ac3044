// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.statem;

import io.tiebeam.From;
import io.tiebeam.term.Term;
import java.util.Optional;

/** Makes the events of a machine from what happens to its process, and shows them to others. */
public interface Events {
    /** Somebody waits for an answer. */
    Object call(From from, Term request);

    /** A message to the machine as such. */
    Object cast(Term request);

    /** Any other message. */
    Object info(Object message);

    /** A timeout has ended. */
    Object timeout(TimeoutType type, Object content);

    /** A state is entered that followed {@code oldState}. */
    Object enter(Object oldState);

    /** {@code {Type, Content}}, as OTP has it. */
    Term toTerm(Object event);

    /** Who waits for an answer to it. */
    Optional<From> from(Object event);
}
