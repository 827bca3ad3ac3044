// SPDX-License-Identifier: Apache-2.0
package io.tiebeam.otp;

import io.tiebeam.term.Atom;
import java.util.Locale;

/**
 * Whether a {@link Supervisor} ends by itself, with {@code shutdown}, when children that are
 * {@linkplain ChildSpec#significant significant} have ended and are not restarted. Source: {@code supervisor}, {@code
 * auto_shutdown}.
 */
public enum AutoShutdown {
    /** Never: no child may be significant. The default. */
    NEVER,
    /** When one of them has ended. */
    ANY_SIGNIFICANT,
    /** When the last of them has ended. */
    ALL_SIGNIFICANT;

    private final Atom atom = Atom.of(name().toLowerCase(Locale.ROOT));

    /** The atom on the wire. */
    Atom atom() {
        return atom;
    }
}
